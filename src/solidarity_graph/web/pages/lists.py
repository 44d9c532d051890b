"""What a page shows of a list: its facets and rows; and where its things are on a map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from solidarity_graph.documents import Document, Value
from solidarity_graph.schema.namespaces import SG, SGC, XSD
from solidarity_graph.search import Facet, FacetCount, Listing
from solidarity_graph.web.date_texts import day_in_words
from solidarity_graph.web.site import Site

_MOST_WIDENED = 8  # a place lies in a city, that in a region, that in a country
_MOST_VALUES = 30  # of a facet on a page
_PREFIXES = {"concept": SGC, "class": SG, "text": ""}


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value of a facet on a page: what it is called, or the IRI whose name it is called by."""

    value: str
    count: int
    is_chosen: bool
    iri: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """A facet on a page: the values shown, and the number of those that are not."""

    name: str
    title: str
    values: Sequence[ShownValue]
    left_out: int
    has_choice: bool


def facets_of(site: Site, listing: Listing, counts: Mapping[str, Sequence[FacetCount]]) -> list[ShownFacet]:
    """Return the facets that have values: of each the most frequent ones, and what is chosen."""
    found = []
    for facet in listing.perspective.facets:
        counted = counts[facet.name]
        shown = [count for number, count in enumerate(counted) if number < _MOST_VALUES or count.is_chosen]
        values = [
            ShownValue(
                count.value, count.count, count.is_chosen, _iri(facet, count.value, site), _text(facet, count.value)
            )
            for count in shown
        ]
        if values:
            chosen = any(count.is_chosen for count in shown)
            found.append(ShownFacet(facet.name, facet.title, values, len(counted) - len(shown), chosen))
    return found


def _iri(facet: Facet, value: str, site: Site) -> str:
    """Return the IRI of a value; '' for a text."""
    prefix = "" if facet.choices else _PREFIXES.get(facet.range, f"{site.release.base}id/")
    return f"{prefix}{value}" if prefix else ""


def _text(facet: Facet, value: str) -> str:
    if facet.choices:
        return facet.choices[value][0]
    return "yes" if value == "true" else day_in_words(value) if facet.length else value


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
                prefix = _PREFIXES.get(perspective.facet(name).range, f"{base}id/")
                row.append([Value(f"{prefix}{value}", is_iri=bool(prefix)) for value in by_facet[name][number]])
            else:
                row.append([_value(text, base) for text in cells[number][column.name]])
        rows.append(row)
    return rows


def _value(text: str, base: str) -> Value:
    is_day = len(text) == 10 and text[4:8:3] == "--"
    return Value(text, text.startswith((base, SGC, SG)), datatype=f"{XSD}date" if is_day else "")


def coordinates_of(site: Site, documents: Iterable[Document]) -> Mapping[str, tuple[float, float]]:
    """Return longitude and latitude by IRI of each thing that is, or is at, a place with coordinates or within one."""
    found: dict[str, tuple[float, float]] = {}
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
                found[thing] = (float(place["long"]), float(place["lat"]))
            at[thing] = [] if thing in found else [iri for place in known for iri in place.get("within", ())]
        at = {thing: iris for thing, iris in at.items() if iris}
    return found


def _places(document: Document) -> list[str]:
    if "Place" in document.get("type", ()):
        return [document["id"]]
    venue = document.get("venue") or document.get("place") or []
    return [venue] if isinstance(venue, str) else [*venue]
