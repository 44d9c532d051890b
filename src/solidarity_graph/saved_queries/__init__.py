"""The catalogue of saved queries: each answers one question in plain words, and has typed parameters.

Only `load_catalogue` reads files.
"""

from solidarity_graph.saved_queries.catalogue import Catalogue, load_catalogue
from solidarity_graph.saved_queries.parameters import RESERVED_NAMES, TYPES, Parameter
from solidarity_graph.saved_queries.queries import Column, SavedQuery
from solidarity_graph.saved_queries.reading import parse_saved_query

__all__ = [
    "RESERVED_NAMES",
    "TYPES",
    "Catalogue",
    "Column",
    "Parameter",
    "SavedQuery",
    "load_catalogue",
    "parse_saved_query",
]
