"""Makes one JSON-LD document for each thing, claim, disagreement, graph and concept of the published graph.

Pages, search and tables read documents; they send no SPARQL query for what a document contains.
"""

from solidarity_graph.documents.assembly import Assembly, Document, iri_of_concept, key_of, make_documents
from solidarity_graph.documents.claim_file import ClaimFile, write_claims
from solidarity_graph.documents.convictions import in_order_of_time, took_place
from solidarity_graph.documents.graph_output import write_graph
from solidarity_graph.documents.inventory import Inventory
from solidarity_graph.documents.json_ld import Context, Value, node_lines, read_context
from solidarity_graph.documents.tables import TABLES, codebook, table_head, table_rows
from solidarity_graph.documents.triples import Triples, by_predicate

__all__ = [
    "TABLES",
    "Assembly",
    "ClaimFile",
    "Context",
    "Document",
    "Inventory",
    "Triples",
    "Value",
    "by_predicate",
    "codebook",
    "in_order_of_time",
    "iri_of_concept",
    "key_of",
    "make_documents",
    "node_lines",
    "read_context",
    "table_head",
    "table_rows",
    "took_place",
    "write_claims",
    "write_graph",
]
