"""Checks that a ground for naming covers each claim about a named person, and lists the yearly reviews of grounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from solidarity_graph.errors import DataError
from solidarity_graph.model import Claim, Concept, Dataset, Entity, Naming, Node, Ref, Value
from solidarity_graph.records.fields import fault_in
from solidarity_graph.schema.ontology import CONCEPTS, falls_under

# A ground for naming covers all spellings of the person's name.
_NAME_PROPERTIES = frozenset({"prefLabel", "altLabel"})


def uncovered(dataset: Dataset) -> Iterator[DataError]:
    """Yield an error for each claim that gives a named person a property or role that none of the grounds covers.

    Persons without a ground for naming are not checked here.
    """
    grounds = {
        entity.ref: tuple(sorted({naming.ground for naming in entity.naming}))
        for entity in dataset.entities
        if entity.naming
    }
    for claim in dataset.claims:
        for person, property_or_role in _roles_of_people(claim):
            named_on = grounds.get(person, ())
            if named_on and not any(_covers(ground, property_or_role) for ground in named_on):
                described = _describe(property_or_role)
                yield fault_in(
                    claim,
                    f"says {described} of {person}, who is named on the ground {' and '.join(named_on)} alone.",
                    "Write a role or a group instead; or name another ground, once it was reviewed.",
                )


def _covers(ground: str, property_or_role: str | Concept) -> bool:
    if isinstance(property_or_role, Concept):
        return any(falls_under(property_or_role.name, role) for role in CONCEPTS[ground].covered_roles)
    return property_or_role in CONCEPTS[ground].covered_properties


def _roles_of_people(claim: Claim) -> Iterator[tuple[Ref, str | Concept]]:
    """Yield each person that a claim names, with the property or role that the claim gives to the person."""
    for speaker in claim.attributed_to:
        yield from _if_person(speaker, "attributedTo")
    for addressee in claim.addressee:
        yield from _if_person(addressee, "addressee")
    if claim.predicate not in _NAME_PROPERTIES:
        yield from _if_person(claim.subject, claim.predicate)
        yield from _in_value(claim, claim.object)


def _in_value(claim: Claim, value: Value) -> Iterator[tuple[Ref, str | Concept]]:
    if isinstance(value, Node):
        if isinstance(role := value.get("role"), Concept):
            # The role of a participation is its agent's; the role of an affiliation that of the claim's subject.
            yield from _if_person(value.get("agent") or claim.subject, role)
        else:
            yield from _if_person(value.get("agent"), claim.predicate)
        yield from _if_person(value.get("with"), "with")
    else:
        yield from _if_person(value, claim.predicate)


def _if_person(thing: Value | None, property_or_role: str | Concept) -> Iterator[tuple[Ref, str | Concept]]:
    if isinstance(thing, Ref) and thing.kind == "person":
        yield thing, property_or_role


def _describe(property_or_role: str | Concept) -> str:
    return f"the role {property_or_role.name}" if isinstance(property_or_role, Concept) else property_or_role


@dataclass(frozen=True, slots=True)
class Review:
    """A person's ground for naming, and the day on which its review is due."""

    person: Entity
    naming: Naming
    due: date


def reviews_due(entities: Iterable[Entity], by: date) -> tuple[Review, ...]:
    """Return the reviews that are due on or before the day `by`, the earliest first."""
    reviews = (
        Review(entity, naming, _a_year_after(date.fromisoformat(naming.reviewed)))
        for entity in entities
        for naming in entity.naming
    )
    return tuple(sorted((r for r in reviews if r.due <= by), key=lambda r: (r.due, r.person.ref, r.naming.ground)))


def _a_year_after(day: date) -> date:
    # 29 February becomes 28 February of the next year.
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
