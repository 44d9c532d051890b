"""The records of a dataset: things, articles, claims, judgements; and all of them together, whole or published."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

from solidarity_graph.model.levels import PUBLIC
from solidarity_graph.model.record import Record
from solidarity_graph.model.values import Ref, Text, Value
from solidarity_graph.schema.field_types import Table
from solidarity_graph.schema.record_format import TABLES


@dataclass(frozen=True, slots=True)
class Naming(Record):
    """The justification for naming a person: ground, reviewer, day of the review (ISO), and scope."""

    TABLE: ClassVar[str] = "naming"
    ground: str
    reviewer: str
    reviewed: str
    scope: str


@dataclass(frozen=True, slots=True)
class Thing(Record):
    """What claims are about. Its reference never changes."""

    ref: Ref
    class_name: str
    labels: tuple[Text, ...]
    level: str = PUBLIC

    @property
    def table(self) -> Table:
        """The record format table that declares things of this kind."""
        return TABLES[self.ref.kind]


@dataclass(frozen=True, slots=True)
class Event(Thing):
    """Something that was planned, held or imposed. Everything known about it is stated in claims."""


@dataclass(frozen=True, slots=True)
class Entity(Thing):
    """A person, organisation, group, place, award, case or legal document, or a concept of the dataset's own.

    kind          what kind of body an organisation is, as `kind_source` says; articles may claim others.
    stand_in      the thing named instead if the entity is generalised: a group for a person, a region for a town.
    country_code  of a country, in two letters (ISO 3166-1 alpha-2).
    definition    of a concept; `broader` is the concept of the ontology that it is below, by local name.
    """

    alternatives: tuple[Text, ...] = ()
    within: Ref | None = None
    latitude: float | None = None
    longitude: float | None = None
    matches: tuple[str, ...] = ()
    naming: tuple[Naming, ...] = ()
    kind: str = ""
    kind_source: str = ""
    stand_in: Ref | None = None
    country_code: str = ""
    definition: str = ""
    broader: str = ""


@dataclass(frozen=True, slots=True)
class SourceRange:
    """The SHA-256 of a source text, and the range of the article in it: offsets in code points, the end exclusive."""

    sha256: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article(Record):
    """A published document from which claims were read. `source` is None if its text is not held.

    withheld  number of its claims that are not shown; only in the published dataset. There, language and completeness
              of a withheld article are empty.
    """

    TABLE: ClassVar[str] = "article"
    key: str
    title: str
    language: str
    completeness: str
    source: SourceRange | None = None
    published: str = ""
    published_inferred_from: str = ""
    publisher: Ref | None = None
    url: str = ""
    url_found: str = ""
    url_found_by: str = ""
    url_found_on: str = ""
    url_status: str = ""
    url_archived: str = ""
    url_missing: str = ""
    relays: tuple[Ref, ...] = ()
    whole_text_of: tuple[Ref, ...] = ()
    level: str = PUBLIC
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A range of the source text, in code points, the end exclusive; `phrase` is empty if it may not be quoted."""

    start: int
    end: int
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Claim(Record):
    """A statement (subject, predicate, object) made in one article.

    `level` is the claim's own; the things that it names may have stricter ones. `addressee` is for demands: of whom it
    is demanded. `inferred_part` is "year" if only the year of a date was inferred, not its day and month.
    """

    TABLE: ClassVar[str] = "claim"
    key: str
    article: str
    subject: Ref
    predicate: str
    object: Value
    spans: tuple[Span, ...] = ()
    grade: str = "verified-span"
    modality: str = "asserted"
    attributed_to: tuple[Ref, ...] = ()
    inferred_from: str = ""
    inferred_part: str = ""
    addressee: tuple[Ref, ...] = ()
    level: str = PUBLIC

    @property
    def asserted(self) -> bool:
        """True if the article asserts the claim: only then is its plain triple written to the graph."""
        return self.modality == "asserted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Record):
    """A decision of the editors about claims or things, with author, day (ISO) and reason. It can be reverted."""

    who: str
    when: str
    note: str


@dataclass(frozen=True, slots=True)
class Realisation(Judgement):
    """A decision that an event carried out an event that was planned before."""

    TABLE: ClassVar[str] = "realisation"
    happening: Ref
    plan: Ref


@dataclass(frozen=True, slots=True)
class Disagreement(Judgement):
    """A decision that claims about one thing differ, with the kind of difference."""

    TABLE: ClassVar[str] = "disagreement"
    key: str
    about: Ref
    on_property: str
    claims: tuple[Ref, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Assessment(Judgement):
    """A grade: how reliable a source is (an organisation or article), or how credible a claim is."""

    TABLE: ClassVar[str] = "assessment"
    of: Ref
    grade: str


@dataclass(frozen=True, slots=True)
class UnknownOutcome(Judgement):
    """A finding that nothing is known of what became of a sentence, as of the day `when`."""

    TABLE: ClassVar[str] = "unknown-outcome"
    sentence: Ref


@dataclass(frozen=True, slots=True)
class Merge(Judgement):
    """A decision that two keys mean one thing. `old` is given up for `new`; its IRI redirects to that of `new`.

    If `new` is merged, too, it redirects to the thing that stays.
    """

    TABLE: ClassVar[str] = "merge"
    old: Ref
    new: Ref


@dataclass(frozen=True, slots=True)
class Selection(Record):
    """Which articles were read, how they were selected, and for which years and languages."""

    TABLE: ClassVar[str] = "selection"
    method: str
    years: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatasetDescription(Record):
    """The metadata of the dataset.

    version  that of the release (see `versions`).
    editors  who may be named as having decided something.
    """

    TABLE: ClassVar[str] = "dataset"
    base: str
    title: str
    description: str
    version: str
    publisher: str
    licence: str
    selection: Selection
    editors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal(Record):
    """A public record that something was removed: only an opaque key and a date."""

    TABLE: ClassVar[str] = "removal"
    key: str
    removed: str


@dataclass(frozen=True, slots=True)
class ListedRelease(Record):
    """A published version, which means one set of bytes for ever.

    sha256       of its manifest, which has the SHA-256 of every other file. Empty if the release was withdrawn.
    overwritten  of the manifests of other releases that were given out under this version, before versions were listed.
    replaced_by  the version that replaces it if it was withdrawn, else empty.
    """

    TABLE: ClassVar[str] = "release"
    version: str
    sha256: str = ""
    overwritten: tuple[str, ...] = ()
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class RiskyOrganisation(Record):
    """An organisation whose members or helpers are prosecuted somewhere today, with the source that says so."""

    TABLE: ClassVar[str] = "listed-organisation"
    organisation: Ref
    where: str
    since: str
    source: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """All records of a dataset. Each tuple is sorted by key, so it does not depend on the order of files.

    risks  of organisations, as they are published; empty before that.
    """

    description: DatasetDescription
    articles: tuple[Article, ...]
    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    realisations: tuple[Realisation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    merges: tuple[Merge, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    unknown_outcomes: tuple[UnknownOutcome, ...] = ()
    removals: tuple[Removal, ...] = ()
    risks: tuple[RiskyOrganisation, ...] = ()

    @property
    def things(self) -> tuple[Thing, ...]:
        """All entities and events: the possible subjects of claims."""
        return (*self.entities, *self.events)

    @property
    def own_concepts(self) -> dict[Value, str]:
        """The dataset's own concepts, each with the local name of the concept of the ontology that it is below."""
        return {entity.ref: entity.broader for entity in self.entities if entity.broader}

    @property
    def records(self) -> tuple[Record, ...]:
        """All records: the description, articles, things, claims and judgements."""
        judgements = (self.realisations, self.disagreements, self.merges, self.assessments, self.unknown_outcomes)
        return (self.description, *self.articles, *self.things, *self.claims, *chain.from_iterable(judgements))


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
    shared  words and names that others share with somebody who is not public: they do not count as the name.
    risks   prosecuted organisations and acts, with which claims may link nobody.
    """

    whole: Dataset
    secret: str = ""
    shared: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()
