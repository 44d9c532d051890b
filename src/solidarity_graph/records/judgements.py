"""`judgements.toml`, `removals.toml`, `risk.toml` and `dataset.toml`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from solidarity_graph.model import (
    Assessment,
    DatasetDescription,
    Disagreement,
    Merge,
    Realisation,
    Ref,
    Removal,
    Selection,
)
from solidarity_graph.model.iris import is_key
from solidarity_graph.model.versions import release_day
from solidarity_graph.records.entities import read_date, read_day, read_key
from solidarity_graph.records.fields import Faults, Fields
from solidarity_graph.records.risks import Risk, RiskyAct, RiskyOrganisation
from solidarity_graph.schema.vocabulary import PROPERTIES, SCHEMES

T = TypeVar("T")
# Kept apart: a good source can be wrong, and a bad one right.
_GRADES = {
    "organisation": "source-reliability",
    "article": "source-reliability",
    "claim": "information-credibility",
}


@dataclass(frozen=True, slots=True)
class Judgements:
    """Everything that `judgements.toml` says."""

    realisations: tuple[Realisation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    merges: tuple[Merge, ...] = ()
    assessments: tuple[Assessment, ...] = ()

    def joined(self, other: Judgements) -> Judgements:
        """These and those of the private overlay."""
        return Judgements(
            self.realisations + other.realisations,
            self.disagreements + other.disagreements,
            self.merges + other.merges,
            self.assessments + other.assessments,
        )


def read_judgements(fields: Fields, faults: Faults) -> Judgements:
    """Faults are collected entry by entry."""
    judgements = Judgements(
        realisations=tuple(_collected(fields, "realisation", _realisation, faults)),
        disagreements=tuple(_collected(fields, "disagreement", _disagreement, faults)),
        merges=tuple(_collected(fields, "merge", _merge, faults)),
        assessments=tuple(
            sorted(_collected(fields, "assessment", _assessment, faults), key=lambda each: (each.of, each.when))
        ),
    )
    with faults:
        fields.finish(["realisation", "disagreement", "merge", "assessment"])
    return judgements


def read_risks(fields: Fields, faults: Faults) -> tuple[Risk, ...]:
    """The organisations and acts of `risk.toml`."""
    risks: tuple[Risk, ...] = (
        *_collected(fields, "organisation", _organisation, faults),
        *_collected(fields, "act", _act, faults),
    )
    with faults:
        fields.finish(["organisation", "act"])
    return risks


def read_removals(fields: Fields, faults: Faults) -> tuple[Removal, ...]:
    """What `removals.toml` says was taken back."""
    removals = tuple(_collected(fields, "removal", _removal, faults))
    with faults:
        fields.finish(["removal"])
    return removals


def read_description(fields: Fields) -> DatasetDescription:
    """The dataset as it describes itself."""
    base = fields.text("base")
    if not base.startswith(("https://", "http://")) or not base.endswith("/"):
        raise fields.error(f"base must be an address that ends in a slash, not {base!r}.")
    selection = fields.table("selection")
    description = DatasetDescription(
        base=base,
        title=fields.text("title"),
        description=fields.text("description"),
        version=fields.parsed("version", _version),
        publisher=fields.text("publisher"),
        licence=fields.text("licence"),
        selection=Selection(selection.text("method"), selection.text("years"), selection.texts("languages")),
    )
    selection.finish()
    fields.finish()
    return description


def _version(text: str) -> str:
    release_day(text)
    return text


def _collected(fields: Fields, name: str, read: Callable[[Fields], T], faults: Faults) -> Iterator[T]:
    for table in fields.tables(name):
        with faults:
            item = read(table)
            table.finish()
            yield item


def _realisation(fields: Fields) -> Realisation:
    return Realisation(
        happening=fields.parsed("happening", Ref.parse),
        plan=fields.parsed("plan", Ref.parse),
        who=fields.text("who"),
        when=read_day(fields, "when"),
        note=fields.text("note"),
        file=fields.file,
        entry=fields.entry,
    )


def _disagreement(fields: Fields) -> Disagreement:
    key = read_key(fields)
    claims = fields.texts("claims")
    if len(set(claims)) < 2:
        raise fields.error("a disagreement is between two claims at least.", 'Write claims = ["...", "..."].')
    return Disagreement(
        key=key,
        about=fields.parsed("about", Ref.parse),
        on_property=fields.one_of("on", PROPERTIES, "property"),
        claims=tuple(sorted(claims)),
        kind=fields.one_of("kind", SCHEMES["disagreement-kinds"], "kind of disagreement"),
        note=fields.text("note"),
        who=fields.text("who"),
        when=read_day(fields, "when"),
        file=fields.file,
        entry=fields.entry,
    )


def _merge(fields: Fields) -> Merge:
    return Merge(
        old=fields.parsed("old", Ref.parse),
        new=fields.parsed("new", Ref.parse),
        who=fields.text("who"),
        when=read_day(fields, "when"),
        note=fields.text("note"),
        file=fields.file,
        entry=fields.entry,
    )


def _assessment(fields: Fields) -> Assessment:
    of = fields.parsed("of", lambda text: Ref.parse(text) if "/" in text else Ref("claim", text))
    if of.kind not in _GRADES:
        raise fields.error(f"{of} is no organisation, article or claim.", "Sources are relied on, claims believed.")
    return Assessment(
        of=of,
        grade=fields.one_of("grade", SCHEMES[_GRADES[of.kind]], f"grade of the scheme {_GRADES[of.kind]}"),
        who=fields.text("who"),
        when=read_day(fields, "when"),
        note=fields.text("note"),
        file=fields.file,
        entry=fields.entry,
    )


def _removal(fields: Fields) -> Removal:
    key = fields.text("key")
    if not is_key(key):
        raise fields.error(f"{key!r} is no key.")
    return Removal(key, read_day(fields, "removed"))


def _organisation(fields: Fields) -> RiskyOrganisation:
    return RiskyOrganisation(
        organisation=fields.parsed("organisation", Ref.parse),
        where=fields.text("where"),
        since=read_date(fields, "since"),
        source=fields.text("source"),
    )


def _act(fields: Fields) -> RiskyAct:
    return RiskyAct(
        action_type=fields.one_of("action-type", SCHEMES["action-types"], "form of action"),
        where=fields.parsed("where", Ref.parse),
        since=read_date(fields, "since"),
        source=fields.text("source"),
        file=fields.file,
        entry=fields.entry,
    )
