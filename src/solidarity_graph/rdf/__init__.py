"""Maps the published model to quads: a named graph for each article, and graphs of entities, judgements, summaries.

All functions are pure: they read and write no files.
"""

from solidarity_graph.rdf.event_summaries import EventSummary, independent_origins
from solidarity_graph.rdf.graphs import origins, provenance_quads, quads_of, term_quads, terms_of
from solidarity_graph.rdf.labels import Known, known_of
from solidarity_graph.rdf.summary_texts import summarise

__all__ = [
    "EventSummary",
    "Known",
    "independent_origins",
    "known_of",
    "origins",
    "provenance_quads",
    "quads_of",
    "summarise",
    "term_quads",
    "terms_of",
]
