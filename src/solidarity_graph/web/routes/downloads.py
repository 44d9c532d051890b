"""`/downloads/` and `/release/{version}/{file}`: the files of the release, with what proves them whole."""

from __future__ import annotations

from flask import Blueprint, render_template, send_file
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.release.manifest import MANIFEST, SUMS
from solidarity_graph.web.site import current_site

blueprint = Blueprint("downloads", __name__)
# They list the files, so no list holds them.
_UNLISTED = {SUMS: "text/plain", MANIFEST: "application/json"}


@blueprint.get("/downloads/")
def downloads() -> str:
    """What there is, how large, with which sums."""
    return render_template("downloads.html", sums=SUMS)


@blueprint.get("/release/<version>/<name>")
def release_file(version: str, name: str) -> BaseResponse:
    """One file of one release."""
    release = current_site().release
    if version != release.version:
        raise UnknownNameError(f"There is no release {version!r} here. There is: {release.version}.")
    types = {file.name: file.media_type for file in release.present()} | _UNLISTED
    if name not in types:
        raise UnknownNameError(f"The release has no file of this name here. It has: {', '.join(types)}.")
    return send_file(release.folder / name, mimetype=types[name])
