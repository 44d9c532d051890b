"""A selection of a list as a map, a timeline, a chart or a network: drawings from the bitmaps of the index.

Each counts the whole selection, not a page of it, without reading documents: so its cost depends on how many places,
values and nodes there are rather than on how many things.
"""

from solidarity_graph.web.pages.views.counts import MOST_BARS, draw_counts, facet_shown
from solidarity_graph.web.pages.views.drawer import Drawer, unit_of, views_of
from solidarity_graph.web.pages.views.places import draw_places
from solidarity_graph.web.pages.views.ties import MOST_NODES, draw_ties
from solidarity_graph.web.pages.views.times import MOST_HAPPENINGS, draw_times

__all__ = [
    "MOST_BARS",
    "MOST_HAPPENINGS",
    "MOST_NODES",
    "Drawer",
    "draw_counts",
    "draw_places",
    "draw_ties",
    "draw_times",
    "facet_shown",
    "unit_of",
    "views_of",
]
