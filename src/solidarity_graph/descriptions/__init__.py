"""How a dataset describes itself: DCAT, VoID and PROV, values in, graph out."""

from solidarity_graph.descriptions.provenance import provenance_quads
from solidarity_graph.descriptions.service import describe_service

__all__ = ["describe_service", "provenance_quads"]
