"""The summary graph: for each event, what its claims come to. Derived, and marked so in the ontology."""

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

# What is further along outweighs what came before it: an action that was banned and held all the same was held.
_STATUSES = ("held", "ongoing", "cancelled", "banned", "permitted", "planned", "unknown")
_AGENTS = frozenset({"person", "organisation", "group"})


@dataclass(frozen=True, slots=True)
class EventSummary:
    """What the asserted claims about one event come to."""

    event: Event
    dates: DateInterval
    status: str
    duration: DurationLength
    involves: tuple[Ref, ...]
    origins: int
    disputed: bool


def summarise(dataset: Dataset) -> tuple[EventSummary, ...]:
    """One summary for each event, in the order of their keys."""
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
    """The summary as quads of its own graph."""
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
    # Second-hand claims are left out of findings, unless there is nothing better.
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
    """The days all asserted dates allow; where they allow none, the days from the first to the last of them."""
    intervals = [
        date_interval(claim.object.value)
        for claim in claims
        if claim.predicate == "date" and isinstance(claim.object, Edtf)
    ]
    firsts = [interval.first for interval in intervals if interval.first]
    lasts = [interval.last for interval in intervals if interval.last]
    if firsts and lasts and max(firsts) > min(lasts):
        return DateInterval(min(firsts), max(lasts))
    return DateInterval(_outermost(firsts, max), _outermost(lasts, min))


def _outermost(days: list[date], choose: Callable[[list[date]], date]) -> date | None:
    return choose(days) if days else None


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
    """Persons, organisations and groups named in a value, in any role."""
    return (ref for ref in refs_in(value) if ref.kind in _AGENTS)
