"""Descriptions of the site for programs: OpenAPI, the data catalogue, sitemap, feed, `llms.txt`."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, request

from solidarity_graph.web.openapi import describe_api
from solidarity_graph.web.site import current_site

blueprint = Blueprint("programs", __name__)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Return the description of the HTTP API."""
    described = describe_api(current_app, current_site(), request.root_url.rstrip("/"))
    return Response(json.dumps(described, ensure_ascii=False), content_type="application/json")
