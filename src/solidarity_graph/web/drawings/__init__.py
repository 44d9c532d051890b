"""Maps, timelines, charts and networks: typed rows in, values for the templates in `templates/drawings/` out.

This room is pure and knows nothing of Flask. Each drawing is laid out twice, for a phone and for a desktop, because
text that scales with the drawing is unreadable at one of the two widths; the style sheet shows the one that fits.

The templates write the SVG. Of the libraries, pygal puts styles and scripts into each drawing, which the site's content
policy forbids, and names other servers; leather has neither links nor patterns; svgwrite and drawsvg write elements, as
templates do, and lay out nothing. None keeps labels apart.
"""

from solidarity_graph.web.drawings.chart import ChartRow, draw_chart
from solidarity_graph.web.drawings.columns import Period, Periods, count_by_period, count_periods, draw_columns
from solidarity_graph.web.drawings.formatter import FORMATTER, Formatter, Unit
from solidarity_graph.web.drawings.layout import SIZES, Category, Size
from solidarity_graph.web.drawings.map import MapPlace, draw_map
from solidarity_graph.web.drawings.network import NetworkNode, Tie, draw_network
from solidarity_graph.web.drawings.timeline import Happening, draw_timeline

__all__ = [
    "FORMATTER",
    "SIZES",
    "Category",
    "ChartRow",
    "Formatter",
    "Happening",
    "MapPlace",
    "NetworkNode",
    "Period",
    "Periods",
    "Size",
    "Tie",
    "Unit",
    "count_by_period",
    "count_periods",
    "draw_chart",
    "draw_columns",
    "draw_map",
    "draw_network",
    "draw_timeline",
]
