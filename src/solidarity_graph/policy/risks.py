"""Risk comes first: no claim links a person to what `risk.toml` lists as prosecuted.

The prisoners whose own cases are campaigned for are the exception, whatever the ground of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
    date_interval,
    refs_in,
    refs_of,
)
from solidarity_graph.schema.ontology import falls_under

# In these an event happens to somebody, or they answer it by their office: it is no act of theirs.
_NO_ACT_OF_THEIRS = frozenset({"authority", "person-concerned"})
_DOING = frozenset({"organiser", "participant", "participation"})
_REMEDY = "Take the claim out: it belongs in the private overlay, if anywhere."


def risky_links(dataset: Dataset, risks: Iterable[Risk]) -> Iterator[DataError]:
    """A fault for each claim that links a person to a listed organisation or act."""
    risks = tuple(risks)
    campaigned = frozenset(
        entity.ref
        for entity in dataset.entities
        if any(naming.ground == "campaigned-prisoner" for naming in entity.naming)
    )
    yield from _memberships(
        dataset, {risk.organisation for risk in risks if isinstance(risk, RiskyOrganisation)}, campaigned
    )
    yield from _acts(dataset, [risk for risk in risks if isinstance(risk, RiskyAct)], campaigned)


def _memberships(dataset: Dataset, listed: set[Ref], campaigned: frozenset[Ref]) -> Iterator[DataError]:
    # Two claims about one event link whom they name as surely as one claim does.
    named_with: defaultdict[Ref, set[Ref]] = defaultdict(set)
    for claim in dataset.claims:
        named_with[claim.subject] |= _all_named(claim)
    for claim in dataset.claims:
        people = _people(_all_named(claim)) - campaigned
        if people and (organisations := named_with[claim.subject] & listed):
            yield _error(claim, f"links {min(people)} to {min(organisations)}, which risk.toml lists as prosecuted.")


def _acts(dataset: Dataset, listed: list[RiskyAct], campaigned: frozenset[Ref]) -> Iterator[DataError]:
    places = {entity.ref: entity.within for entity in dataset.entities if entity.class_name == "Place"}
    about: defaultdict[Ref, list[Claim]] = defaultdict(list)
    for claim in dataset.claims:
        about[claim.subject].append(claim)
    for act in listed:
        prosecuted = {event for event, claims in about.items() if _is(act, claims, places)}
        for claim in _linking(dataset.claims, prosecuted):
            if people := _people(_who_acts(claim)) - campaigned:
                where = f"{act.action_type} in {act.where}"
                yield _error(claim, f"links {min(people)} to an act that risk.toml lists as prosecuted: {where}.")


def _is(act: RiskyAct, claims: Iterable[Claim], places: dict[Ref, Ref | None]) -> bool:
    """Whether any claim calls the event such an act, any puts it there, and none rules out that it was since then."""
    values: defaultdict[str, list[Value]] = defaultdict(list)
    for claim in claims:
        values[claim.predicate].append(claim.object)
    return (
        any(isinstance(form, Concept) and falls_under(form.name, act.action_type) for form in values["actionType"])
        and any(isinstance(place, Ref) and _lies_in(place, act.where, places) for place in values["place"])
        and _may_be_since(act.since, values["date"])
    )


def _may_be_since(since: str, dates: Iterable[Value]) -> bool:
    first = date_interval(since).first or date.min
    lasts = [date_interval(value.value).last for value in dates if isinstance(value, Edtf)]
    return not lasts or any(last is None or last >= first for last in lasts)


def _lies_in(place: Ref, wider: Ref, places: dict[Ref, Ref | None]) -> bool:
    seen: set[Ref] = set()
    here: Ref | None = place
    while here and here != wider and here not in seen:
        seen.add(here)
        here = places.get(here)
    return here == wider


def _linking(claims: Iterable[Claim], acts: set[Ref]) -> Iterator[Claim]:
    """Claims about the acts; and about what was imposed in consequence of one: it tells who took part."""
    claims = tuple(claims)
    consequences = {claim.subject for claim in claims if claim.predicate == "inConsequenceOf" and claim.object in acts}
    for claim in claims:
        does = claim.subject in acts and claim.predicate in _DOING
        if does or (claim.subject in consequences and claim.predicate == "imposedOn"):
            yield claim


def _who_acts(claim: Claim) -> set[Ref]:
    value = claim.object
    if isinstance(value, Node) and isinstance(role := value.get("role"), Concept) and role.name in _NO_ACT_OF_THEIRS:
        return set()
    return set(refs_in(value))


def _people(refs: Iterable[Ref]) -> set[Ref]:
    return {ref for ref in refs if ref.kind == "person"}


def _all_named(claim: Claim) -> set[Ref]:
    return {claim.subject, *refs_of(claim)}


def _error(claim: Claim, message: str) -> DataError:
    return DataError(message, file=claim.file, entry=claim.entry, remedy=_REMEDY)
