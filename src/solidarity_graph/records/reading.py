"""A data folder to a dataset: every file read, every fault of every file reported in one go."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from solidarity_graph.errors import DataError
from solidarity_graph.model import Claim, Dataset, Entity, Event, PrivateDataset, Ref, Text
from solidarity_graph.model.levels import strictest
from solidarity_graph.records.articles import ArticleFile, read_article
from solidarity_graph.records.checks import check
from solidarity_graph.records.entities import ENTITY_FILES, read_entities
from solidarity_graph.records.fields import Faults, Fields
from solidarity_graph.records.judgements import (
    Judgements,
    read_description,
    read_judgements,
    read_removals,
    read_risks,
)
from solidarity_graph.records.overlay import PREFIX, SETTINGS, read_secret
from solidarity_graph.records.risks import Risk
from solidarity_graph.records.taken_back import RECORD, read_taken_back

Files = Mapping[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Parts:
    articles: tuple[ArticleFile, ...]
    entities: tuple[Entity, ...]
    judgements: Judgements
    risks: tuple[Risk, ...]


def read_dataset(folder: Path, private: Path | None = None) -> PrivateDataset:
    """The dataset in that folder, and in its private overlay. Raises DataErrors with every fault found."""
    return read_files(load_files(folder, private))


def load_files(folder: Path, private: Path | None = None) -> Files:
    """The record files below a data folder, by their path in it; those of the overlay below `private/`."""
    return dict(_files(folder)) | ({PREFIX + path: text for path, text in _files(private)} if private else {})


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    paths = [*folder.glob("*.toml"), *folder.glob("entities/*.toml"), *folder.glob("articles/*.toml")]
    if not paths:
        raise DataError("no data files here.", file=str(folder), remedy="Name a folder that holds dataset.toml.")
    for path in sorted(paths):
        yield path.relative_to(folder).as_posix(), _text(path)


def claim_keys(files: Files) -> Iterator[str]:
    """Every claim key in use or taken back, even in files that are not finished."""
    for path, text in files.items():
        try:
            yield from _keys_in(tomllib.loads(text), "key" if path == "removals.toml" else "claim")
        except tomllib.TOMLDecodeError as error:
            raise DataError(f"not valid TOML: {error}.", file=path, remedy="Mend it there.") from None


def _keys_in(value: object, field: str) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(key := value.get(field), str):
            yield key
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _keys_in(item, field)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"not UTF-8 at byte {error.start}.", file=path.name, remedy="Save it as UTF-8.") from None


def read_files(files: Files) -> PrivateDataset:
    """The dataset in these files, by path and text, in any order. Raises DataErrors with every fault found."""
    faults = Faults()
    tables = {path: fields for path in sorted(files) if (fields := _parse(path, files[path], faults)) is not None}
    parts = _Parts(
        articles=_articles(tables, faults),
        entities=_entities(tables, faults),
        judgements=_judgements(tables, faults),
        risks=read_risks(_one(tables, "risk.toml"), faults),
    )
    _unknown_files(tables, faults)
    removals = read_removals(_one(tables, "removals.toml"), faults)
    with faults:
        description = read_description(_one(tables, "dataset.toml"))
    secret = ""
    with faults:
        secret = read_secret(_one(tables, SETTINGS))
    faults.raise_if_any()
    dataset = Dataset(
        description=description,
        articles=_sorted({part.article.key: part.article for part in parts.articles}.values(), "key"),
        entities=_sorted(parts.entities, "ref"),
        events=_events(parts.articles, faults),
        claims=_claims(parts),
        realisations=_sorted(parts.judgements.realisations, "happening"),
        disagreements=_sorted(parts.judgements.disagreements, "key"),
        merges=_sorted(parts.judgements.merges, "old"),
        assessments=parts.judgements.assessments,
        removals=_sorted(removals, "key"),
    )
    taken_back = read_taken_back(_one(tables, RECORD), secret, faults)
    check(dataset, parts.risks, taken_back, faults)
    faults.raise_if_any()
    return PrivateDataset(dataset, secret)


def _parse(path: str, text: str, faults: Faults) -> Fields | None:
    try:
        return Fields(tomllib.loads(text), file=path, entry="")
    except tomllib.TOMLDecodeError as error:
        faults.add(DataError(f"not valid TOML: {error}.", file=path, remedy="Mend it there."))
        return None


def _one(tables: Mapping[str, Fields], path: str) -> Fields:
    return tables.get(path) or Fields({}, file=path, entry="")


def _articles(tables: Mapping[str, Fields], faults: Faults) -> tuple[ArticleFile, ...]:
    public = list(_read_articles(tables, "articles/", faults, {}))
    known = {part.article.key: part for part in public}
    return (*public, *_read_articles(tables, f"{PREFIX}articles/", faults, known))


def _read_articles(
    tables: Mapping[str, Fields], folder: str, faults: Faults, known: Mapping[str, ArticleFile]
) -> Iterator[ArticleFile]:
    for path, fields in tables.items():
        if path.startswith(folder) and (article := read_article(fields, faults, known)):
            yield article


def _entities(tables: Mapping[str, Fields], faults: Faults) -> tuple[Entity, ...]:
    return tuple(
        entity
        for prefix in ("", PREFIX)
        for stem in ENTITY_FILES
        if (path := f"{prefix}entities/{stem}.toml") in tables
        for entity in read_entities(tables[path], stem, faults)
    )


def _judgements(tables: Mapping[str, Fields], faults: Faults) -> Judgements:
    public, private = (read_judgements(_one(tables, f"{prefix}judgements.toml"), faults) for prefix in ("", PREFIX))
    return public.joined(private)


def _unknown_files(tables: Mapping[str, Fields], faults: Faults) -> None:
    known = {f"{prefix}entities/{stem}.toml" for prefix in ("", PREFIX) for stem in ENTITY_FILES}
    known |= {"judgements.toml", "risk.toml", "removals.toml", "dataset.toml"}
    known |= {f"{PREFIX}judgements.toml", SETTINGS, RECORD}
    for path in tables:
        if path not in known and not path.removeprefix(PREFIX).startswith("articles/"):
            faults.add(
                DataError("no file of that name is read.", file=path, remedy=f"Known: {', '.join(sorted(known))}.")
            )


def _events(articles: Iterable[ArticleFile], faults: Faults) -> tuple[Event, ...]:
    """One event for each key: several articles may speak of it, and one of them labels it."""
    events: dict[Ref, Event] = {}
    for event in (event for article in articles for event in article.events):
        known = events.setdefault(event.ref, event)
        if known is event:
            continue
        if known.class_name != event.class_name:
            faults.add(_twice(event, f"class {event.class_name}, but {known.file} says {known.class_name}."))
        elif event.labels and known.labels and event.labels != known.labels:
            faults.add(_twice(event, f"its label is also given in {known.file}, and differs."))
        else:
            labelled = event if event.labels else known
            events[event.ref] = replace(labelled, level=strictest([event.level, known.level]))
    return _sorted(events.values(), "ref")


def _twice(event: Event, message: str) -> DataError:
    return DataError(message, file=event.file, entry=event.entry, remedy="Make the two agree, or use another key.")


def _claims(parts: _Parts) -> tuple[Claim, ...]:
    labels = [(entity.ref, entity.labels) for entity in parts.entities]
    labels += [(event.ref, event.labels) for article in parts.articles for event in article.events]
    preferred = {(ref, label.language): label.value for ref, own in labels for label in own}
    claims = [_named(claim, preferred) for article in parts.articles for claim in article.claims]
    return _sorted(claims, "key")


def _named(claim: Claim, preferred: Mapping[tuple[Ref, str], str]) -> Claim:
    """A spelling is the preferred label where it equals the declared one, else an alternative (SKOS S13)."""
    if claim.predicate != "name" or not isinstance(claim.object, Text):
        return claim
    same = preferred.get((claim.subject, claim.object.language)) == claim.object.value
    return replace(claim, predicate="prefLabel" if same else "altLabel")


def _sorted(items: Iterable[T], attribute: str) -> tuple[T, ...]:
    return tuple(sorted(items, key=lambda item: getattr(item, attribute)))
