"""Words in record files that tell of somebody who was taken out: quoted ones are emptied, others are found. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping

from solidarity_graph.errors import DataError
from solidarity_graph.names.spellings import Names
from solidarity_graph.records.documents import Documents
from solidarity_graph.records.entries import ARTICLES, Block, Link, Part, entries_in, people_named, relink, texts_of
from solidarity_graph.schema.fields import Field, Sort
from solidarity_graph.schema.record_format import claim_fields

_SHORTEST_WORD = 4  # of a person's name, by itself
_READ_ELSEWHERE = ("removals.toml", "private/taken-back.toml")


def spellings_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """The names of the persons and organisations that were taken out."""
    return tuple(dict.fromkeys(name for part in parts for name in people_named(part.declared, part.table)))


def words_of(parts: Iterable[Part]) -> Iterator[str]:
    """The words of the declared names of persons: keys and labels of events are often made from one of them."""
    for part in parts:
        if part.kind == "person":
            for name in people_named(part.declared, part.table):
                yield from (word for word in name.split() if len(word) >= _SHORTEST_WORD)


class Telling:
    """Whether a text tells of somebody. The names of others, who may share a word with them, tell nothing."""

    def __init__(self, spellings: Iterable[str], files: Mapping[str, str]) -> None:
        self._names = Names(spellings)
        others = {
            name
            for path, text in files.items()
            if self._names.stand_in(text)
            for entry in entries_in(path, tomllib.loads(text))
            for name in people_named(entry.table, entry.block)
        }
        self._others = sorted((name for name in others if self._names.stand_in(name)), key=len, reverse=True)

    def __call__(self, text: str) -> bool:
        """Whether it does."""
        if not self._names.stand_in(text):
            return False
        for name in self._others:
            text = text.replace(name, " / ")
        return self._names.stand_in(text)


def empty_phrases(files: Mapping[str, str], telling: Telling) -> tuple[Mapping[str, str], tuple[Link, ...]]:
    """The files without the phrases that tell of somebody, and the phrases. Their offsets stay."""
    documents = Documents(files)
    links = []
    for path, text in files.items():
        for claim in _claims(path, documents) if ARTICLES in path and telling(text) else ():
            for field in _quoting(claim):
                phrases = texts_of(claim[field.name])
                if any(map(telling, phrases)):
                    relink(field, claim, ["" if telling(phrase) else phrase for phrase in phrases])
                    links.append(Link(path, "claim", str(claim.get("claim")), field.name, tuple(phrases)))
                    documents.changed(path)
    return documents.texts(), tuple(links)


def _claims(path: str, documents: Documents) -> Iterator[Block]:
    for entry in entries_in(path, documents[path]):
        yield from (claim for _, claim in entry.claims())


def _quoting(claim: Block) -> list[Field]:
    return [field for field in claim_fields().values() if field.sort is Sort.PHRASES and field.name in claim]


def find_telling(files: Mapping[str, str], telling: Telling) -> Iterator[DataError]:
    """A fault for each line, comments included, that tells of somebody."""
    for path, text in files.items():
        if path in _READ_ELSEWHERE or not telling(text):
            continue
        lines = [number for number, line in enumerate(text.splitlines(), 1) if telling(line)]
        for number in lines or [1]:
            yield DataError(
                "a name of what is to be taken out stands here.",
                file=path,
                entry=f"line {number}",
                remedy="Say it in other words, or take this entry out too. If it is another name: --leave-words.",
            )
