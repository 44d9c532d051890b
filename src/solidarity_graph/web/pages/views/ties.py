"""A selection as a network: who acted for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from solidarity_graph.search import Bitmap, Facet, Network
from solidarity_graph.web.drawings import SIZES, NetworkNode, Tie, draw_network
from solidarity_graph.web.drawings.network import NetworkDrawing
from solidarity_graph.web.languages import gettext
from solidarity_graph.web.pages.lists import iri_of_value, text_of_value
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.views.drawer import Drawer

MOST_NODES: Final = 12  # of each side of a network
NOBODY: Final = ""
"""The node of what nobody is named for."""


@dataclass(frozen=True, slots=True)
class NetworkView:
    """The network of a list, its two facets, and how many values of each side are not drawn."""

    network: Network
    drawings: Sequence[NetworkDrawing]
    left: Facet
    right: Facet
    left_out: tuple[int, int]


def draw_ties(drawer: Drawer) -> NetworkView:
    """Return the network of a selection: the most frequent values of both facets, and what is named for nobody."""
    listing, perspective = drawer.listing, drawer.perspective
    if (network := perspective.network) is None:
        raise ValueError(f"{perspective.name} has no network")
    facets = tuple(perspective.facet(name) for name in (network.left, network.right))
    sides = [_side_of(drawer, facet) for facet in facets]
    ties = [
        Tie(left, right, count, _address(drawer, having & other, {facets[0].name: left, facets[1].name: right}))
        for left, having in sides[0].items()
        for right, other in sides[1].items()
        if (left or right) and (count := (having & other).bit_count()) >= max(drawer.site.fewest, 1)
    ]
    iris = [iri_of_value(facet, key, drawer.site) for facet, side in zip(facets, sides, strict=True) for key in side]
    names = find_names(drawer.site, filter(None, iris))
    nobody = [gettext(text) for text in network.unnamed]
    nodes = [
        {
            key: NetworkNode(
                text_of_value(facet, key, names, drawer.site) if key else unnamed,
                bits.bit_count(),
                _address(drawer, bits, {facet.name: key}),
            )
            for key, bits in side.items()
        }
        for facet, side, unnamed in zip(facets, sides, nobody, strict=True)
    ]
    left_out = [
        sum(1 for having in listing.facets[facet.name].values() if having & drawer.bits) - len(side.keys() - {NOBODY})
        for facet, side in zip(facets, sides, strict=True)
    ]
    drawings = [draw_network(ties, nodes[0], nodes[1], size) for size in SIZES]
    return NetworkView(network, drawings, facets[0], facets[1], (left_out[0], left_out[1]))


def _side_of(drawer: Drawer, facet: Facet) -> dict[str, Bitmap]:
    """Return what each of the most frequent values has of the selection, and what has no value."""
    having = {value: bits & drawer.bits for value, bits in drawer.listing.facets[facet.name].items()}
    left = drawer.bits
    for bits in having.values():
        left &= ~bits
    most = sorted(having, key=lambda value: (-having[value].bit_count(), value))[:MOST_NODES]
    found = {value: having[value] for value in most if having[value]}
    return {**found, NOBODY: left} if left else found


def _address(drawer: Drawer, bits: Bitmap, choice: Mapping[str, str]) -> str:
    """Return the address of what has these values; '' where one of them is `NOBODY`, which no facet can choose."""
    return drawer.address(bits, choice) if all(choice.values()) else ""
