"""The catalogue of saved queries: each answers one question in plain words, and has typed parameters.

Only `load_catalogue` reads files.
"""

from solidarity_graph.saved_queries.catalogue import Catalogue, load_catalogue
from solidarity_graph.saved_queries.parameter_values import TYPES
from solidarity_graph.saved_queries.presentation import Audience, Presentation
from solidarity_graph.saved_queries.query_file import parse_saved_query
from solidarity_graph.saved_queries.references import KINDS, key_in, known_things
from solidarity_graph.saved_queries.saved_query import Parameter, ResultColumn, SavedQuery

__all__ = [
    "KINDS",
    "TYPES",
    "Audience",
    "Catalogue",
    "Parameter",
    "Presentation",
    "ResultColumn",
    "SavedQuery",
    "key_in",
    "known_things",
    "load_catalogue",
    "parse_saved_query",
]
