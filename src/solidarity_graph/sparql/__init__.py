"""One face for whatever answers SPARQL: guarded workers over an on-disk snapshot (`pool`), or any endpoint (`remote`).

`remote` is not imported here: it brings SPARQLWrapper and rdflib, which neither the server nor its workers need.
"""

from solidarity_graph.sparql.interface import (
    DEFAULT_LIMITS,
    GRAPH_MEDIA_TYPES,
    RESULT_MEDIA_TYPES,
    Answer,
    Limits,
    Store,
    StoreStatus,
)
from solidarity_graph.sparql.snapshot.builder import Description, describe_snapshot, make_snapshot
from solidarity_graph.sparql.snapshot.cache import forget_snapshots, snapshot_for
from solidarity_graph.sparql.snapshot.snapshot_store import SnapshotStore

__all__ = [
    "DEFAULT_LIMITS",
    "GRAPH_MEDIA_TYPES",
    "RESULT_MEDIA_TYPES",
    "Answer",
    "Description",
    "Limits",
    "SnapshotStore",
    "Store",
    "StoreStatus",
    "describe_snapshot",
    "forget_snapshots",
    "make_snapshot",
    "snapshot_for",
]
