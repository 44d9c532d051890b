"""The whole dataset as read from its files, and the part of it that may be published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from solidarity_graph.model.claims import Article, Claim
from solidarity_graph.model.entities import Entity, Event, Thing
from solidarity_graph.model.judgements import Assessment, Disagreement, Merge, Realisation
from solidarity_graph.model.record import Record
from solidarity_graph.model.values import Ref


@dataclass(frozen=True, slots=True)
class Selection(Record):
    """Which articles were read, how they were selected, and for which years and languages."""

    TABLE: ClassVar[str] = "selection"
    method: str
    years: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatasetDescription(Record):
    """The metadata of the dataset. `version` is that of the release (see `versions`)."""

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
    """A public record that something was removed: only an opaque key and a date."""

    TABLE: ClassVar[str] = "removal"
    key: str
    removed: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """All records of a dataset. Each tuple is sorted by key, so it does not depend on the order of files."""

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
    def things(self) -> tuple[Thing, ...]:
        """All entities and events: the possible subjects of claims."""
        return (*self.entities, *self.events)

    @property
    def records(self) -> tuple[Record, ...]:
        """All records: the description, articles, things, claims and judgements."""
        judgements = (*self.realisations, *self.disagreements, *self.merges, *self.assessments)
        return (self.description, *self.articles, *self.things, *self.claims, *judgements)


@dataclass(frozen=True, slots=True)
class RiskyOrganisation(Record):
    """An organisation whose members or helpers are prosecuted somewhere today, with the source that says so."""

    TABLE: ClassVar[str] = "listed-organisation"
    organisation: Ref
    where: str
    since: str
    source: str


@dataclass(frozen=True, slots=True)
class RiskyAct(Record):
    """A form of action that is prosecuted if it took place in `where` (a place) on the day `since` or later.

    An act whose date is unknown counts, too.
    """

    TABLE: ClassVar[str] = "act"
    action_type: str
    where: Ref
    since: str
    source: str


Risk = RiskyOrganisation | RiskyAct


@dataclass(frozen=True, slots=True)
class PrivateDataset:
    """The dataset with everything that may not be published. Only `policy` makes a `Dataset` to publish from it.

    secret  key of the HMAC that makes pseudonyms; empty if there is no private overlay.
    risks   prosecuted organisations and acts, with which claims may link nobody.
    """

    whole: Dataset
    secret: str = ""
    risks: tuple[Risk, ...] = ()
