"""Maps the published model to quads: a named graph for each article, and graphs of entities, judgements, summaries.

All functions are pure: they read and write no files.
"""

from solidarity_graph.rdf.event_summaries import EventSummary
from solidarity_graph.rdf.graphs import origins, provenance_quads, quads_of, term_quads, terms_of
from solidarity_graph.rdf.independent_origins import IndependentOrigins
from solidarity_graph.rdf.labels import Known, known_of
from solidarity_graph.rdf.summary_texts import summarise

__all__ = [
    "EventSummary",
    "IndependentOrigins",
    "Known",
    "known_of",
    "origins",
    "provenance_quads",
    "quads_of",
    "summarise",
    "term_quads",
    "terms_of",
]
