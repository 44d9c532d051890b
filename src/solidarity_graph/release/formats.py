"""Quads to bytes: N-Quads and TriG with the graphs, Turtle, N-Triples and JSON-LD of their set union.

Everything is sorted first, so that the same quads give the same bytes whatever their order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from solidarity_graph.documents import Context
from solidarity_graph.documents.triples import Triples
from solidarity_graph.rdf.graphs import ntriples, union
from solidarity_graph.schema.namespaces import NAMESPACES


def serialise(quads: Iterable[Quad], context: Context) -> dict[str, bytes]:
    """The dump of each format, by the ending of its file name. `context` is the published JSON-LD context."""
    by_graph = sorted(set(quads), key=lambda quad: (str(quad.graph_name), str(quad)))
    triples = union(by_graph)
    return {
        "nq": "".join(f"{line} .\n" for line in sorted(map(str, by_graph))).encode(),
        "trig": _bytes(serialize(by_graph, format=RdfFormat.TRIG, prefixes=NAMESPACES)),
        "nt": ntriples(triples),
        "ttl": _bytes(serialize(triples, format=RdfFormat.TURTLE, prefixes=NAMESPACES)),
        "jsonld": _json_ld(triples, context),
    }


def _bytes(serialised: bytes | None) -> bytes:
    return serialised or b""


def _json_ld(triples: Iterable[Triple], context: Context) -> bytes:
    """Each node by itself on a line of its own: a difference between two releases can be read."""
    found = Triples(triples)
    nodes = (context.compact(iri, found, nested=False) for iri in found.subjects())
    lines = ",\n".join(json.dumps(node, ensure_ascii=False) for node in nodes)
    head = json.dumps(dict(context.written), ensure_ascii=False, sort_keys=True)
    return f'{{"@context": {head},\n"@graph": [\n{lines}\n]}}\n'.encode()
