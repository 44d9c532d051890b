"""Applies merges: replaces every reference to a key that was given up.

The records in the files keep their keys, so a merge can be reverted; only the graph made from them changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from solidarity_graph.model.dataset import Claim, Dataset, Entity, Merge, Thing
from solidarity_graph.model.record import Record, changed, joined, replace_refs, rewrite
from solidarity_graph.model.values import Ref, Text
from solidarity_graph.schema.field_types import Field

R = TypeVar("R", bound=Record)
T = TypeVar("T", bound=Thing)
_NOT_JOINED = frozenset({"labels", "alternatives", "level", "stand_in"})


def replacements(merges: Iterable[Merge]) -> Mapping[Ref, Ref]:
    """Return for each key that was given up the key that finally replaces it. Raises ValueError for a cycle."""
    nearest = {merge.old: merge.new for merge in merges}
    ends: dict[Ref, Ref] = {}
    for old, new in nearest.items():
        end, seen = new, {old}
        while end in nearest:
            if end in seen:
                raise ValueError(f"{old} is merged into itself")
            seen.add(end)
            end = nearest[end]
        ends[old] = end
    return ends


def merged(dataset: Dataset) -> Dataset:
    """Return the dataset with its merges applied; unchanged if it has none. Raises ValueError for a cycle.

    The merges stay in it: old IRIs redirect to new ones.
    """
    if not dataset.merges:
        return dataset
    ends = replacements(dataset.merges)
    entities = _things(dataset.entities, ends)
    preferred = {(entity.ref, label.language): label.value for entity in entities for label in entity.labels}
    return replace(
        dataset,
        articles=_moved(dataset.articles, ends),
        entities=entities,
        events=_things(dataset.events, ends),
        claims=tuple(_claim(claim, ends, preferred) for claim in _moved(dataset.claims, ends)),
        realisations=tuple(sorted(_moved(dataset.realisations, ends), key=lambda each: each.happening)),
        disagreements=_moved(dataset.disagreements, ends),
        assessments=_moved(dataset.assessments, ends),
        unknown_outcomes=_moved(dataset.unknown_outcomes, ends),
        risks=_moved(dataset.risks, ends),
    )


def _moved(records: Iterable[R], ends: Mapping[Ref, Ref]) -> tuple[R, ...]:
    """Return the records with each reference to a key that was given up replaced."""

    def change(_: Field, value: object) -> object:
        return replace_refs(value, lambda ref: ends.get(ref, ref))

    return tuple(moved for record in records if (moved := rewrite(record, change)))


def _things(things: Iterable[T], ends: Mapping[Ref, Ref]) -> tuple[T, ...]:
    """Return the things that stay, each joined with those merged into it."""
    moved = {thing.ref: new for thing in things for new in _moved([thing], ends)}
    return tuple(
        _thing(own, [other for old, other in moved.items() if ends.get(old) == own.ref])
        for ref, own in moved.items()
        if ref not in ends
    )


def _thing(own: T, others: Iterable[T]) -> T:
    """Return a thing joined with those merged into it, without references to itself.

    Labels of the others become alternative names; they become its labels only if it has none.
    """

    def change(_: Field, value: object) -> object:
        if isinstance(value, tuple):
            return tuple(item for item in value if item != own.ref)
        return None if value == own.ref else value

    for other in others:
        names = (*getattr(own, "alternatives", ()), *other.labels, *getattr(other, "alternatives", ()))
        spelled = tuple(dict.fromkeys(name for name in names if name not in own.labels))
        own = joined(own, other, _NOT_JOINED if own.labels else _NOT_JOINED - {"labels"})
        own = changed(own, {"alternatives": spelled}) if isinstance(own, Entity) else own
    return rewrite(own, change) or own


def _claim(claim: Claim, ends: Mapping[Ref, Ref], preferred: Mapping[tuple[Ref, str], str]) -> Claim:
    """Return the claim with the thing that stays as its subject. A preferred name may become an alternative one."""
    subject, predicate, name = ends.get(claim.subject, claim.subject), claim.predicate, claim.object
    if predicate in ("prefLabel", "altLabel") and isinstance(name, Text):
        predicate = "prefLabel" if preferred.get((subject, name.language)) == name.value else "altLabel"
    return replace(claim, subject=subject, predicate=predicate)
