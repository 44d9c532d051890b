"""Finds the words that an annotator quotes in a source text, by canonical equivalence; offsets are the text's own.

https://www.unicode.org/reports/tr15/: "é" is equal to "e" with an accent of its own. Any white space matches any other,
since web pages contain no-break spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

_QUOTES = frozenset("'\"`´ʹʺʻʼʽˈ′″‵‶＇＂")  # beside those of the categories Pi and Pf, and U+201A and U+201E
# Invisible, though not of the category Cf: a grapheme joiner, fillers, variation selectors; and the Arabic tatweel,
# which only lengthens a word.
_INVISIBLE = frozenset("\u0640\u034f\u115f\u1160\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10))))
# Letters of two scripts or keyboards that look alike: a Latin i in a Belarusian word, a Persian yeh in an Arabic one.
_ALIKE = str.maketrans("aceiopxysjABCEHIKMOPTXکیى", "асеіорхуѕјАВСЕНІКМОРТХكيي")
Range = tuple[int, int]


class QuotedWords:
    """A range of a text, to search for words.

    text        the source text.
    start, end  the range that is searched.
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._range = (start, end)

    def find(self, words: str, before: str = "", after: str = "", *, whole: bool = False) -> list[Range]:
        """Return the start and end of each occurrence of the words between `before` and `after`.

        whole  leaves out occurrences that are part of a longer word.
        """
        return self._search(words, before, after, whole=whole, fold=_decomposed)

    def difference(self, words: str) -> str:
        """Return how words that are not found differ from the text; empty if not only in characters that look alike.

        Those are quotation marks, dashes, invisible characters such as soft hyphens, compatible characters such as
        ligatures, marks on letters (accents, vowel signs of Arabic), and letters of another script.
        """
        found = self._search(words, "", "", whole=False, fold=_folded)
        if not found:
            return ""
        start, end = found[0]
        return "; ".join(_differences(words, self._text[start:end], start))

    def _search(self, words: str, before: str, after: str, *, whole: bool, fold: Callable[[str], str]) -> list[Range]:
        text, origins = self._with_origins(fold)
        before, words, after = (_pattern(fold(part)) for part in (before, words, after))
        if not words:
            return []
        pattern = re.compile(rf"(?<!\w)({words})(?!\w)" if whole else f"{before}({words}){after}")
        found = []
        position = 0
        while match := pattern.search(text, position):
            first, after_last = match.span(1)
            # "e" is no occurrence in "é", which is one character of the source or a base with its accent.
            if _is_inside(origins, first) or _is_inside(origins, after_last):
                position = match.start() + 1
            else:
                found.append((origins[first][0], origins[after_last - 1][1]))
                position = match.end()
        return found

    def _with_origins(self, fold: Callable[[str], str]) -> tuple[str, list[Range]]:
        """Return the folded text, and for each character of it the range of the source that it stands for."""
        folded, origins = [], []
        start = self._range[0]
        for cluster in _clusters(self._text[slice(*self._range)]):
            written = fold(cluster)
            folded.append(written)
            origins += [(start, start + len(cluster))] * len(written)
            start += len(cluster)
        return "".join(folded), origins


def _clusters(text: str) -> Iterator[str]:
    """Yield each character of a text together with the combining marks after it."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(_decomposed(text[index])[0]):
            yield text[start:index]
            start = index


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _folded(text: str) -> str:
    """Return the text with one of the characters that look alike, and without invisible ones and marks on letters."""
    compatible = unicodedata.normalize("NFKD", "".join(map(_folded_character, text))).translate(_ALIKE)
    return "".join(character for character in compatible if not unicodedata.combining(character))


def _folded_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf" or character in _INVISIBLE:
        return ""
    if category in ("Pi", "Pf") or character in _QUOTES or character in "\u201a\u201e":
        return "'"
    if category == "Pd" or character == "\u2212":
        return "-"
    return character


def _is_inside(origins: list[Range], index: int) -> bool:
    """Return True if an offset of the folded text is inside a character of the source."""
    return 0 < index < len(origins) and origins[index - 1] == origins[index]


def _pattern(words: str) -> str:
    return r"\s+".join(re.escape(part) for part in re.split(r"\s+", words))


def _differences(quoted: str, found: str, start: int) -> Iterator[str]:
    """Yield each difference between quoted words and the text found at `start`, white space aside."""
    ours, theirs = ([_decomposed(cluster) for cluster in _clusters(text)] for text in (quoted, found))
    lengths = [len(cluster) for cluster in _clusters(found)]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        mine, its = "".join(ours[i1:i2]), "".join(theirs[j1:j2])
        if kind != "equal" and (mine + its).strip():
            yield f"at character {start + sum(lengths[:j1])} it has {_named(its)}, where find has {_named(mine)}"


def _named(characters: str) -> str:
    """Return the code points and names of characters, composed: `U+2019 RIGHT SINGLE QUOTATION MARK`."""
    composed = unicodedata.normalize("NFC", characters)
    return " and ".join(f"U+{ord(each):04X} {unicodedata.name(each, '')}".strip() for each in composed) or "nothing"
