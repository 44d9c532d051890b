"""What all views need of a selection: its things, addresses of parts of it, and the categories of marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext

from solidarity_graph.search import Bitmap, Listing, Perspective
from solidarity_graph.web.drawings import Category, Unit
from solidarity_graph.web.languages import gettext
from solidarity_graph.web.pages.selections import Selection
from solidarity_graph.web.pages.statuses import STATUSES, status_categories
from solidarity_graph.web.site import Site

_VIEW_TITLES: Final = {
    "table": lazy_gettext("Table"),
    "map": lazy_gettext("Map"),
    "timeline": lazy_gettext("Timeline"),
    "chart": lazy_gettext("Chart"),
    "network": lazy_gettext("Network"),
}


@dataclass(frozen=True, slots=True)
class Drawer:
    """A selection to draw.

    among  the things of the list that have the words of the selection; `bits` those that are chosen among them.
    here   the address of the list without a selection.
    """

    site: Site
    listing: Listing
    selection: Selection
    among: Bitmap
    bits: Bitmap
    here: str

    @property
    def perspective(self) -> Perspective:
        """The declaration of the list: its title, facets and columns."""
        return self.listing.perspective

    def address(self, bits: Bitmap, choice: Mapping[str, str], view: str = "table") -> str:
        """Return the address of the list of these things: of the selection with these values by facet.

        '' if that list has others: chosen values of one facet are alternatives, so they cannot be narrowed by another.
        """
        chosen = {**self.selection.chosen, **{facet: [value] for facet, value in choice.items()}}
        if self.listing.select(chosen, self.among) != bits:
            return ""
        return f"{self.here}?{self.selection.address(adding=choice, view=view)}"

    def iri(self, number: int) -> str:
        """Return the IRI of a thing of the list by its number."""
        return f"{self.site.release.base}id/{self.listing.keys[number]}"

    def numbers(self, bits: Bitmap, most: int | None = None) -> list[int]:
        """Return the numbers of the things in a set, in the order of the list: all, or at most so many."""
        return self.listing.in_order(bits, range(len(self.listing.keys)))[:most]


@dataclass(frozen=True, slots=True)
class Categories:
    """What marks are told apart by, with the things of each; every thing is of one category.

    Without a status, or where small counts are left out, all are of one.
    """

    shown: tuple[Category, ...]
    bits: Mapping[str, Bitmap]

    def split(self, bits: Bitmap) -> dict[str, int]:
        """Return how many of the things are of each category; those of none are left out."""
        return {key: count for key, having in self.bits.items() if (count := (having & bits).bit_count())}


def views_of(site: Site, perspective: Perspective) -> list[tuple[str, str]]:
    """Return (name, title) of each view that a list can be shown as."""
    allowed = {
        "table": True,
        "map": bool(site.documents.placed(perspective.name)) if perspective.placed else False,
        "timeline": bool(perspective.dates),
        "chart": True,
        "network": perspective.network is not None,
    }
    return [(name, str(title)) for name, title in _VIEW_TITLES.items() if allowed[name]]


def unit_of(perspective: Perspective) -> Unit:
    """Return what a list counts."""
    return Unit(*perspective.unit)


def categories_of(drawer: Drawer) -> Categories:
    """Return the categories of a list's drawings: what became of its things, if the list has that."""
    statuses = drawer.listing.facets.get("status")
    if statuses is None or drawer.site.fewest:
        return Categories((Category("all", gettext(drawer.perspective.title)),), {"all": drawer.listing.everything()})
    bits = {key: statuses.get(key, 0) for key in STATUSES}
    known = 0
    for having in bits.values():
        known |= having
    bits["unknown"] |= drawer.listing.everything() & ~known
    return Categories(status_categories(), bits)
