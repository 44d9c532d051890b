"""The summary graph: the date, status, duration, agents and origins of each event, computed from its claims.

Its properties are declared as derived in the ontology.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import Triple

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
    Ref,
    Timespan,
    date_interval,
    duration_length,
    refs_in,
)
from solidarity_graph.model.dates import hull
from solidarity_graph.rdf.terms import Namer, bounds, length, triples

V = TypeVar("V", Concept, Edtf, Timespan)

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
    claims: defaultdict[Ref, list[Claim]] = defaultdict(list)
    for claim in dataset.claims:
        claims[claim.subject].append(claim)
    disagreements: defaultdict[Ref, list[Disagreement]] = defaultdict(list)
    for disagreement in dataset.disagreements:
        disagreements[disagreement.about].append(disagreement)
    return tuple(_summary(event, claims[event.ref], articles, disagreements[event.ref]) for event in dataset.events)


def summary_triples(summary: EventSummary, namer: Namer) -> Iterator[Triple]:
    """Yield the triples of a summary."""
    return triples(
        namer.thing(summary.event.ref),
        {
            "sg:currentStatus": Concept(summary.status),
            "sg:origins": summary.origins,
            **bounds(summary.dates),
            **length(summary.duration),
            "sg:involves": [namer.thing(agent) for agent in summary.involves],
            "sg:disputed": summary.disputed or None,
        },
    )


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
        involves=tuple(sorted({ref for claim in used for ref in refs_in(claim.object) if ref.kind in _AGENTS})),
        origins=len(independent_origins(stated_in, articles)),
        disputed=denied or conflict,
    )


def _stated(claims: Iterable[Claim], predicate: str, kind: type[V]) -> list[V]:
    """Return the values of this kind that claims state by a predicate."""
    return [claim.object for claim in claims if claim.predicate == predicate and isinstance(claim.object, kind)]


def _dates(claims: Iterable[Claim]) -> DateInterval:
    """Return the intersection of all dates; if it is empty, the interval from the earliest to the latest day.

    An end that is open or unknown is no bound of either.
    """
    intervals = [date_interval(stated.value) for stated in _stated(claims, "date", Edtf)]
    firsts = [interval.first for interval in intervals if interval.first]
    lasts = [interval.last for interval in intervals if interval.last]
    if firsts and lasts and max(firsts) > min(lasts):
        return hull(interval for interval in intervals if interval.first or interval.last)
    return DateInterval(max(firsts, default=None), min(lasts, default=None))


def _status(claims: Iterable[Claim]) -> str:
    stated = {concept.name for concept in _stated(claims, "status", Concept)}
    return next((status for status in _STATUSES if status in stated), "unknown")


def _duration(claims: Iterable[Claim]) -> DurationLength:
    lengths = {duration_length(stated.value) for stated in _stated(claims, "duration", Timespan)}
    return lengths.pop() if len(lengths) == 1 else DurationLength(None, None)


def independent_origins(
    articles: Iterable[Article], known: Mapping[str, Article], visited: frozenset[str] = frozenset()
) -> frozenset[Ref]:
    """Return the original sources of articles: the sources that they relay, else their publisher, else the article.

    Articles of one publisher are one origin. `known` maps keys to all articles, to follow chains of relays; an article
    in `visited` is not followed again.
    """
    origins: set[Ref] = set()
    for article in articles:
        if not article.relays or article.key in visited:
            origins.add(article.publisher or Ref("article", article.key))
            continue
        for source in article.relays:
            relayed = known.get(source.key) if source.kind == "article" else None
            origins |= independent_origins([relayed], known, visited | {article.key}) if relayed else {source}
    return frozenset(origins)
