"""Maps the published model to quads: a named graph for each article, and graphs of entities, judgements, summaries.

All functions are pure: they read and write no files.
"""

from solidarity_graph.rdf.claims import article_quads, claim_quads
from solidarity_graph.rdf.entities import entity_quads
from solidarity_graph.rdf.judgements import judgement_quads
from solidarity_graph.rdf.origins import independent_origins
from solidarity_graph.rdf.provenance import provenance_quads
from solidarity_graph.rdf.summary import EventSummary, summarise, summary_quads

__all__ = [
    "EventSummary",
    "article_quads",
    "claim_quads",
    "entity_quads",
    "independent_origins",
    "judgement_quads",
    "provenance_quads",
    "summarise",
    "summary_quads",
]
