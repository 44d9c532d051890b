"""Reads a data folder into a dataset, and reports the errors of all files together."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from solidarity_graph.errors import DataError
from solidarity_graph.model import (
    Assessment,
    Claim,
    Dataset,
    DatasetDescription,
    Disagreement,
    Entity,
    Event,
    ListedRelease,
    Merge,
    PrivateDataset,
    Realisation,
    Record,
    Ref,
    Removal,
    Risk,
    RiskyAct,
    RiskyOrganisation,
    Text,
    UnknownOutcome,
)
from solidarity_graph.model.levels import strictest
from solidarity_graph.model.record import joined
from solidarity_graph.records.articles import ArticleFile, read_article
from solidarity_graph.records.checks import check
from solidarity_graph.records.entries import ARTICLES, entries_in, with_claims
from solidarity_graph.records.fields import Faults, Fields, Mention, fault_in
from solidarity_graph.records.tables import read_entity, read_record
from solidarity_graph.records.taken_back import OVERLAY, RECORD, REMOVALS, read_overlay, read_taken_back
from solidarity_graph.schema.field_types import Table
from solidarity_graph.schema.record_format import PRIVATE, TABLES, entity_tables, tables_of

Files = Mapping[str, str]
RELEASES = "releases.toml"
"""The list of published versions."""
_AGREE = "Make the two agree, or use another key."
T = TypeVar("T")
R = TypeVar("R", bound=Record)


def read_dataset(folder: Path, private: Path | None = None) -> PrivateDataset:
    """Return the dataset of a data folder and its private overlay.

    Raises DataErrors with all errors found, or DataError if files are missing or not UTF-8.
    """
    return read_files(load_files(folder, private))


def load_files(folder: Path, private: Path | None = None) -> Files:
    """Return the texts of the record files by path below the data folder; paths of the overlay begin with `private/`.

    Nothing is parsed. Raises DataError if a folder has no record files, or if a file is not UTF-8.
    """
    return dict(_files(folder)) | ({PRIVATE + path: text for path, text in _files(private)} if private else {})


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    paths = [*folder.glob("*.toml"), *folder.glob("entities/*.toml"), *folder.glob("articles/*.toml")]
    if not paths:
        raise DataError("no data files here.", file=str(folder), remedy="Name a folder that holds dataset.toml.")
    for path in sorted(paths):
        name = path.relative_to(folder).as_posix()
        yield name, read_record_file(path, name)


def claim_keys(files: Files) -> Iterator[str]:
    """Yield all claim keys in use and all removed keys, also of files not yet annotated. DataError for invalid TOML."""
    for path, text in files.items():
        for entry in with_claims(entries_in(path, _parse(path, text))):
            if entry.key and (entry.is_claim or path == REMOVALS):
                yield entry.key


def _parse(path: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of numbers too long and lists too deep, too
        raise DataError(f"not valid TOML: {error}.", file=path, remedy="Mend it there.") from None


def read_record_file(path: Path, name: str) -> str:
    """Return the text of a record file, without the mark that some editors begin it with.

    name  of the file in messages.

    Raises OSError, or DataError if the file is not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"not UTF-8 at byte {error.start}.", file=name, remedy="Save it as UTF-8.") from None


def read_files(files: Files) -> PrivateDataset:
    """Return the dataset of files given as texts by path. Raises DataErrors with the errors found.

    Errors in entries are looked for only if each file is TOML, and errors between files only if each file is valid.
    """
    opened = _RecordFiles(files)
    opened.faults.raise_if_any()
    articles, entities = opened.articles(), opened.entities()
    risks: tuple[Risk, ...] = (*opened.all(RiskyOrganisation), *opened.all(RiskyAct))
    faults = opened.faults
    secret, shared = read_overlay(Fields({}, file=OVERLAY, entry=""))
    with faults:
        description = read_record(DatasetDescription, opened.file("dataset.toml"))
    with faults:
        secret, shared = read_overlay(opened.file(OVERLAY))
    taken_back = read_taken_back(opened.file(RECORD), secret, faults)
    realisations, disagreements = opened.all(Realisation, "happening"), opened.all(Disagreement, "key")
    merges, assessments = opened.all(Merge, "old"), opened.all(Assessment, "of", "when")
    removals, unknown_outcomes = opened.all(Removal, "key"), opened.all(UnknownOutcome, "sentence", "when")
    opened.releases()
    opened.finish()
    faults.raise_if_any()
    dataset = Dataset(
        description=description,
        articles=sort({part.article.key: part.article for part in articles}.values(), "key"),
        entities=sort(entities, "ref"),
        events=_events(articles, faults),
        claims=_claims(articles, entities),
        realisations=realisations,
        disagreements=disagreements,
        merges=merges,
        assessments=assessments,
        unknown_outcomes=unknown_outcomes,
        removals=removals,
    )
    check(dataset, opened.mentions(), taken_back, faults)
    faults.raise_if_any()
    return PrivateDataset(dataset, secret, shared, risks)


def listed_releases(files: Files) -> Mapping[str, ListedRelease]:
    """Return the entries of `releases.toml` by version, none without that file. Raises DataErrors for faults in it."""
    opened = _RecordFiles({path: text for path, text in files.items() if path == RELEASES})
    listed = opened.releases()
    opened.finish()
    opened.faults.raise_if_any()
    return listed


class _RecordFiles:
    """The parsed record files, and the errors found in them so far."""

    def __init__(self, files: Files) -> None:
        self.faults = Faults()
        self._files: dict[str, Fields] = {}
        for path in sorted(files):
            with self.faults:
                self._files[path] = Fields(_parse(path, files[path]), file=path, entry="")

    def file(self, path: str) -> Fields:
        """Return the top-level table of a file; empty if there is no such file."""
        return self._files.get(path) or Fields({}, file=path, entry="")

    def articles(self) -> tuple[ArticleFile, ...]:
        """Return the content of all article files. Those of the overlay may add claims to articles of `data/`."""
        known: dict[str, ArticleFile] = {}
        read: list[ArticleFile] = []
        for folder in (ARTICLES, f"{PRIVATE}{ARTICLES}"):
            paths = [path for path in self._files if path.startswith(folder)]
            read += [part for path in paths if (part := read_article(self._files[path], self.faults, known))]
            known = {part.article.key: part for part in read}
        return tuple(read)

    def entities(self) -> tuple[Entity, ...]:
        """Return the entities of all entity files, valid ones only."""
        return tuple(
            entity for table in entity_tables() for entity in self._entries(table, partial(read_entity, table=table))
        )

    def all(self, record: type[R], *by: str) -> tuple[R, ...]:
        """Return all valid entries of a record's table, from `data/` and the overlay, sorted by these attributes."""
        return sort(self._entries(TABLES[record.TABLE], partial(read_record, record)), *by)

    def _entries(self, table: Table, read: Callable[[Fields], R]) -> Iterator[R]:
        for prefix in ("", PRIVATE):
            for entry in self.file(f"{prefix}{table.path}").tables(table.block_name):
                with self.faults:
                    yield read(entry)

    def releases(self) -> Mapping[str, ListedRelease]:
        """Return the list of published versions, each of which has a hash or was withdrawn."""
        listed: dict[str, ListedRelease] = {}
        for release in self.all(ListedRelease):
            if release.version in listed:
                self.faults.add(fault_in(release, f"{release.version} is listed twice.", "Leave the first entry."))
            elif bool(release.sha256) == bool(release.replaced_by) or release.replaced_by == release.version:
                message = (
                    f"{release.version} must have sha256, or replaced-by another if it was withdrawn: one of both."
                )
                self.faults.add(fault_in(release, message, "Take the list as it stands in the repository."))
            listed.setdefault(release.version, release)
        return listed

    def mentions(self) -> list[Mention]:
        """Return the references of all files that were read so far."""
        return [mention for fields in self._files.values() for mention in fields.mentions]

    def finish(self) -> None:
        """Add an error for each file, and each table in a file, that the record format does not declare."""
        for path, fields in self._files.items():
            if tables := tables_of(path):
                known = {name for table in tables for name in ([table.block_name] if table.block_name else table.names)}
                for name in known:
                    fields.raw(name)  # declared, although possibly not read because of an earlier error
                with self.faults:
                    fields.finish(known)
            else:
                paths = sorted({table.path for table in TABLES.values() if table.path})
                remedy = f"Known: {', '.join(paths)}."
                self.faults.add(DataError("no file of that name is read.", file=path, remedy=remedy))


def _events(articles: Iterable[ArticleFile], faults: Faults) -> tuple[Event, ...]:
    """Return one event for each key, joined from the blocks of all articles, which must agree on class and label."""
    events: dict[Ref, Event] = {}
    for event in (event for article in articles for event in article.events):
        known = events.setdefault(event.ref, event)
        if known is event:
            continue
        if known.class_name != event.class_name:
            message = f"class {event.class_name}, but {known.file} says {known.class_name}."
            faults.add(fault_in(event, message, _AGREE))
        elif event.labels and known.labels and event.labels != known.labels:
            faults.add(fault_in(event, f"its label is also given in {known.file}, and differs.", _AGREE))
        else:
            labelled, other = (event, known) if event.labels else (known, event)
            level = strictest([event.level, known.level])
            # `file` is the first one: that of `data/`, if the event is declared both there and in the overlay.
            events[event.ref] = replace(joined(labelled, other), level=level, file=known.file, entry=known.entry)
    return sort(events.values(), "ref")


def _claims(articles: Iterable[ArticleFile], entities: Iterable[Entity]) -> tuple[Claim, ...]:
    labels = [(entity.ref, entity.labels) for entity in entities]
    labels += [(event.ref, event.labels) for article in articles for event in article.events]
    preferred = {(ref, label.language): label.value for ref, labels_of_thing in labels for label in labels_of_thing}
    claims = [_with_label_property(claim, preferred) for article in articles for claim in article.claims]
    return sort(claims, "key")


def _with_label_property(claim: Claim, preferred: Mapping[tuple[Ref, str], str]) -> Claim:
    """Return a `name` claim as one of prefLabel if it equals the declared label, else of altLabel (SKOS S13)."""
    if claim.predicate != "name" or not isinstance(claim.object, Text):
        return claim
    same = preferred.get((claim.subject, claim.object.language)) == claim.object.value
    return replace(claim, predicate="prefLabel" if same else "altLabel")


def sort(items: Iterable[T], *by: str) -> tuple[T, ...]:
    """Return the items sorted by these attributes; unchanged without any."""
    return tuple(sorted(items, key=attrgetter(*by)) if by else items)
