"""The constraints of the shapes: shapes with a message, which stands on a SPARQL constraint's query.

Only they can be the source shape of a result: `shapes/README.md`.
"""

from __future__ import annotations

from typing import Final

from solidarity_graph.schema.namespaces import SH
from solidarity_graph.schema.triple_index import TripleIndex

LAYERS: Final = ("core", "provenance", "strict")
"""The layers of the shapes: each includes those before it."""


def constraints_of(shapes: TripleIndex) -> list[str]:
    """Return the IRIs of the constraints, sorted."""
    nodes = shapes.having(SH + "message")
    return sorted({iri for node in nodes for iri in shapes.having(SH + "sparql", node) or [node]})


def nodes_of(shapes: TripleIndex, iri: str) -> tuple[str, ...]:
    """Return the nodes that a message of the constraint may stand on: itself and its queries."""
    return (iri, *sorted(shapes.iris(iri, SH + "sparql")))
