"""SPARQL stores behind one interface: worker processes over an on-disk snapshot, or an endpoint on another server.

`remote` is not imported here: it needs SPARQLWrapper and rdflib, which neither the web server nor its workers need.
"""

from solidarity_graph.sparql.interface import (
    GRAPH_FORMATS,
    GRAPH_MEDIA_TYPES,
    RESULT_FORMATS,
    RESULT_MEDIA_TYPES,
    Store,
)
from solidarity_graph.sparql.pool.answer import Answer
from solidarity_graph.sparql.pool.limits import DEFAULT_LIMITS, Limits
from solidarity_graph.sparql.pool.statistics import COUNTED, StoreStatus
from solidarity_graph.sparql.snapshot.builder import make_snapshot
from solidarity_graph.sparql.snapshot.cache import remove_unused_snapshots, snapshot_for
from solidarity_graph.sparql.snapshot.description import Description, describe_snapshot
from solidarity_graph.sparql.snapshot.snapshot_store import IN_MEMORY_QUADS, SnapshotStore, open_store

__all__ = [
    "COUNTED",
    "DEFAULT_LIMITS",
    "GRAPH_FORMATS",
    "GRAPH_MEDIA_TYPES",
    "IN_MEMORY_QUADS",
    "RESULT_FORMATS",
    "RESULT_MEDIA_TYPES",
    "Answer",
    "Description",
    "Limits",
    "SnapshotStore",
    "Store",
    "StoreStatus",
    "describe_snapshot",
    "make_snapshot",
    "open_store",
    "remove_unused_snapshots",
    "snapshot_for",
]
