"""A selection as a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from solidarity_graph.web.drawings import SIZES, Category, MapPlace, draw_map
from solidarity_graph.web.drawings.map import MapDrawing
from solidarity_graph.web.pages.names import PageNames, find_names
from solidarity_graph.web.pages.views.drawer import Drawer, categories_of
from solidarity_graph.web.site import current_links

MOST_NAMED: Final = 50  # of the things that a map cannot show


@dataclass(frozen=True, slots=True)
class MapView:
    """Maps of both sizes. `unplaced` are the first of those that they cannot show, which are `left_out` in all."""

    drawings: Sequence[MapDrawing]
    categories: Sequence[Category]
    unplaced: Sequence[str]
    left_out: int
    names: PageNames


def draw_places(drawer: Drawer) -> MapView:
    """Return the maps of a selection. Each thing is at one place: the first with coordinates that it is at or in."""
    categories, links = categories_of(drawer), current_links()
    found = [(place, bits) for place in drawer.site.documents.placed(drawer.perspective.name)
             if (bits := place.bits & drawer.bits).bit_count() >= max(drawer.site.fewest, 1)]  # fmt: skip
    left = drawer.bits
    for _, bits in found:
        left &= ~bits
    base = f"{drawer.site.release.base}id/"
    unplaced = [drawer.iri(number) for number in drawer.numbers(left, MOST_NAMED)]
    names = find_names(drawer.site, [*(base + place.place for place, _ in found), *unplaced])
    places = []
    for place, bits in found:
        # The list of a place has the things in the places within it, too, which may be elsewhere on the map.
        of_list = drawer.address(bits, {"place": place.place}) if "place" in drawer.listing.facets else ""
        href, name = of_list or links.href(base + place.place), names.of(base + place.place).value
        places.append(MapPlace(name, href, place.latitude, place.longitude, categories.split(bits)))
    drawings = [draw_map(places, categories.shown, size) for size in SIZES]
    return MapView(drawings, categories.shown, unplaced, left.bit_count(), names)
