"""How a dataset describes itself: DCAT, VoID and PROV, values in, graph out."""

from solidarity_graph.descriptions.provenance import provenance_quads

__all__ = ["provenance_quads"]
