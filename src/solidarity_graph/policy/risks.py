"""Checks that no claim links a person to an organisation or act that `risk.toml` lists as prosecuted.

The only exceptions are persons with the naming ground `campaigned-prisoner`, and relatives (`relative-in-case`) in what
is said of those prisoners, of measures against them and of what befalls them in custody. No other ground is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from solidarity_graph.errors import DataError
from solidarity_graph.model import (
    Claim,
    Concept,
    Dataset,
    Edtf,
    Node,
    Ref,
    Risk,
    RiskyAct,
    RiskyOrganisation,
    Value,
    concept_name,
    date_interval,
    refs_in,
)
from solidarity_graph.policy.disclosure_levels import named_by
from solidarity_graph.records.checks import chain
from solidarity_graph.records.fields import fault_in
from solidarity_graph.schema.ontology import falls_under

# Roles of persons who did not take part in the act: they are concerned by it, or respond to it as an authority.
_ROLES_WITHOUT_PART = frozenset({"authority", "person-concerned"})
_PARTICIPATION = frozenset({"organiser", "participant", "participation"})
_CONCERNED = frozenset({"imposedOn", "concerns"})
_REMEDY = "Take the claim out: it belongs in the private overlay, if anywhere."


def risky_links(dataset: Dataset, risks: Iterable[Risk]) -> Iterator[DataError]:
    """Yield an error for each claim that links a person to a listed organisation or act.

    Persons with the naming ground `campaigned-prisoner` are exempt, and their relatives in their own cases.
    """
    risks = tuple(risks)
    exempt = _named_on(dataset, "campaigned-prisoner")
    yield from _memberships(
        dataset, {risk.organisation for risk in risks if isinstance(risk, RiskyOrganisation)}, exempt
    )
    yield from _acts(dataset, [risk for risk in risks if isinstance(risk, RiskyAct)], exempt)


def _named_on(dataset: Dataset, ground: str) -> frozenset[Ref]:
    return frozenset(
        entity.ref for entity in dataset.entities if any(naming.ground == ground for naming in entity.naming)
    )


def _memberships(dataset: Dataset, listed: set[Ref], exempt: frozenset[Ref]) -> Iterator[DataError]:
    # A person and an organisation are also linked by two claims about the same event.
    named_with: defaultdict[Ref, set[Ref]] = defaultdict(set)
    for claim in dataset.claims:
        named_with[claim.subject].update(named_by(claim))
    relatives = _named_on(dataset, "relative-in-case")
    own_cases = {claim.subject for claim in dataset.claims if claim.predicate in _CONCERNED and claim.object in exempt}
    for claim in dataset.claims:
        people = _people(named_by(claim)) - exempt
        if claim.subject in own_cases | exempt:
            people -= relatives
        if people and (organisations := named_with[claim.subject] & listed):
            message = f"links {min(people)} to {min(organisations)}, which risk.toml lists as prosecuted."
            yield fault_in(claim, message, _REMEDY)


def _acts(dataset: Dataset, listed: list[RiskyAct], exempt: frozenset[Ref]) -> Iterator[DataError]:
    places = {entity.ref: entity.within for entity in dataset.entities if entity.class_name == "Place"}
    own = dataset.own_concepts
    about: defaultdict[Ref, list[Claim]] = defaultdict(list)
    for claim in dataset.claims:
        about[claim.subject].append(claim)
    for act in listed:
        prosecuted = {event for event, claims in about.items() if _matches(act, claims, places, own)}
        for claim in _claims_on_participants(dataset.claims, prosecuted):
            if people := _people(_participants(claim)) - exempt:
                where = f"{act.action_type} in {act.where}"
                message = f"links {min(people)} to an act that risk.toml lists as prosecuted: {where}."
                yield fault_in(claim, message, _REMEDY)


def _matches(
    act: RiskyAct, claims: Iterable[Claim], places: Mapping[Ref, Ref | None], own: Mapping[Value, str]
) -> bool:
    """Return True if claims about an event give the act's type and a place within its area, and no date excludes it."""
    values: defaultdict[str, list[Value]] = defaultdict(list)
    for claim in claims:
        values[claim.predicate].append(claim.object)
    return (
        any(falls_under(concept_name(each, own), act.action_type) for each in values["actionType"])
        and any(isinstance(place, Ref) and act.where in chain(place, places.get) for place in values["place"])
        and _may_be_on_or_after(act.since, values["date"] + values["endDate"])
    )


def _may_be_on_or_after(since: str, dates: Iterable[Value]) -> bool:
    first = date_interval(since).first or date.min
    lasts = [date_interval(value.value).last for value in dates if isinstance(value, Edtf)]
    return not lasts or any(last is None or last >= first for last in lasts)


def _claims_on_participants(claims: Iterable[Claim], acts: set[Ref]) -> Iterator[Claim]:
    """Yield the claims that show who took part in the acts, or on whom a penalty for one of them was imposed."""
    claims = tuple(claims)
    consequences = {claim.subject for claim in claims if claim.predicate == "inConsequenceOf" and claim.object in acts}
    for claim in claims:
        takes_part = claim.subject in acts and claim.predicate in _PARTICIPATION
        if takes_part or (claim.subject in consequences and claim.predicate in _CONCERNED):
            yield claim


def _participants(claim: Claim) -> set[Ref]:
    value = claim.object
    if isinstance(value, Node) and isinstance(role := value.get("role"), Concept) and role.name in _ROLES_WITHOUT_PART:
        return set()
    return set(refs_in(value))


def _people(refs: Iterable[Ref]) -> set[Ref]:
    return {ref for ref in refs if ref.kind == "person"}
