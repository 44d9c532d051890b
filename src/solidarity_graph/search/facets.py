"""What the index takes from a document: words of names and phrases, and the edges along which facets are followed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from babel import Locale

from solidarity_graph.documents import Document, key_of
from solidarity_graph.documents.claims import spans
from solidarity_graph.names import latin_forms, possible_stems, script_of, sound_keys, stems
from solidarity_graph.search.perspectives import PERSPECTIVES, steps

Edge = tuple[str, str, str]
"""A key or text, the local name of a property, and the key or text that it leads to."""

WORD = re.compile(r"\w+")
_NAMES = ("prefLabel", "altLabel", "title")
_PROPERTIES = {
    name
    for perspective in PERSPECTIVES.values()
    for facet in perspective.facets
    for path in facet.paths
    for names, *_ in steps(path)
    for name in names
}
_MOST_WORDS, _LONGEST_WORD = 20, 60
_TRANSLATIONS = ("be", "ru")  # of the site
_FEWEST_CONSONANTS = 3  # with fewer, the sounds of too many words are alike


def words_of(document: Document) -> tuple[list[str], list[str]]:
    """Return the names of a thing in every script, and the phrases quoted from articles about it. Both may be empty.

    A country also has the names that `labels_of` gives it.
    """
    names = [text for name in _NAMES for text in _texts(document.get(name))]
    names += labels_of(document).values()
    names += [text for claim in document.get("claims", ()) if _names(claim) for text in _words(claim["object"])]
    phrases = [span["exact"] for claim in document.get("claims", ()) for span in spans(claim) if "exact" in span]
    return [*dict.fromkeys(names)], [*dict.fromkeys(phrases)]


def asked_words(text: str) -> list[str]:
    """Return the words that the index is asked for: the first 20 different ones of a text, each up to 60 characters.

    The time of a search grows with the square of their number, and what is kept of each word with its length.
    """
    words = (found[0][:_LONGEST_WORD] for found in WORD.finditer(text))
    return [*islice(dict.fromkeys(words), _MOST_WORDS)]


def labels_of(document: Document) -> dict[str, str]:
    """Return the preferred names of a thing by language.

    A country without one in a language of the site has the name that the Unicode CLDR gives it (https://cldr.unicode.org).
    """
    code = str(document.get("countryCode", ""))
    found = {tag: Locale(tag).territories.get(code) for tag in _TRANSLATIONS} if code else {}
    found |= {tag: text for tag, label in document.get("prefLabel", {}).items() for text in _texts(label)[:1]}
    return {tag: text for tag, text in found.items() if text}


@lru_cache(1 << 14)
def sounds_of(word: str) -> frozenset[str]:
    """Return what spellings of a word in any script have in common, as words for full text; empty for a short word.

    >>> sorted(sounds_of("Hryniewicz") & sounds_of("Грыневіч"))
    ['hr0n0v0c']
    """
    keys = {key.replace("V", "0") for key in sound_keys(word)}
    return frozenset(key for key in keys if len(key.replace("0", "")) >= _FEWEST_CONSONANTS and key.isalnum())


def keys_of_name(word: str) -> frozenset[str]:
    """Return what a word of a name is found by besides itself: its Latin forms, stems and sounds, as full-text words.

    >>> sorted(keys_of_name("Vilnius") & keys_sought("Wilno"))
    ['v0ln0']
    """
    found = stems(word)
    sounds = {sound for stem in found for sound in sounds_of(stem.replace("+", "a"))}
    return sounds_of(word) | sounds | _as_words(latin_forms(word) | found) - {word.casefold()}


def keys_sought(word: str) -> frozenset[str]:
    """Return which of `keys_of_name` are searched for with a word.

    A word in Cyrillic may be declined, as names are in the texts that they are copied from.

    >>> sorted(keys_of_name("Makey") & keys_sought("Макею"))
    ['make1', 'makei']
    """
    declined = possible_stems(word) if script_of(word) == "CYRILLIC" else frozenset[str]()
    return sounds_of(word) | _as_words(latin_forms(word) | declined)


def _as_words(forms: Iterable[str]) -> frozenset[str]:
    """Return the forms that are words for full text, the `+` of stems as a digit."""
    return frozenset(form for found in forms if (form := found.replace("+", "1")).isalnum())


def extent_of(document: Document) -> str:
    """Return the value of the facet `extent` of an action: `whole`, `part` or `carried-out-plan`; '' if not known."""
    if document.get("carriedOut") is True:
        return "carried-out-plan"
    whole = [*values_in(document.get("wholeAction"))]
    return "" if not whole else "whole" if document["id"] in whole else "part"


def venues_of(document: Document, base: str) -> list[str]:
    """Return the keys of the places where a thing is, the most exact ones; of a place, its own."""
    own = [document["id"]] if "Place" in document.get("type", ()) else []
    return [key_of(iri, base) for iri in own or values_in(document.get("venue") or document.get("place"))]


def edges_of(document: Document, base: str) -> Iterator[Edge]:
    """Yield the edges that facets follow: from a thing, a claim, and the nodes that are values of a claim.

    base  the prefix of the dataset's IRIs.
    """
    key = key_of(document["id"], base)
    for name in _PROPERTIES & document.keys():
        yield from ((key, name, key_of(value, base)) for value in values_in(document[name]))
    node = document.get("object")
    if isinstance(node, dict) and "id" in node:
        yield from edges_of(node, base)


def text_of(document: Document, member: str, base: str) -> str | None:
    """Return the first value of a member as a text: a literal, a key, or the name of a concept; None without one."""
    value = next(values_in(document.get(member)), None)
    return None if value is None else key_of(value, base).removeprefix("concept/")


def values_in(value: Any) -> Iterator[str]:
    """Yield the values of a member of a document as texts: IRIs, or literals without language and datatype."""
    if isinstance(value, dict):
        yield from values_in(value.get("id", value.get("@value", [*value.values()])))  # the last: by language
    elif isinstance(value, list):
        for each in value:
            yield from values_in(each)
    elif value is not None:
        yield str(value).lower() if isinstance(value, bool) else str(value)


def _names(claim: Mapping[str, Any]) -> bool:
    return str(claim["predicate"]).endswith(("#prefLabel", "#altLabel"))


def _words(value: Any) -> Iterable[str]:
    return [value["@value"]] if isinstance(value, dict) and "@value" in value else []


def _texts(value: Any) -> list[str]:
    """Return the texts of a member: a single one, a list, or the values of a language map."""
    if isinstance(value, dict):
        return [text for texts in value.values() for text in _texts(texts)]
    return [value] if isinstance(value, str) else [text for text in value or () if isinstance(text, str)]
