"""Convictions: sentences and convicting verdicts, each with the claims that contest it and the events that followed.

Every document that names one contains these, so that a conviction is never shown without them. Which events they
are is worked out in the summary graph, for queries and documents alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any

from solidarity_graph.documents.triples import Triples
from solidarity_graph.model import order_in_time
from solidarity_graph.rdf.event_summaries import NOT_HELD
from solidarity_graph.rdf.sentences import is_conviction
from solidarity_graph.schema.namespaces import RDF, SG, SGC, SKOS

# The main facts of a sentence, in this order.
_GLANCE = (
    *("imposedBy", "date", "verdictKind", "measureKind", "duration", "termKind"),
    *("suspended", "suspendedDuration", "amount"),
    *("regime", "charge", "ancillaryPenalty"),
)
_CONTESTED_BY = SG + "contestedBy"
_RELEASE = SG + "Release"
_OF_EVENT = ("notBefore", "notAfter", "dateCertainty", "currentStatus", "bestGrade")
Claims = Callable[[Iterable[str]], list[dict[str, Any]]]


def in_order_of_time(events: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return events in the order of `order_in_time`."""
    return sorted(
        events, key=lambda event: (order_in_time(event.get("notBefore", ""), event.get("notAfter", "")), event["id"])
    )


def took_place(event: Mapping[str, Any]) -> bool:
    """Return False for an event that was only planned or permitted, or was cancelled or banned."""
    return str(event.get("currentStatus", "")).removeprefix(SGC) not in NOT_HELD


class Convictions:
    """Finds what belongs to a court sentence: the claims that contest it, and later events.

    `claims` returns those of some IRIs that are claims, sorted. `find` returns the conviction of a sentence in full.
    """

    def __init__(self, triples: Triples, claims: Claims) -> None:
        self._triples = triples
        self._claims = claims
        self.find = cache(self._find)

    def is_one(self, iri: str) -> bool:
        """Return True if the thing is a court sentence, or a verdict that convicts."""
        kinds = self._things(iri, "verdictKind")
        kinds += [wider.value for kind in kinds for wider in self._triples.values(kind, f"{SKOS}broader")]
        verdicts = (kind.removeprefix(SGC) for kind in kinds)
        return is_conviction("Sentence" if self._triples.is_a(iri, SG + "Sentence") else "", verdicts)

    def _find(self, iri: str) -> dict[str, Any]:
        """Return a sentence's main facts, the claims that contest it, later events, and the day of the last article.

        Where it was looked up what became of it, and nothing was found, the last day of that is `outcomeUnknownAsOf`.
        """
        claims = self._claims_about([iri])
        facts = [(SG + name, [claim for claim in claims if claim["predicate"] == SG + name]) for name in _GLANCE]
        recognitions = self._claims_about(self._things(iri, "contestedIn"))
        afterwards = in_order_of_time(map(self._event, self._things(iri, "aftermath")))
        unknown = self._triples.values(iri, SG + "outcomeUnknownAsOf")
        looked_up = {"outcomeUnknownAsOf": max(day.value for day in unknown)} if unknown else {}
        return looked_up | {
            "id": iri,
            "facts": [{"property": name, "claims": found} for name, found in facts if found],
            "contesting": [
                *filter(_contests, claims),
                *(claim for claim in recognitions if claim["predicate"] == SG + "recognisedAs"),
            ],
            "afterwards": afterwards,
            "released": self._all_released(iri, afterwards),
            "newest": self._triples.value(iri, SG + "asOf"),
        }

    def outline(self, iri: str) -> dict[str, Any]:
        """Return the conviction of a sentence without facts: IRIs of contesting claims and agents, later events."""
        conviction = dict(self.find(iri))
        claims = conviction["contesting"]
        # The agent that contests the sentence; for a recognition, the event.
        who = [one["object"]["id"] if one["predicate"] == _CONTESTED_BY else one["subject"] for one in claims]
        del conviction["facts"]
        return conviction | {
            "contesting": [claim["id"] for claim in claims],
            "contestedBy": [iri for iri in dict.fromkeys(who) if iri != conviction["id"]],
        }

    def around(self, sentence: str) -> Iterator[str]:
        """Yield the IRIs of what a sentence's document includes: articles about it, and events that followed.

        IRIs may repeat.
        """
        yield from (claim["statedIn"] for claim in self._claims_about([sentence]))
        yield from self._triples.naming(sentence, SG + "inConsequenceOf")
        yield from self._things(sentence, "aftermath")

    def _claims_about(self, iris: Iterable[str]) -> list[dict[str, Any]]:
        return self._claims(claim for iri in iris for claim in self._triples.naming(iri, RDF + "subject"))

    def _things(self, iri: str, name: str) -> list[str]:
        return [value.value for value in self._triples.values(iri, SG + name)]

    def _event(self, iri: str) -> Mapping[str, str]:
        """Return IRI, class and, as far as they are known, first and last possible day, certainty, status, grade."""
        types = (value.value for value in self._triples.values(iri, RDF + "type"))
        event = {"id": iri, "class": min((name for name in types if name != SG + "Event"), default="")}
        event |= {name: self._triples.value(iri, SG + name) for name in _OF_EVENT}
        return {name: value for name, value in event.items() if value}

    def _all_released(self, sentence: str, afterwards: Iterable[Mapping[str, str]]) -> bool:
        """Return True if releases that took place concern all whom the sentence convicts, as far as it is told whom."""
        concerned = [
            self._things(event["id"], "imposedOn")
            for event in afterwards
            if event["class"] == _RELEASE and took_place(event)
        ]
        everybody = not all(concerned)  # it is not told whom a release concerns
        return everybody or (concerned != [] and set(self._things(sentence, "imposedOn")) <= {*chain(*concerned)})


def _contests(claim: Mapping[str, Any]) -> bool:
    """Return True for a claim that somebody contests the sentence, or that denies something of it.

    Alleged claims are left out: they may be the prosecution's as well as the defence's.
    """
    return bool(claim["modality"] == SGC + ("asserted" if claim["predicate"] == _CONTESTED_BY else "denied"))
