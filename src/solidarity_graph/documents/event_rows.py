"""The row of an event in a table: what its document says, by the names of the JSON-LD context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from solidarity_graph.documents.json_ld import Context, Value
from solidarity_graph.rdf.labels import join
from solidarity_graph.schema.namespaces import SG, SGC

Node = Mapping[str, Any]


class EventRow:
    """The row of one event, from its document: values of asserted claims, second-hand only if there are no others."""

    def __init__(self, document: Node, context: Context) -> None:
        self.document = document
        self._context = context
        self.asserted = [claim for claim in document.get("claims", ()) if claim["modality"] == SGC + "asserted"]
        first_hand = [claim for claim in self.asserted if claim["evidenceGrade"] != SGC + "second-hand"]
        self.claims = first_hand or self.asserted

    def text(self, name: str) -> str:
        """Return the values of a derived member of the event's document, in its order, joined by `; `; empty for none.

        name  the member's name in the JSON-LD context, such as `currentStatus`.
        """
        return "; ".join(map(self.word, self.values(name)))

    def words(self, name: str) -> str:
        """Return the values that claims give to a property, in readable form, sorted and joined; empty for none.

        name  the property's name in the JSON-LD context.
        """
        return join(map(self.word, self.objects(name)))

    def values(self, name: str) -> list[Value]:
        """Return the values of a derived member of the event's document, in its order."""
        return [*self._context.values(self.document, name)]

    def objects(self, name: str, claims: Iterable[Node] | None = None) -> list[Value]:
        """Return the values that claims, by default those of the row, give to a property."""
        iri = self._context.iris.get(name)  # a role may have no property of its name
        wanted = [claim for claim in (self.claims if claims is None else claims) if claim["predicate"] == iri]
        return [value for claim in wanted for value in self._context.values(claim, "object")]

    def agents(self, role: str) -> list[Value]:
        """Return the agents with a role, from claims of the property so named and from participations."""
        taking_part = [node for node in self.participations() if node.get("role") == SGC + role]
        named = [value for node in taking_part for value in self.agents_of(node)]
        return [*named, *self.objects(role)]

    def agents_of(self, participation: Node) -> list[Value]:
        """Return the agents that a participation names."""
        return [*self._context.values(participation, "agent")]

    def kinds(self, agents: Iterable[Value]) -> str:
        """Return the kinds of the organisations among some agents, sorted and joined."""
        kinds = self.document.get("kinds", {})
        return self.named(kind for agent in agents for kind in kinds.get(agent.value, ()))

    def participations(self) -> list[Node]:
        """Return the value nodes of the claims about participation."""
        nodes = [claim["object"] for claim in self.claims if claim["predicate"] == SG + "participation"]
        return [node for node in nodes if isinstance(node, dict)]

    def word(self, value: Value) -> str:
        """Return a thing's name or, without one, its kind and key; a concept's local name; a literal's text."""
        if not value.is_iri:
            return value.value
        name = self.document.get("names", {}).get(value.value)
        return next(iter(name.values())) if name else "/".join(value.value.rsplit("/", 2)[-2:]).removeprefix("concept/")

    def named(self, iris: Iterable[str]) -> str:
        """Return the names of things by IRI, sorted and joined."""
        return join(self.word(Value(iri, is_iri=True)) for iri in iris)

    def places(self) -> list[Node]:
        """Return the places of the event and all that contain them, the nearest first; an empty list for none."""
        return list(self.document.get("where", ()))
