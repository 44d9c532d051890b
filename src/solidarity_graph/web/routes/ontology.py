"""`/ontology`, `/concept/{name}`, `/shapes`, `/context.jsonld`: the vocabulary of the graph and its documentation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.resources import ontology_dir, shapes_dir
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.alignments import mappings_by_term, read_alignments
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.schema.ontology import TERMS as TERMS_BY_IRI
from solidarity_graph.schema.ontology_reader import label_files, term_files
from solidarity_graph.web.data_responses import send_graph
from solidarity_graph.web.drawings import FORMATTER, Unit
from solidarity_graph.web.negotiation import GRAPHS, HTML, Format, choose, parse_suffix, split_suffix
from solidarity_graph.web.pages.convictions import convictions_shown, sentences_shown
from solidarity_graph.web.pages.names import TERMS, names_in
from solidarity_graph.web.pages.term_uses import constraints, constraints_by_term, draw_classes, queries_by_term
from solidarity_graph.web.parameters import with_query
from solidarity_graph.web.site import current_links, current_site

blueprint = Blueprint("ontology", __name__)
_FORMATS = (HTML, *GRAPHS)
_USES = 200  # shown on the page of a concept


@blueprint.get("/ontology")
@blueprint.get("/ontology.<suffix>")
def ontology(suffix: str = "") -> Response:
    """Return the ontology as RDF, or as a page that documents it, by the suffix or `Accept`."""
    chosen = _choose(suffix)
    if chosen is not HTML:
        return send_graph(chain.from_iterable(_ontology_triples().values()), chosen)
    site = current_site()
    return _page(
        "ontology.html",
        rules=constraints_by_term(),
        questions=queries_by_term(site.catalogue),
        diagram=draw_classes(read_ontology()),
        unit=Unit("%(count)s property", "%(count)s properties"),
        format=FORMATTER,
    )


@blueprint.get("/ontology/<version>")
def ontology_version(version: str) -> BaseResponse:
    """Return one version of the ontology. Only the current one is kept; UnknownNameError for any other."""
    present = read_ontology().version
    if version != present:
        raise UnknownNameError(
            "There is no version %(version)r of the ontology here. Available: %(present)s.",
            version=version,
            present=present,
        )
    return ontology()


@blueprint.get("/concept/")
def concepts() -> Response:
    """Return the page of all concept schemes and their concepts."""
    return _page("concepts.html")


@blueprint.get("/concept/<file>")
def concept(file: str) -> BaseResponse:
    """Redirect a concept or scheme, with 303, to a document about it; with a suffix, return that document.

    file  the concept's name, perhaps with a suffix. Raises UnknownNameError for an unknown concept or suffix.
    """
    name, format_ = split_suffix(file, _FORMATS)
    known = read_ontology()
    if name not in known.concepts and name not in known.schemes:
        raise UnknownNameError("There is no concept of this name.")
    if format_ is None:
        chosen = choose(request.accept_mimetypes, _FORMATS)
        return redirect(with_query(url_for(".concept", file=f"{name}.{chosen.name}")), 303)
    if format_ is HTML:
        return _scheme_page(name) if name in known.schemes else _concept_page(name)
    return send_graph(_about_concept(name), format_)


@blueprint.get("/shapes")
@blueprint.get("/shapes.<suffix>")
def shapes(suffix: str = "") -> Response:
    """Return all SHACL shapes as one graph, or a page that lists their files, by the suffix or `Accept`."""
    chosen = _choose(suffix)
    folder = shapes_dir()
    paths = sorted(folder.rglob("*.ttl"))
    if chosen is not HTML:
        return send_graph(dict.fromkeys(_read(paths)), chosen)  # files repeat the declaration of a prefix
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(path.parent.name, []).append(path.stem)
    return _page("shapes.html", groups=groups, rules=[constraint for constraint, _ in constraints()])


@blueprint.get("/shapes/<group>/<name>.ttl")
def shapes_file(group: str, name: str) -> BaseResponse:
    """Return one Turtle file of shapes unchanged, with its comments. Raises UnknownNameError if there is none."""
    path = shapes_dir() / group / f"{name}.ttl"
    if path not in shapes_dir().rglob("*.ttl"):
        raise UnknownNameError("There is no file of shapes of this name.")
    return Response(path.read_bytes(), content_type="text/turtle; charset=utf-8")


@blueprint.get("/context.jsonld")
def context() -> BaseResponse:
    """Return the JSON-LD context of the release's documents."""
    return Response((ontology_dir() / "context.jsonld").read_bytes(), content_type="application/ld+json")


@blueprint.get("/document.schema.json")
def document_schema() -> BaseResponse:
    """Return the JSON Schema of the release's documents."""
    return Response((ontology_dir() / "document.schema.json").read_bytes(), content_type="application/schema+json")


def _choose(suffix: str) -> Format:
    return parse_suffix(suffix, _FORMATS) if suffix else choose(request.accept_mimetypes, _FORMATS)


def _page(template: str, **values: object) -> Response:
    shown = {
        "ontology": read_ontology(),
        "alignments": read_alignments(),
        "mappings": mappings_by_term(),
        "links": current_links(),
        "names": TERMS,
    }
    return Response(render_template(template, **shown | values))


def _scheme_page(name: str) -> Response:
    return _page("scheme.html", scheme=read_ontology().schemes[name], data=_data(name))


def _concept_page(name: str) -> Response:
    site = current_site()
    document = site.documents.get(f"concept/{name}") or {"id": SGC + name}
    uses = document.get("uses", ())[:_USES]
    shown = {use["id"] for use in uses}
    document["convictions"] = [one for one in document.get("convictions", ()) if one["id"] in shown]
    named = sentences_shown(site, document, ())
    return _page(
        "concept.html",
        concept=read_ontology().concepts[name],
        scheme=read_ontology().schemes[read_ontology().concepts[name].scheme],
        uses=uses,
        convictions=convictions_shown(site, document, named),
        names=names_in(site, document, *named),
        data=_data(name),
    )


def _data(name: str) -> tuple[tuple[Format, str], ...]:
    return tuple((format_, url_for(".concept", file=f"{name}.{format_.name}")) for format_ in GRAPHS)


@cache
def _ontology_triples() -> Mapping[object, Sequence[Triple]]:
    """Return the triples of the ontology by subject, in the order of the files."""
    by_subject: dict[object, list[Triple]] = {}
    for triple in _read((*term_files(), *label_files())):
        by_subject.setdefault(triple.subject, []).append(triple)
    return by_subject


def _about_concept(name: str) -> Sequence[Triple]:
    """Return the triples of a concept or scheme, and those that say in which languages its label is a draft."""
    drafts = (
        Triple(NamedNode(read_ontology().iri), NamedNode(SG + "draftLabels"), Literal(language))
        for language in sorted(TERMS_BY_IRI[SGC + name].drafts)
    )
    return [*_ontology_triples().get(NamedNode(SGC + name), ()), *drafts]


def _read(paths: Iterable[Path]) -> Iterator[Triple]:
    # Blank nodes are numbered in the order of the files: the parser gives them new names on each run.
    numbered: dict[tuple[Path, object], BlankNode] = {}

    def rename(path: Path, term: Any) -> Any:
        if not isinstance(term, BlankNode):
            return term
        return numbered.setdefault((path, term), BlankNode(f"b{len(numbered)}"))

    for path in paths:
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            yield Triple(rename(path, quad.subject), quad.predicate, rename(path, quad.object))
