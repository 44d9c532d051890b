"""Content negotiation: the media types on offer, and which of them an `Accept` header prefers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask import Request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header
from werkzeug.utils import cached_property

from solidarity_graph.errors import NotAcceptableError, ParameterError, UnknownNameError
from solidarity_graph.sparql import GRAPH_FORMATS, RESULT_FORMATS


@dataclass(frozen=True, slots=True)
class Format:
    """A format of a response: its name in addresses (the suffix), its media type, its label on pages."""

    name: str
    media_type: str
    label: str


HTML = Format("html", "text/html", "page")
RESULTS = tuple(Format(name, media_type, name.upper()) for name, media_type in RESULT_FORMATS.items())
TABLES = (RESULTS[2], RESULTS[0], RESULTS[1], RESULTS[3])
"""The same formats in the order in which pages show them: CSV first."""
_GRAPH_LABELS = {"ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF/XML"}
GRAPHS = tuple(Format(name, media_type, _GRAPH_LABELS[name]) for name, media_type in GRAPH_FORMATS.items())
DOCUMENT = Format("json", "application/json", "JSON")
"""JSON as such: of a thing, the document as stored in the release; of a search, what it found."""
BY_NAME = {format_.name: format_ for format_ in (HTML, *RESULTS, *GRAPHS)}
SUFFIXES = {format_.media_type: format_.name for format_ in (*RESULTS, *GRAPHS)}
"""The suffixes of addresses and files by media type."""
_LONGEST_ACCEPT = 2000  # characters: `rank` keeps the last ones, and no program sends as many
_DECODED_PLUS = re.compile(r"(?<=\w) (?=\w)")  # `rdf+xml` in an address is read as `rdf xml`

_XML = ("application/xml", "text/xml")
# Other media types that clients ask for, of which the format is a case: N-Triples are N-Quads, and Turtle is TriG.
# Content-Type then has the type that the client accepts, but never that of a script, which browsers would run.
_ALIASES = {
    "text/html": ("application/xhtml+xml",),
    "application/sparql-results+json": ("application/json", "application/javascript", "text/javascript"),
    "application/sparql-results+xml": _XML,
    "text/csv": ("text/plain",),
    "text/turtle": (
        *("application/turtle", "application/x-turtle", "application/trig"),
        *("text/n3", "application/n3", "text/rdf+n3"),
    ),
    "application/n-triples": ("text/plain", "application/n-quads", "text/x-nquads"),
    "application/ld+json": ("application/json", "application/x-json+ld"),
    "application/rdf+xml": _XML,
}
_SHORT_NAMES = {
    "json": ("srj",),
    "xml": ("srx",),
    "nt": ("ntriples", "nquads", "nq"),
    "jsonld": ("json-ld",),
    "rdf": ("rdfxml",),
}


def _names() -> dict[str, tuple[Format, ...]]:
    """Return the formats by the names that clients send in `format`, `output` and `results`: `xml` fits two.

    A name is a suffix, the second half of a media type (`sparql-results+json`), or a short name.
    """
    found: dict[str, tuple[Format, ...]] = {}
    for format_ in (HTML, *RESULTS, *GRAPHS):
        types = (format_.media_type, *_ALIASES.get(format_.media_type, ()))
        halves = (name.partition("/")[2] for name in types)
        for name in dict.fromkeys((format_.name, *halves, *_SHORT_NAMES.get(format_.name, ()))):
            found[name] = (*found.get(name, ()), format_)
    return found


_NAMES = _names()


class MediaTypes(MIMEAccept):
    """The media types in `Accept` with their qualities. Other parameters are dropped: they change no answer here.

    >>> parse_accept_header("Text/Turtle; charset=utf-8; q=0.5, *", MediaTypes)
    MediaTypes([('text/turtle', 0.5), ('*/*', 1)])
    """

    def __init__(self, values: Iterable[tuple[str, float]] | None = ()) -> None:
        super().__init__(values and ((_bare(name), quality) for name, quality in values))


class NegotiatingRequest(Request):
    """A request whose `Accept` is read as `MediaTypes`."""

    @cached_property
    def accept_mimetypes(self) -> MediaTypes:
        """The accepted media types; empty without the header."""
        return parse_accept_header(self.headers.get("Accept", "")[:_LONGEST_ACCEPT], MediaTypes)


def _bare(name: str) -> str:
    name = name.partition(";")[0].strip().lower()
    return "*/*" if name == "*" else name


@lru_cache(128)  # most clients send one of a few headers
def rank(accept: MIMEAccept, offered: tuple[Format, ...]) -> tuple[Format, ...]:
    """Return the offered formats that are accepted, by descending quality.

    Of equals, those whose own media type is accepted come first; then the order is that of `offered`. Without an
    `Accept` header, all are accepted; the tuple is empty if it accepts none.
    """
    liked = [(*_quality(accept, format_), format_) for format_ in offered]
    liked.sort(key=lambda row: (-row[0], row[1]))
    return tuple(format_ for quality, _, format_ in liked if quality > 0)


def choose(accept: MIMEAccept, offered: tuple[Format, ...]) -> Format:
    """Return the offered format with the highest quality, the first of equals.

    Raises NotAcceptableError, which lists all offered formats, if none is accepted.
    """
    ranked = rank(accept, offered)
    if not ranked:
        raise not_acceptable(offered)
    return ranked[0]


def not_acceptable(offered: Iterable[Format]) -> NotAcceptableError:
    """Return (not raise) the error for a request that accepts none of the offered formats."""
    types = tuple(format_.media_type for format_ in offered)
    return NotAcceptableError(
        "None of the types in Accept can be given here. Available: %(types)s.", types, types=", ".join(types)
    )


def find_formats(parameter: str, value: str) -> tuple[Format, ...]:
    """Return the formats that the value of a parameter names, the preferred first: `xml` fits rows and graphs.

    The value is a name, or media types as in `Accept`. Raises ParameterError if it names none.

    >>> [format_.media_type for format_ in find_formats("output", "xml")]
    ['application/sparql-results+xml', 'application/rdf+xml']
    """
    written = _DECODED_PLUS.sub("+", value.strip().lower())
    found = _NAMES.get(written, ())
    if "/" in written:
        found = rank(parse_accept_header(written, MediaTypes), (*RESULTS, *GRAPHS, HTML))
    if not found:
        raise ParameterError(
            parameter, "“%(value)s” is no format. Available: %(formats)s.", value=value, formats=", ".join(BY_NAME)
        )
    return found


def parse_suffix(suffix: str, offered: Iterable[Format]) -> Format:
    """Return the offered format that a suffix in an address names. Raises UnknownNameError if there is none."""
    by_name = {format_.name: format_ for format_ in offered}
    if suffix not in by_name:
        raise UnknownNameError(
            "There is no format %(suffix)r here. Available: %(formats)s.", suffix=suffix, formats=", ".join(by_name)
        )
    return by_name[suffix]


def split_suffix(file: str, offered: Iterable[Format]) -> tuple[str, Format | None]:
    """Return the name of a document and the format that its suffix names; None if it has no suffix.

    Raises UnknownNameError if the suffix names no offered format.

    >>> split_suffix("p1.ttl", GRAPHS)[1].label, split_suffix("p1", GRAPHS)
    ('Turtle', ('p1', None))
    """
    name, dot, suffix = file.partition(".")
    return name, parse_suffix(suffix, offered) if dot else None


def wants_page(accept: MIMEAccept, others: Iterable[Format]) -> bool:
    """Return True if `Accept` names HTML (`*/*` is not enough) with a quality no lower than that of all `others`."""
    if not {"text/html", *_ALIASES["text/html"]} & {name for name, _ in accept}:
        return False
    html, _ = _quality(accept, HTML)
    return html > 0 and all(html >= _quality(accept, other)[0] for other in others)


def content_type(accept: MIMEAccept, media_type: str) -> str:
    """Return the value of Content-Type: of `media_type`, or of another name for it if `Accept` has only that."""
    if accept and accept.quality(media_type) <= 0:
        aliases = _accepted_aliases(accept, media_type)
        return _with_charset(next((name for name in aliases if not name.endswith("javascript")), media_type))
    return _with_charset(media_type)


def _quality(accept: MIMEAccept, format_: Format) -> tuple[float, bool]:
    """Return the quality of a format, and True if it is that of another name for its media type.

    The other name counts only if `Accept` has it: a wildcard accepts the exact type instead.
    """
    exact = accept.quality(format_.media_type) if accept else 1.0  # no header accepts everything
    alias = max(_accepted_aliases(accept, format_.media_type).values(), default=0.0)
    return max(exact, alias), alias > exact


def _accepted_aliases(accept: MIMEAccept, media_type: str) -> dict[str, float]:
    """Return the other names for a media type that `Accept` has, with their qualities, the best first."""
    named = {name: quality for name, quality in accept if quality and name in _ALIASES.get(media_type, ())}
    return dict(sorted(named.items(), key=lambda pair: -pair[1]))


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
