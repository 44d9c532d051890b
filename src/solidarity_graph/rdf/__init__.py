"""Maps the published model to quads: a named graph for each article, and graphs of entities, judgements, summaries.

All functions are pure: they read and write no files.
"""

from solidarity_graph.rdf.event_summaries import EventSummary, independent_origins, summarise
from solidarity_graph.rdf.graphs import origins, provenance_quads, quads_of

__all__ = ["EventSummary", "independent_origins", "origins", "provenance_quads", "quads_of", "summarise"]
