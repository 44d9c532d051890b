"""`/land.json`: the outlines over which the browser draws a moving map."""

from __future__ import annotations

import json
from functools import cache

from flask import Blueprint, Response

from solidarity_graph.web.drawings.land import land_rings

blueprint = Blueprint("maps", __name__)
_DIGITS = 2  # of degrees: finer than the outlines are


@blueprint.get("/land.json")
def land() -> Response:
    """Return the outlines of land and of the Caspian Sea as a GeoJSON MultiLineString of closed lines.

    A line that crosses 180 degrees of longitude goes on beyond it.
    """
    return Response(_write_outlines(), content_type="application/geo+json")


@cache
def _write_outlines() -> str:
    rings = [[[round(x, _DIGITS), round(y, _DIGITS)] for x, y in ring] for ring, _ in land_rings()]
    return json.dumps({"type": "MultiLineString", "coordinates": rings}, separators=(",", ":"))
