"""A dataset: everything read from its files, or everything of it that may be published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from solidarity_graph.model.claims import Article, Claim
from solidarity_graph.model.entities import Entity, Event
from solidarity_graph.model.judgements import Assessment, Disagreement, Merge, Realisation
from solidarity_graph.model.record import Record
from solidarity_graph.model.risks import Risk


@dataclass(frozen=True, slots=True)
class Selection(Record):
    """Which articles were read, how they were chosen, for which years and languages."""

    TABLE: ClassVar[str] = "selection"
    method: str
    years: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatasetDescription(Record):
    """The dataset's own description. `version` is the day of the release: see `versions`."""

    TABLE: ClassVar[str] = "dataset"
    base: str
    title: str
    description: str
    version: str
    publisher: str
    licence: str
    selection: Selection


@dataclass(frozen=True, slots=True)
class Removal(Record):
    """Something that was taken back: an opaque key and a date, and nothing else."""

    TABLE: ClassVar[str] = "removal"
    key: str
    removed: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """The whole model. Tuples are in the order of their keys, so that the order of files never shows."""

    description: DatasetDescription
    articles: tuple[Article, ...]
    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    realisations: tuple[Realisation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    merges: tuple[Merge, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    removals: tuple[Removal, ...] = ()

    @property
    def things(self) -> tuple[Entity | Event, ...]:
        """Everything that claims can be about."""
        return (*self.entities, *self.events)

    @property
    def judgements(self) -> tuple[Realisation | Disagreement | Merge | Assessment, ...]:
        """Everything that we decided about claims and things."""
        return (*self.realisations, *self.disagreements, *self.merges, *self.assessments)

    @property
    def records(self) -> tuple[Record, ...]:
        """Everything that has declared fields."""
        return (self.description, *self.articles, *self.things, *self.claims, *self.judgements)


@dataclass(frozen=True, slots=True)
class PrivateDataset:
    """Everything that was read, with what may not be published. Only `policy` turns it into a `Dataset`.

    secret  makes pseudonyms that nobody can work out without it; empty where there is no private overlay.
    risks   what people may not be linked to.
    """

    whole: Dataset
    secret: str = ""
    risks: tuple[Risk, ...] = ()
