"""Invented words and names in Latin, Belarusian and Russian spelling, made of syllables: nobody bears them."""

from __future__ import annotations

import random
from typing import NamedTuple

# Each syllable as Latin, Belarusian and Russian letters. The last two differ where the two languages spell differently.
_SYLLABLES = (
    ("kvy", "квы", "квы"),
    ("rau", "раў", "рав"),
    ("zhi", "жы", "жи"),
    ("plo", "пло", "пло"),
    ("dzia", "дзя", "дя"),
    ("shche", "шчэ", "ще"),
    ("mni", "мні", "мни"),
    ("tso", "цо", "цо"),
    ("hra", "гра", "гра"),
    ("vlu", "влу", "влу"),
    ("bry", "бры", "бры"),
    ("sku", "ску", "ску"),
    ("lio", "лё", "лё"),
    ("chu", "чу", "чу"),
    ("fne", "фнэ", "фнэ"),
    ("zdi", "зьдзі", "зди"),
    ("hlo", "гло", "гло"),
    ("pra", "пра", "пра"),
    ("nia", "ня", "ня"),
    ("tsi", "ці", "ти"),
    ("wu", "ву", "ву"),
    ("kso", "ксо", "ксо"),
    ("iry", "іры", "иры"),
    ("oma", "ома", "ома"),
    ("usna", "усна", "усна"),
    ("elbi", "эльбі", "эльби"),
)


class Word(NamedTuple):
    """One invented word or name in the three languages of the texts. Its fields are named by their language tags."""

    en: str
    be: str
    ru: str

    def capitalised(self) -> Word:
        """The word with a capital letter, as a proper name."""
        return Word(*(text[0].upper() + text[1:] for text in self))

    def after(self, other: Word) -> Word:
        """Both words, the other one first."""
        return Word(*(f"{first} {second}" for first, second in zip(other, self, strict=True)))


LANGUAGES = Word._fields
"""The languages of the articles."""


def invent_word(rng: random.Random, syllables: int) -> Word:
    """One word of that many syllables."""
    parts = rng.choices(_SYLLABLES, k=syllables)
    return Word(*("".join(spelling) for spelling in zip(*parts, strict=True)))


def invent_name(rng: random.Random, syllables: int = 3) -> Word:
    """One proper name."""
    return invent_word(rng, syllables).capitalised()


def invent_person(rng: random.Random) -> Word:
    """A given name and a family name of three syllables each: too long to be anybody's by chance."""
    return invent_name(rng).after(invent_name(rng))
