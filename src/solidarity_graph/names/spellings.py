"""Searches a text for names, ignoring case and accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_SHORTEST = 3  # characters: shorter names occur in any text by chance


class Names:
    """A set of spellings to search for.

    >>> Names(["Siarhei Hryč"]).stand_in("a letter by SIARHEI HRYC"), Names(["Ales"]).stand_in("Alesya")
    (True, False)
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        self._spellings = {
            folded
            for spelling in spellings
            if len(folded := _fold(spelling)) >= _SHORTEST + 2  # plus the two spaces that `_fold` adds
        }

    def stand_in(self, text: str) -> bool:
        """Return True if one of the spellings occurs in the text as whole words, ignoring case and accents."""
        if not self._spellings:
            return False
        folded = _fold(text)
        return any(spelling in folded for spelling in self._spellings)


def _fold(text: str) -> str:
    """Return the words of the text in lower case, without accents and punctuation: `" word word "`.

    One space is between words and one at each end, so that a search for a substring finds whole words only.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return f" {' '.join(_WORD.findall(plain.casefold().replace('_', ' ')))} "
