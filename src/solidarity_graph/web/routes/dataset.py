"""`/.well-known/void`, the description of the dataset with its size and downloads, and `/dataset`, its IRI."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.rdf.void import Download, Place, Statistics, describe_dataset
from solidarity_graph.sparql import GRAPH_MEDIA_TYPES
from solidarity_graph.web.negotiation import GRAPHS, announce, choose
from solidarity_graph.web.pages.things import context
from solidarity_graph.web.site import Site, current_context, current_site

blueprint = Blueprint("dataset", __name__)


# https://www.w3.org/TR/void/#well-known
@blueprint.get("/.well-known/void")
def void() -> Response:
    """Return the VoID and DCAT description of this release, with the addresses of this site."""
    chosen = choose(request.accept_mimetypes, GRAPHS)
    site = current_site()
    document = site.documents.get("dataset") or {"id": f"{site.release.base}dataset"}
    place = Place(
        document=request.base_url,
        home=url_for("home.home", _external=True),
        endpoint=url_for("sparql.sparql", _external=True),
    )
    written = describe_dataset(
        site.release.base,
        place,
        about=context().expand(document),
        statistics=Statistics(**document.get("counts", {})),
        downloads=tuple(_downloads(site)),
        formats=GRAPH_MEDIA_TYPES,
        media_type=chosen.media_type,
    )
    return Response(written, content_type=announce(chosen.media_type))


@blueprint.get("/dataset")
def dataset() -> BaseResponse:
    """Redirect the IRI of the dataset, with 303, to the provenance graph, which describes it."""
    return redirect(url_for("graphs.graph", file="provenance"), 303)


def _downloads(site: Site) -> Iterator[Download]:
    folder = f"{request.host_url.rstrip('/')}{current_context().root}/release/{site.release.version}/"
    for file in site.downloads:
        if not file.answers:  # the answer to a saved query is no distribution of the dataset
            yield Download(folder + file.name, file.name, file.media_type, file.description, file.size, file.sha256)
