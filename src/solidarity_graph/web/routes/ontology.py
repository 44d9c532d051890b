"""`/ontology`, `/concept/{name}`, `/shapes`, `/context.jsonld`: the vocabulary of the graph and its documentation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, url_for
from pyoxigraph import Literal, NamedNode, Triple
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.resources import ontology_dir, shapes_dir
from solidarity_graph.schema import Ontology, read_ontology
from solidarity_graph.schema.alignments import mappings_by_term, read_alignments
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.schema.ontology import TERMS as TERMS_BY_IRI
from solidarity_graph.schema.ontology_versions import RELEASES, OntologyVersion, find_version, known_versions
from solidarity_graph.web.data_responses import send_graph
from solidarity_graph.web.documentation import ontology_files
from solidarity_graph.web.drawings import FORMATTER, Unit
from solidarity_graph.web.negotiation import GRAPHS, HTML, Format, choose, parse_suffix, split_suffix
from solidarity_graph.web.pages.class_diagram import draw_classes
from solidarity_graph.web.pages.convictions import convictions_shown, sentences_shown
from solidarity_graph.web.pages.names import TERMS, names_in, names_of_terms
from solidarity_graph.web.pages.term_uses import (
    constraints,
    constraints_by_term,
    inherited_constraints,
    properties_taking,
    queries_by_term,
    superclasses,
)
from solidarity_graph.web.parameters import with_query
from solidarity_graph.web.site import current_links, current_site

blueprint = Blueprint("ontology", __name__)
_FORMATS = (HTML, *GRAPHS)
_USES = 200  # shown on the page of a concept
_VERSION = re.compile(r"(\d+\.\d+\.\d+)(?:\.(.+))?")  # with a suffix or without


@blueprint.get("/ontology")
@blueprint.get("/ontology.<suffix>")
def ontology(suffix: str = "") -> Response:
    """Return the ontology as RDF, or as a page that documents it, by the suffix or `Accept`."""
    chosen = _choose(suffix)
    if chosen is not HTML:
        return send_graph(_triples_of(known_versions()[0]), chosen)
    return _ontology_page(known_versions()[0])


@blueprint.get("/ontology/<file>")
def ontology_version(file: str) -> Response:
    """Return one version of the ontology, by the suffix or `Accept`. Raises UnknownNameError for an unknown one."""
    version, chosen = _choose_version(file)
    return _ontology_page(version) if chosen is HTML else send_graph(_triples_of(version), chosen)


@blueprint.get("/ontology/<version>/context.jsonld")
def context_version(version: str) -> Response:
    """Return the JSON-LD context of one version. Raises UnknownNameError for an unknown one."""
    return Response(find_version(version).context, content_type="application/ld+json")


@blueprint.get("/ontology/<version>/migration.ru")
def migration(version: str) -> Response:
    """Return the SPARQL update that rewrites data for one version. Raises UnknownNameError if it has none."""
    path = _migration_file(find_version(version))
    if not path.is_file():
        raise UnknownNameError("Data need not be rewritten for this version of the ontology.")
    return Response(path.read_bytes(), content_type="application/sparql-update")


@blueprint.get("/ontology/examples/<folder>/<name>")
def example(folder: str, name: str) -> Response:
    """Return a file of the examples as it is. Raises UnknownNameError if there is none."""
    return _send_file(f"examples/{folder}/{name}")


@blueprint.get("/ontology/checks/<name>")
def check(name: str) -> Response:
    """Return a query that finds faults in an ontology. Raises UnknownNameError if there is none."""
    return _send_file(f"checks/{name}")


@blueprint.get(f"/ontology/{RELEASES}/<path:name>")
def released_file(name: str) -> Response:
    """Return a file of a released version as it is, or the sums of all. Raises UnknownNameError if there is none."""
    return _send_file(f"{RELEASES}/{name}")


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


@blueprint.get("/concept/<scheme>/<file>")
def scheme_version(scheme: str, file: str) -> Response:
    """Return one version of a concept scheme with its concepts. Raises UnknownNameError for an unknown one."""
    version, chosen = _choose_version(file)
    known = _ontology_of(version).schemes
    if scheme not in known:
        raise UnknownNameError(
            "Version %(version)s has no concept scheme %(name)r.", version=version.number, name=scheme
        )
    terms = (known[scheme], *known[scheme].concepts.values())
    if chosen is not HTML:
        subjects = {NamedNode(term.iri) for term in terms}
        return send_graph((triple for triple in _triples_of(version) if triple.subject in subjects), chosen)
    data = tuple(
        (format_, url_for(".scheme_version", scheme=scheme, file=f"{version.number}.{format_.name}"))
        for format_ in GRAPHS
    )
    names = TERMS if _is_at_work(version) else names_of_terms(terms)
    return _page("scheme.html", scheme=known[scheme], data=data, version=version, names=names)


@blueprint.get("/shapes")
@blueprint.get("/shapes.<suffix>")
def shapes(suffix: str = "") -> Response:
    """Return all SHACL shapes as one graph, or a page that lists their files, by the suffix or `Accept`."""
    chosen = _choose(suffix)
    if chosen is not HTML:
        return send_graph(_shapes_of(known_versions()[0]), chosen)
    groups: dict[str, list[str]] = {}
    for path in sorted(shapes_dir().rglob("*.ttl")):
        groups.setdefault(path.parent.name, []).append(path.stem)
    rules = [constraint for constraint, _ in constraints()]
    return _page("shapes.html", groups=groups, version=None, rules=rules)


@blueprint.get("/shapes/<file>")
def shapes_version(file: str) -> Response:
    """Return one version of the shapes, by the suffix or `Accept`. Raises UnknownNameError for an unknown one."""
    version, chosen = _choose_version(file)
    if chosen is not HTML:
        return send_graph(_shapes_of(version), chosen)
    groups = {version.number: [*version.shapes]} if version.is_released else {}
    return _page("shapes.html", groups=groups, version=version, rules=())


@blueprint.get("/shapes/<group>/<name>.ttl")
def shapes_file(group: str, name: str) -> BaseResponse:
    """Return one Turtle file of shapes unchanged, with its comments. Raises UnknownNameError if there is none.

    group  the folder of the file; or a released version, of which `name` is a layer.
    """
    releases = ontology_dir() / RELEASES
    path = (releases / group / "shapes" if _VERSION.fullmatch(group) else shapes_dir() / group) / f"{name}.ttl"
    if path not in (*shapes_dir().rglob("*.ttl"), *releases.glob("*/shapes/*.ttl")):
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


def _send_file(path: str) -> Response:
    if path not in ontology_files():
        raise UnknownNameError("The ontology has no file %(path)r.", path=path)
    file, media_type = ontology_files()[path]
    return Response(file.read_bytes(), content_type=f"{media_type}; charset=utf-8")


def _choose(suffix: str) -> Format:
    return parse_suffix(suffix, _FORMATS) if suffix else choose(request.accept_mimetypes, _FORMATS)


def _choose_version(file: str) -> tuple[OntologyVersion, Format]:
    """Return the version that a name with or without a suffix names, and the format. Raises UnknownNameError."""
    match = _VERSION.fullmatch(file)
    number, suffix = match.groups() if match else (file, None)
    return find_version(number), _choose(suffix or "")


def _page(template: str, **values: object) -> Response:
    shown = {
        "ontology": read_ontology(),
        "alignments": read_alignments(),
        "mappings": mappings_by_term(),
        "links": current_links(),
        "names": TERMS,
    }
    return Response(render_template(template, **shown | values))


def _ontology_page(version: OntologyVersion) -> Response:
    ontology, versions = _ontology_of(version), known_versions()
    is_at_work = _is_at_work(version)  # rules and questions are of this installation
    folder = f"{RELEASES}/"
    released = [path.removeprefix(folder) for path in ontology_files() if path.startswith(f"{folder}{version.number}/")]
    return _page(
        "ontology.html",
        ontology=ontology,
        version=version,
        versions=versions,
        released=released,
        **({} if is_at_work else {"alignments": {}, "mappings": {}}),
        is_migrated=_migration_file(version).is_file(),
        rules=constraints_by_term() if is_at_work else {},
        inherited=inherited_constraints(ontology) if is_at_work else {},
        questions=queries_by_term(current_site().catalogue) if is_at_work else {},
        subclasses=ontology.subclasses,
        excluding={
            name: [each for each in superclasses(ontology, name) if ontology.classes[each].disjoint]
            for name in ontology.classes
        },
        diagram=draw_classes(ontology),
        unit=Unit("%(count)s property", "%(count)s properties"),
        format=FORMATTER,
    )


def _migration_file(version: OntologyVersion) -> Path:
    return ontology_dir() / "migrations" / f"{version.number}.ru"


def _ontology_of(version: OntologyVersion) -> Ontology:
    """Return the terms of a version: of that at work with the examples and the order of its files, also if released."""
    return read_ontology(None if _is_at_work(version) else ontology_dir() / RELEASES / version.number)


def _is_at_work(version: OntologyVersion) -> bool:
    return version.number == read_ontology().version


def _triples_of(version: OntologyVersion) -> Sequence[Triple]:
    return [*version.ontology, *version.concepts, *chain.from_iterable(version.labels.values())]


def _shapes_of(version: OntologyVersion) -> Sequence[Triple]:
    return [*dict.fromkeys(chain.from_iterable(version.shapes.values()))]  # layers repeat declarations of prefixes


def _scheme_page(name: str) -> Response:
    return _page("scheme.html", scheme=read_ontology().schemes[name], data=_data(name), version=None)


def _concept_page(name: str) -> Response:
    site = current_site()
    document = site.documents.get(f"concept/{name}") or {"id": SGC + name}
    uses = document.get("uses", ())[:_USES]
    shown = {use["id"] for use in uses}
    document["convictions"] = [one for one in document.get("convictions", ()) if one["id"] in shown]
    named = sentences_shown(site, document, ())
    ontology, concept = read_ontology(), read_ontology().concepts[name]
    return _page(
        "concept.html",
        concept=concept,
        scheme=ontology.schemes[concept.scheme],
        properties=properties_taking(ontology, concept),
        rules=constraints_by_term(),
        questions=queries_by_term(site.catalogue),
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
    for triple in _triples_of(known_versions()[0]):
        by_subject.setdefault(triple.subject, []).append(triple)
    return by_subject


def _about_concept(name: str) -> Sequence[Triple]:
    """Return the triples of a concept or scheme, and those that say in which languages its label is a draft."""
    drafts = (
        Triple(NamedNode(read_ontology().iri), NamedNode(SG + "draftLabels"), Literal(language))
        for language in sorted(TERMS_BY_IRI[SGC + name].drafts)
    )
    return [*_ontology_triples().get(NamedNode(SGC + name), ()), *drafts]
