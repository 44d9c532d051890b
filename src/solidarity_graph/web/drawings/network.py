"""A network of two sides: who acted at the left, those for whom they did at the right, and bands between them.

It needs no graph library: with two sides, only the order of the nodes on each is open. A force layout, which such
libraries have, would give places that mean nothing and change with each selection. Here each node is as tall as the
bands that end there, and a band is as thick as its count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from solidarity_graph.web.drawings.layout import LINE, Size, tenth, wrap

_BAR: Final = 12
_GAP: Final = 14
_SIDE: Final = 0.36  # of the width, for the names of each side
_EDGE: Final = 6
_LEAST_NODE: Final = 24  # targets are at least 24 by 24 CSS pixels (WCAG 2.2, 2.5.8)
_LEAST_BAND: Final = 2.0
_MOST_BAND: Final = 44.0
_UNIT: Final = 9.0  # the thickness of a band for each that it counts, where there is room


@dataclass(frozen=True, slots=True)
class Tie:
    """How many things somebody, at the left, did for somebody at the right. Both are keys of nodes."""

    left: str
    right: str
    count: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class NetworkNode:
    """What a node is called, and where it leads. `count` is how many things it is part of: each once."""

    label: str
    count: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A bar from `y` down, with the lines of its name and its count beside it, the first at `label_y`."""

    node: NetworkNode
    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    anchor: str
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Band:
    """A band between two nodes: `path` is its middle line, as data of an SVG path."""

    tie: Tie
    left: NetworkNode
    right: NetworkNode
    path: str
    width: float


@dataclass(frozen=True, slots=True)
class NetworkDrawing:
    """The network of one size: the most connected nodes first, the thickest bands first."""

    size: Size
    height: int
    left: tuple[DrawnNode, ...]
    right: tuple[DrawnNode, ...]
    bands: tuple[Band, ...]


def draw_network(
    ties: Sequence[Tie], left: Mapping[str, NetworkNode], right: Mapping[str, NetworkNode], size: Size
) -> NetworkDrawing:
    """Return the network of all ties. Nodes without a tie are left out.

    left, right  the nodes of each side by key.

    Raises ValueError for a count below one, or a tie that is there twice.
    """
    if any(tie.count < 1 for tie in ties) or len({(tie.left, tie.right) for tie in ties}) < len(ties):
        raise ValueError("a tie counts at least one, and is there once")
    ties = sorted(ties, key=lambda tie: (-tie.count, tie.left, tie.right))
    unit = min(_UNIT, _MOST_BAND / max((tie.count for tie in ties), default=1))
    widths = {tie: max(_LEAST_BAND, tie.count * unit) for tie in ties}
    side = size.width * _SIDE
    room = side - _BAR - _EDGE - 2
    drawn_left = _stack(_totals(widths, 0), left, side - _BAR, room, size, at_left=True)
    drawn_right = _stack(_totals(widths, 1), right, size.width - side, room, size, at_left=False)
    height = max((node.y + node.height for node in (*drawn_left.values(), *drawn_right.values())), default=0)
    return NetworkDrawing(
        size,
        round(height + LINE),
        tuple(drawn_left.values()),
        tuple(drawn_right.values()),
        tuple(_bands(widths, left, right, drawn_left, drawn_right)),
    )


def _totals(widths: Mapping[Tie, float], side: int) -> Mapping[str, float]:
    totals: defaultdict[str, float] = defaultdict(float)
    for tie, width in widths.items():
        totals[_end(tie, side)] += width
    return totals


def _end(tie: Tie, side: int) -> str:
    return tie.right if side else tie.left


def _stack(
    totals: Mapping[str, float], nodes: Mapping[str, NetworkNode], x: float, room: float, size: Size, *, at_left: bool
) -> dict[str, DrawnNode]:
    """Return the nodes of a side from the top down, the one with the widest bands first."""
    drawn, top = {}, 0.0
    for key in sorted(totals, key=lambda key: (-totals[key], nodes[key].label, key)):
        node = nodes[key]
        lines = wrap(node.label, room, size.font)
        label_height = LINE * (len(lines) + 1)  # the count has a line of its own
        height = max(_LEAST_NODE, totals[key], label_height)
        label_y = top + (height - label_height) / 2 + size.font
        anchor, label_x = ("end", x - _EDGE) if at_left else ("start", x + _BAR + _EDGE)
        drawn[key] = DrawnNode(node, tenth(x), tenth(top), tenth(height), lines, anchor, tenth(label_x), tenth(label_y))
        top += height + _GAP
    return drawn


def _bands(
    widths: Mapping[Tie, float],
    left: Mapping[str, NetworkNode],
    right: Mapping[str, NetworkNode],
    drawn_left: Mapping[str, DrawnNode],
    drawn_right: Mapping[str, DrawnNode],
) -> Iterator[Band]:
    """Yield the bands, the thickest first. At each node they lie beside each other in the order of the other side."""
    at_left = _places(widths, 0, drawn_left, drawn_right)
    at_right = _places(widths, 1, drawn_right, drawn_left)
    for tie, width in widths.items():
        start, end = drawn_left[tie.left].x + _BAR, drawn_right[tie.right].x
        middle = tenth((start + end) / 2)
        y, end_y = tenth(at_left[tie]), tenth(at_right[tie])
        path = f"M{tenth(start)} {y}C{middle} {y} {middle} {end_y} {end} {end_y}"
        yield Band(tie, left[tie.left], right[tie.right], path, tenth(width))


def _places(
    widths: Mapping[Tie, float], side: int, own: Mapping[str, DrawnNode], others: Mapping[str, DrawnNode]
) -> dict[Tie, float]:
    """Return where on its node of a side the middle of each band is."""
    totals = _totals(widths, side)
    reached = {key: node.y + (node.height - totals[key]) / 2 for key, node in own.items()}
    places = {}
    for tie in sorted(widths, key=lambda tie: others[_end(tie, 1 - side)].y):
        places[tie] = reached[_end(tie, side)] + widths[tie] / 2
        reached[_end(tie, side)] += widths[tie]
    return places
