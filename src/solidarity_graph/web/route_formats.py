"""The data formats of each route: what the description of the API declares, and responses link to as alternates."""

from __future__ import annotations

from collections.abc import Mapping

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.search import PERSPECTIVES
from solidarity_graph.web.negotiation import BY_NAME, DOCUMENT, GRAPHS, TABLES, Format, split_suffix
from solidarity_graph.web.routes.lists import GEOJSON

LIST_FORMATS = (BY_NAME["csv"], BY_NAME["json"], GEOJSON, BY_NAME["ttl"])
THING_FORMATS = (*GRAPHS, DOCUMENT)
_FORMATS: Mapping[str, tuple[Format, ...]] = {
    **{f"lists.{name}": LIST_FORMATS for name in PERSPECTIVES},
    "lists.search": (DOCUMENT,),
    "things.thing": THING_FORMATS,
    **dict.fromkeys(("graphs.graph", "ontology.ontology", "ontology.concept", "ontology.shapes"), GRAPHS),
    **dict.fromkeys((f"ontology.{name}_version" for name in ("ontology", "scheme", "shapes")), GRAPHS),
    "programs.catalogue": GRAPHS,
    "alignments.alignment": (BY_NAME["ttl"],),
}


def query_formats(catalogue: Catalogue, name: str) -> tuple[Format, ...]:
    """Return the formats of the answer to a saved query. Raises UnknownNameError if there is none of the name."""
    return TABLES if catalogue.get(name).columns else GRAPHS


def data_formats(endpoint: str, file: str, catalogue: Catalogue) -> tuple[Format, ...]:
    """Return the formats that an endpoint gives as data, each at the address with its suffix; empty if it has none.

    file  the last part of the address, which names the saved query.
    """
    if endpoint != "queries.query":
        return _FORMATS.get(endpoint, ())
    try:
        return query_formats(catalogue, split_suffix(file, BY_NAME.values())[0])
    except UnknownNameError:
        return ()
