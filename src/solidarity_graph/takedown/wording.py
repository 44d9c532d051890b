"""Searches the texts of record files for names of removed persons and organisations. No side effects.

Quoted phrases with a name are emptied; other texts with a name are errors.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping

from solidarity_graph.errors import DataError
from solidarity_graph.names import Spellings
from solidarity_graph.records.documents import Documents
from solidarity_graph.records.entries import ARTICLES, Block, Link, Part, entries_in, people_named, relink, texts_of
from solidarity_graph.schema.field_types import Field, Sort
from solidarity_graph.schema.record_format import claim_fields

_SHORTEST_WORD = 4  # characters of a single word of a person's name that is searched for
_NOT_SEARCHED = ("removals.toml", "private/taken-back.toml")


def spellings_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """Return the names of persons and organisations in removed entries, without duplicates."""
    return tuple(dict.fromkeys(name for part in parts for name in people_named(part.declared, part.table)))


def words_of(parts: Iterable[Part]) -> Iterator[str]:
    """Yield the words of persons' names, except short ones: keys and labels of events often contain only one."""
    for part in parts:
        if part.kind == "person":
            for name in people_named(part.declared, part.table):
                yield from (word for word in name.split() if len(word) >= _SHORTEST_WORD)


class Telling:
    """A matcher for texts that contain one of the spellings of removed names.

    files  record files: names of other people in them that contain a spelling do not match.
    """

    def __init__(self, spellings: Iterable[str], files: Mapping[str, str]) -> None:
        self._names = Spellings(spellings)
        others = {
            name
            for path, text in files.items()
            if self._names.occur_in(text)
            for entry in entries_in(path, tomllib.loads(text))
            for name in people_named(entry.table, entry.block)
        }
        self._others = sorted((name for name in others if self._names.occur_in(name)), key=len, reverse=True)

    def __call__(self, text: str) -> bool:
        """Return True if the text contains one of the spellings outside the names of other people."""
        if not self._names.occur_in(text):
            return False
        for name in self._others:
            text = text.replace(name, " / ")
        return self._names.occur_in(text)


def empty_phrases(files: Mapping[str, str], matcher: Telling) -> tuple[Mapping[str, str], tuple[Link, ...]]:
    """Return the files without the quoted phrases of claims in article files for which `matcher` is true.

    The phrases become empty texts, and their offsets stay. Also return a Link for each changed field, with all of its
    old phrases, so that it can be restored.
    """
    documents = Documents(files)
    links = []
    for path, text in files.items():
        for claim in _claims(path, documents) if ARTICLES in path and matcher(text) else ():
            for field in _phrase_fields(claim):
                phrases = texts_of(claim[field.name])
                if any(map(matcher, phrases)):
                    relink(field, claim, ["" if matcher(phrase) else phrase for phrase in phrases])
                    links.append(Link(path, "claim", str(claim.get("claim")), field.name, tuple(phrases)))
                    documents.changed(path)
    return documents.texts(), tuple(links)


def _claims(path: str, documents: Documents) -> Iterator[Block]:
    for entry in entries_in(path, documents[path]):
        yield from (claim for _, claim in entry.claims())


def _phrase_fields(claim: Block) -> list[Field]:
    return [field for field in claim_fields().values() if field.sort is Sort.PHRASES and field.name in claim]


def find_telling(files: Mapping[str, str], matcher: Telling) -> Iterator[DataError]:
    """Yield an error for each line, also in comments, that contains a removed name."""
    for path, text in files.items():
        if path in _NOT_SEARCHED or not matcher(text):
            continue
        lines = [number for number, line in enumerate(text.splitlines(), 1) if matcher(line)]
        for number in lines or [1]:
            yield DataError(
                "a name of what is to be taken out stands here.",
                file=path,
                entry=f"line {number}",
                remedy="Say it in other words, or take this entry out too. If it is another name: --leave-words.",
            )
