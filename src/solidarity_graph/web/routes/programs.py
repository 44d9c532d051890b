"""Descriptions of the site for programs: OpenAPI, the data catalogue, sitemap, feed, `llms.txt`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from flask import Blueprint, Response, current_app, render_template, request, url_for
from werkzeug.routing import Rule

from solidarity_graph.documents import Document
from solidarity_graph.documents.reading_rules import READING_RULES
from solidarity_graph.model.versions import release_day
from solidarity_graph.rdf.catalogue import CatalogueAddresses, CatalogueEntry, describe_catalogue
from solidarity_graph.release import Release
from solidarity_graph.schema.namespaces import SG
from solidarity_graph.schema.ontology_versions import released_numbers
from solidarity_graph.search import PERSPECTIVES
from solidarity_graph.web.data_responses import send_graph
from solidarity_graph.web.documentation import document_files
from solidarity_graph.web.negotiation import GRAPHS, choose, parse_suffix
from solidarity_graph.web.openapi import describe_api
from solidarity_graph.web.pages.things import one
from solidarity_graph.web.response_headers import is_listed
from solidarity_graph.web.route_descriptions import gives_page
from solidarity_graph.web.routes.dataset import list_downloads
from solidarity_graph.web.site import Site, current_context, current_site, is_copy

blueprint = Blueprint("programs", __name__)
_GEONAMES = "sws.geonames.org/"
_NEWEST = 20  # articles in the feed
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# https://www.w3.org/TR/xml/#charsets: these cannot be written in XML at all.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An article in the feed: its IRI, key, title and language, the day on which it was published, and by whom."""

    iri: str
    key: str
    title: str
    language: str
    day: str
    publisher: str


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Return the description of the HTTP API."""
    described = describe_api(current_app, current_site(), request.root_url.rstrip("/"))
    return Response(json.dumps(described, ensure_ascii=False), content_type="application/json")


@blueprint.get("/catalogue")
@blueprint.get("/catalogue.<suffix>")
def catalogue(suffix: str = "") -> Response:
    """Return the dataset as a catalogue entry by DCAT-AP, in an RDF format by the suffix or `Accept`."""
    chosen = parse_suffix(suffix, GRAPHS) if suffix else choose(request.accept_mimetypes, GRAPHS)
    site = current_site()
    addresses = CatalogueAddresses(
        catalogue=url_for(".catalogue", suffix="ttl" if is_copy() else None, _external=True),
        home=url_for("home.home", _external=True),
        downloads=url_for("dataset.downloads", _external=True),
        sparql="" if is_copy() else url_for("sparql.sparql", _external=True),
        openapi="" if is_copy() else url_for(".openapi", _external=True),
    )
    described = describe_catalogue(_entry(site), addresses, SG.removesuffix("#"), list_downloads(site))
    return send_graph(described, chosen, ("dcat", "dcterms", "foaf", "spdx", "xsd", "rdfs", "skos"))


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Return the addresses that search engines may list (https://www.sitemaps.org): no person's page and no list."""
    # These are pages about the dataset, some dozens: far from the 50,000 at which a sitemap has to be divided.
    pages = [rule.rule for rule in current_app.url_map.iter_rules() if _is_page_to_list(rule)]
    versions = (f"/ontology/{number}" for number in released_numbers())
    paths = sorted([*pages, *(f"/docs/{name}" for name in document_files()), *versions])
    written = render_template("sitemap.xml", here=_here(), paths=paths, day=_day_of(current_site().release))
    return Response(written, content_type="application/xml; charset=utf-8")


@blueprint.get("/feed.atom")
def feed() -> Response:
    """Return the release and the newest articles as an Atom feed (https://www.rfc-editor.org/rfc/rfc4287)."""
    site = current_site()
    entries = [*islice(_newest(site), _NEWEST)]
    day = _day_of(site.release) or max((entry.day for entry in entries), default="1970-01-01")
    written = render_template(
        "feed.xml",
        here=_here(),
        site=site,
        entries=entries,
        day=day,
        counts=site.about.get("counts", {}).get("classes", {}),
        author=one(site.about, "publisher").value or site.release.title,
        licence=next(iter(site.about.get("license", ())), ""),
    )
    return Response(_NOT_XML.sub("", written), content_type="application/atom+xml; charset=utf-8")


@blueprint.get("/llms.txt")
def llms() -> Response:
    """Return what a language model needs to know to answer from this site (https://llmstxt.org)."""
    site = current_site()
    written = render_template(
        "llms.txt",
        here=_here(),
        site=site,
        description=one(site.about, "description").value,
        perspectives=PERSPECTIVES.values(),
        rules=READING_RULES,
        groups=site.catalogue.groups(),
    )
    return Response(written, content_type="text/plain; charset=utf-8")


def _entry(site: Site) -> CatalogueEntry:
    about = site.about
    selection: Document = next(iter(about.get("wasGeneratedBy", ())), {})
    base = site.release.base
    countries = site.documents.get_many(site.documents.listing("actions").facets["country"])
    return CatalogueEntry(
        dataset=f"{base}dataset",
        title=site.release.title,
        description=one(about, "description").value or site.release.title,
        publisher=one(about, "publisher").value or site.release.title,
        licence=next(iter(about.get("license", ())), ""),
        version=site.release.version,
        issued=_day_of(site.release),
        languages=selection.get("language", ()),
        years=next(iter(selection.get("temporal", ())), ""),
        # Of the names of a country elsewhere, catalogues know those of GeoNames.
        places=[
            max(country.get("exactMatch", [country["id"]]), key=lambda iri: _GEONAMES in iri) for country in countries
        ],
        method=one(selection, "description").value,
    )


def _here() -> str:
    """Return the address of the application without a release and without a slash at its end."""
    return f"{request.host_url.rstrip('/')}{current_context().root}"


def _day_of(release: Release) -> str:
    """Return the day of a release; '' for a draft, which may change on any day."""
    return "" if release.is_draft else release_day(release.version)


def _is_page_to_list(rule: Rule) -> bool:
    return not rule.arguments and is_listed(rule.endpoint) and gives_page(current_app, rule)


def _newest(site: Site) -> Iterator[FeedEntry]:
    """Yield the articles whose day of publication is known, the newest first."""
    keys = site.documents.listing("sources").keys
    newest = [keys[number] for number in reversed(site.documents.order("sources", "issued"))]
    # Some are dated by the year alone, and stand among those of its first day.
    found = {document["id"]: document for document in site.documents.get_many(newest[: 5 * _NEWEST])}
    for key in newest[: 5 * _NEWEST]:
        article = found[f"{site.release.base}id/{key}"]
        issued = one(article, "issued").value
        title = one(article, "title")
        if _DAY.fullmatch(issued) and title.value:
            names = article.get("names", {}).get(one(article, "publisher").value, {})
            publisher = next(iter(names.values()), "")
            yield FeedEntry(article["id"], key, title.value, title.language, issued, publisher)
