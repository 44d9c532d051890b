"""`/actions`, `/people` and the other lists with facets, and `/search`: each selection is an address."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for

from solidarity_graph.documents import Document, key_of
from solidarity_graph.errors import ParameterError, TooLargeError
from solidarity_graph.search import PERSPECTIVES, Listing, Perspective, list_query
from solidarity_graph.web.addresses import TRACKING
from solidarity_graph.web.data_responses import name_file, send_answer
from solidarity_graph.web.negotiation import BY_NAME, HTML, Format, choose, content_type, parse_suffix
from solidarity_graph.web.pages.lists import coordinates_of, facets_of, rows_of
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.protocol import Query, parse_fields
from solidarity_graph.web.routes.queries import whole_number
from solidarity_graph.web.site import Site, current_links, current_site
from solidarity_graph.web.spreadsheets import PARAMETER, not_csv, read_flag

blueprint = Blueprint("lists", __name__)
GEOJSON = Format("geojson", "application/geo+json", "GeoJSON")
_DATA = (BY_NAME["csv"], BY_NAME["json"], GEOJSON, BY_NAME["ttl"])
_VIEWS = ("table",)
_SHOWN = ("q", "sort", "view", "page", "limit", PARAMETER)
_ROWS, _MOST_ROWS = 50, 1000
_MOST_PLACED = 10_000  # things in one GeoJSON: their documents are read into memory
_IN_CELL = 4  # values of a cell that are shown; the others are counted
_VALUES = 8  # of a facet that are shown without unfolding the rest
_ENCODING_FACTOR = 3  # a percent-encoded byte takes three
_FOUND = 8  # things of each list that a search shows
_ORDER = ("people", "places", "organisations", "actions", "measures", "awards", "sources")


@dataclass(frozen=True, slots=True)
class Selection:
    """The parsed address of a list.

    chosen  the chosen values of each facet that has any.
    words   what is searched for; empty for nothing.
    sort    the name of a column.
    """

    chosen: Mapping[str, Sequence[str]]
    words: str
    sort: str
    descending: bool
    page: int
    limit: int
    excel: bool

    def address(self, *, without: tuple[str, str] | None = None, sort: str | None = None, page: int = 1) -> str:
        """Return the query string of the selection, without its default values.

        without  a facet and the value that is left out.
        sort     another order, with `-` for the last first; '' for that of the list.
        """
        order = f"{'-' if self.descending else ''}{self.sort}" if sort is None else sort
        own = {"q": self.words, "sort": order, "page": str(page) if page > 1 else ""}
        own["limit"] = str(self.limit) if self.limit != _ROWS else ""
        return urlencode([pair for pair in (*self._choices(), *own.items()) if pair[1] and pair != without])

    def address_of_data(self) -> str:
        """Return the query string of the selection for its data, which comes whole and in the order of the list."""
        return urlencode([*self._choices(), *([("q", self.words)] if self.words else [])])

    def _choices(self) -> list[tuple[str, str]]:
        return [(name, value) for name, values in sorted(self.chosen.items()) for value in values]


def show(name: str, suffix: str = "") -> Response:
    """Return a list under the selection of the query string: as a page, or as data in the format of the suffix.

    Raises ParameterError for a facet, value or column that the list does not have.
    """
    site, perspective = current_site(), PERSPECTIVES[name]
    listing = site.documents.listing(name)
    selection = _read(perspective, listing)
    chosen = BY_NAME["csv"] if selection.excel and not suffix else choose(request.accept_mimetypes, (HTML, *_DATA))
    format_ = parse_suffix(suffix, _DATA) if suffix else chosen
    if selection.excel and format_.name != "csv":
        raise not_csv()
    among = listing.everything()
    if selection.words:
        among = listing.bitmap(site.documents.matching(selection.words))
    order = site.documents.order(name, selection.sort or perspective.sort)
    bits = listing.select(selection.chosen, among)
    numbers = listing.in_order(bits, reversed(order) if selection.descending else order)
    if format_ is HTML:
        return Response(_page(site, listing, selection, among, numbers))
    if request.args.get("page") or request.args.get("limit"):
        raise ParameterError("limit" if "limit" in request.args else "page", "pages are for people: data comes whole.")
    if format_ is GEOJSON:
        return _geojson(site, listing, numbers)
    query = _query(site, listing, selection, among, as_graph=format_.name == "ttl")
    return send_answer(Query(query), (format_,), name, excel=selection.excel)


for _name in PERSPECTIVES:
    _show = partial(show, _name)
    blueprint.add_url_rule(f"/{_name}", _name, _show)
    blueprint.add_url_rule(f"/{_name}.<suffix>", _name, _show)


@blueprint.get("/search")
def search() -> str:
    """Return the page of what has the words of the parameter `q`, by kind of thing, the best match first."""
    site = current_site()
    words = request.args.get("q", "").strip()
    found = site.documents.search(words, limit=-1)
    groups = {name: [hit for hit in found if hit[0] in site.documents.listing(name).numbers] for name in _ORDER}
    listed = {key for hits in groups.values() for key, _ in hits}
    groups["other"] = [hit for hit in found if hit[0] not in listed]
    shown = {name: hits[:_FOUND] for name, hits in groups.items()}
    iris = [f"{site.release.base}id/{key}" for hits in shown.values() for key, _ in hits]
    return render_template(
        "search.html",
        words=words,
        total=len(found),
        sizes={name: len(hits) for name, hits in groups.items()},
        found={name: [f"{site.release.base}id/{key}" for key, _ in hits] for name, hits in shown.items() if hits},
        perspectives=PERSPECTIVES,
        names=find_names(site, iris),
        links=current_links(),
    )


def _read(perspective: Perspective, listing: Listing) -> Selection:
    fields = parse_fields(request.query_string, "address")
    # An empty field of a form chooses nothing; what social networks add to links is of no meaning here.
    given = {name: sorted({*values} - {""}) for name, values in fields.items() if not TRACKING.match(name)}
    for name, values in given.items():
        if name not in listing.facets and name not in _SHOWN:
            there = ", ".join((*listing.facets, *_SHOWN))
            raise ParameterError(name, f"this list has no such facet. There is: {there}.")
        if name in _SHOWN and len(values) > 1:
            raise ParameterError(name, f"it is there {len(values)} times; give it once.")
    chosen = {name: values for name, values in given.items() if name in listing.facets and values}
    for name, value in ((name, value) for name, values in chosen.items() for value in values):
        if value not in listing.facets[name]:
            whole = url_for(f".{perspective.name}")
            raise ParameterError(name, f"nothing on this list has “{value}”. {whole} shows the values that there are.")
    single = {name: values[0] for name, values in given.items() if name in _SHOWN and values}
    sort = single.get("sort", "")
    _check("sort", sort.removeprefix("-"), [column.name for column in perspective.columns if column.path])
    _check("view", single.get("view", ""), _VIEWS)
    return Selection(
        chosen,
        single.get("q", "").strip(),
        sort.removeprefix("-"),
        sort.startswith("-"),
        whole_number(single, "page", 1, 1_000_000),
        whole_number(single, "limit", _ROWS, _MOST_ROWS),
        read_flag(single.get(PARAMETER, "")),
    )


def _check(name: str, value: str, offered: Sequence[str]) -> None:
    if value not in ("", *offered):
        raise ParameterError(name, f"“{value}” cannot be given. There is: {', '.join(offered)}.")


def _query(site: Site, listing: Listing, selection: Selection, among: int, *, as_graph: bool = False) -> str:
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


def _page(site: Site, listing: Listing, selection: Selection, among: int, numbers: Sequence[int]) -> str:
    skipped = (selection.page - 1) * selection.limit
    shown = numbers[skipped : skipped + selection.limit]
    if selection.page > 1 and not shown:
        raise ParameterError("page", "the list has fewer pages.")
    rows = rows_of(site, listing, shown)
    facets = facets_of(site, listing, listing.counts(selection.chosen, among, site.fewest))
    iris = {value.iri for facet in facets for value in facet.values}
    names = find_names(
        site, iris.union(value.value for row in rows for cell in row for value in cell[:_IN_CELL] if value.is_iri)
    )
    query = _query(site, listing, selection, among)
    return render_template(
        "list.html",
        perspective=listing.perspective,
        selection=selection,
        rows=rows,
        total=len(numbers),
        first=skipped + 1,
        last=skipped + len(shown),
        facets=facets,
        unfolded=_VALUES,
        in_cell=_IN_CELL,
        fewest=site.fewest,
        query=query,
        is_short=_ENCODING_FACTOR * len(query) <= site.limits.query_bytes,
        formats=_DATA,
        names=names,
        links=current_links(),
    )


def _geojson(site: Site, listing: Listing, numbers: Sequence[int]) -> Response:
    """Return the things as features (https://www.rfc-editor.org/rfc/rfc7946), in the order of their numbers.

    Each is at the first place that has coordinates, of its own and those they lie in; else it has no geometry.
    """
    if len(numbers) > _MOST_PLACED:
        raise TooLargeError(f"{len(numbers)} things are too many for GeoJSON: at most {_MOST_PLACED}. Choose fewer.")
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
