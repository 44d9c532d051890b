"""What the claims about one event come to, value by value: the resolved side of the tables."""

from __future__ import annotations

from collections.abc import Iterator

from solidarity_graph.mapping import EventSummary
from solidarity_graph.model import Claim, Concept, Dataset, Edtf, Node, Number, Ref, Text, Time, Timespan, Value
from solidarity_graph.names import display_name


class Facts:
    """Looks up names, places and the asserted claims about events. Second-hand claims count where nothing is better."""

    def __init__(self, dataset: Dataset) -> None:
        labels = {entity.ref: entity.labels for entity in dataset.entities}
        labels |= {event.ref: event.labels for event in dataset.events}
        self._names = {
            ref: display_name({label.language: label.value for label in own}) or str(ref) for ref, own in labels.items()
        }
        self._entities = {entity.ref: entity for entity in dataset.entities}
        self._claims: dict[Ref, list[Claim]] = {}
        for claim in dataset.claims:
            if claim.asserted:
                self._claims.setdefault(claim.subject, []).append(claim)
        self._plans = {realisation.happening: realisation.plan for realisation in dataset.realisations}

    def claims(self, event: Ref) -> list[Claim]:
        """The asserted claims about an event, second-hand ones only where there is nothing better."""
        claims = self._claims.get(event, [])
        return [claim for claim in claims if claim.grade != "second-hand"] or claims

    def values(self, event: Ref, name: str) -> list[Value]:
        """The values of a property, each once, in the order of their claims' keys."""
        return list(dict.fromkeys(claim.object for claim in self.claims(event) if claim.predicate == name))

    def words(self, event: Ref, name: str) -> str:
        """The values as people read them, sorted and joined."""
        return "; ".join(sorted(self.word(value) for value in self.values(event, name)))

    def word(self, value: Value) -> str:
        """A value as people read it."""
        match value:
            case Ref():
                return self._names.get(value, str(value))
            case Concept(name=text) | Text(value=text) | Edtf(value=text) | Time(value=text) | Timespan(value=text):
                return text
            case Number():
                return str(value.value)
            case _:
                return ""

    def agents(self, event: Ref, role: str) -> str:
        """Who has that role, named directly or through a participation."""
        named = {self.word(value) for value in self.values(event, role)}
        named |= {self.word(part) for node in self.nodes(event) for part in self._agent_in(node, role)}
        return "; ".join(sorted(named))

    def nodes(self, event: Ref) -> list[Node]:
        """The event's participations."""
        return [value for value in self.values(event, "participation") if isinstance(value, Node)]

    def _agent_in(self, node: Node, role: str) -> Iterator[Value]:
        agent = node.get("agent")
        if node.get("role") == Concept(role) and agent is not None:
            yield agent

    def place_chain(self, event: Ref) -> list[Ref]:
        """The event's places and all they lie in, nearest first."""
        waiting = [value for value in self.values(event, "place") if isinstance(value, Ref)]
        chain: list[Ref] = []
        while waiting:
            if (place := waiting.pop(0)) not in chain:
                chain.append(place)
                within = self._entities[place].within if place in self._entities else None
                waiting += [within] if within else []
        return chain

    def coordinates(self, event: Ref) -> tuple[float, float] | None:
        """Latitude and longitude of the nearest place that has them."""
        for place in self.place_chain(event):
            entity = self._entities.get(place)
            if entity and entity.latitude is not None and entity.longitude is not None:
                return entity.latitude, entity.longitude
        return None

    def country(self, event: Ref) -> str:
        """The outermost places: those that lie in nothing else."""
        outermost = {p for p in self.place_chain(event) if p in self._entities and not self._entities[p].within}
        return "; ".join(sorted(self.word(place) for place in outermost))

    def plan(self, event: Ref) -> str:
        """The plan that a happening realises."""
        return self.word(self._plans[event]) if event in self._plans else ""

    def grade(self, event: Ref) -> str:
        """`second-hand` where nothing better is known, else `verified-span` or the best there is."""
        grades = {claim.grade for claim in self.claims(event)}
        order = ("verified-span", "page-level", "record-level", "second-hand")
        return next((grade for grade in order if grade in grades), "")

    def articles(self, event: Ref) -> str:
        """Keys of the articles that speak of it."""
        return "; ".join(sorted({claim.article for claim in self.claims(event)}))


def dates(summary: EventSummary) -> tuple[str, str]:
    """First and last possible day, ISO; empty where open."""
    first, last = summary.dates.first, summary.dates.last
    return (first.isoformat() if first else "", last.isoformat() if last else "")
