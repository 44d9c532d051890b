"""Whether a name stands in a text, whatever its case and accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_SHORTEST = 3  # characters: shorter names stand by chance in any text


class Names:
    """Spellings to be looked for.

    >>> Names(["Siarhei Hryč"]).stand_in("a letter by SIARHEI HRYC"), Names(["Ales"]).stand_in("Alesya")
    (True, False)
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        self._spellings = {
            folded
            for spelling in spellings
            if len(folded := _fold(spelling)) >= _SHORTEST + 2  # and two spaces
        }

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in the text, whatever the case and the accents, as words of its own."""
        if not self._spellings:
            return False
        folded = _fold(text)
        return any(spelling in folded for spelling in self._spellings)


def _fold(text: str) -> str:
    """Lower case, without accents, one space around each word: for comparison alone."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return f" {' '.join(_WORD.findall(plain.casefold().replace('_', ' ')))} "
