"""Whether each claim about a named person is one that a ground for naming them covers."""

from __future__ import annotations

from collections.abc import Iterator

from solidarity_graph.errors import DataError
from solidarity_graph.model import Claim, Concept, Dataset, Node, Ref, Value
from solidarity_graph.schema.ontology import GROUNDS, falls_under

# Whoever may be named may be called by any of their names.
_NAMES = frozenset({"prefLabel", "altLabel"})


def uncovered(dataset: Dataset) -> Iterator[DataError]:
    """A fault for each claim that says of a person what none of their grounds covers."""
    grounds = {
        entity.ref: tuple(sorted({naming.ground for naming in entity.naming}))
        for entity in dataset.entities
        if entity.naming
    }
    for claim in dataset.claims:
        for person, said in _said_of_people(claim):
            named_on = grounds.get(person, ())
            if named_on and not any(_covers(ground, said) for ground in named_on):
                yield DataError(
                    f"says {_words(said)} of {person}, who is named on the ground {' and '.join(named_on)} alone.",
                    file=claim.file,
                    entry=claim.entry,
                    remedy="Write a role or a group instead; or name another ground, once it was reviewed.",
                )


def _covers(ground: str, said: str | Concept) -> bool:
    if isinstance(said, Concept):
        return any(falls_under(said.name, role) for role in GROUNDS[ground].roles)
    return said in GROUNDS[ground].properties


def _said_of_people(claim: Claim) -> Iterator[tuple[Ref, str | Concept]]:
    """Each person of the claim, with the property or the role that it gives them."""
    for speaker in claim.attributed_to:
        yield from _of(speaker, "attributedTo")
    if claim.predicate not in _NAMES:
        yield from _of(claim.subject, claim.predicate)
        yield from _in_value(claim, claim.object)


def _in_value(claim: Claim, value: Value) -> Iterator[tuple[Ref, str | Concept]]:
    if isinstance(value, Node):
        if isinstance(role := value.get("role"), Concept):
            # A participation gives its role to its agent, an affiliation to whoever has it.
            yield from _of(value.get("agent") or claim.subject, role)
        yield from _of(value.get("with"), "with")
    else:
        yield from _of(value, claim.predicate)


def _of(thing: Value | None, said: str | Concept) -> Iterator[tuple[Ref, str | Concept]]:
    if isinstance(thing, Ref) and thing.kind == "person":
        yield thing, said


def _words(said: str | Concept) -> str:
    return f"the role {said.name}" if isinstance(said, Concept) else said
