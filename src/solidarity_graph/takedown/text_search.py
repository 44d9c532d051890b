"""Searches the texts of record files for names of removed persons and organisations. No side effects.

Quoted phrases with a name are emptied; other texts with a name are errors.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping

from solidarity_graph.errors import DataError
from solidarity_graph.names import Spellings
from solidarity_graph.records.entries import ARTICLES, Entry, Link, entries_in, texts_of, with_claims
from solidarity_graph.records.toml_documents import Documents
from solidarity_graph.schema.field_types import Sort
from solidarity_graph.takedown.removal import LEDGER_FILES

_SHORTEST_WORD = 4  # characters of a single word of a person's name that is searched for


def spellings_of(parts: Iterable[Entry]) -> tuple[str, ...]:
    """Return the names of persons and organisations in removed entries, without duplicates."""
    return tuple(dict.fromkeys(name for part in parts for name in part.people_named()))


def words_of(parts: Iterable[Entry]) -> Iterator[str]:
    """Yield the words of persons' names, except short ones: keys and labels of events often contain only one."""
    for part in parts:
        if part.kind == "person":
            for name in part.people_named():
                yield from (word for word in name.split() if len(word) >= _SHORTEST_WORD)


class NameMatcher:
    """A function of a text: True if the text contains a spelling of a removed name.

    spellings  the spellings of removed names.
    files      record files: a spelling inside the name of another person or organisation in them does not count.
    """

    def __init__(self, spellings: Iterable[str], files: Mapping[str, str]) -> None:
        self._names = Spellings(spellings)
        others = {
            name
            for path, text in files.items()
            if self._names.occur_in(text)
            for entry in entries_in(path, tomllib.loads(text))
            for name in entry.people_named()
        }
        self._others = sorted((name for name in others if self._names.occur_in(name)), key=len, reverse=True)

    def __call__(self, text: str) -> bool:
        """Return True if the text contains one of the spellings outside the names of other people."""
        if not self._names.occur_in(text):
            return False
        for name in self._others:
            text = text.replace(name, " / ")
        return self._names.occur_in(text)


def empty_phrases(files: Mapping[str, str], matcher: NameMatcher) -> tuple[Mapping[str, str], tuple[Link, ...]]:
    """Return the files without the quoted phrases of claims in article files for which `matcher` is true.

    The phrases become empty texts, and their offsets stay. Also return a Link for each changed field, with all of its
    old phrases, so that it can be restored.
    """
    documents = Documents(files)
    links = []
    for path in [path for path, text in files.items() if ARTICLES in path and matcher(text)]:
        for claim in filter(lambda entry: entry.is_claim, with_claims(documents.entries(path))):
            for name in [name for name, field in claim.fields.items() if field.sort is Sort.PHRASES]:
                phrases = texts_of(claim.block.get(name))
                if any(map(matcher, phrases)):
                    claim.relink(name, ["" if matcher(phrase) else phrase for phrase in phrases])
                    links.append(Link(path, "claim", claim.key, name, tuple(phrases)))
                    documents.changed(path)
    return documents.texts(), tuple(links)


def find_names(files: Mapping[str, str], matcher: NameMatcher) -> Iterator[DataError]:
    """Yield an error for each line, also in comments, that contains a removed name."""
    for path, text in files.items():
        if path in LEDGER_FILES or not matcher(text):
            continue
        lines = [number for number, line in enumerate(text.splitlines(), 1) if matcher(line)]
        for number in lines or [1]:
            yield DataError(
                "a name of what is to be taken out stands here.",
                file=path,
                entry=f"line {number}",
                remedy="Say it in other words, or take this entry out too. If it is another name: --leave-words.",
            )
