"""Names of people and places: their language tags, and a search for their spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# A language and an optional script, in lower case, as the SPARQL engine writes tags.
_TAG = re.compile(r"[a-z]{2,3}(-[a-z]{4})?")
_WORD = re.compile(r"\w+")
_SHORTEST = 3  # characters: shorter names occur in any text by chance


def is_language_tag(text: str) -> bool:
    """Return True for a language tag that this dataset allows: `en`, `be-latn` (https://www.rfc-editor.org/info/bcp47)."""
    return bool(_TAG.fullmatch(text))


class Spellings:
    """A set of names to search texts for, ignoring case and accents.

    >>> Spellings(["Siarhei Hryč"]).occur_in("a letter by SIARHEI HRYC"), Spellings(["Ales"]).occur_in("Alesya")
    (True, False)
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        self._spellings = {
            folded
            for spelling in spellings
            if len(folded := _fold(spelling)) >= _SHORTEST + 2  # plus the two spaces that `_fold` adds
        }

    def occur_in(self, text: str) -> bool:
        """Return True if one of the spellings occurs in the text as whole words, ignoring case and accents."""
        folded = _fold(text) if self._spellings else ""
        return any(spelling in folded for spelling in self._spellings)


def _fold(text: str) -> str:
    """Return the words of the text in lower case, without accents and punctuation: `" word word "`.

    One space is between words and one at each end, so that a search for a substring finds whole words only.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return f" {' '.join(_WORD.findall(plain.casefold().replace('_', ' ')))} "
