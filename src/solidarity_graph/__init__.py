"""Solidarity Graph: from news articles to linked data that can be trusted statement by statement.

The names of the public Python interface (`solidarity_graph.api`) can be imported from here.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from solidarity_graph.api import RDF as RDF
    from solidarity_graph.api import SG as SG
    from solidarity_graph.api import SGC as SGC
    from solidarity_graph.api import Release as Release
    from solidarity_graph.api import Report as Report
    from solidarity_graph.api import Result as Result
    from solidarity_graph.api import ask as ask
    from solidarity_graph.api import check_data as check_data
    from solidarity_graph.api import map_articles as map_articles
    from solidarity_graph.api import open_release as open_release
    from solidarity_graph.api import read_claims as read_claims
    from solidarity_graph.api import read_documents as read_documents
    from solidarity_graph.api import read_graph as read_graph
    from solidarity_graph.api import validate as validate


def __getattr__(name: str) -> Any:
    # Imported when a name is used: RDF and SHACL libraries take a second, which commands need not wait for.
    api = None if name.startswith("_") and name != "__all__" else import_module("solidarity_graph.api")
    if api is None or name not in (*api.__all__, "__all__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(api, name)
