"""One article in the record format, written together with its invented text, so that offsets and phrases are right."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_PHRASE = 120
_LONGEST_FILLER = 11  # words between two places that carry claims
_SINGLE_VALUED = frozenset(
    {"actionType", "award", "date", "duration", "recognisedAs", "regime", "responseType", "startTime", "termKind"}
)

Value = str | Mapping[str, object]
"""A value in words, a concept, a key; or the fields of a participation, an affiliation or a text with its language."""


class Place(NamedTuple):
    """Characters of the source text: the end is exclusive."""

    start: int
    end: int


class Statement(NamedTuple):
    """What an asserted claim says of a property that has one value: claims that say different things disagree."""

    subject: str
    property: str
    value: str
    claim: str


@dataclass(slots=True)
class _Claim:
    key: str
    fields: dict[str, object]
    places: tuple[Place, ...]


@dataclass(slots=True)
class Block:
    """An `[[event]]` or `[[entity]]` of the file: its own fields, and its claims by property."""

    header: dict[str, object]
    subject: str
    claims: dict[str, list[_Claim]] = field(default_factory=dict)


class ArticleWriter:
    """Collects the blocks of one article and writes its text along with them.

    The text consists of invented words, with the words that carry a claim between them. An article that was only
    reported at second hand (`has_text` false) has no text, and its claims have no places.
    """

    def __init__(self, number: int, rng: random.Random, vocabulary: Sequence[str], *, has_text: bool = True) -> None:
        self.key = f"a{number:06d}"
        self.has_text = has_text
        self.statements: list[Statement] = []
        self.claim_keys: list[str] = []
        self._rng = rng
        self._vocabulary = vocabulary
        self._blocks: list[Block] = []
        self._pieces: list[str] = []
        self._length = 0

    @property
    def path(self) -> str:
        """The path of the file in the data folder."""
        return f"articles/{self.key}.toml"

    def event(self, key: str, class_name: str, label: str = "") -> Block:
        """A new `[[event]]` block. One article of several that speak of the event gives it its label."""
        header: dict[str, object] = {"key": key, "class": class_name} | ({"label": {"en": label}} if label else {})
        return self._block(Block(header, f"event/{key}"))

    def entity(self, ref: str) -> Block:
        """A new `[[entity]]` block."""
        return self._block(Block({"key": ref}, ref))

    def _block(self, block: Block) -> Block:
        self._blocks.append(block)
        return block

    def claim(self, block: Block, name: str, value: Value, words: str, *, times: int = 1, **more: object) -> str:
        """One claim, carried by these words, which the text then holds `times` times. Returns the claim's key."""
        key = f"c{self.key[1:]}{len(self.claim_keys):02d}"
        self.claim_keys.append(key)
        places = tuple(self._write_words(words) for _ in range(times)) if self.has_text else ()
        fields = {"value": value} if isinstance(value, str) else dict(value)
        more = {field_name.replace("_", "-"): given for field_name, given in more.items()}
        block.claims.setdefault(name, []).append(_Claim(key, fields | more, places))
        if name in _SINGLE_VALUED and "modality" not in more:
            self.statements.append(Statement(block.subject, name, str(fields["value"]), key))
        return key

    def skip(self, words: int) -> int:
        """Write that many words that belong to no article. Returns the number of characters so far."""
        self._append(" ".join(self._rng.choices(self._vocabulary, k=words)) + ".\n\n")
        return self._length

    def _write_words(self, words: str) -> Place:
        before = self._rng.choices(self._vocabulary, k=self._rng.randint(3, _LONGEST_FILLER))
        self._append(" ".join(before).capitalize() + " ")
        place = Place(self._length, self._length + len(words))
        after = self._rng.choices(self._vocabulary, k=2)
        self._append(words + " " + " ".join(after) + (".\n\n" if self._rng.random() < 0.2 else ". "))
        return place

    def _append(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)

    def text(self) -> str:
        """The source text. Empty for an article that has none."""
        return "".join(self._pieces)

    def file(self, article: Mapping[str, object], first: int = 0) -> str:
        """The article file. `article` holds the fields of its own table; `first` is where it begins in the text."""
        text = self.text()
        table = {"key": self.key, **article}
        if self.has_text:
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            table["source"] = {"sha256": sha256, "range": [first, len(text)]}
        # One in two claims quotes its words, as long as a fifth of the article is not reached.
        budget = (len(text) - first) // 5
        lines = ["format = 1", "", "[article]", *_lines(table)]
        for block in self._blocks:
            lines += ["", "[[event]]" if "class" in block.header else "[[entity]]", *_lines(block.header)]
            for name, claims in block.claims.items():
                tables = []
                for claim in claims:
                    phrases = self._phrases(claim, text, budget)
                    budget -= sum(map(len, phrases))
                    tables.append(_inline(_with_places(claim, phrases)))
                lines += _listed(name, tables)
        return "\n".join(lines) + "\n"

    def _phrases(self, claim: _Claim, text: str, budget: int) -> tuple[str, ...]:
        quoted = tuple(text[place.start : place.end] for place in claim.places)
        fits = sum(map(len, quoted)) <= budget and all(len(phrase) <= MAX_PHRASE for phrase in quoted)
        return quoted if fits and self._rng.random() < 0.5 else ()


def _with_places(claim: _Claim, phrases: tuple[str, ...]) -> dict[str, object]:
    fields = dict(claim.fields)
    if claim.places:
        fields["at"] = list(claim.places[0]) if len(claim.places) == 1 else [list(place) for place in claim.places]
    if phrases:
        fields["phrase"] = phrases[0] if len(phrases) == 1 else list(phrases)
    return fields | {"claim": claim.key}


def _listed(name: str, tables: list[str]) -> Iterator[str]:
    if len(tables) == 1:
        yield f"{name} = {tables[0]}"
    else:
        yield f"{name} = ["
        yield from (f"    {table}," for table in tables)
        yield "]"


def write_table(name: str, fields: Mapping[str, object]) -> str:
    """One entry of an array of tables, `[[place]]` for example, with an empty line after it."""
    return "\n".join([f"[[{name}]]", *_lines(fields)]) + "\n\n"


def _lines(fields: Mapping[str, object]) -> Iterator[str]:
    return (f"{name} = {_value(value)}" for name, value in fields.items())


def _inline(fields: Mapping[str, object]) -> str:
    return "{" + ", ".join(_lines(fields)) + "}"


def _value(value: object) -> str:
    """The value as TOML writes it. A JSON text is a TOML text as well."""
    if isinstance(value, Mapping):
        return _inline(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
