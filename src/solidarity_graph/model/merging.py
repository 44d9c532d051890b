"""Merges carried out: every mention of a key that was given up reads as the one that stays.

Records keep what was written, so a merge can be taken back; only the graph made from them changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar, overload

from solidarity_graph.model.claims import Article, Claim
from solidarity_graph.model.dataset import Dataset
from solidarity_graph.model.entities import Entity
from solidarity_graph.model.judgements import Merge
from solidarity_graph.model.values import Node, Ref, Text, Value

T = TypeVar("T")


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
    moved = _Moved(replacements(dataset.merges))
    entities = tuple(_entity(entity, dataset.entities, moved) for entity in dataset.entities if moved.stays(entity.ref))
    preferred = {(entity.ref, label.language): label.value for entity in entities for label in entity.labels}
    disagreements = (replace(each, about=moved(each.about)) for each in dataset.disagreements)
    realisations = (
        replace(each, happening=moved(each.happening), plan=moved(each.plan)) for each in dataset.realisations
    )
    return replace(
        dataset,
        articles=tuple(_article(article, moved) for article in dataset.articles),
        entities=entities,
        events=tuple(event for event in dataset.events if moved.stays(event.ref)),
        claims=tuple(_claim(claim, moved, preferred) for claim in dataset.claims),
        realisations=tuple(sorted(realisations, key=lambda each: each.happening)),
        disagreements=tuple(disagreements),
        assessments=tuple(replace(each, of=moved(each.of)) for each in dataset.assessments),
    )


class _Moved:
    """Where a key leads: to itself, mostly."""

    def __init__(self, ends: Mapping[Ref, Ref]) -> None:
        self._ends = ends

    def stays(self, ref: Ref) -> bool:
        return ref not in self._ends

    @overload
    def __call__(self, ref: Ref) -> Ref: ...
    @overload
    def __call__(self, ref: None) -> None: ...
    def __call__(self, ref: Ref | None) -> Ref | None:
        return self._ends.get(ref, ref) if ref else None


def _entity(entity: Entity, entities: Iterable[Entity], moved: _Moved) -> Entity:
    """With the names, matches and grounds of those merged into it."""
    own = replace(entity, within=moved(entity.within))
    for other in entities:
        if other.ref != entity.ref and moved(other.ref) == entity.ref:
            names = (*own.alternatives, *other.labels, *other.alternatives)
            own = replace(
                own,
                alternatives=_once(name for name in names if name not in own.labels),
                matches=_once((*own.matches, *other.matches)),
                naming=_once((*own.naming, *other.naming)),
            )
    return own


def _once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


def _article(article: Article, moved: _Moved) -> Article:
    return replace(
        article, publisher=moved(article.publisher), relays=_once(moved(source) for source in article.relays)
    )


def _claim(claim: Claim, moved: _Moved, preferred: Mapping[tuple[Ref, str], str]) -> Claim:
    subject = moved(claim.subject)
    return replace(
        claim,
        subject=subject,
        predicate=_predicate(claim, subject, preferred),
        object=_value(claim.object, moved),
        attributed_to=_once(moved(speaker) for speaker in claim.attributed_to),
    )


def _predicate(claim: Claim, subject: Ref, preferred: Mapping[tuple[Ref, str], str]) -> str:
    """What was the preferred name of one may be another name of the one that stays."""
    if claim.predicate not in ("prefLabel", "altLabel") or not isinstance(claim.object, Text):
        return claim.predicate
    same = preferred.get((subject, claim.object.language)) == claim.object.value
    return "prefLabel" if same else "altLabel"


def _value(value: Value, moved: _Moved) -> Value:
    if isinstance(value, Ref):
        return moved(value)
    if isinstance(value, Node):
        return replace(value, properties=tuple((name, _value(part, moved)) for name, part in value.properties))
    return value
