"""`/about` and `/docs/`: what this is, and the documents of the repository as pages."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from solidarity_graph.web.documentation import document_files, find_file, read_document
from solidarity_graph.web.pages.things import one
from solidarity_graph.web.site import current_site

blueprint = Blueprint("docs", __name__)


@blueprint.get("/about")
def about() -> str:
    """Return the page on what this is, what it cannot say, how to cite it and how to have something taken back."""
    dataset = current_site().about
    return render_template(
        "about.html",
        publisher=one(dataset, "publisher").value,
        description=one(dataset, "description").value,
    )


@blueprint.get("/docs/")
def index() -> str:
    """Return the list of the documents, each with its title and its first paragraph."""
    return render_template("docs.html", documents=[read_document(name) for name in document_files()])


@blueprint.get("/docs/<name>")
def document(name: str) -> str:
    """Return a document as a page. Raises UnknownNameError if there is none of this name."""
    return render_template("document.html", document=read_document(name))


@blueprint.get("/docs/<folder>/<name>")
def file(folder: str, name: str) -> Response:
    """Return a figure or an example of the documents. Raises UnknownNameError if there is none."""
    found, media_type = find_file(f"{folder}/{name}")
    return Response(found.read_bytes(), mimetype=media_type)
