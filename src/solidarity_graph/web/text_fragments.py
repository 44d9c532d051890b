"""Text fragments: addresses that open a page at given words (https://wicg.github.io/scroll-to-text-fragment/)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

_LONG = 80  # characters: a longer phrase is given by its ends, so that a difference inside it does no harm
_END_WORDS = 5
_CONTEXT_WORDS = 3
_DELIMITER = ":~:"


def directive(phrase: str, before: str = "", after: str = "") -> str:
    """Return the text directive of a phrase; empty for a phrase without words.

    before, after  the text next to the phrase, as far as it may be told: up to three words of its line distinguish
                   the phrase from others of the same words.

    >>> directive("well-known", before="She is ", after=", he said")
    'text=She%20is-,well%2Dknown,-%2C%20he%20said'
    """
    lines = [words for line in phrase.splitlines() if (words := line.split())]
    if not lines:
        return ""
    first, last = lines[0], lines[-1]
    if len(lines) > 1 or (len(phrase) > _LONG and len(first) > 2 * _END_WORDS):
        parts = [_encode(first[:_END_WORDS]), _encode(last[-_END_WORDS:])]
    else:
        parts = [_encode(first)]
    # A match within a block never reaches over its end: https://wicg.github.io/scroll-to-text-fragment/#find-a-range-from-a-text-directive
    if prefix := before.rpartition("\n")[2].split()[-_CONTEXT_WORDS:]:
        parts.insert(0, f"{_encode(prefix)}-")
    if suffix := after.partition("\n")[0].split()[:_CONTEXT_WORDS]:
        parts.append(f"-{_encode(suffix)}")
    return f"text={','.join(parts)}"


def address_at(address: str, directives: Iterable[str]) -> str:
    """Return the address with text directives: a browser shows the first phrase that it finds, and marks them all.

    Without a directive the address is unchanged. Its own fragment stays.

    >>> address_at("https://example.org/a#top", ["text=words"])
    'https://example.org/a#top:~:text=words'
    """
    if not (joined := "&".join(filter(None, directives))):
        return address
    plain = address.partition(_DELIMITER)[0]
    return f"{plain}{'' if '#' in plain else '#'}{_DELIMITER}{joined}"


def _encode(words: Iterable[str]) -> str:
    """Return words with a space between, percent-encoded; "-", "," and "&" have a meaning in a directive."""
    return quote(" ".join(words), safe="").replace("-", "%2D")
