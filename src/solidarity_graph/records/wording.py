"""Words in record files that tell of somebody who was taken out: quoted ones are emptied, others are found. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from solidarity_graph.errors import DataError
from solidarity_graph.names.spellings import Names
from solidarity_graph.records.documents import Block, Documents, claims_in
from solidarity_graph.records.entries import ARTICLES, Link, Part, blocks_of, texts_of

# Of others the words of a name are no names: places are called after people.
_NAMED = ("person", "organisation")
_SHORTEST_WORD = 4  # of a person's name, by itself
_READ_ELSEWHERE = ("removals.toml", "private/taken-back.toml")


def spellings_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """The names of the persons and organisations that were taken out."""
    return tuple(dict.fromkeys(name for part in parts for name in _names_in(part.kind, part.table)))


def words_of(parts: Iterable[Part]) -> Iterator[str]:
    """The words of the declared names of persons: keys and labels of events are often made from one of them."""
    for part in parts:
        if part.kind == "person":
            for name in _names_in(part.kind, part.table):
                yield from (word for word in name.split() if len(word) >= _SHORTEST_WORD)


class Telling:
    """Whether a text tells of somebody. The names of others, who may share a word with them, tell nothing."""

    def __init__(self, spellings: Iterable[str], files: Mapping[str, str]) -> None:
        self._names = Names(spellings)
        others = {name for text in files.values() if self._names.stand_in(text) for name in _other_names(text)}
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
        if ARTICLES in path and telling(text):
            for _, block in blocks_of(documents[path]):
                for _, claim in claims_in(block):
                    phrases = texts_of(claim.get("phrase"))
                    if any(map(telling, phrases)):
                        _quote(claim, ["" if telling(phrase) else phrase for phrase in phrases])
                        links.append(Link(path, "claim", str(claim.get("claim")), "phrase", tuple(phrases)))
                        documents.changed(path)
    return documents.texts(), tuple(links)


def quote_again(documents: Documents, link: Link) -> None:
    """The phrases of a claim as they were, wherever it stands now."""
    for path, document in [*documents.mentioning([link.key])]:
        for _, block in blocks_of(document) if ARTICLES in path else ():
            for _, claim in claims_in(block):
                if claim.get("claim") == link.key:
                    _quote(claim, list(link.values))
                    documents.changed(path)


def _quote(claim: Block, phrases: list[str]) -> None:
    claim["phrase"] = phrases if len(phrases) > 1 else phrases[0]


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


def _other_names(text: str) -> Iterator[str]:
    document = tomllib.loads(text)
    for kind in (*_NAMED, "entity"):
        for block in document.get(kind, []) if isinstance(document.get(kind, []), list) else []:
            yield from _names_in(kind, block)


def _names_in(kind: str, block: Mapping[str, Any]) -> Iterator[str]:
    if kind in _NAMED:
        for field in ("label", "alt"):
            for names in block.get(field, {}).values():
                yield from [names] if isinstance(names, str) else names
    elif kind == "entity" and str(block.get("key")).partition("/")[0] in _NAMED:
        names = block.get("name", [])
        yield from (str(name.get("value", "")) for name in (names if isinstance(names, list) else [names]))
