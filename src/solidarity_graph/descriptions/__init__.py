"""How a dataset describes itself: DCAT, VoID and PROV, values in, graph out."""

from solidarity_graph.descriptions.provenance import provenance_quads
from solidarity_graph.descriptions.service import describe_service
from solidarity_graph.descriptions.void import Download, Place, Statistics, describe_dataset

__all__ = ["Download", "Place", "Statistics", "describe_dataset", "describe_service", "provenance_quads"]
