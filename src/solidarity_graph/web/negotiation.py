"""Content negotiation: the media types on offer, and which of them an `Accept` header prefers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept

from solidarity_graph.errors import NotAcceptableError, ParameterError, UnknownNameError
from solidarity_graph.sparql import GRAPH_FORMATS, RESULT_FORMATS


@dataclass(frozen=True, slots=True)
class Format:
    """A format of a response: its name in addresses (the suffix), its media type, its label on pages."""

    name: str
    media_type: str
    label: str

    @property
    def content_type(self) -> str:
        """The value of Content-Type: the media type, with the charset if it is a text format."""
        return _with_charset(self.media_type)


HTML = Format("html", "text/html", "page")
RESULTS = tuple(Format(name, media_type, name.upper()) for name, media_type in RESULT_FORMATS.items())
TABLES = (RESULTS[2], RESULTS[0], RESULTS[1], RESULTS[3])
"""The same formats in the order in which pages show them: CSV first."""
_GRAPH_LABELS = {"ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF/XML"}
GRAPHS = tuple(Format(name, media_type, _GRAPH_LABELS[name]) for name, media_type in GRAPH_FORMATS.items())
DOCUMENT = Format("json", "application/json", "JSON")
"""The JSON document of a thing, as stored in the release."""
BY_NAME = {format_.name: format_ for format_ in (HTML, *RESULTS, *GRAPHS)}
# What SPARQLWrapper calls them in the parameter `format`, which it always sends.
_OTHER_NAMES = {"turtle": "ttl", "n3": "ttl", "json-ld": "jsonld", "rdf+xml": "rdf"}

# Less exact media types that clients ask for. Content-Type then has the type that the client accepts.
_ALIASES = {"application/sparql-results+json": "application/json", "text/html": "application/xhtml+xml"}


@lru_cache(128)  # most clients send one of a few headers
def rank(accept: MIMEAccept, offered: tuple[Format, ...]) -> tuple[Format, ...]:
    """Return the offered formats that are accepted, by descending quality; equal ones keep the order of `offered`.

    Without an `Accept` header, all are accepted; the tuple is empty if it accepts none.
    """
    liked = [(_quality(accept, format_), format_) for format_ in offered]
    return tuple(format_ for quality, format_ in sorted(liked, key=lambda pair: -pair[0]) if quality > 0)


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
    return NotAcceptableError(f"None of the types in Accept can be given here. There is: {', '.join(types)}.", types)


def find_format(name: str) -> Format:
    """Return the format with this name, as in `format=csv`. Raises ParameterError if there is none."""
    name = _OTHER_NAMES.get(name, name)
    if name not in BY_NAME:
        raise ParameterError("format", f"“{name}” is no format. There is: {', '.join(BY_NAME)}.")
    return BY_NAME[name]


def parse_suffix(suffix: str, offered: Iterable[Format]) -> Format:
    """Return the offered format that a suffix in an address names. Raises UnknownNameError if there is none."""
    by_name = {format_.name: format_ for format_ in offered}
    if suffix not in by_name:
        raise UnknownNameError(f"There is no format {suffix!r} here. There is: {', '.join(by_name)}.")
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
    if not {"text/html", "application/xhtml+xml"} & {name for name, _ in accept}:
        return False
    html = _quality(accept, HTML)
    return html > 0 and all(html >= _quality(accept, other) for other in others)


def content_type(accept: MIMEAccept, media_type: str) -> str:
    """Return the value of Content-Type: of `media_type`, or of a more general one if `Accept` has only that."""
    only_alias = accept.quality(media_type) <= 0 < _alias_quality(accept, media_type)
    return _with_charset(_ALIASES[media_type] if only_alias else media_type)


def _quality(accept: MIMEAccept, format_: Format) -> float:
    if not accept:
        return 1.0  # no header accepts everything
    return max(accept.quality(format_.media_type), _alias_quality(accept, format_.media_type))


def _alias_quality(accept: MIMEAccept, media_type: str) -> float:
    """Return the quality of the alias if `Accept` names it, else 0: a wildcard accepts the exact type instead."""
    alias = _ALIASES.get(media_type)
    return accept.quality(alias) if alias and alias in (name for name, _ in accept) else 0


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
