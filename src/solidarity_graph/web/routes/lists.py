"""`/actions`, `/people` and the other lists with facets, and `/search`: each selection is an address."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug import Response as AnyResponse

from solidarity_graph.documents import Document, key_of
from solidarity_graph.errors import ParameterError, TooLargeError, UnknownNameError
from solidarity_graph.search import PERSPECTIVES, Bitmap, Listing, Perspective, list_query
from solidarity_graph.web.citation import CITATIONS, Citation, cite, send_citation
from solidarity_graph.web.data_responses import ask_store, name_file, send_answer
from solidarity_graph.web.drawings import FORMATTER
from solidarity_graph.web.negotiation import BY_NAME, DOCUMENT, HTML, Format, choose, content_type, parse_suffix
from solidarity_graph.web.pages.answer_addresses import short_text, whole_number
from solidarity_graph.web.pages.lists import (
    columns_of,
    coordinates_of,
    facets_of,
    iri_of_value,
    possible_then,
    rows_of,
    selection_title,
    shown_values,
    terms_of,
    values_named,
)
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.search_results import FOUND_KINDS, LAST_PAGE, MOST_ON_PAGE, find_things, search_results
from solidarity_graph.web.pages.selections import ROWS, VIEWS, Selection
from solidarity_graph.web.pages.views import (
    Drawer,
    draw_counts,
    draw_places,
    draw_ties,
    draw_times,
    facet_shown,
    unit_of,
    views_of,
)
from solidarity_graph.web.parameters import read_parameters, read_values, refuse_for_pages
from solidarity_graph.web.protocol import Query
from solidarity_graph.web.site import Site, current_links, current_site
from solidarity_graph.web.spreadsheets import PARAMETER, not_csv, read_flag

blueprint = Blueprint("lists", __name__)
GEOJSON = Format("geojson", "application/geo+json", "GeoJSON")
_DATA = (BY_NAME["csv"], BY_NAME["json"], GEOJSON, BY_NAME["ttl"])
_FOR_PAGES = ("view", "by", "named", "page", "limit")
_PARAMETERS = ("q", "sort", *_FOR_PAGES, PARAMETER)
_MOST_ROWS = 1000
_FOUND = 20  # things in one answer of the search as JSON, unless it is asked for more
_MOST_PLACED = 10_000  # things in one GeoJSON: their documents are read into memory
_IN_CELL = 4  # values of a cell that are shown; the others are counted
_IN_FOLD = 20  # values of a cell that unfolds
_VALUES = 8  # of a facet that are shown without unfolding the rest
_OF_FACET = 300  # values on the page of a facet; words in their names choose among more
_ENCODING_FACTOR = 3  # a percent-encoded byte takes three
_BETWEEN_DATES = "actions-between-dates"
_DRAW = {"map": draw_places, "timeline": draw_times, "chart": draw_counts, "network": draw_ties}


def show(name: str, suffix: str = "") -> Response:
    """Return a list under the selection of the query string: as a page, or as data in the format of the suffix.

    Raises ParameterError for a facet, value, column or view that the list does not have.
    """
    site, perspective = current_site(), PERSPECTIVES[name]
    listing = site.documents.listing(name)
    selection = _read(perspective, listing)
    chosen = BY_NAME["csv"] if selection.excel and not suffix else choose(request.accept_mimetypes, (HTML, *_DATA))
    format_ = parse_suffix(suffix, (*_DATA, *CITATIONS)) if suffix else chosen
    if selection.excel and format_.name != "csv":
        raise not_csv()
    among = listing.everything()
    if selection.words:
        among = listing.bitmap(site.documents.matching(selection.words))
    bits = listing.select(selection.chosen, among)
    if format_ is HTML:
        return Response(_page(site, listing, selection, among, bits))
    refuse_for_pages(_FOR_PAGES)
    if format_ in CITATIONS:
        return send_citation(_with_hash(site, listing, selection, among), format_, name)
    if format_ is GEOJSON:
        return _geojson(site, listing, _in_order(site, listing, selection, bits))
    query = _query(site, listing, selection, among, as_graph=format_.name == "ttl")
    return send_answer(Query(query), (format_,), name, excel=selection.excel)


for _name in PERSPECTIVES:
    _show = partial(show, _name)
    blueprint.add_url_rule(f"/{_name}", _name, _show)
    blueprint.add_url_rule(f"/{_name}.<suffix>", _name, _show)


@blueprint.get("/map")
def show_map() -> AnyResponse:
    """Redirect to the map of all actions; a selection of the query string stays."""
    return redirect(_actions_as("map"))


@blueprint.get("/timeline")
def show_timeline() -> AnyResponse:
    """Redirect to the timeline of all actions; a selection of the query string stays."""
    return redirect(_actions_as("timeline"))


def _actions_as(view: str) -> str:
    given = [(name, value) for name, value in request.args.items(multi=True) if name != "view"]
    return f"{url_for('.actions')}?{urlencode([*given, ('view', view)])}"


@blueprint.get("/search")
@blueprint.get("/search.<suffix>")
def search(suffix: str = "") -> Response:
    """Return what has the words of the parameter `q`, the best match first: as a page by kind of thing, or as JSON.

    With `kind`, the name of a list or `other`, only that kind is shown. Raises ParameterError for another one.
    """
    offered = (HTML, DOCUMENT)
    format_ = parse_suffix(suffix, offered[1:]) if suffix else choose(request.accept_mimetypes, offered)
    given = read_values("q", "kind", *(() if format_ is HTML else ("page", "limit")), strict=format_ is not HTML)
    words, kind = short_text(given, "q"), given["kind"]
    _check("kind", kind, FOUND_KINDS)
    if format_ is not HTML:
        page, most = whole_number(given, "page", 1, LAST_PAGE), whole_number(given, "limit", _FOUND, MOST_ON_PAGE)
        return _found(words, kind, page, most)
    written = render_template(
        "search.html",
        words=words,
        kind=kind,
        groups=search_results(current_site(), words, kind),
        in_cell=_IN_CELL,
        in_fold=_IN_FOLD,
        format=FORMATTER,
        data=f"{url_for('.search', suffix=DOCUMENT.name)}?{urlencode({n: v for n, v in given.items() if v})}",
    )
    return Response(written)


def _found(words: str, kind: str, page: int, most: int) -> Response:
    """Return a page of what was found as JSON; `next` is the address of the next one, where there is one."""
    links, host = current_links(), request.host_url.rstrip("/")
    found = find_things(current_site(), words, kind, (page - 1) * most, most)
    for result in found["results"]:
        result["page"] = f"{host}{links.href(result['id'])}"
    if page * most < found["total"]:
        asked = {"q": words, **({"kind": kind} if kind else {}), "page": str(page + 1), "limit": str(most)}
        found["next"] = f"{host}{url_for('.search', suffix=DOCUMENT.name)}?{urlencode(asked)}"
    body = json.dumps({"q": words, "kind": kind, **found}, ensure_ascii=False)
    return name_file(Response(body, content_type=DOCUMENT.media_type), "search", DOCUMENT.name)


def _read(perspective: Perspective, listing: Listing) -> Selection:
    """Return the selection of the query string. An empty field chooses nothing."""
    given = read_parameters(*_PARAMETERS, several=listing.facets)
    chosen = {name: sorted({*values}) for name, values in given.items() if name in listing.facets}
    for name, value in ((name, value) for name, values in chosen.items() for value in values):
        if value not in listing.facets[name]:
            raise ParameterError(
                name,
                "nothing on this list has “%(value)s”. %(list)s shows the values that there are.",
                value=value,
                list=url_for(f".{perspective.name}"),
            )
    single = {name: values[0] for name, values in given.items() if name in _PARAMETERS}
    sort = single.get("sort", "")
    views = [view for view, _ in views_of(current_site(), perspective)]
    _check("sort", sort.removeprefix("-"), [column.name for column in perspective.columns if column.path])
    _check("view", single.get("view", ""), [*views, "values"])
    _check("by", single.get("by", ""), [*listing.facets])
    return Selection(
        chosen,
        short_text(single, "q"),
        sort.removeprefix("-"),
        sort.startswith("-"),
        single.get("view", VIEWS[0]),
        single.get("by", ""),
        short_text(single, "named"),
        whole_number(single, "page", 1, 1_000_000),
        whole_number(single, "limit", ROWS, _MOST_ROWS),
        read_flag(single.get(PARAMETER, "")),
    )


def _check(name: str, value: str, offered: Sequence[str]) -> None:
    if value not in ("", *offered):
        raise ParameterError(
            name, "“%(value)s” cannot be given. Available: %(offered)s.", value=value, offered=", ".join(offered)
        )


def _in_order(site: Site, listing: Listing, selection: Selection, bits: Bitmap) -> list[int]:
    order = site.documents.order(listing.perspective.name, selection.sort or listing.perspective.sort)
    return listing.in_order(bits, reversed(order) if selection.descending else order)


def _query(site: Site, listing: Listing, selection: Selection, among: Bitmap, *, as_graph: bool = False) -> str:
    found = None
    if selection.words:
        found = [listing.keys[number] for number in listing.in_order(among, range(len(listing.keys)))]
    return list_query(
        listing.perspective,
        site.release.base,
        selection.chosen,
        found=found,
        sort=selection.sort,
        descending=selection.descending,
        as_graph=as_graph,
    )


def _cite(site: Site, listing: Listing, selection: Selection) -> Citation | None:
    """Return the citation of a selection, without its view and order, and with the address of its CSV.

    The CSV of the whole list is the table of the release, if there is one, whose hash is known.
    """
    address = selection.address_of_data()
    paths = [f"/{listing.perspective.name}{suffix}{'?' if address else ''}{address}" for suffix in ("", ".csv")]
    table = None if address else site.release.file(paths[1].lstrip("/"))
    sha256 = table.sha256 if table and table.name in site.files else ""
    return cite(selection_title(site, listing, selection), paths[0], sha256=sha256, hashed=paths[1])


def _with_hash(site: Site, listing: Listing, selection: Selection, among: Bitmap) -> Citation | None:
    """Return the citation of a selection with the hash of its CSV; an older release has no CSV, and so no hash."""
    citation = _cite(site, listing, selection)
    if citation is None or citation.sha256:
        return citation
    query = _query(site, listing, replace(selection, sort="", descending=False), among)
    digest = hashlib.sha256()
    try:
        answer = ask_store(Query(query), BY_NAME["csv"].media_type)
    except UnknownNameError:
        return replace(citation, hashed="")
    with answer:
        for piece in answer.body:
            digest.update(piece)
    return replace(citation, sha256=digest.hexdigest())


def _page(site: Site, listing: Listing, selection: Selection, among: Bitmap, bits: Bitmap) -> str:
    facets = facets_of(site, listing, selection.chosen, among)
    query = _query(site, listing, selection, among)
    here = url_for(f".{listing.perspective.name}")
    views = views_of(site, listing.perspective)
    context = {
        "here": here,
        "perspective": listing.perspective,
        "selection": selection,
        "views": views,
        "unit": unit_of(listing.perspective),
        "format": FORMATTER,
        "total": bits.bit_count(),
        "possible_then": possible_then(site, listing, selection, among, bits),
        "can_ask_dates": any(query.name == _BETWEEN_DATES for query in site.catalogue),
        "facets": facets,
        "unfolded": _VALUES,
        "fewest": site.fewest,
        "query": query,
        "is_short": _ENCODING_FACTOR * len(query) <= site.limits.query_bytes,
        "formats": [format_ for format_ in _DATA if format_ is not GEOJSON or "map" in dict(views)],
        "citation": _cite(site, listing, selection),
        "citation_links": {each.name: _data_address(here, selection, each) for each in CITATIONS},
        "links": current_links(),
    }
    if selection.view in _DRAW:
        drawn = _DRAW[selection.view](Drawer(site, listing, selection, among, bits, here))
        return render_template(f"lists/{selection.view}.html", drawn=drawn, **context)
    if selection.view == "values":
        return render_template("lists/values.html", **context, **_values(site, listing, selection, among))
    return render_template("list.html", **context, **_table(site, listing, selection, bits))


def _data_address(here: str, selection: Selection, format_: Format) -> str:
    own = selection.address_of_data()
    return f"{here}.{format_.name}{'?' if own else ''}{own}"


def _table(site: Site, listing: Listing, selection: Selection, bits: Bitmap) -> Mapping[str, object]:
    numbers = _in_order(site, listing, selection, bits)
    skipped = (selection.page - 1) * selection.limit
    shown = numbers[skipped : skipped + selection.limit]
    if selection.page > 1 and not shown:
        raise ParameterError("page", "the list has fewer pages.")
    columns = [column.name for column in listing.perspective.columns]
    rows = [dict(zip(columns, row, strict=True)) for row in rows_of(site, listing, shown)]
    named = (value.value for row in rows for cell in row.values() for value in cell[:_IN_FOLD] if value.is_iri)
    names = find_names(site, named)
    contested = listing.facets.get("contested", {}).get("true", 0)
    return {
        "contested": [bool(contested >> number & 1) for number in shown],
        "rows": terms_of(rows, names, current_links()),
        "columns": columns_of(listing.perspective),
        "first": skipped + 1,
        "last": skipped + len(shown),
        "in_cell": _IN_CELL,
        "in_fold": _IN_FOLD,
    }


def _values(site: Site, listing: Listing, selection: Selection, among: Bitmap) -> Mapping[str, object]:
    facet = facet_shown(listing, selection.by)
    counts = listing.counts(selection.chosen, among, site.fewest)[facet.name]
    named = values_named(site, facet, counts, selection.named) if selection.named else counts
    shown = named[:_OF_FACET]
    names = find_names(site, (iri_of_value(facet, each.value, site) for each in shown))
    values = shown_values(site, facet, shown, names)
    return {"facet": facet, "values": values, "left_out": len(named) - len(values)}


def _geojson(site: Site, listing: Listing, numbers: Sequence[int]) -> Response:
    """Return the things as features (https://www.rfc-editor.org/rfc/rfc7946), in the order of their numbers.

    Each is at the first place that has coordinates, of its own and those they lie in; else it has no geometry.
    """
    if len(numbers) > _MOST_PLACED:
        raise TooLargeError(
            "%(count)s things are too many for GeoJSON: at most %(most)s. Choose fewer.",
            count=len(numbers),
            most=_MOST_PLACED,
        )
    read = site.documents.get_many(listing.keys[number] for number in numbers)
    documents = {key_of(document["id"], site.release.base): document for document in read}
    found = coordinates_of(site, documents.values())
    features = [
        {
            "type": "Feature",
            "id": document["id"],
            "geometry": {"type": "Point", "coordinates": found[document["id"]]} if document["id"] in found else None,
            "properties": _properties(listing.perspective, document),
        }
        for document in (documents[listing.keys[n]] for n in numbers)
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    announced = content_type(request.accept_mimetypes, GEOJSON.media_type)
    return name_file(Response(body, content_type=announced), listing.perspective.name, GEOJSON.name)


def _properties(perspective: Perspective, document: Document) -> Mapping[str, object]:
    columns = [column for column in perspective.columns if column.path and column.member in document]
    return {column.name: document[column.member] for column in columns}
