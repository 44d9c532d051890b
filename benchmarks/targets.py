"""What is to be reached, as ratios within one run, and how far this run came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks import nginx
from benchmarks.ours import NAME
from benchmarks.peers import OXIGRAPH_DISK, OXIGRAPH_MEMORY, RDFLIB
from benchmarks.results import Results

_CLIENTS = 8
_GUARD_MS, _FIRST_BYTE_MS, _P99_MS, _GROWTH_MIB = 0.3, 10.0, 250.0, 20.0
_NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Target:
    """One row of the table."""

    what: str
    against: str
    at_least: str
    measured: str = _NOT_MEASURED
    reached: str = "no"


def targets(results: Results) -> Iterator[Target]:
    """The rows, in the order in which the figures are measured."""
    small = {name: rates[_CLIENTS].a_second for name, rates in results.small.items() if _CLIENTS in rates}
    same = {name: rate.a_second for name, rate in results.same.items()}
    what = "small queries a second, guarded, uncached, 8 clients"
    yield _ratio(Target(what, RDFLIB, "2x, then 5x"), small, RDFLIB, (2.0, 5.0))
    yield _ratio(Target("the same", OXIGRAPH_DISK, "0.15x, then 0.4x"), small, OXIGRAPH_DISK, (0.15, 0.4))
    what = "the same answer again and again behind nginx, 8 clients"
    yield _ratio(Target(what, OXIGRAPH_MEMORY, "1x"), same, OXIGRAPH_MEMORY, (1.0,), nginx.NAME)
    yield _guard(results)
    yield _first_byte(results)
    yield _siege(results)
    yield _hostile(results)


def _ratio(target: Target, rates: dict[str, float], other: str, steps: tuple[float, ...], ours: str = NAME) -> Target:
    if not rates.get(ours) or not rates.get(other):
        return target
    ratio = rates[ours] / rates[other]
    passed = sum(ratio >= step for step in steps)
    reached = "no" if not passed else "yes" if passed == len(steps) else "the first"
    return _with(target, f"{ratio:.2f}x", reached)


def _guard(results: Results) -> Target:
    target = Target("overhead of the guard on a query, median", "the engine alone", f"under {_GUARD_MS} ms")
    if not results.guard:
        return target
    overhead = results.guard["overhead"]
    return _with(target, f"{overhead:.2f} ms", _yes(overhead < _GUARD_MS))


def _first_byte(results: Results) -> Target:
    target = Target(f"first byte of {results.row_limit:,} rows", OXIGRAPH_DISK, f"within {_FIRST_BYTE_MS:.0f} ms")
    if NAME not in results.rows:
        return target
    first = results.rows[NAME].first
    other = f", theirs {results.rows[OXIGRAPH_DISK].first:.1f} ms" if OXIGRAPH_DISK in results.rows else ""
    return _with(target, f"{first:.1f} ms{other}", _yes(first <= _FIRST_BYTE_MS))


def _siege(results: Results) -> Target:
    what = "good requests lost while three attackers work"
    target = Target(what, "", f"none; p99 under {_P99_MS:.0f} ms")
    if NAME not in results.sieges:
        return target
    found = results.sieges[NAME].attacked
    good = found.lost == 0 and found.p99 < _P99_MS
    return _with(target, f"{found.lost} of {found.due:,}; p99 {found.p99:.0f} ms", _yes(good))


def _hostile(results: Results) -> Target:
    at_least = f"all; the web process grows by less than {_GROWTH_MIB:.0f} MiB"
    target = Target("hostile queries contained half a second past the limit", "", at_least)
    if NAME not in results.hostile:
        return target
    found = results.hostile[NAME]
    good = found.contained == len(found.failures) and found.growth < _GROWTH_MIB
    measured = f"{found.contained} of {len(found.failures)}; grew by {max(found.growth, 0):.0f} MiB"
    return _with(target, measured, _yes(good))


def _with(target: Target, measured: str, reached: str) -> Target:
    return Target(target.what, target.against, target.at_least, measured, reached)


_yes: Callable[[bool], str] = {True: "yes", False: "no"}.__getitem__
