"""What a search finds, on a page by list and as JSON: what tells each thing from others, the phrase with the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext

from solidarity_graph.documents import Value
from solidarity_graph.search import PERSPECTIVES
from solidarity_graph.web.languages import gettext
from solidarity_graph.web.pages.lists import ShownColumn, ShownTerm, columns_of, rows_of, terms_of
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.site import Site, current_links

FOUND_OF_EACH: Final = 8
"""Things of each list that a search shows."""
FOUND_OF_ONE: Final = 100
"""Things that a search of one kind shows."""
OTHER: Final = "other"
_NAME: Final = "label"  # the column that has the thing itself, in every list
_BRIEF: Final[Mapping[str, Sequence[str]]] = {
    "people": ("affiliation", "awards"),
    "places": ("country",),
    "organisations": ("kind",),
    "actions": ("form", "notBefore", "place"),
    "measures": ("person", "notBefore"),
    "awards": ("conferrers", "years"),
    "sources": ("publisher", "issued", "language"),
}
"""The lists in the order of the page, with the columns that tell their things apart."""
FOUND_KINDS: Final = (*_BRIEF, OTHER)
"""What a search can be narrowed to: the lists, and what is on none."""
LAST_PAGE: Final = 1_000_000
MOST_ON_PAGE: Final = 100  # things in one answer of the search as JSON
_KINDS: Final = {
    "case": lazy_gettext("court case"),
    "concept": lazy_gettext("term of the vocabulary"),
    "document": lazy_gettext("legal document"),
    "event": lazy_gettext("event"),
    "group": lazy_gettext("group of people"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, by its name.

    row     its values by column of the list.
    kind    what it is, for things on no list; empty for others.
    phrase  the parts of a phrase of an article, each with True where a word was found; empty if none has the words.
    """

    name: ShownTerm
    row: Mapping[str, Sequence[ShownTerm]]
    kind: str
    phrase: Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Group:
    """The first things found of a list, or of none (`OTHER`). `size` is how many were found.

    Groups of another kind than the chosen one have no `hits`.
    """

    name: str
    title: str
    size: int
    columns: Sequence[ShownColumn]
    hits: Sequence[Hit]


class FoundKeys:
    """The keys of what has the words, the best match first, after things of just this name.

    all      the keys of all.
    of_kind  those of each of `FOUND_KINDS`.
    kinds    the kinds of which something was found, first those with a thing of just this name.
    """

    def __init__(self, site: Site, words: str) -> None:
        called = site.documents.called(words)
        self.all = [*dict.fromkeys((*called, *site.documents.ranked(words)))]
        self.of_kind = {
            name: [key for key in self.all if key in site.documents.listing(name).numbers] for name in _BRIEF
        }
        listed = {key for keys in self.of_kind.values() for key in keys}
        self.of_kind[OTHER] = [key for key in self.all if key not in listed]
        self.kinds = sorted(
            (name for name, keys in self.of_kind.items() if keys),
            key=lambda name: {*called}.isdisjoint(self.of_kind[name]),
        )


def find_things(site: Site, words: str, kind: str, first: int, most: int) -> dict[str, Any]:
    """Return what has the words as JSON: `total`, the numbers by kind (`kinds`), and `most` `results` from `first` on.

    kind   one of `FOUND_KINDS`, whose things are counted and returned; all if empty.
    first  counted from 0.

    A result has `id` (its IRI), `name`, `language`, `kind`, and the `phrase` of an article that has the words; what is
    not known is empty. Texts are the same in every language of the site.
    """
    found = FoundKeys(site, words)
    keys = found.of_kind[kind] if kind else found.all
    shown = keys[first : first + most]
    iris = {key: f"{site.release.base}id/{key}" for key in shown}
    names, phrases = site.documents.names(iris.values()), site.documents.phrases(words, shown)
    results = []
    for key, iri in iris.items():
        name, language = names.get(iri, ("", ""))
        own = kind or next(each for each, of_kind in found.of_kind.items() if key in of_kind)
        phrase = "".join(part for part, _ in phrases.get(key, ()))
        results.append({"id": iri, "name": name, "language": language, "kind": own, "phrase": phrase})
    kinds = {name: len(found.of_kind[name]) for name in found.kinds}
    return {"total": len(keys), "kinds": kinds, "results": results}


def search_results(site: Site, words: str, kind: str = "") -> list[Group]:
    """Return what has the words, the best match of each list first. Lists with a thing of just this name come first.

    kind  one of `FOUND_KINDS`, of which more is shown, and nothing of the others; all if empty.
    """
    found = FoundKeys(site, words)
    most = {name: (FOUND_OF_ONE if kind else FOUND_OF_EACH) if kind in ("", name) else 0 for name in found.kinds}
    shown = {name: found.of_kind[name][: most[name]] for name in found.kinds}
    phrases = site.documents.phrases(words, [key for of_list in shown.values() for key in of_list])
    return [_group(site, name, len(found.of_kind[name]), shown[name], phrases) for name in found.kinds]


def _group(
    site: Site, name: str, size: int, shown: Sequence[str], phrases: Mapping[str, Sequence[tuple[str, bool]]]
) -> Group:
    columns: Sequence[ShownColumn] = ()
    if name == OTHER:
        title = gettext("Other things")
        rows = [{_NAME: [Value(f"{site.release.base}id/{key}", is_iri=True)]} for key in shown]
    else:
        perspective, listing = PERSPECTIVES[name], site.documents.listing(name)
        title = gettext(perspective.title)
        columns = tuple(column for column in columns_of(perspective) if column.name in _BRIEF[name])
        cells = rows_of(site, listing, [listing.numbers[key] for key in shown])
        rows = [dict(zip((column.name for column in perspective.columns), row, strict=True)) for row in cells]
    iris = {value.value for row in rows for cell in row.values() for value in cell if value.is_iri}
    terms = terms_of(rows, find_names(site, iris), current_links())
    hits = [
        Hit(row[_NAME][0], row, "" if columns else _kind(key), phrases.get(key, ()))
        for key, row in zip(shown, terms, strict=True)
    ]
    return Group(name, title, size, columns, hits)


def _kind(key: str) -> str:
    return str(_KINDS.get(key.partition("/")[0], ""))
