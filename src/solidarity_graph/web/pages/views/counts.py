"""A selection as a chart: counted by one facet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from solidarity_graph.search import Facet, Listing
from solidarity_graph.web.drawings import SIZES, Category, ChartRow, draw_chart
from solidarity_graph.web.drawings.chart import ChartDrawing
from solidarity_graph.web.drawings.columns import ColumnsDrawing
from solidarity_graph.web.pages.lists import iri_of_value, text_of_value
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.views.drawer import Drawer, categories_of
from solidarity_graph.web.pages.views.times import columns_of

MOST_BARS: Final = 30


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart by a facet: bars, or columns for years and months. `left_out` values have no bar."""

    facet: Facet
    drawings: Sequence[ChartDrawing]
    columns: Sequence[ColumnsDrawing]
    categories: Sequence[Category]
    left_out: int


def draw_counts(drawer: Drawer) -> ChartView:
    """Return a chart of a selection by the facet that is chosen for it, or by the first one that has values."""
    listing = drawer.listing
    facet = facet_shown(listing, drawer.selection.by)
    if facet.length:
        return ChartView(facet, (), columns_of(drawer, facet), (), 0)
    categories = categories_of(drawer)
    counted = [(value, count) for value, having in listing.facets[facet.name].items()
               if (count := (having & drawer.bits).bit_count()) >= max(drawer.site.fewest, 1)]  # fmt: skip
    counted.sort(key=lambda pair: (-pair[1], pair[0]))
    shown = [value for value, _ in counted[:MOST_BARS]]
    names = find_names(drawer.site, [iri for value in shown if (iri := iri_of_value(facet, value, drawer.site))])
    rows = []
    for value in shown:
        label = text_of_value(facet, value, names, drawer.site)
        having = listing.facets[facet.name][value] & drawer.bits
        rows.append(ChartRow(label, drawer.address(having, {facet.name: value}), categories.split(having)))
    drawings = [draw_chart(rows, categories.shown, size) for size in SIZES]
    return ChartView(facet, drawings, (), categories.shown, len(counted) - len(shown))


def facet_shown(listing: Listing, by: str) -> Facet:
    """Return the facet of a name; without one the first that has values, but none that is told apart by `choices`."""
    if by:
        return listing.perspective.facet(by)
    facets = [facet for facet in listing.perspective.facets if not facet.choices]
    return next((facet for facet in facets if listing.facets[facet.name]), facets[0])
