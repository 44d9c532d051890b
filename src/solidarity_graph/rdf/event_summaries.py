"""The summary graph: date, status, places, duration, agents, origins and disputes of each event, from its claims.

Its properties are declared as derived in the ontology.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pyoxigraph import Triple

from solidarity_graph.model import (
    Claim,
    Concept,
    Dataset,
    DateInterval,
    Disagreement,
    DurationLength,
    Edtf,
    Event,
    Node,
    Ref,
    Timespan,
    date_interval,
    duration_length,
    refs_in,
)
from solidarity_graph.model.dates import hull, joint_mark
from solidarity_graph.rdf.independent_origins import IndependentOrigins, outlets_of
from solidarity_graph.rdf.places import Places
from solidarity_graph.rdf.terms import Namer, bounds, length, triples
from solidarity_graph.schema.ontology import is_a

V = TypeVar("V", Concept, Edtf, Timespan)

# Statuses by precedence: an action that was banned and nevertheless held counts as held.
_STATUSES = ("held", "ongoing", "cancelled", "banned", "permitted", "planned", "unknown")
NOT_HELD = frozenset({"cancelled", "banned", "permitted", "planned"})
"""Statuses of an event that is not known to have taken place."""
_AGENTS = frozenset({"person", "organisation", "group"})
_GRADES = ("verified-span", "page-level", "record-level", "second-hand")
"""Grades of evidence, the best first."""
_NOT_TAKING_PART = (Concept("person-concerned"), Concept("authority"), Concept("applicant"))
_REASONS = frozenset({"statedReason", "charge"})
_DATES = ("date", "startDate", "endDate")


@dataclass(frozen=True, slots=True)
class EventSummary:
    """The result of the claims about an event: asserted first-hand ones, or second-hand if there are no others.

    dates     the days on which it can have taken place; if the dates exclude each other, all days between them
    status    of the statuses claimed the one that takes precedence, such as `held`; `unknown` if there is none
    duration  without a length if claims differ
    involves  the persons, organisations and groups that the values of these claims name, in any role
    origins   the number of independent origins of its asserted first-hand claims (see `IndependentOrigins`)
    disputed  True if a claim about it is denied, or an editor has recorded a conflict

    took_part      those who took part: participants, and other roles but person concerned, authority and applicant
    venues         the most exact places: those that contain no other place of the event; of what happened in custody,
                   where the person was held, if no other place is told
    countries      the countries of these places; of a part without a place, the one country of what it is part of
    date_mark      "?", "~" or "%" if a date claim has that mark, as in EDTF
    date_inferred  "day" if no claim states the date and an editor inferred it, "year" if only its year was inferred
    known_from     the origins that `origins` counts; if there are none, those of its second-hand claims
    best_grade     the best grade of evidence of the asserted claims; empty if there are none
    contested      True if somebody contests it
    facts_differ   True if an editor has recorded a conflict
    denied         True if a claim about it is denied, other than a reason given for it
    reason_denied  True if a reason given for it is denied
    whole, parts   for an action: the whole action that it belongs to, which may be itself, and its number of parts
    carried_out    True if another action, known first-hand, carried it out, or an action that it is part of

    aftermath     of a sentence: what became of it, in order of time (see `Sentences`)
    recognitions  of a sentence: when the convicted were recognised, as political prisoners for example

    texts  lists of labels by the property that has them: `organiserText` and the like
    as_of  of a measure against a person, the day of the latest article about its case; empty if that is not known
    """

    event: Event
    dates: DateInterval
    status: str
    duration: DurationLength
    involves: tuple[Ref, ...]
    origins: int
    disputed: bool
    took_part: tuple[Ref, ...] = ()
    organisers: tuple[Ref, ...] = ()
    venues: tuple[Ref, ...] = ()
    countries: tuple[Ref, ...] = ()
    date_mark: str = ""
    date_inferred: str = ""
    known_from: frozenset[Ref] = frozenset()
    best_grade: str = ""
    contested: bool = False
    facts_differ: bool = False
    denied: bool = False
    reason_denied: bool = False
    whole: Ref | None = None
    parts: int = 0
    carried_out: bool = False
    aftermath: tuple[Ref, ...] = ()
    recognitions: tuple[Ref, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    as_of: str = ""


def summarise_events(dataset: Dataset) -> tuple[EventSummary, ...]:
    """Return a summary for each event from the claims about it, also for one without claims, in the dataset's order."""
    origins = IndependentOrigins(dataset.articles, outlets_of(dataset))
    claims: defaultdict[Ref, list[Claim]] = defaultdict(list)
    for claim in dataset.claims:
        claims[claim.subject].append(claim)
    disagreements: defaultdict[Ref, list[Disagreement]] = defaultdict(list)
    for disagreement in dataset.disagreements:
        disagreements[disagreement.about].append(disagreement)
    places, wholes = Places(dataset), _whole_actions(dataset)
    sizes = Counter(around[-1] for around in wholes.values())
    summaries = tuple(
        _summary(event, claims[event.ref], origins, disagreements[event.ref], places) for event in dataset.events
    )
    by_ref = {summary.event.ref: summary for summary in summaries}
    known = {summary.event.ref for summary in summaries if summary.origins}
    carried_out = {each.plan for each in dataset.realisations if each.happening in known}
    return tuple(
        replace(
            summary,
            whole=around[-1] if around else None,
            parts=max(0, sizes[summary.event.ref] - 1),
            countries=_countries([by_ref[each] for each in around]) if around else summary.countries,
            carried_out=not carried_out.isdisjoint(around),
        )
        for summary in summaries
        for around in [wholes.get(summary.event.ref, ())]
    )


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
            "sg:contested": summary.contested or None,
            "sg:factsDiffer": summary.facts_differ or None,
            "sg:denied": summary.denied or None,
            "sg:reasonDenied": summary.reason_denied or None,
            "sg:tookPart": [namer.thing(agent) for agent in summary.took_part],
            "sg:venue": [namer.thing(place) for place in summary.venues],
            "sg:inCountry": [namer.thing(country) for country in summary.countries],
            "sg:dateUncertain": summary.date_mark in ("?", "%") or None,
            "sg:dateApproximate": summary.date_mark in ("~", "%") or None,
            "sg:dateInferred": summary.date_inferred == "day" or None,
            "sg:yearInferred": summary.date_inferred == "year" or None,
            "sg:dateCertainty": _date_certainty(summary),
            "sg:bestGrade": Concept(summary.best_grade) if summary.best_grade else None,
            "sg:wholeAction": namer.thing(summary.whole) if summary.whole else None,
            "sg:numberOfParts": summary.parts or None,
            "sg:carriedOut": summary.carried_out or None,
            "sg:aftermath": [namer.thing(event) for event in summary.aftermath],
            "sg:contestedIn": [namer.thing(event) for event in summary.recognitions],
            **{f"sg:{name}": text for name, text in summary.texts},
            "sg:asOf": summary.as_of,
        },
    )


def _summary(
    event: Event,
    claims: Iterable[Claim],
    origins: IndependentOrigins,
    disagreements: Iterable[Disagreement],
    places: Places,
) -> EventSummary:
    claims = tuple(claims)
    asserted = tuple(claim for claim in claims if claim.asserted)
    first_hand = tuple(claim for claim in asserted if claim.grade != "second-hand")
    used = best_claims(claims)
    denied = {claim.predicate for claim in claims if claim.modality == "denied"}
    conflict = any(disagreement.kind == "conflict" for disagreement in disagreements)
    at = {name: {claim.object for claim in used if claim.predicate == name} for name in ("place", "detainedAt")}
    venues = places.narrowest(at["place"] or (at["detainedAt"] if is_a(event.class_name, "CustodyEvent") else set()))
    grades = {claim.grade for claim in asserted}
    return EventSummary(
        event=event,
        dates=_dates(used),
        status=_status(used),
        duration=_duration(used),
        involves=tuple(sorted({ref for claim in used for ref in _named(claim) if ref.kind in _AGENTS})),
        origins=len(origins.of(first_hand)),
        known_from=origins.of(used),
        disputed=bool(denied) or conflict,
        took_part=_agents(used, "participant", lambda role: role not in _NOT_TAKING_PART),
        organisers=_agents(used, "organiser", lambda role: role == Concept("organiser")),
        venues=venues,
        countries=tuple(sorted({places.countries[place] for place in venues if place in places.countries})),
        date_mark=_date_mark(used),
        date_inferred=_date_inferred(used),
        best_grade=next((grade for grade in _GRADES if grade in grades), ""),
        contested=any(claim.predicate == "contestedBy" for claim in asserted),
        facts_differ=conflict,
        denied=bool(denied - _REASONS),
        reason_denied=bool(denied & _REASONS),
    )


def best_claims(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the asserted claims that are not second-hand; if all are, the second-hand ones."""
    asserted = tuple(claim for claim in claims if claim.asserted)
    return tuple(claim for claim in asserted if claim.grade != "second-hand") or asserted


def _agents(claims: Iterable[Claim], predicate: str, is_meant: Callable[[object], bool]) -> tuple[Ref, ...]:
    """Return the agents that claims name by a property, or as participants in a role that is meant, sorted."""
    found: set[Ref] = set()
    for claim in claims:
        if claim.predicate == predicate:
            found.update(refs_in(claim.object))
        elif isinstance(claim.object, Node) and is_meant(claim.object.get("role")):
            found.update(refs_in(claim.object.get("agent")))
    return tuple(sorted(found))


def _named(claim: Claim) -> Iterator[Ref]:
    yield from refs_in(claim.object)
    yield from claim.addressee


def _stated(claims: Iterable[Claim], predicate: str, kind: type[V]) -> list[V]:
    """Return the values of this kind that claims state by a predicate."""
    return [claim.object for claim in claims if claim.predicate == predicate and isinstance(claim.object, kind)]


def _dates(claims: Iterable[Claim]) -> DateInterval:
    """Return the days on which an event can have been: of what lasts, from its start to its end.

    What has a start or an end went on between them, so a day on which it went on (`date`) is no bound.
    """
    begun, ended = _joint_interval(claims, "startDate").first, _joint_interval(claims, "endDate").last
    return DateInterval(begun, ended) if begun or ended else _joint_interval(claims, "date")


def _joint_interval(claims: Iterable[Claim], predicate: str) -> DateInterval:
    """Return the intersection of the dates of a property; if it is empty, the interval from the earliest to the latest.

    An end that is open or unknown is no bound of either.
    """
    intervals = [date_interval(stated.value) for stated in _stated(claims, predicate, Edtf)]
    firsts = [interval.first for interval in intervals if interval.first]
    lasts = [interval.last for interval in intervals if interval.last]
    if firsts and lasts and max(firsts) > min(lasts):
        return hull(interval for interval in intervals if interval.first or interval.last)
    return DateInterval(max(firsts, default=None), min(lasts, default=None))


def _date_mark(claims: Iterable[Claim]) -> str:
    """Return the mark of uncertainty of the dates: "?", "~" or, for both, "%"; empty for dates without a mark."""
    return joint_mark("".join(stated.value for name in _DATES for stated in _stated(claims, name, Edtf)))


def _date_inferred(claims: Iterable[Claim]) -> str:
    """Return "day" if no article states the date, "year" if at best only its year was inferred, else an empty text."""
    inferred = {
        claim.inferred_part or "day" if claim.inferred_from else "" for claim in claims if claim.predicate in _DATES
    }
    return min(inferred, key=("", "year", "day").index, default="")


def _date_certainty(summary: EventSummary) -> str:
    """Return "certain", or why the date is not, such as "uncertain, inferred"; empty where there is no date."""
    if not (summary.dates.first or summary.dates.last):
        return ""
    mark = {"": (), "?": ("uncertain",), "~": ("approximate",), "%": ("uncertain", "approximate")}[summary.date_mark]
    inferred = {"": (), "day": ("inferred",), "year": ("year inferred",)}[summary.date_inferred]
    return ", ".join((*mark, *inferred)) or "certain"


def _status(claims: Iterable[Claim]) -> str:
    stated = {concept.name for concept in _stated(claims, "status", Concept)}
    return next((status for status in _STATUSES if status in stated), "unknown")


def _duration(claims: Iterable[Claim]) -> DurationLength:
    lengths = {duration_length(stated.value) for stated in _stated(claims, "duration", Timespan)}
    return lengths.pop() if len(lengths) == 1 else DurationLength(None, None)


def _countries(around: Iterable[EventSummary]) -> tuple[Ref, ...]:
    """Return the countries of an action; if it has no place, the one country of the nearest that it is part of.

    around  the action and those that it is part of. Of several countries, nothing tells in which the part was.
    """
    action, *wider = around
    nearest = next((each.countries for each in wider if each.venues), ())
    return action.countries if action.venues or len(nearest) > 1 else nearest


def _whole_actions(dataset: Dataset) -> Mapping[Ref, Sequence[Ref]]:
    """Return for each action itself and the actions that it is part of, the outermost last.

    A campaign is no action. Where articles place an action in several, the first by key counts.
    """
    actions = {event.ref for event in dataset.events if event.class_name == "SolidarityAction"}
    wider: dict[Ref, Ref] = {}
    for claim in dataset.claims:
        whole = claim.object
        if (
            claim.predicate == "partOf"
            and claim.asserted
            and isinstance(whole, Ref)
            and {claim.subject, whole} <= actions
        ):
            wider[claim.subject] = min(whole, wider.get(claim.subject, whole))
    return {action: _following(action, wider) for action in actions}


def _following(start: Ref, wider: Mapping[Ref, Ref]) -> Sequence[Ref]:
    """Return the references that follow each other from `start` on, before one comes again."""
    seen = [start]
    while (found := wider.get(seen[-1])) and found not in seen:
        seen.append(found)
    return seen
