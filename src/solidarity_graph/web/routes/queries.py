"""`/queries/`: the catalogue of saved queries, a page with form and answer for each, and the answers as data."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from markupsafe import escape
from pyoxigraph import RdfFormat, parse, serialize
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.errors import MissingValueError, ParameterError
from solidarity_graph.saved_queries import SavedQuery
from solidarity_graph.web import problems
from solidarity_graph.web.citation import (
    CITATIONS,
    Citation,
    cite,
    permalink,
    send_citation,
    split_citation,
    with_choices,
)
from solidarity_graph.web.data_responses import ask_store, name_file, send_answer
from solidarity_graph.web.drawings import FORMATTER
from solidarity_graph.web.languages import gettext
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
    wants_page,
)
from solidarity_graph.web.pages.answer_addresses import FOR_PAGES, AnswerAddress, short_text, show_answer
from solidarity_graph.web.pages.copies import copies_of
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.query_form import Field, Names, fault_in_words, fields_of, resolve_names
from solidarity_graph.web.pages.result_views import TABLE, draw, views_of
from solidarity_graph.web.pages.results import JSON, MEDIA_TYPES, read_answer
from solidarity_graph.web.parameters import read_parameters, read_values, refuse_for_pages
from solidarity_graph.web.protocol import Query
from solidarity_graph.web.site import FEWEST, current_context, current_links, current_site, is_copy
from solidarity_graph.web.spreadsheets import PARAMETER, for_spreadsheets, not_csv, read_flag

CSV = BY_NAME["csv"]
N_TRIPLES = BY_NAME["nt"]
blueprint = Blueprint("queries", __name__)
_WORD = re.compile(r"[^\W_]+")
# Stop words: they are in most questions.
_COMMON = frozenset(
    ("a", "and", "are", "by", "did", "do", "for", "how", "in", "is", "it", "of", "on", "or", "the", "to", "was")
) | {
    *("were", "what", "when", "where", "which", "who", "whom", "with"),
}
_STEM = 5  # "banned" and "ban" differ, "announced" and "announcement" do not; enough for some thirty questions


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAddress(AnswerAddress):
    """The parsed address of a saved query.

    format  the name of a format; empty if the address gives none.
    excel   True for CSV as spreadsheet programs read it.
    """

    format: str = ""
    excel: bool = False

    @property
    def values(self) -> dict[str, str]:
        """The values of the query's parameters."""
        return dict(self.own)

    def with_values(self, values: Mapping[str, str]) -> QueryAddress:
        """Return the address with other values of the query's parameters."""
        return replace(self, own=tuple(sorted(values.items())))


@blueprint.get("/queries/")
def catalogue() -> str:
    """Return the page of all saved queries by subject: with `q` those that match its words, with `for` an audience's.

    Raises ParameterError for an audience that there is not.
    """
    given = read_values("q", "for", strict=False)
    words = short_text(given, "q")
    queries = current_site().catalogue
    audiences = {audience.name: audience for audience in queries.audiences}
    audience = audiences.get(wanted := given["for"])
    if wanted and not audience:
        raise ParameterError(
            "for",
            "“%(wanted)s” is no audience here. Available: %(audiences)s.",
            wanted=wanted,
            audiences=", ".join(audiences),
        )
    groups = {
        tag: [query for query in group if not audience or query.name in audience.queries]
        for tag, group in queries.groups().items()
    }
    return render_template(
        "queries.html",
        groups={tag: group for tag, group in groups.items() if group},
        subjects=queries.subjects,
        audiences=queries.audiences,
        audience=audience,
        words=words,
        found=_find(queries, words) if words else None,
    )


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
def query(file: str) -> BaseResponse:
    """Return the answer to a saved query: as a page, as data, or its citation; the suffix, `format` or `Accept` tell.

    file  the query's name, perhaps with a suffix. Raises UnknownNameError or ParameterError for a wrong address.
    """
    name, cited = split_citation(file)
    name, suffix = (name, None) if cited else split_suffix(name, (*RESULTS, *GRAPHS))
    saved = current_site().catalogue.get(name)
    asked = _read(saved)
    if (suffix or cited) and asked.format:
        raise ParameterError("format", "the address names a format already.")
    format_ = cited or suffix or (CSV if asked.excel and not asked.format else _choose(saved, asked.format))
    if asked.excel and format_ is not CSV:
        raise not_csv()
    if format_ is HTML:
        return _show(saved, asked)
    refuse_for_pages(FOR_PAGES)
    asked, bound = _bind(saved, asked)
    if cited:
        fields = _fields(saved, asked)
        return send_citation(_cite(saved, asked, bound, _rows(saved, bound), fields), cited, saved.name)
    prepared = _prepared(saved, bound, format_)
    if format_ is N_TRIPLES and not saved.columns:
        prepared = _sorted_triples(ask_store(Query(bound), BY_NAME["ttl"].media_type).read())
    if prepared is None:
        return send_answer(Query(bound), (format_,), saved.name, excel=asked.excel)
    body = b"".join(for_spreadsheets((prepared,))) if asked.excel else prepared
    announced = content_type(request.accept_mimetypes, format_.media_type)
    return name_file(Response(body, content_type=announced), saved.name, format_.name, excel=asked.excel)


def _show(saved: SavedQuery, asked: QueryAddress) -> BaseResponse:
    """Return the page of an answer. For a browser, names of things lead to the address with their keys."""
    own = asked.values
    if wants_page(request.accept_mimetypes, (*RESULTS, *GRAPHS)):
        names = resolve_names(saved, own, current_site(), _sites())
        if names.unclear:
            return Response(_form_page(saved, asked, names))
        if names.values != own:
            address = asked.with_values(names.values).address(page=asked.page)
            return redirect(f"{url_for('.query', file=saved.name)}?{address}", 303)
    try:
        asked, bound = _bind(saved, asked)
    except MissingValueError:
        return Response(_form_page(saved, asked, Names(own, {})))
    except ParameterError as error:
        fault = fault_in_words(saved, asked.values, error, current_site())
        if not fault or not wants_page(request.accept_mimetypes, (*RESULTS, *GRAPHS)):
            raise
        # For a browser, the form that still has the values is a better error page.
        page = _form_page(saved, asked, Names(own, {}), fault)
        return problems.finish(Response(page), problems.describe(error))
    return Response(_page(saved, bound, asked))


def _bind(saved: SavedQuery, asked: QueryAddress) -> tuple[QueryAddress, str]:
    """Return the address with its values in their usual form, and the text of the query with them."""
    site = current_site()
    asked = asked.with_values(saved.resolve(asked.values, site.release.base, site.find, _sites()))
    return asked, site.bind(saved, asked.values)


def _sites() -> tuple[str, ...]:
    """Return the address of this site, whose pages may be given for what they are about."""
    return (f"{request.host_url.rstrip('/')}{current_context().root}/",)


def _prepared(saved: SavedQuery, bound: str, format_: Format) -> bytes | None:
    """Return the answer that the build saved in the release, if there is one to exactly this query; else None."""
    site = current_site()
    file = site.prepared(saved, bound, format_.name)
    return site.files.open(file.name).read() if file else None


def _choose(saved: SavedQuery, name: str) -> Format:
    offered = (HTML, *(RESULTS if saved.columns else GRAPHS))  # a query that builds a graph has no columns
    if name:
        named = find_formats("format", name)
        return next((format_ for format_ in named if format_ in offered), named[0])
    return choose(request.accept_mimetypes, offered)


def _read(saved: SavedQuery) -> QueryAddress:
    own = [parameter.name for parameter in saved.parameters]
    fields = read_parameters(*own, "format", PARAMETER, *FOR_PAGES, several=("columns",))
    given = {name: values[0] for name, values in fields.items()}
    asked = QueryAddress(
        own=tuple(sorted((name, value) for name, value in given.items() if name in own)),
        format=given.get("format", ""),
        excel=read_flag(given.get(PARAMETER, "")),
    )
    views = views_of(saved.columns, may_count=not current_site().fewest)
    return asked.shown_as(fields, [column.name for column in saved.columns], views)


def _page(saved: SavedQuery, bound: str, asked: QueryAddress) -> str:
    site, links = current_site(), current_links()
    fields = _fields(saved, asked)
    media_type, body = rows = _rows(saved, bound)
    answer = read_answer(media_type, body)
    answer, result, filled = show_answer(answer, saved.columns, asked, site, saved.usual)
    return _render(
        saved,
        asked,
        fields,
        fewest=site.fewest if any(parameter.name == FEWEST for parameter in saved.parameters) else 0,
        result=result,
        filled=filled,
        bound=bound,
        names=find_names(site, result.iris(site.release.base)),
        views=views_of(saved.columns, may_count=not site.fewest),
        drawn=draw(asked.view, saved.columns, answer, site, links) if asked.view != TABLE and answer.bindings else None,
        citation=_cite(saved, asked, bound, rows, fields),
        copies=copies_of(_whole_address(saved, asked), saved.name) if saved.columns else (),
        frame="" if is_copy() else _frame(saved, asked),
    )


def _form_page(saved: SavedQuery, asked: QueryAddress, names: Names, fault: str = "") -> str:
    """Return the page of the form in place of an answer: with the things which a name may mean, or a fault in words."""
    fields = fields_of(saved, asked.values, names, current_site())
    return _render(saved, asked, fields, names=None, result=None, fault=fault)


def _render(saved: SavedQuery, asked: QueryAddress, fields: Sequence[Field], **values: object) -> str:
    own = urlencode(sorted(asked.values.items()))
    return render_template(
        "query_embed.html" if asked.embed else "query.html",
        saved=saved,
        asked=asked,
        fields=fields,
        links=current_links(),
        formats=TABLES if saved.columns else GRAPHS,
        citation_links={
            format_.name: f"{url_for('.query', file=f'{saved.name}.{format_.name}')}{'?' if own else ''}{own}"
            for format_ in CITATIONS
        },
        address=own,
        format=FORMATTER,
        **values,
    )


def _frame(saved: SavedQuery, asked: QueryAddress) -> str:
    """Return the HTML, to be copied, that shows the answer in a frame of another page."""
    address = f"{url_for('.query', file=saved.name, _external=True)}?{asked.address(embed=True)}"
    title = gettext(saved.question)
    return f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="480" loading="lazy"></iframe>'


def _whole_address(saved: SavedQuery, asked: QueryAddress) -> str:
    """Return the address of the CSV, in this release if it stays."""
    path = _path(saved, asked, ".csv")
    if not current_site().lasts:
        return f"{request.host_url.rstrip('/')}{current_context().root}{path}"
    return permalink(path)


def _fields(saved: SavedQuery, asked: QueryAddress) -> Sequence[Field]:
    return fields_of(saved, asked.values, Names(asked.values, {}), current_site())


def _cite(
    saved: SavedQuery, asked: QueryAddress, bound: str, rows: tuple[str, bytes], fields: Sequence[Field]
) -> Citation | None:
    """Return the citation of an answer with the hash of its rows as JSON, or of its graph as sorted N-Triples.

    The bytes of both stay the same in a release.
    """
    body, suffix = (rows[1], ".json") if rows[0] == JSON else (_sorted_triples(rows[1]), ".nt")
    return cite(
        with_choices(gettext(saved.question), [(field.title, field.shown) for field in fields if field.shown]),
        _path(saved, asked),
        sha256=hashlib.sha256(body).hexdigest(),
        hashed=_path(saved, asked, suffix),
        lasts=current_site().prepared(saved, bound, "json" if saved.columns else "ttl") is not None,
    )


def _path(saved: SavedQuery, asked: QueryAddress, suffix: str = "") -> str:
    """Return the path of an answer below the root of a release, without values that are the default."""
    defaults = {parameter.name: parameter.default for parameter in saved.parameters}
    own = urlencode(sorted(pair for pair in asked.values.items() if defaults[pair[0]] != pair[1]))
    return f"/queries/{saved.name}{suffix}{'?' if own else ''}{own}"


def _sorted_triples(turtle: bytes) -> bytes:
    """Return a graph as sorted N-Triples: a store in memory gives triples in another order than one on disk."""
    triples = (quad.triple for quad in parse(turtle, RdfFormat.TURTLE))
    written = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted({*written.splitlines(keepends=True)}))


def _rows(saved: SavedQuery, bound: str) -> tuple[str, bytes]:
    """Return the media type and the body of the answer that a page shows."""
    prepared = _prepared(saved, bound, BY_NAME["json"])
    if prepared is not None:
        return JSON, prepared
    answer = ask_store(Query(bound), MEDIA_TYPES, current_site().page_limits)
    return answer.media_type, answer.read()
