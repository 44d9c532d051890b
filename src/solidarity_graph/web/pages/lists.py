"""What a page shows of a list: its facets and rows; and where its things are on a map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from flask_babel import LazyString, lazy_gettext

from solidarity_graph.documents import Document, Value, iri_of_concept
from solidarity_graph.model import date_interval
from solidarity_graph.schema.namespaces import SG, SGC, XSD
from solidarity_graph.schema.ontology import CONCEPTS
from solidarity_graph.search import Bitmap, Chosen, Facet, FacetCount, Listing, Perspective
from solidarity_graph.web.addresses import Links
from solidarity_graph.web.citation import with_choices
from solidarity_graph.web.date_texts import certainty_in_words, day_in_words, period_in_words
from solidarity_graph.web.languages import ENGLISH, LOCALES, current_language, current_locale, gettext, ngettext
from solidarity_graph.web.pages.names import TERMS, PageNames, find_names, label_of_term
from solidarity_graph.web.pages.selections import Selection
from solidarity_graph.web.site import Site

_MOST_WIDENED = 8  # a place lies in a city, that in a region, that in a country
_MOST_VALUES = 30  # of a facet beside a list; its own page has all
_PERIODS = ("month", "year")
_POSSIBLE_DAYS = ("notBefore", "notAfter")
_DATE = re.compile(r"\d{4}(-\d\d){1,2}")


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value of a facet on a page, and what it is called, in which language; empty for an unknown one.

    depth  how many of the values shown above it are broader ones.
    """

    value: str
    count: int
    is_chosen: bool
    text: str
    language: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """A facet on a page: the values shown, and the number of those that are not."""

    name: str
    title: str
    values: Sequence[ShownValue]
    left_out: int
    has_choice: bool


def facets_of(site: Site, listing: Listing, chosen: Chosen, among: Bitmap) -> list[ShownFacet]:
    """Return the facets that have values under a selection: of each the first ones, and what is chosen."""
    found = []
    counts = listing.first_counts(chosen, among, _MOST_VALUES, site.fewest)
    facets = listing.perspective.facets
    names = find_names(site, (iri_of_value(f, each.value, site) for f in facets for each in counts[f.name][0]))
    for facet in facets:
        shown, size = counts[facet.name]
        if shown:
            values = shown_values(site, facet, shown, names)
            found.append(ShownFacet(facet.name, facet.title, values, size - len(shown), facet.name in chosen))
    return found


def shown_values(site: Site, facet: Facet, counts: Iterable[FacetCount], names: PageNames) -> list[ShownValue]:
    """Return the values of a facet as a page shows them: concepts below broader ones, else in the order given."""
    found, language = [], current_language()
    for each, depth in _with_depths(facet, [*counts]):
        iri = iri_of_value(facet, each.value, site)
        name = names.of(iri) if iri else Value(_text(facet, each.value), language=language)
        found.append(ShownValue(each.value, each.count, each.is_chosen, name.value, name.language, depth))
    return found


def _with_depths(facet: Facet, counts: Sequence[FacetCount]) -> list[tuple[FacetCount, int]]:
    if facet.range != "concept":
        return [(count, 0) for count in counts]
    there = {count.value for count in counts}
    below: dict[str, list[FacetCount]] = {}
    for count in counts:
        wider = CONCEPTS[count.value].broader if count.value in CONCEPTS else ()
        parent = next((broader for broader in sorted(wider) if broader in there), "")
        below.setdefault(parent, []).append(count)

    def walk(parent: str, depth: int) -> list[tuple[FacetCount, int]]:
        return [one for count in below.get(parent, ()) for one in ((count, depth), *walk(count.value, depth + 1))]

    return walk("", 0)


def values_named(site: Site, facet: Facet, counts: Sequence[FacetCount], words: str) -> list[FacetCount]:
    """Return those of the values that have these words in their names: of things, in any spelling."""
    if facet.range == "thing":
        found = {*site.documents.named(words)}
        return [count for count in counts if count.value in found]
    wanted = words.casefold()
    return [count for count in counts if any(wanted in text.casefold() for text in _labels(facet, count.value, site))]


def _labels(facet: Facet, value: str, site: Site) -> list[str]:
    """Return what a value that is no thing is called, in the language of the page and in English."""
    english = label_of_term(iri_of_value(facet, value, site), ENGLISH)
    return [text_of_value(facet, value, TERMS, site), *([english.value] if english else [])]


def iri_of_value(facet: Facet, value: str, site: Site) -> str:
    """Return the IRI of a value of a facet; '' for a text."""
    if facet.choices or facet.range == "text":
        return ""
    if facet.range == "concept":
        return iri_of_concept(value, site.release.base)
    return f"{SG if facet.range == 'class' else f'{site.release.base}id/'}{value}"


def _facet_value(facet: Facet, value: str, site: Site) -> Value:
    iri = iri_of_value(facet, value, site)
    return Value(iri or value, is_iri=bool(iri))


def text_of_value(facet: Facet, value: str, names: PageNames, site: Site) -> str:
    """Return what a value of a facet is called; `names` has the names of things."""
    iri = iri_of_value(facet, value, site)
    return names.of(iri).value if iri else _text(facet, value)


def selection_title(site: Site, listing: Listing, selection: Selection) -> str:
    """Return the title of a list with what is chosen and searched for: "Actions (Country: Aboria; “harbour”)"."""
    title, chosen = gettext(listing.perspective.title), selection.chosen
    facets = [facet for facet in listing.perspective.facets if facet.name in chosen]
    names = find_names(site, (iri for f in facets for value in chosen[f.name] if (iri := iri_of_value(f, value, site))))
    values = [", ".join(text_of_value(f, value, names, site) for value in chosen[f.name]) for f in facets]
    choices = [(gettext(f.title), found) for f, found in zip(facets, values, strict=True)]
    return with_choices(title, [*choices, *([("", selection.words)] if selection.words else [])])


def _text(facet: Facet, value: str) -> str:
    if facet.choices:
        return gettext(facet.choices[value][0])
    if facet.name == "language":
        return language_in_words(value)
    if value == "true":
        return gettext("yes")
    return day_in_words(value) if facet.length else value


def language_in_words(tag: str) -> str:
    """Return the name of a language in the language of the page: "Belarusian" for `be`; the tag if it has none."""
    return str(current_locale().languages.get(tag, tag))


def country_in_words(name: str) -> str:
    """Return the name of a country, given in English, in the language of the page; as it is given if it is unknown."""
    return str(current_locale().territories.get(_country_codes().get(name), name))


@cache
def _country_codes() -> Mapping[str, str]:
    return {name: code for code, name in LOCALES[ENGLISH].territories.items()}


@dataclass(frozen=True, slots=True)
class PossibleThen:
    """How many things outside a selection by a month or year may have been in it. `first` and `last` are its days."""

    count: int
    period: str
    first: date
    last: date


def possible_then(
    site: Site, listing: Listing, selection: Selection, among: Bitmap, bits: Bitmap
) -> PossibleThen | None:
    """Return what a selection by one month or year leaves out because its days are not known well enough.

    None without such a choice, without such a thing, and for counts below those that the site tells.

    among, bits  the things with the words searched for, and those of the selection.
    """
    periods = [value for name in _PERIODS for value in selection.chosen.get(name, ())]
    if len(periods) != 1 or listing.perspective.dates != _POSSIBLE_DAYS:
        return None
    period = date_interval(periods[0])
    first, last = period.first, period.last
    if not (first and last):
        return None
    others = {name: values for name, values in selection.chosen.items() if name not in _PERIODS}
    numbers = site.documents.possible_between(listing.perspective.name, first.isoformat(), last.isoformat())
    possible = listing.bitmap(listing.keys[number] for number in numbers)
    count = (listing.select(others, among) & possible & ~bits).bit_count()
    return PossibleThen(count, periods[0], first, last) if count >= max(site.fewest, 1) else None


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column on a page, which may show several columns of the list.

    name  that of the column which it is sorted by; `kind` says how the template writes it.
    sort  the name to sort by; empty if it cannot be sorted.
    """

    name: str
    title: str
    kind: str
    sort: str


# A page has the two days and their certainty in one column, and so on: by the column that stands for all of them.
_JOINED: Mapping[str, tuple[str, LazyString, tuple[str, ...]]] = {
    "label": ("named", lazy_gettext("Name"), ("measureKind",)),
    "notBefore": ("when", lazy_gettext("When"), ("notAfter", "certainty")),
    "issued": ("published", lazy_gettext("Published"), ("issuedInferredFrom",)),
    "place": ("where", lazy_gettext("Place"), ("country",)),
    "sources": ("sources", lazy_gettext("Sources"), ("grade",)),
    "latitude": ("coordinates", lazy_gettext("Latitude, longitude"), ("longitude",)),
}


def columns_of(perspective: Perspective) -> list[ShownColumn]:
    """Return the columns that a page shows of a list, the name of the thing first."""
    names = {column.name for column in perspective.columns}
    joined = {other for name, (_, _, others) in _JOINED.items() if name in names for other in others}
    found = []
    for column in perspective.columns:
        if column.name not in joined:
            kind, title, _ = _JOINED.get(column.name, ("values", column.title, ()))
            title = gettext(title) if kind == "values" else str(title)
            found.append(ShownColumn(column.name, title, kind, column.name if column.path else ""))
    return found


def rows_of(site: Site, listing: Listing, numbers: Sequence[int]) -> list[list[list[Value]]]:
    """Return a row for each thing: the values of each column, of which the first has the thing itself."""
    base, perspective = site.release.base, listing.perspective
    cells = site.documents.cells(perspective.name, numbers)
    by_facet = {name: listing.values_of(name, numbers) for column in perspective.columns if (name := column.facet)}
    rows = []
    for number in numbers:
        row = [[Value(f"{base}id/{listing.keys[number]}", is_iri=True)]]
        for column in perspective.columns[1:]:
            if name := column.facet:
                row.append([_facet_value(perspective.facet(name), each, site) for each in by_facet[name][number]])
            else:
                row.append([_value(text, base) for text in cells[number][column.name]])
        rows.append(row)
    return rows


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A value in a cell: its text, where it leads, and its language; empty for none."""

    text: str
    href: str
    language: str


def terms_of(
    rows: Sequence[Mapping[str, Sequence[Value]]], names: PageNames, links: Links
) -> list[dict[str, list[ShownTerm]]]:
    """Return the rows with their values as a page shows them; `when` has the days, `counted` the number of sources.

    A template would call several macros for each of some hundred values, and take most of the time of a page.
    """
    language = current_language()

    @cache
    def term(value: Value) -> ShownTerm:
        if value.is_iri:
            name = names.of(value.value)
            return ShownTerm(name.value, links.href(value.value), name.language)
        return ShownTerm(day_in_words(value.value) if value.datatype else value.value, "", value.language or language)

    @cache
    def counted(number: int) -> list[ShownTerm]:
        text = ngettext("%(count)s source", "%(count)s sources", number, count=number)
        return [ShownTerm(text, "", "")] if number else []

    shown = [{name: [term(value) for value in cell] for name, cell in row.items()} for row in rows]
    for row, cells in zip(rows, shown, strict=True):
        cells["when"] = _days_of(row)
        cells["certainty"] = [ShownTerm(certainty_in_words(each.value), "", "") for each in row.get("certainty", ())]
        cells["counted"] = counted(len(row.get("sources", ())))
    return shown


def _days_of(row: Mapping[str, Sequence[Value]]) -> list[ShownTerm]:
    """Return the days from the first to the last possible one in words; nothing if neither is known."""
    first, last = ("".join(value.value for value in row.get(name, ())[:1]) for name in ("notBefore", "notAfter"))
    words = period_in_words(first, last)
    return [ShownTerm(words, "", current_language())] if words else []


def _value(text: str, base: str) -> Value:
    is_date = _DATE.fullmatch(text)
    return Value(text, text.startswith((base, SGC, SG)), datatype=f"{XSD}date" if is_date else "")


def coordinates_of(site: Site, documents: Iterable[Document]) -> Mapping[str, tuple[float, float]]:
    """Return longitude and latitude by IRI of each thing that is, or is at, a place with coordinates or within one."""
    found = places_with_coordinates(site, documents)
    return {thing: (float(place["long"]), float(place["lat"])) for thing, place in found.items()}


def places_with_coordinates(site: Site, documents: Iterable[Document]) -> Mapping[str, Document]:
    """Return the place by IRI of each thing that is, or is at, a place with coordinates or within one."""
    found: dict[str, Document] = {}
    places: dict[str, Document | None] = {}
    at = {document["id"]: _places(document) for document in documents}
    for _ in range(_MOST_WIDENED):
        missing = {iri for iris in at.values() for iri in iris} - places.keys()
        base = site.release.base
        read = site.documents.get_many(iri.removeprefix(f"{base}id/") for iri in missing)
        places |= dict.fromkeys(missing) | {document["id"]: document for document in read}
        for thing, iris in [*at.items()]:
            known = [place for iri in iris if (place := places[iri])]
            if place := next((place for place in known if "lat" in place and "long" in place), None):
                found[thing] = place
            at[thing] = [] if thing in found else [iri for place in known for iri in place.get("within", ())]
        at = {thing: iris for thing, iris in at.items() if iris}
    return found


def _places(document: Document) -> list[str]:
    if "Place" in document.get("type", ()):
        return [document["id"]]
    venue = document.get("venue") or document.get("place") or []
    return [venue] if isinstance(venue, str) else [*venue]
