"""The outlines of land, without borders: Natural Earth 1:110m, public domain, as the npm package `world-atlas` has it.

`land-110m.json` is that package's file, unchanged. It is small and generalised as it is, so nothing is derived from it
that could become stale; a test compares its hash. Borders are left out because no set of them is neutral.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from solidarity_graph.resources import program_dir
from solidarity_graph.web.drawings.layout import Box

Point = tuple[float, float]
Ring = Sequence[Point]

LAND_FILE: Final = "web/drawings/land-110m.json"


@cache
def land_rings() -> tuple[tuple[Ring, Box], ...]:
    """Return the closed rings of all land and of the Caspian Sea as longitudes and latitudes, each with its bounds."""
    topology = json.loads((program_dir() / LAND_FILE).read_text("utf-8"))
    arcs = [tuple(_decode(arc, topology["transform"])) for arc in topology["arcs"]]
    polygons = (polygon for shape in topology["objects"]["land"]["geometries"] for polygon in shape["arcs"])
    rings = (_unwrap([point for arc in ring for point in _arc(arcs, arc)]) for polygon in polygons for ring in polygon)
    return tuple((ring, _bounds(ring)) for ring in rings)


def _unwrap(ring: Ring) -> Ring:
    """Return a ring whose longitudes go on beyond 180 degrees, where the file jumps to the other side of the map."""
    turn, unwrapped = 0.0, [ring[0]]
    for (before, _), (longitude, latitude) in pairwise(ring):
        turn -= 360 * round((longitude - before) / 360)
        unwrapped.append((longitude + turn, latitude))
    if turn:  # around the South Pole: closed beyond it, where no map ends
        unwrapped += [(unwrapped[-1][0], -200.0), (unwrapped[0][0], -200.0)]
    middle = 360 * round(sum(longitude for longitude, _ in unwrapped) / len(unwrapped) / 360)
    return [(longitude - middle, latitude) for longitude, latitude in unwrapped]


def _decode(arc: Sequence[Sequence[int]], transform: dict[str, list[float]]) -> Iterator[Point]:
    """Yield the points of a TopoJSON arc, whose numbers are differences to the point before."""
    x = y = 0
    (wide, high), (left, bottom) = transform["scale"], transform["translate"]
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        yield x * wide + left, y * high + bottom


def _arc(arcs: Sequence[Ring], index: int) -> Ring:
    """Return the arc of an index; the ones' complement of an index means that arc reversed."""
    return arcs[index] if index >= 0 else arcs[~index][::-1]


def _bounds(points: Ring) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def land_within(extent: Box) -> Iterator[Ring]:
    """Yield the rings of land cut to an extent of degrees: `top` is the least latitude there, `bottom` the greatest.

    The longitudes of the extent may lie beyond 180 degrees: the earth goes on there.
    """
    for turn in (-360.0, 0.0, 360.0):
        part = extent._replace(left=extent.left - turn, right=extent.right - turn)
        for ring, bounds in land_rings():
            if part.overlaps(bounds):
                cut = ring if part.contains(bounds) else _clip(ring, part)
                if cut:  # bounds that overlap are no proof that the ring does
                    yield [(longitude + turn, latitude) for longitude, latitude in cut]


def _clip(ring: Ring, extent: Box) -> Ring:
    """Return a ring cut to a rectangle, side by side (Sutherland and Hodgman, 1974)."""
    for axis, limit, sign in ((0, extent.left, 1), (0, extent.right, -1), (1, extent.top, 1), (1, extent.bottom, -1)):
        ring = list(_clip_side(ring, axis, limit, sign))
        if not ring:
            break
    return ring


def _clip_side(ring: Ring, axis: int, limit: float, sign: int) -> Iterator[Point]:
    """Yield the ring without what lies beyond a limit: above it if the sign is -1, below it if it is 1."""
    for start, end in pairwise([ring[-1], *ring]):
        is_inside = sign * (end[axis] - limit) >= 0
        if is_inside != (sign * (start[axis] - limit) >= 0):
            share = (limit - start[axis]) / (end[axis] - start[axis])
            crossing = start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
            yield crossing
        if is_inside:
            yield end
