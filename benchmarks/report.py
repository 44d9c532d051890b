"""The figures as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.hostile import Hostility
from benchmarks.load import Rate
from benchmarks.ours import NAME
from benchmarks.questions import HOSTILE, REPRESENTATIVE
from benchmarks.ratios import OTHERS, ratios
from benchmarks.results import CLIENTS, Results
from benchmarks.siege import Siege
from benchmarks.targets import targets
from benchmarks.timings import Timing


def write_between_markers(page: Path, text: str, what: str = "figures") -> None:
    """Put the text in the place of what stands between the markers `<!-- {what}: begin -->` and `end` of the page."""
    first, last = f"<!-- {what}: begin -->", f"<!-- {what}: end -->"
    head, begin, rest = page.read_text("utf-8").partition(first)
    _, end, tail = rest.partition(last)
    if not begin or not end:
        raise ValueError(f"{page} lacks its markers {first} and {last}: put them where the figures belong.")
    page.write_text(f"{head}{first}\n\n{text}\n{last}{tail}", "utf-8")


def render(results: Results) -> str:
    """All tables, those first that say how far we came."""
    parts = (_setting, _targets, _ratios, _rates, _same, _saved, _queries, _rows, _guard, _sieges, _hostile, _notes)
    blocks = ("\n".join(part(results)).strip() for part in parts)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _setting(results: Results) -> Iterator[str]:
    large = f", then {results.large_triples:,}" if results.large_triples else ""
    yield f"- Date: {results.date}"
    yield f"- Machine: {results.machine}"
    yield f"- Versions: {results.versions}"
    yield f"- Data: {results.small_triples:,} triples{large}, invented, with the structure of ours"


def _targets(results: Results) -> Iterator[str]:
    rows = ((row.what, row.against, row.at_least, row.measured, row.reached) for row in targets(results))
    yield from _section("Targets", "", ("", "against", "at least", "measured", "reached"), rows)


def _ratios(results: Results) -> Iterator[str]:
    rows = ((row.what, *(f"{ratio:.2f}x" if ratio else "" for ratio in row.of.values())) for row in ratios(results))
    explained = f"{NAME} divided by each of the others, and for times the reverse: more is always better."
    yield from _section("Ratios", explained, ("", *OTHERS), rows)


def _rates(results: Results) -> Iterator[str]:
    rows = []
    for name, rates in results.small.items():
        cells = [_rate(rates[clients]) if clients in rates else "" for clients in CLIENTS]
        rows.append((name, *cells, f"{rates[8].client_microseconds:.0f} µs" if 8 in rates else ""))
    explained = "Answers a second (p50 / p99 in ms). The last column is the load generator's own cost with 8 clients."
    heads = [f"{clients} client{'s' * (clients > 1)}" for clients in CLIENTS]
    yield from _section("Small queries, no two alike", explained, ("server", *heads, "generator's CPU a request"), rows)


def _same(results: Results) -> Iterator[str]:
    explained = "Computed each time by all but nginx, which stores answers. Bare Flask answers with one fixed word."
    rows = ((name, _rate(rate)) for name, rate in results.same.items())
    yield from _section("One small query again and again, 8 clients", explained, _RATE, rows)


def _saved(results: Results) -> Iterator[str]:
    explained = f"{NAME} is asked by the query's address, the others with its text."
    rows = ((name, _rate(rate)) for name, rate in results.saved.items())
    yield from _section("A saved query again and again, 8 clients", explained, _RATE, rows)


def _rate(rate: Rate) -> str:
    if not rate.a_second:
        return "none answered"
    failed = f", {rate.failed} failed" if rate.failed else ""
    return f"{rate.a_second:,.0f} ({rate.p50:.1f} / {rate.p99:.1f}){failed}"


def _queries(results: Results) -> Iterator[str]:
    for triples, found in results.queries.items():
        rows = ((name, *_query_cells(name, found)) for name in REPRESENTATIVE)
        title = f"Ten queries on {triples:,} triples, median in ms"
        yield from _section(title, "In brackets: rows.", ("query", *found), rows)
        yield ""


def _query_cells(name: str, found: Mapping[str, Mapping[str, Timing]]) -> Iterator[str]:
    for timings in found.values():
        timing = timings[name]
        rows = f" ({timing.rows:,})" if timing.rows is not None else ""
        yield f"{timing.ms:,.1f}{rows}" if timing.ms is not None else timing.why


def _rows(results: Results) -> Iterator[str]:
    heads = ("server", "first byte, ms", "total, ms", "size, MiB", "memory before, MiB", "at most during, MiB")
    rows = (
        (n, f"{r.first:,.1f}", f"{r.total:,.0f}", f"{r.mib:.1f}", f"{r.memory_before:,.0f}", f"{r.memory_during:,.0f}")
        for n, r in results.rows.items()
    )
    explained = "Memory is that of all processes of the server, without pages of files."
    yield from _section(f"{results.row_limit:,} rows as JSON", explained, heads, rows)


def _guard(results: Results) -> Iterator[str]:
    cells = [f"{results.guard[key]:.3f}" for key in ("alone", "guarded", "overhead")] if results.guard else []
    heads = ("engine alone, ms", "guarded, ms", "difference, ms")
    yield from _section("The guard, median of small queries without HTTP", "", heads, [cells] if cells else [])


def _sieges(results: Results) -> Iterator[str]:
    heads = ("server", "attack", "lost", "p50, ms", "p99, ms", "p99 in calm, ms", "answers afterwards", "grew by, MiB")
    rows = ((name, *_siege(found)) for name, found in results.sieges.items())
    yield from _section("Good requests while three attackers work", "", heads, rows)


def _siege(found: Siege) -> tuple[str, ...]:
    bad, calm = found.attacked, found.calm
    times = (f"{bad.p50:,.0f}", f"{bad.p99:,.0f}") if bad.lost < bad.due else ("", "")
    seconds = f"{bad.due / 50:.0f} s, {found.attacks} queries"
    after = "yes" if found.survived else "no"
    growth = f"{max(found.growth, 0):.0f}"
    return seconds, f"{bad.lost:,} of {bad.due:,}", *times, f"{calm.p99:,.0f}", after, growth


def _hostile(results: Results) -> Iterator[str]:
    rows = [(query, *(_failure(found, query) for found in results.hostile.values())) for query in HOSTILE]
    rows.append(("contained", *(f"{found.contained} of {len(HOSTILE)}" for found in results.hostile.values())))
    explained = "Sent one after the other, each to a server that answers. [Method](#method) says what contained means."
    yield from _section("Hostile queries", explained, ("query", *results.hostile), rows if results.hostile else [])


def _failure(found: Hostility, query: str) -> str:
    return found.failures[query] or "contained"


def _notes(results: Results) -> Iterator[str]:
    if results.notes:
        yield "### Could not be measured\n"
        yield from (f"- {note}" for note in results.notes)


def _section(title: str, words: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    lines = list(table(heads, rows))
    if lines:
        yield f"### {title}\n"
        if words:
            yield f"{words}\n"
        yield from lines


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table; none where there are no rows."""
    lines = [_line(row) for row in rows]
    if lines:
        yield _line(heads)
        yield _line(["---"] * len(heads))
        yield from lines


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


_RATE = ("server", "answers a second (p50 / p99 in ms)")
