"""What all drawings share: sizes, categories, boxes that must not overlap, and the width of text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

MOST_CATEGORIES: Final = 8
"""The templates have this many shapes and patterns that can be told apart without colour."""
MIXED: Final = 0
"""The series of a mark that stands for several categories."""


LINE: Final = 18
"""From the base line of one line of text to that of the next one."""


class Category(NamedTuple):
    """A category of marks: the key that rows carry, and the text of the legend."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Size:
    """A width to lay out for, in units of the viewBox: about CSS pixels. `font` is the height of text in them."""

    name: str
    width: int
    font: int


SIZES: Final = (Size("narrow", 360, 13), Size("wide", 960, 14))


class Box(NamedTuple):
    """A rectangle in units of the viewBox."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether the two have more than an edge in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def contains(self, other: Box) -> bool:
        """Return whether no part of the other is outside of this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def is_free_of(self, others: Iterable[Box]) -> bool:
        """Return whether it overlaps none of the others."""
        return not any(self.overlaps(other) for other in others)


class Legend(NamedTuple):
    """One entry of a legend. `series` is the number of its colour, shape and pattern."""

    series: int
    label: str


def number_series(categories: Sequence[Category]) -> dict[str, int]:
    """Return the number of each category's colour, shape and pattern by key: 1 for the first.

    Raises ValueError if there are more than `MOST_CATEGORIES`, or two with one key.
    """
    numbers = {category.key: number for number, category in enumerate(categories, 1)}
    if len(categories) > MOST_CATEGORIES or len(numbers) < len(categories):
        raise ValueError(f"a drawing has at most {MOST_CATEGORIES} categories, each with its own key")
    return numbers


def legend_of(categories: Sequence[Category], used: Iterable[int]) -> tuple[Legend, ...]:
    """Return the entries of the legend for the series that are used, in their order; none for a single category."""
    if len(categories) == 1:
        return ()
    wanted = set(used)
    return tuple(Legend(number, category.label) for number, category in enumerate(categories, 1) if number in wanted)


def text_width(text: str, font: float) -> float:
    """Return at most how wide a text is in the fonts of the site; the server cannot measure it."""
    return font * sum(_character_width(character) for character in text)


def _character_width(character: str) -> float:
    """Return the width in em, rounded up from DejaVu Sans, the widest font of the style sheet's list."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in " .,:;'|!ijl":
        return 0.36
    if character in "()[]-frt":
        return 0.44
    return 0.88 if character.isupper() or character in "mwмшщжюфыЖ—…@%" else 0.66


def wrap(text: str, width: float, font: float) -> tuple[str, ...]:
    """Return the lines of a text that are no wider than this, broken between words, and in words that are wider.

    >>> wrap("An exhibition of postcards", 130, 13)
    ('An exhibition of', 'postcards')
    """
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, font) <= width:
            lines[-1] = joined
        else:
            lines += _break_word(word, width, font)
    return tuple(lines) or ("",)


def _break_word(word: str, width: float, font: float) -> Iterator[str]:
    line = ""
    for character in word:
        if line and text_width(line + character, font) > width:
            yield line
            line = ""
        line += character
    yield line


def tenth(number: float) -> float:
    """Return a coordinate to a tenth of a unit: no screen shows more, and pages stay small."""
    return round(number, 1)
