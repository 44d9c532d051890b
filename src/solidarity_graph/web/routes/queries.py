"""`/queries/`: the catalogue of saved queries, a page with form and answer for each, and the answers as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from solidarity_graph.errors import ParameterError
from solidarity_graph.release.answers import answer_name, digest_of
from solidarity_graph.saved_queries import RESERVED_NAMES, Parameter, SavedQuery
from solidarity_graph.schema import read_ontology
from solidarity_graph.web.addresses import TRACKING
from solidarity_graph.web.data_responses import ask_store, name_file, send_answer
from solidarity_graph.web.negotiation import (
    BY_NAME,
    GRAPHS,
    HTML,
    RESULTS,
    TABLES,
    Format,
    choose,
    content_type,
    find_formats,
    split_suffix,
)
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.results import JSON, MEDIA_TYPES, read_result
from solidarity_graph.web.protocol import Query, parse_fields
from solidarity_graph.web.site import FEWEST, current_context, current_links, current_site
from solidarity_graph.web.spreadsheets import PARAMETER, for_spreadsheets, not_csv, read_flag

CSV = BY_NAME["csv"]
blueprint = Blueprint("queries", __name__)
_ROWS = 100
_MOST_ROWS = 1000
_WORD = re.compile(r"[^\W_]+")
# Stop words: they are in most questions.
_COMMON = frozenset(
    ("a", "and", "are", "by", "did", "do", "for", "how", "in", "is", "it", "of", "on", "or", "the", "to", "was")
) | {
    *("were", "what", "when", "where", "which", "who", "whom", "with"),
}
_STEM = 5  # "banned" and "ban" differ, "announced" and "announcement" do not; enough for some thirty questions


@dataclass(frozen=True, slots=True)
class QueryAddress:
    """The parsed address of a saved query: values of its parameters, and how to show the answer.

    format  the name of a format; empty if the address gives none.
    page    the number of the page, from 1; `limit` is the number of rows on a page.
    paged   True if the address gives `page` or `limit`.
    excel   True for CSV as spreadsheet programs read it.
    """

    values: Mapping[str, str]
    format: str
    page: int
    limit: int
    paged: bool
    excel: bool


@blueprint.get("/queries/")
def catalogue() -> str:
    """Return the page of all saved queries by topic; with the parameter `q`, of those that match its words."""
    words = request.args.get("q", "").strip()
    queries = current_site().catalogue
    found = _find(queries, words) if words else None
    return render_template("queries.html", groups=queries.groups(), words=words, found=found)


def _find(queries: Iterable[SavedQuery], words: str) -> tuple[SavedQuery, ...]:
    """Return the saved queries with any of the words; the best match, with most words in its question, comes first.

    Nothing is found for words that no saved query has, or that are too common.
    """
    wanted = _stems(words)
    scored = ((_score(query, wanted), query) for query in queries)
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1].name))
    return tuple(query for _, query in found)


def _score(query: SavedQuery, wanted: set[str]) -> int:
    question = _stems(f"{query.question} {query.name.replace('-', ' ')}")
    around = _stems(f"{query.description} {' '.join(query.tags)}")
    return sum(3 if word in question else 1 for word in wanted if word in question | around)


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower()) if word not in _COMMON}


@blueprint.get("/queries/<file>")
def query(file: str) -> Response:
    """Return the answer to a saved query: as a page, or as data in the format of the suffix, `format` or `Accept`.

    file  the query's name, perhaps with a suffix. Raises UnknownNameError or ParameterError for a wrong address.
    """
    name, suffix = split_suffix(file, (*RESULTS, *GRAPHS))
    saved = current_site().catalogue.get(name)
    asked = _read()
    if suffix and asked.format:
        raise ParameterError("format", "the address names a format already.")
    format_ = suffix or (CSV if asked.excel and not asked.format else _choose(saved, asked.format))
    if asked.excel and format_ is not CSV:
        raise not_csv()
    if format_ is HTML:
        own = {name: value for name, value in asked.values.items() if not TRACKING.match(name)}
        asked = replace(asked, values=own)
    site, here = current_site(), f"{request.host_url.rstrip('/')}{current_context().root}/"
    asked = replace(asked, values=saved.resolve(asked.values, site.release.base, site.find, (here,)))
    bound = site.bind(saved, asked.values)
    if format_ is HTML:
        return Response(_page(saved, bound, asked))
    if asked.paged:
        raise ParameterError("limit" if "limit" in request.args else "page", "pages are for people: data comes whole.")
    prepared = _prepared(saved, bound, format_)
    if prepared is None:
        return send_answer(Query(bound), (format_,), saved.name, excel=asked.excel)
    body = b"".join(for_spreadsheets((prepared,))) if asked.excel else prepared
    announced = content_type(request.accept_mimetypes, format_.media_type)
    return name_file(Response(body, content_type=announced), saved.name, format_.name, excel=asked.excel)


def _prepared(saved: SavedQuery, bound: str, format_: Format) -> bytes | None:
    """Return the answer that the build saved in the release, if there is one to exactly this query; else None."""
    site = current_site()
    file = site.release.file(answer_name(saved.name, format_.name))
    if file is None or file.name not in site.files or not site.immutable or file.answers != digest_of(bound):
        return None
    return site.files.open(file.name).read()


def _choose(saved: SavedQuery, name: str) -> Format:
    offered = (HTML, *(RESULTS if saved.columns else GRAPHS))  # a query that builds a graph has no columns
    if name:
        named = find_formats("format", name)
        return next((format_ for format_ in named if format_ in offered), named[0])
    return choose(request.accept_mimetypes, offered)


def _read() -> QueryAddress:
    fields = parse_fields(request.query_string, "address")
    for name, values in fields.items():
        if len(values) > 1 and not TRACKING.match(name):
            raise ParameterError(name, f"it is there {len(values)} times; give it once.")
    given = {name: values[0] for name, values in fields.items()}
    for name in sorted(RESERVED_NAMES - {"format", "page", "limit", PARAMETER}):
        if name in given:
            raise ParameterError(name, "this name is kept for later; nothing comes of it yet.")
    return QueryAddress(
        # An empty field of a form stands for the default.
        values={name: value for name, value in given.items() if value and name not in RESERVED_NAMES},
        format=given.get("format", ""),
        page=whole_number(given, "page", 1, 1_000_000),
        limit=whole_number(given, "limit", _ROWS, _MOST_ROWS),
        paged="page" in given or "limit" in given,
        excel=read_flag(given.get(PARAMETER, "")),
    )


def whole_number(given: Mapping[str, str], name: str, default: int, most: int) -> int:
    """Return a parameter as a number from 1 to `most`, or its default. Raises ParameterError for another value."""
    value = given.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or len(value) > 9 or not 1 <= int(value) <= most:
        raise ParameterError(name, f"give a whole number from 1 to {most}.")
    return int(value)


def _page(saved: SavedQuery, bound: str, asked: QueryAddress) -> str:
    site = current_site()
    result = read_result(*_rows(saved, bound), (asked.page - 1) * asked.limit, asked.limit)
    if result.table and asked.page > 1 and not result.table.rows:
        raise ParameterError("page", "the answer has fewer pages.")
    return render_template(
        "query.html",
        saved=saved,
        columns={column.name: column.description for column in saved.columns},
        asked=asked,
        fewest=site.fewest if any(parameter.name == FEWEST for parameter in saved.parameters) else 0,
        result=result,
        bound=bound,
        names=find_names(site, result.iris()),
        links=current_links(),
        formats=GRAPHS if result.graph else TABLES,
        choices={parameter.name: _choices(parameter) for parameter in saved.parameters},
        address=urlencode(sorted(asked.values.items())),
    )


def _rows(saved: SavedQuery, bound: str) -> tuple[str, bytes]:
    """Return the media type and the body of the answer that a page shows."""
    prepared = _prepared(saved, bound, BY_NAME["json"])
    if prepared is not None:
        return JSON, prepared
    answer = ask_store(Query(bound), MEDIA_TYPES, current_site().page_limits)
    return answer.media_type, answer.read()


def _choices(parameter: Parameter) -> tuple[tuple[str, str], ...]:
    """Return the values that the form offers for a parameter, each with its label; none for a free-text field."""
    site = current_site()
    if parameter.type == "concept" and parameter.default in read_ontology().concepts:
        scheme = read_ontology().schemes[read_ontology().concepts[parameter.default].scheme]
        return tuple((name, concept.label) for name, concept in scheme.concepts.items())
    if parameter.type == "yes-or-no":
        return (("no", "no"), ("yes", "yes"))
    if parameter.type == "article":
        articles = sorted(site.documents.of_kind("article"), key=lambda article: article[1])
        return tuple((key.removeprefix("article/"), title) for key, title in articles)
    return ()
