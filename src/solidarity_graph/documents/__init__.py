"""The published graph to one JSON-LD document for each thing, claim, disagreement, graph and concept. Pure.

Pages, search and tables read documents; nothing asks SPARQL for what a document holds.
"""

from solidarity_graph.documents.assembly import Document, key_of, make_documents
from solidarity_graph.documents.compaction import Context, Value, read_context
from solidarity_graph.documents.tables import TABLES, codebook, write_table

__all__ = [
    "TABLES",
    "Context",
    "Document",
    "Value",
    "codebook",
    "key_of",
    "make_documents",
    "read_context",
    "write_table",
]
