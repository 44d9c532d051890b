"""Our figures as ratios to those of the others: more is better for us, 1 is the same."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.load import Rate
from benchmarks.ours import NAME
from benchmarks.peers import OXIGRAPH_DISK, OXIGRAPH_MEMORY, RDFLIB
from benchmarks.results import CLIENTS, Results
from benchmarks.timings import Timing

OTHERS = (OXIGRAPH_DISK, OXIGRAPH_MEMORY, RDFLIB)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One kind of figure; a server for which there is none has None."""

    what: str
    of: Mapping[str, float | None]


def ratios(results: Results) -> Iterator[Ratio]:
    """All of which there are figures."""
    return (ratio for ratio in _all(results) if any(ratio.of.values()))


def _all(results: Results) -> Iterator[Ratio]:
    for clients in CLIENTS:
        rates = {name: by_clients.get(clients) for name, by_clients in results.small.items()}
        yield _of_rates(f"small queries a second, {clients} client{'s' * (clients > 1)}", rates)
    yield _of_rates("one small query again and again", results.same)
    yield _of_rates("a saved query", results.saved)
    first, total = ({name: getattr(found, part) for name, found in results.rows.items()} for part in ("first", "total"))
    yield _of_times(f"first byte of {results.row_limit:,} rows", first)
    yield _of_times(f"all of {results.row_limit:,} rows", total)
    for triples, found in results.queries.items():
        means = {other: _geometric_mean(found.get(NAME, {}), found.get(other, {})) for other in OTHERS}
        yield Ratio(f"ten queries on {triples:,} triples, geometric mean of those that both answered", means)


def _of_rates(what: str, rates: Mapping[str, Rate | None]) -> Ratio:
    found = {name: rate.a_second if rate else 0.0 for name, rate in rates.items()}
    return Ratio(what, {other: _divide(found.get(NAME), found.get(other)) for other in OTHERS})


def _of_times(what: str, times: Mapping[str, float]) -> Ratio:
    return Ratio(what, {other: _divide(times.get(other), times.get(NAME)) for other in OTHERS})


def _divide(one: float | None, other: float | None) -> float | None:
    return one / other if one and other else None


def _geometric_mean(ours: Mapping[str, Timing], theirs: Mapping[str, Timing]) -> float | None:
    pairs = [(ours[name].ms, theirs[name].ms) for name in ours.keys() & theirs.keys()]
    logarithms = [math.log(their / our) for our, their in pairs if our and their]
    return math.exp(sum(logarithms) / len(logarithms)) if logarithms else None
