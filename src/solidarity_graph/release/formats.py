"""Quads to bytes: N-Quads and TriG with the graphs, Turtle, N-Triples and JSON-LD of their set union.

Everything is sorted first, so that the same quads give the same bytes whatever their order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from solidarity_graph.rdf.graphs import ntriples, union
from solidarity_graph.schema.namespaces import NAMESPACES


def serialise(quads: Iterable[Quad], context: Mapping[str, Any]) -> dict[str, bytes]:
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


def _json_ld(triples: Iterable[Triple], context: Mapping[str, Any]) -> bytes:
    import rdflib  # a fifth of a second, and only whoever builds needs it

    graph = rdflib.Graph()
    graph.parse(data=ntriples(triples), format="nt")
    compacted = json.loads(graph.serialize(format="json-ld", context=dict(context), auto_compact=False))
    nodes = _ordered(compacted["@graph"])
    # One line a node: a difference between two releases can be read.
    lines = ",\n".join(json.dumps(node, ensure_ascii=False, sort_keys=True) for node in nodes)
    head = json.dumps(dict(context), ensure_ascii=False, sort_keys=True)
    return f'{{"@context": {head},\n"@graph": [\n{lines}\n]}}\n'.encode()


def _ordered(value: Any) -> Any:
    """Lists sorted: none of ours is ordered, and the order of a set must not show."""
    if isinstance(value, list):
        return sorted((_ordered(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, dict):
        return {key: _ordered(item) for key, item in value.items()}
    return value
