"""The summary graph: the date, status, duration, agents and origins of each event, computed from its claims.

Its properties are declared as derived in the ontology.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Quad

from solidarity_graph.model import (
    Article,
    Claim,
    Concept,
    Dataset,
    DateInterval,
    Disagreement,
    DurationLength,
    Edtf,
    Event,
    Namer,
    Ref,
    Timespan,
    Value,
    date_interval,
    duration_length,
    refs_in,
)
from solidarity_graph.rdf.origins import independent_origins
from solidarity_graph.rdf.terms import Graph, concept, day, sg, typed

# Statuses by precedence: an action that was banned and nevertheless held counts as held.
_STATUSES = ("held", "ongoing", "cancelled", "banned", "permitted", "planned", "unknown")
_AGENTS = frozenset({"person", "organisation", "group"})


@dataclass(frozen=True, slots=True)
class EventSummary:
    """The result of the claims about an event: asserted first-hand ones, or second-hand if there are no others.

    dates     the days on which it can have taken place; if the dates exclude each other, all days between them
    status    of the statuses claimed the one that takes precedence, such as `held`; `unknown` if there is none
    duration  without a length if claims differ
    involves  the persons, organisations and groups that the values of these claims name, in any role
    origins   the number of independent origins of its asserted first-hand claims
    disputed  True if a claim about it is denied, or an editor has recorded a conflict
    """

    event: Event
    dates: DateInterval
    status: str
    duration: DurationLength
    involves: tuple[Ref, ...]
    origins: int
    disputed: bool


def summarise(dataset: Dataset) -> tuple[EventSummary, ...]:
    """Return a summary for each event, also for one without claims, in the order of the dataset's events."""
    articles = {article.key: article for article in dataset.articles}
    claims: dict[Ref, list[Claim]] = {event.ref: [] for event in dataset.events}
    for claim in dataset.claims:
        if claim.subject in claims:
            claims[claim.subject].append(claim)
    disagreements: dict[Ref, list[Disagreement]] = {}
    for disagreement in dataset.disagreements:
        disagreements.setdefault(disagreement.about, []).append(disagreement)
    return tuple(
        _summary(event, claims[event.ref], articles, disagreements.get(event.ref, ())) for event in dataset.events
    )


def summary_quads(summaries: Iterable[EventSummary], namer: Namer) -> Iterator[Quad]:
    """Yield the summaries as quads of the summary graph."""
    graph = Graph(namer.graph("summary"))
    for summary in summaries:
        node = NamedNode(namer.thing(summary.event.ref))
        yield graph.quad(node, sg("currentStatus"), concept(summary.status))
        yield graph.quad(node, sg("origins"), typed(summary.origins, "integer"))
        if summary.dates.first:
            yield graph.quad(node, sg("notBefore"), day(summary.dates.first))
        if summary.dates.last:
            yield graph.quad(node, sg("notAfter"), day(summary.dates.last))
        if summary.duration.months is not None:
            yield graph.quad(node, sg("durationMonths"), typed(summary.duration.months, "integer"))
        if summary.duration.days is not None:
            yield graph.quad(node, sg("durationDays"), typed(summary.duration.days, "integer"))
        for agent in summary.involves:
            yield graph.quad(node, sg("involves"), NamedNode(namer.thing(agent)))
        if summary.disputed:
            yield graph.quad(node, sg("disputed"), typed("true", "boolean"))


def _summary(
    event: Event, claims: Iterable[Claim], articles: Mapping[str, Article], disagreements: Iterable[Disagreement]
) -> EventSummary:
    claims = tuple(claims)
    asserted = tuple(claim for claim in claims if claim.asserted)
    # Second-hand claims are used only for an event that has no others.
    first_hand = tuple(claim for claim in asserted if claim.grade != "second-hand")
    used = first_hand or asserted
    denied = any(claim.modality == "denied" for claim in claims)
    conflict = any(disagreement.kind == "conflict" for disagreement in disagreements)
    stated_in = [articles[key] for key in sorted({claim.article for claim in first_hand})]
    return EventSummary(
        event=event,
        dates=_dates(used),
        status=_status(used),
        duration=_duration(used),
        involves=tuple(sorted({agent for claim in used for agent in _agents(claim.object)})),
        origins=len(independent_origins(stated_in, articles)),
        disputed=denied or conflict,
    )


def _dates(claims: Iterable[Claim]) -> DateInterval:
    """Return the intersection of all dates; if it is empty, the interval from the earliest to the latest day."""
    intervals = [
        date_interval(claim.object.value)
        for claim in claims
        if claim.predicate == "date" and isinstance(claim.object, Edtf)
    ]
    firsts = [interval.first for interval in intervals if interval.first]
    lasts = [interval.last for interval in intervals if interval.last]
    if firsts and lasts and max(firsts) > min(lasts):
        return DateInterval(min(firsts), max(lasts))
    return DateInterval(_choose(firsts, max), _choose(lasts, min))


def _choose(days: list[date], function: Callable[[list[date]], date]) -> date | None:
    return function(days) if days else None


def _status(claims: Iterable[Claim]) -> str:
    stated = {
        claim.object.name for claim in claims if claim.predicate == "status" and isinstance(claim.object, Concept)
    }
    return next((status for status in _STATUSES if status in stated), "unknown")


def _duration(claims: Iterable[Claim]) -> DurationLength:
    lengths = {
        duration_length(claim.object.value)
        for claim in claims
        if claim.predicate == "duration" and isinstance(claim.object, Timespan)
    }
    return lengths.pop() if len(lengths) == 1 else DurationLength(None, None)


def _agents(value: Value) -> Iterator[Ref]:
    """Return the persons, organisations and groups that a value names, in any role."""
    return (ref for ref in refs_in(value) if ref.kind in _AGENTS)
