"""Convictions: court sentences, each with the claims that contest it and the events that followed.

Every document that names a sentence contains these, so that a conviction is never shown without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from solidarity_graph.documents.triples import Triples
from solidarity_graph.rdf.event_summaries import NOT_HELD
from solidarity_graph.schema.namespaces import DCTERMS, RDF, SG, SGC

# The main facts of a sentence, in this order.
_GLANCE = ("imposedBy", "date", "duration", "termKind", "regime", "charge", "ancillaryPenalty")
_RELEASE = SG + "Release"
Claims = Callable[[Iterable[str]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Measure:
    """An event with its first and last day, its case, the day of the first article that reports it, and its status."""

    iri: str
    type: str
    first: str
    last: str
    case: str
    reported: str
    status: str

    def over_before(self, day: str) -> bool:
        """Return True if the event certainly ended before a day: by its own date, or since it was reported earlier."""
        # A year or a month alone counts as its last day: a tilde sorts after every digit and hyphen.
        last = self.last or (self.reported and f"{self.reported}~")
        return bool(day and last) and last < day

    def is_release(self) -> bool:
        """Return True for a release that is not only planned or permitted, and was not cancelled or refused."""
        return self.type == _RELEASE and self.status.removeprefix(SGC) not in NOT_HELD

    def document(self) -> Mapping[str, str]:
        """Return IRI, class and first and last possible day, as far as they are known, and the status."""
        named = {
            "id": self.iri,
            "class": self.type,
            "notBefore": self.first,
            "notAfter": self.last,
            "currentStatus": self.status,
        }
        return {name: value for name, value in named.items() if value}


class Convictions:
    """Finds what belongs to a court sentence: the claims that contest it, and later events.

    `claims` returns those of some IRIs that are claims, sorted. `find` returns the conviction of a sentence in full.
    """

    def __init__(self, triples: Triples, claims: Claims) -> None:
        self._triples = triples
        self._claims = claims
        self.find = cache(self._find)

    def is_one(self, iri: str) -> bool:
        """Return True if the thing is a court sentence."""
        return self._triples.is_a(iri, SG + "Sentence")

    def _find(self, iri: str) -> dict[str, Any]:
        """Return a sentence's main facts, the claims that contest it, later events, and the day of the last article.

        Where it was looked up what became of it, and nothing was found, the last day of that is `outcomeUnknownAsOf`.
        """
        claims = self._claims(self._triples.naming(iri, RDF + "subject"))
        people = self._objects(claims, "imposedOn")
        measures = self._measures({iri, *self._imposed(iri, people)})
        sentence = next(measure for measure in measures if measure.iri == iri)
        afterwards = [m for m in measures if m is not sentence and not m.over_before(sentence.first)]
        facts = [(SG + name, [claim for claim in claims if claim["predicate"] == SG + name]) for name in _GLANCE]
        # Alleged claims are left out: they may be the prosecution's as well as the defence's.
        contesting = [c for c in claims if c["predicate"] == SG + "contestedBy" or c["modality"] == SGC + "denied"]
        cases = ("", sentence.case)
        unknown = self._triples.values(iri, SG + "outcomeUnknownAsOf")
        looked_up = {"outcomeUnknownAsOf": max(day.value for day in unknown)} if unknown else {}
        return looked_up | {
            "id": iri,
            "facts": [{"property": name, "claims": found} for name, found in facts if found],
            "contesting": [*contesting, *self._recognitions(people, *_span(sentence, measures))],
            "afterwards": [measure.document() for measure in afterwards],
            "released": any(m.is_release() and (m.case in cases or not sentence.case) for m in afterwards),
            "newest": self._newest([iri, *(measure.iri for measure in afterwards)]),
        }

    def outline(self, iri: str) -> dict[str, Any]:
        """Return the conviction of a sentence without facts: IRIs of contesting claims and agents, later events."""
        conviction = dict(self.find(iri))
        claims = conviction["contesting"]
        # The agent that contests the sentence; for a recognition, the event.
        who = [one["object"]["id"] if one["predicate"] == SG + "contestedBy" else one["subject"] for one in claims]
        del conviction["facts"]
        return conviction | {
            "contesting": [claim["id"] for claim in claims],
            "contestedBy": [iri for iri in dict.fromkeys(who) if iri != conviction["id"]],
        }

    def around(self, sentence: str) -> Iterator[str]:
        """Yield the IRIs of what a sentence's document includes: claims that contest it, articles, and later events.

        These events are its consequences, and releases in its case. IRIs may repeat.
        """
        for claim in self._claims(self._triples.naming(sentence, RDF + "subject")):
            if claim["predicate"] == SG + "contestedBy":
                yield claim["id"]
            yield claim["statedIn"]
        yield from self._triples.naming(sentence, SG + "inConsequenceOf")
        for case in self._triples.values(sentence, SG + "inCase"):
            releases = self._triples.naming(case.value, SG + "inCase")
            yield from (iri for iri in releases if self._triples.is_a(iri, _RELEASE))

    def _objects(self, claims: Iterable[Mapping[str, Any]], name: str) -> list[str]:
        return [claim["object"]["id"] for claim in claims if claim["predicate"] == SG + name]

    def _subjects(self, people: Iterable[str], link: str) -> Iterator[str]:
        """Yield the subjects of the claims in which one of these people is the value of the property."""
        for person in people:
            for claim in self._claims(self._triples.naming(person, RDF + "object")):
                if claim["predicate"] == link:
                    yield claim["subject"]

    def _imposed(self, sentence: str, people: Iterable[str]) -> Iterator[str]:
        yield from self._subjects(people, SG + "imposedOn")
        yield from self._subjects([sentence], SG + "inConsequenceOf")

    def _measures(self, iris: Iterable[str]) -> list[_Measure]:
        measures = [self._measure(iri) for iri in set(iris)]
        # By the first possible day, where that is not known by the last; events without a day come last.
        return sorted(measures, key=lambda measure: (measure.first or measure.last or "9999", measure.iri))

    def _measure(self, iri: str) -> _Measure:
        types = [value.value for value in self._triples.values(iri, RDF + "type")]
        first, last, case = (self._triples.value(iri, SG + name) for name in ("notBefore", "notAfter", "inCase"))
        told = min((day for day in self._reported(iri) if day), default="")
        status = self._triples.value(iri, SG + "currentStatus")
        class_name = min((name for name in types if name != SG + "Event"), default="")
        return _Measure(iri, class_name, first, last, case, told, status)

    def _reported(self, iri: str) -> Iterator[str]:
        """Return the days on which articles about an event were published."""
        articles = {claim["statedIn"] for claim in self._claims(self._triples.naming(iri, RDF + "subject"))}
        return (self._triples.value(article, DCTERMS + "issued") for article in articles)

    def _recognitions(self, people: Iterable[str], start: str, following: str) -> list[dict[str, Any]]:
        """Return the claims that recognised these people, as political prisoners for example, in that time.

        Such a recognition contests what they were convicted of.
        """
        events = [
            event.iri
            for event in self._measures(self._subjects(people, SG + "recognitionOf"))
            if not event.over_before(start) and not (following and event.first >= following)
        ]
        claims = self._claims(claim for event in events for claim in self._triples.naming(event, RDF + "subject"))
        return [claim for claim in claims if claim["predicate"] == SG + "recognisedAs"]

    def _newest(self, events: Iterable[str]) -> str:
        return max((day for event in events for day in self._reported(event)), default="")


def _span(sentence: _Measure, measures: Iterable[_Measure]) -> tuple[str, str]:
    """Return the first day of this sentence's case, and the first day of the next case of the same people."""
    starts: dict[str, str] = {}
    for measure in measures:
        if measure.case and measure.first:
            starts[measure.case] = min(measure.first, starts.get(measure.case, measure.first))
    start = starts.get(sentence.case, "")
    return start, min((other for other in starts.values() if start and other > start), default="")
