"""Merges carried out: every mention of a key that was given up reads as the one that stays.

Records keep what was written, so a merge can be taken back; only the graph made from them changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from solidarity_graph.model.claims import Claim
from solidarity_graph.model.dataset import Dataset
from solidarity_graph.model.entities import Entity
from solidarity_graph.model.judgements import Merge
from solidarity_graph.model.record import Record, joined, replace_refs, rewrite
from solidarity_graph.model.values import Ref, Text
from solidarity_graph.schema.fields import Field

R = TypeVar("R", bound=Record)
_NOT_JOINED = frozenset({"labels", "alternatives", "level", "stand_in"})


def replacements(merges: Iterable[Merge]) -> Mapping[Ref, Ref]:
    """Each key that was given up, with the one that stays in the end. Raises ValueError for a circle."""
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
    """The dataset with its merges carried out. The merges themselves stay: old keys lead to new ones."""
    if not dataset.merges:
        return dataset
    ends = replacements(dataset.merges)
    entities = tuple(_entity(entity, dataset.entities, ends) for entity in dataset.entities if entity.ref not in ends)
    preferred = {(entity.ref, label.language): label.value for entity in entities for label in entity.labels}
    return replace(
        dataset,
        articles=_moved(dataset.articles, ends),
        entities=entities,
        events=tuple(event for event in _moved(dataset.events, ends) if event.ref not in ends),
        claims=tuple(_claim(claim, ends, preferred) for claim in _moved(dataset.claims, ends)),
        realisations=tuple(sorted(_moved(dataset.realisations, ends), key=lambda each: each.happening)),
        disagreements=_moved(dataset.disagreements, ends),
        assessments=_moved(dataset.assessments, ends),
    )


def _moved(records: Iterable[R], ends: Mapping[Ref, Ref]) -> tuple[R, ...]:
    """The records with each mention of a key that was given up replaced."""

    def change(_: Field, value: object) -> object:
        return replace_refs(value, lambda ref: ends.get(ref, ref))

    return tuple(moved for record in records if (moved := rewrite(record, change)))


def _entity(entity: Entity, entities: Iterable[Entity], ends: Mapping[Ref, Ref]) -> Entity:
    """With what is declared of those merged into it: their labels are other names of the one that stays."""
    (own,) = _moved([entity], ends)
    for other in _moved([other for other in entities if ends.get(other.ref) == entity.ref], ends):
        names = (*own.alternatives, *other.labels, *other.alternatives)
        own = joined(replace(own, alternatives=names), other, _NOT_JOINED)
    return replace(own, alternatives=tuple(dict.fromkeys(name for name in own.alternatives if name not in own.labels)))


def _claim(claim: Claim, ends: Mapping[Ref, Ref], preferred: Mapping[tuple[Ref, str], str]) -> Claim:
    """About the thing that stays. What was the preferred name of one may be another name of that one."""
    subject, predicate, name = ends.get(claim.subject, claim.subject), claim.predicate, claim.object
    if predicate in ("prefLabel", "altLabel") and isinstance(name, Text):
        predicate = "prefLabel" if preferred.get((subject, name.language)) == name.value else "altLabel"
    return replace(claim, subject=subject, predicate=predicate)
