"""What each route gives, in a sentence: for the description of the API and for the list of pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import getdoc, signature
from typing import Final

from flask import Flask
from werkzeug.routing import Rule

from solidarity_graph.web.negotiation import GRAPHS, HTML, RESULTS

_JSON, _TEXT = "application/json", "text/plain"
_GRAPHS = tuple(format_.media_type for format_ in GRAPHS)


@dataclass(frozen=True, slots=True)
class Route:
    """How a route is described: what it gives, in which media types, and with which statuses it redirects."""

    tag: str
    summary: str
    types: tuple[str, ...] = (HTML.media_type,)
    redirects: tuple[str, ...] = ()


_DESCRIPTIONS: Mapping[str, Route] = {
    "home.home": Route("Pages", "The start page"),
    "home.robots": Route("Pages", "What crawlers are not to fetch", (_TEXT,)),
    "home.health": Route("Operation", "Whether the server is ready, and the release that it serves", (_JSON,)),
    "metrics.metrics": Route("Operation", "Metrics in the text format of Prometheus", (_TEXT,)),
    "dataset.dataset": Route("Dataset", "The IRI of the dataset", (), ("303",)),
    "dataset.downloads": Route("Dataset", "The files of the release, with sizes and checksums"),
    "dataset.void": Route("Dataset", "Figures, classes, properties and files in VoID and DCAT", _GRAPHS),
    "dataset.release_file": Route("Dataset", "A file of the release"),
    "graphs.graph": Route("Things", "A named graph: what one article says, or what was derived or decided"),
    "graphs.graphs": Route("Things", "All named graphs"),
    "ontology.ontology": Route("Vocabulary", "The ontology"),
    "alignments.alignment": Route("Vocabulary", "How our terms relate to those of one vocabulary, with reasons"),
    "alignments.table": Route("Vocabulary", "One alignment in SSSOM", ("text/tab-separated-values",)),
    "alignments.turtle": Route("Vocabulary", "One alignment in Turtle", ("text/turtle",)),
    "alignments.held_events": Route(
        "Vocabulary", "The query that types events which took place as theirs", ("application/sparql-query",)
    ),
    "ontology.ontology_version": Route("Vocabulary", "One version of the ontology, named by its number"),
    "ontology.context_version": Route("Vocabulary", "The context of one version", ("application/ld+json",)),
    "ontology.migration": Route(
        "Vocabulary", "The update that rewrites data for one version", ("application/sparql-update",)
    ),
    "ontology.example": Route(
        "Vocabulary", "A case of another country, the question on it, its text; or data with faults", ("*/*",)
    ),
    "ontology.released_file": Route("Vocabulary", "A file of a released version, or the SHA-256 of all", ("*/*",)),
    "ontology.check": Route("Vocabulary", "A query that finds faults in an ontology", ("application/sparql-query",)),
    "ontology.scheme_version": Route("Vocabulary", "One version of a concept scheme, named by its number"),
    "ontology.shapes_version": Route("Vocabulary", "One version of the shapes, named by its number"),
    "ontology.concept": Route("Vocabulary", "A concept or a concept scheme", (), ("303",)),
    "ontology.concepts": Route("Vocabulary", "All concept schemes and their concepts", (HTML.media_type,)),
    "ontology.shapes": Route("Vocabulary", "The SHACL shapes that the data satisfies"),
    "ontology.shapes_file": Route("Vocabulary", "One file of shapes, with its comments", ("text/turtle",)),
    "ontology.context": Route("Vocabulary", "The JSON-LD context of documents", ("application/ld+json",)),
    "ontology.document_schema": Route("Vocabulary", "The JSON Schema of documents", ("application/schema+json",)),
    "things.thing": Route("Things", "The IRI of a person, place, event, article, claim, ...", (), ("303", "308")),
    "docs.file": Route("Pages", "A figure or an example of the documents", ("*/*",)),
    "maps.land": Route("Pages", "The outlines of land that maps draw", ("application/geo+json",)),
    "lists.show_map": Route("Lists", "The map of all actions", (), ("302",)),
    "lists.show_timeline": Route("Lists", "The timeline of all actions", (), ("302",)),
    "sparql.completions": Route("SPARQL", "The prefixes and terms that the editor completes", (_JSON,)),
    "sparql.suggest": Route("SPARQL", "The things that the words in q find, for the editor", (_JSON,)),
    "sparql.example": Route("SPARQL", "The editor with a saved question", (), ("302",)),
    "queries.catalogue": Route("Questions", "All saved questions"),
    "queries.query": Route(
        "Questions",
        "A saved question with its parameters, those of its data: its page, or its answer by Accept",
        (HTML.media_type, *(each.media_type for each in (*RESULTS, *GRAPHS))),
    ),
    "lists.search": Route(
        "Lists", "What has words in its names, in any script and most spellings, or in quoted phrases"
    ),
    "programs.openapi": Route("Dataset", "This description", (_JSON,)),
    "programs.catalogue": Route("Dataset", "The dataset in DCAT-AP 3, for data catalogues", _GRAPHS),
    "programs.sitemap": Route("Dataset", "Addresses of the pages that search engines may list", ("application/xml",)),
    "programs.feed": Route(
        "Dataset", "The release and the newest articles, as an Atom feed", ("application/atom+xml",)
    ),
    "programs.llms": Route("Dataset", "What language models need to know of the site", (_TEXT,)),
}
TAGS: Final = {
    "Questions": "Saved questions: each has typed parameters, and its answer an address.",
    "Lists": "Lists with facets. Values of one facet are alternatives; all facets must fit.",
    "Things": "People, places, events, articles and the claims about them, by IRI.",
    "SPARQL": "SPARQL 1.1, query only.",
    "Dataset": "The release, its files and its descriptions.",
    "Vocabulary": "Ontology, concepts, shapes.",
    "Operation": "For those who run the site.",
    "Pages": "Pages for people.",
}
"""What each tag of a description stands for."""


def describe_route(app: Flask, rule: Rule) -> Route:
    """Return what is declared of a route, or else told by its function: a text is a page, others have any format."""
    if rule.endpoint in _DESCRIPTIONS:
        return _DESCRIPTIONS[rule.endpoint]
    view = app.view_functions[rule.endpoint]
    summary = (getdoc(view) or rule.rule).partition("\n")[0].partition(". ")[0].removeprefix("Return ").rstrip(".:")
    types = (HTML.media_type,) if signature(view).return_annotation in (str, "str") else ("*/*",)
    return Route("Pages", summary[:1].upper() + summary[1:], types)


def gives_page(app: Flask, rule: Rule) -> bool:
    """Return True if the route of a rule gives a page: HTML, perhaps among other formats."""
    return HTML.media_type in describe_route(app, rule).types
