"""Maps the published model to quads: a named graph for each article, and graphs of entities, judgements, summaries.

All functions are pure: they read and write no files.
"""

from solidarity_graph.rdf.event_summaries import EventSummary, summarise
from solidarity_graph.rdf.graphs import origins, provenance_quads, quads_of
from solidarity_graph.rdf.independent_origins import IndependentOrigins

__all__ = ["EventSummary", "IndependentOrigins", "origins", "provenance_quads", "quads_of", "summarise"]
