"""The dataset: its description and its IRI, and the files of its release, with checksums.

`/.well-known/void`, `/dataset`, `/downloads/` and `/release/{version}/{file}`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import PreconditionFailed
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.rdf.void import Download, Place, describe_dataset
from solidarity_graph.release import ReleaseFile
from solidarity_graph.release.manifest import BUILT_SUMS, MANIFEST, SUMS
from solidarity_graph.sparql import GRAPH_MEDIA_TYPES
from solidarity_graph.web.citation import CITATIONS, Citation, cite, permalink, send_citation
from solidarity_graph.web.data_responses import name_file, send_graph
from solidarity_graph.web.negotiation import GRAPHS, choose, parse_suffix
from solidarity_graph.web.open_files import HeldFile
from solidarity_graph.web.pages.things import context
from solidarity_graph.web.parameters import read_values, with_query
from solidarity_graph.web.site import Site, current_site, is_copy
from solidarity_graph.web.spreadsheets import PARAMETER, for_spreadsheets, not_csv, read_flag

blueprint = Blueprint("dataset", __name__)
# These files list the others, and are not listed themselves.
_UNLISTED = {SUMS: "text/plain", BUILT_SUMS: "text/plain", MANIFEST: "application/json"}


# https://www.w3.org/TR/void/#well-known
@blueprint.get("/.well-known/void")
def void() -> Response:
    """Return the VoID and DCAT description of this release, with the addresses of this site."""
    chosen = choose(request.accept_mimetypes, GRAPHS)
    site = current_site()
    document = site.about
    place = Place(
        document=request.base_url,
        home=url_for("home.home", _external=True),
        endpoint="" if is_copy() else url_for("sparql.sparql", _external=True),
    )
    described = describe_dataset(
        site.release.base,
        place,
        about=context().expand(document),
        counts=document.get("counts", {}),
        downloads=tuple(list_downloads(site)),
        formats=GRAPH_MEDIA_TYPES,
    )
    return send_graph(described, chosen, ("void", "dcat", "dcterms", "foaf", "spdx", "xsd"))


@blueprint.get("/dataset")
def dataset() -> BaseResponse:
    """Redirect the IRI of the dataset, with 303, to the provenance graph, which describes it."""
    return redirect(with_query(url_for("graphs.graph", file="provenance")), 303)


@blueprint.get("/downloads/")
def downloads() -> str:
    """Return the page that lists the files of the release with sizes and SHA-256 checksums."""
    files = current_site().downloads
    return render_template(
        "downloads.html",
        files=[file for file in files if not file.answers],
        answers=[file for file in files if file.answers],
        sums=[name for name in (SUMS, BUILT_SUMS) if name in current_site().files],
        citation=_cite(),
        citation_links={format_.name: url_for(".citation", suffix=format_.name) for format_ in CITATIONS},
    )


@blueprint.get("/downloads/citation.<suffix>")
def citation(suffix: str) -> Response:
    """Return the citation of the release in the format of the suffix. Raises UnknownNameError for a draft."""
    format_ = parse_suffix(suffix, CITATIONS)
    return send_citation(_cite(), format_, "solidarity-graph")


def _cite() -> Citation | None:
    """Return the citation of the release, whose manifest has the hashes of all its files."""
    release = current_site().release
    return cite(release.title, "/downloads/", sha256=release.manifest_sha256(), hashed=f"/{MANIFEST}", whole=True)


@blueprint.get("/release/<version>/<path:name>")
def release_file(version: str, name: str) -> BaseResponse:
    """Return a file of the release. Raises UnknownNameError if there is none, ReleaseError if it is damaged."""
    site = current_site()
    if version != site.release.version:  # an address with two versions
        raise UnknownNameError(
            "There is no release %(version)r here. Available: %(available)s.",
            version=version,
            available=site.release.version,
        )
    as_excel = read_flag(read_values(PARAMETER)[PARAMETER])
    known = {file.name: file for file in site.downloads}
    if name not in site.files or name not in {*known, *_UNLISTED}:
        raise UnknownNameError("The release has no file of this name here. It has: %(files)s.", files=", ".join(known))
    if as_excel and (name not in known or _media_type(known[name]) != "text/csv"):
        raise not_csv()
    if name not in known:
        return Response(site.files.open(name).read(), content_type=_UNLISTED[name])
    if as_excel:
        with site.files.open(name) as file:
            written = b"".join(for_spreadsheets((file.read(),)))
        response = Response(written, content_type="text/csv; charset=utf-8")
        return name_file(response, name.removesuffix(".csv"), "csv", excel=True)
    return _send(site.files.open(name), known[name])


def _send(reader: HeldFile, file: ReleaseFile) -> BaseResponse:
    """Return the file, or the byte range that is requested, with its SHA-256 as the ETag."""
    # A buffer of 1 MiB takes few reads for a file, and little memory for a slow client.
    response = send_file(
        cast(BinaryIO, io.BufferedReader(reader, 1 << 20)),
        mimetype=_media_type(file),
        etag=file.sha256,
        conditional=False,
        # Its own name, without the version: SHA256SUMS has that.
        download_name=file.name.rpartition("/")[2],
    )
    response.content_length = file.size
    # RFC 9110 lets us ignore several ranges, and asks us to ignore those in another unit than bytes.
    single = request.range is not None and request.range.units == "bytes" and len(request.range.ranges) == 1
    response.make_conditional(request, accept_ranges=True, complete_length=file.size if single else None)
    if response.status_code == 412 and not request.if_match.star_tag:
        raise PreconditionFailed
    response.status_code = 200 if response.status_code == 412 else response.status_code
    return response


def _media_type(file: ReleaseFile) -> str:
    """Return the media type of a file without parameters, which answers have in the manifest."""
    return file.media_type.partition(";")[0]


def list_downloads(site: Site) -> Iterator[Download]:
    """Yield the files of the release that may be downloaded, but for the answers to saved queries."""
    folder = permalink("/")
    for file in site.downloads:
        if not file.answers:  # the answer to a saved query is no distribution of the dataset
            yield Download(folder + file.name, file.name, file.media_type, file.description, file.size, file.sha256)
