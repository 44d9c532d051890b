"""Media types: which ones there are, and which of them an `Accept` header likes best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept

from solidarity_graph.errors import NotAcceptableError, ParameterError


@dataclass(frozen=True, slots=True)
class Format:
    """One way of giving an answer: its name in addresses, its media type, its name for people."""

    name: str
    media_type: str
    label: str


HTML = Format("html", "text/html", "page")
RESULTS = (
    Format("json", "application/sparql-results+json", "JSON"),
    Format("xml", "application/sparql-results+xml", "XML"),
    Format("csv", "text/csv", "CSV"),
    Format("tsv", "text/tab-separated-values", "TSV"),
)
TABLES = (RESULTS[2], RESULTS[0], RESULTS[1], RESULTS[3])
"""The same as people want them: CSV first."""
GRAPHS = (
    Format("ttl", "text/turtle", "Turtle"),
    Format("nt", "application/n-triples", "N-Triples"),
    Format("jsonld", "application/ld+json", "JSON-LD"),
    Format("rdf", "application/rdf+xml", "RDF/XML"),
)
DOCUMENT = Format("json", "application/json", "JSON")
"""The document of a thing, as the release holds it."""
BY_NAME = {format_.name: format_ for format_ in (HTML, *RESULTS, *GRAPHS)}
# What SPARQLWrapper calls them in the parameter `format`, which it always sends.
_OTHER_NAMES = {"turtle": "ttl", "n3": "ttl", "json-ld": "jsonld", "rdf+xml": "rdf"}

# Names that clients use for what has a more exact one. They get the answer under the name they asked for.
_ALIASES = {"application/sparql-results+json": "application/json", "text/html": "application/xhtml+xml"}


_TEXT = ("text/csv", "text/tab-separated-values", "text/turtle")


def rank(accept: MIMEAccept, offered: Iterable[Format]) -> list[Format]:
    """What is offered and accepted, best liked first; equals stay in our order."""
    liked = [(_quality(accept, format_), format_) for format_ in offered]
    return [format_ for quality, format_ in sorted(liked, key=lambda pair: -pair[0]) if quality > 0]


def choose(accept: MIMEAccept, offered: Sequence[Format]) -> Format:
    """The one that is liked best, or the error that lists them all."""
    ranked = rank(accept, offered)
    if not ranked:
        raise not_acceptable(offered)
    return ranked[0]


def not_acceptable(offered: Iterable[Format]) -> NotAcceptableError:
    """What to say where nothing that is offered would do."""
    types = tuple(format_.media_type for format_ in offered)
    return NotAcceptableError(f"None of the types in Accept can be given here. There is: {', '.join(types)}.", types)


def named(name: str) -> Format:
    """The format that the parameter `format` names."""
    name = _OTHER_NAMES.get(name, name)
    if name not in BY_NAME:
        raise ParameterError("format", f"“{name}” is no format. There is: {', '.join(BY_NAME)}.")
    return BY_NAME[name]


def wants_page(accept: MIMEAccept, others: Iterable[Format]) -> bool:
    """Whether a person asks with a browser: HTML is named, not only meant by `*/*`, and liked no less than the rest."""
    if not {"text/html", "application/xhtml+xml"} & {name for name, _ in accept}:
        return False
    html = _quality(accept, HTML)
    return html > 0 and all(html >= _quality(accept, other) for other in others)


def content_type(accept: MIMEAccept, media_type: str) -> str:
    """The type to announce: the exact one, unless only its alias was asked for."""
    only_alias = accept.quality(media_type) <= 0 < _alias_quality(accept, media_type)
    return _ALIASES[media_type] if only_alias else media_type


def _quality(accept: MIMEAccept, format_: Format) -> float:
    if not accept:
        return 1.0  # no header: anything will do
    return max(accept.quality(format_.media_type), _alias_quality(accept, format_.media_type))


def _alias_quality(accept: MIMEAccept, media_type: str) -> float:
    """How well the alias is liked where it is named: a wildcard means the exact type."""
    alias = _ALIASES.get(media_type)
    return accept.quality(alias) if alias and alias in (name for name, _ in accept) else 0


def announce(media_type: str) -> str:
    """The media type as it stands in Content-Type."""
    return f"{media_type}; charset=utf-8" if media_type in _TEXT else media_type
