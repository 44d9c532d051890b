"""An index of the documents of a release in SQLite: by key, by words in any script, and lists with facets."""

from solidarity_graph.search.index_reader import DocumentIndex
from solidarity_graph.search.index_writer import FORMAT, NOT_SEARCHED, index_in_memory, write_index
from solidarity_graph.search.list_query import list_query
from solidarity_graph.search.listing import Bitmap, Chosen, FacetCount, Listing, Placed
from solidarity_graph.search.perspectives import PERSPECTIVES, Column, Facet, Network, Perspective

__all__ = [
    "FORMAT",
    "NOT_SEARCHED",
    "PERSPECTIVES",
    "Bitmap",
    "Chosen",
    "Column",
    "DocumentIndex",
    "Facet",
    "FacetCount",
    "Listing",
    "Network",
    "Perspective",
    "Placed",
    "index_in_memory",
    "list_query",
    "write_index",
]
