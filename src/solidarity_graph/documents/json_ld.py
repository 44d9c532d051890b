"""Converts RDF to JSON-LD objects and back, with the published context.

https://www.w3.org/TR/json-ld11/. A property that is single in the ontology has one value, or a list if sources differ;
any other property has a list. A node whose IRI is that of its subject with a fragment is nested in its subject.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, RdfFormat, Triple, parse

from solidarity_graph.documents.triples import Term, Triples
from solidarity_graph.errors import NotAcceptableError
from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema.namespaces import RDF, XSD, shorten
from solidarity_graph.schema.ontology import PROPERTIES

_STRING = XSD + "string"
_INTEGER = XSD + "integer"
_BOOLEAN = XSD + "boolean"
# Other spellings of these stay strings, and so do integers that a parser of JSON may round.
_PLAIN_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_TRUTH = ("true", "false")
# Properties with one value: those of other vocabularies, and the single ones of the ontology.
_SINGLE = frozenset(
    {"subject", "predicate", "object", "start", "end", "exact", "lat", "long", "title", "language", "issued"}
    | {"label", "publisher", "url", "archivedAt", "hasGeometry", "asWKT", "isReplacedBy"}
    | {name for name, term in PROPERTIES.items() if term.single}
)


@dataclass(frozen=True, slots=True, order=True)
class Value:
    """An RDF term for pages: an IRI, or a literal with its language or datatype."""

    value: str
    is_iri: bool = False
    language: str = ""
    datatype: str = ""


class Context:
    """The published JSON-LD context, for compaction and expansion. `context` is the value of its `@context`."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._prefixes = {name: iri for name, iri in context.items() if str(iri).endswith(("#", "/"))}

        self.written = context
        """The context as published, a mapping of JSON values."""
        self.iris: dict[str, str] = {}
        """The IRIs of properties and classes by their names in JSON."""
        self._names: dict[str, str] = {}
        self._coerced: dict[str, str] = {}
        for name, term in context.items():
            if name in self._prefixes or not (isinstance(term, dict) or ":" in str(term)):
                continue
            iri = self._long(term["@id"] if isinstance(term, dict) else str(term))
            self.iris[name], self._names[iri] = iri, name
            if isinstance(term, dict):
                self._coerced[name] = self._long(term.get("@type") or term.get("@container") or "")

    def _long(self, compact: str) -> str:
        prefix, _, name = compact.partition(":")
        return self._prefixes[prefix] + name if prefix in self._prefixes else compact

    def name(self, iri: str) -> str:
        """Return the name that the context gives to an IRI; the IRI itself if there is none.

        Raises ValueError for an IRI that would be read as another: in `geo:53.9,27.6` JSON-LD reads the prefix `geo`.
        """
        return self._names.get(iri) or self._whole(iri)

    def _whole(self, iri: str) -> str:
        scheme, _, rest = iri.partition(":")
        if scheme in self._prefixes and not rest.startswith("//"):
            raise ValueError(f"<{iri}> would be read with the prefix {scheme}")
        return iri

    def name_of(self, term: Any) -> str:
        """Return the value of `id` for an IRI or blank node. Raises ValueError as `name` does."""
        return f"_:{term.value}" if isinstance(term, BlankNode) else self._whole(term.value)

    def compact(self, iri: str, triples: Triples) -> dict[str, Any]:
        """Return a node as a JSON-LD object, with all its properties in `triples` and the nodes nested in it."""
        return self.node(iri, triples.of(iri), triples)

    def node(self, iri: str, said: Mapping[str, Iterable[Term]], parts: Triples | None = None) -> dict[str, Any]:
        """Return a node as a JSON-LD object.

        said   its values by predicate.
        parts  where nested nodes are read from; without it, none is nested.
        """
        found: dict[str, Any] = {"id": iri}
        for predicate, values in sorted(said.items()):
            name = self.name(predicate)
            others: list[Term] = []
            if predicate == RDF + "type":
                classes = [value for value in values if not isinstance(value, Literal)]
                names = sorted(self.name(self.name_of(value)) for value in classes)
                # The narrowest class first: sg:Event, which every event is as well, comes last.
                found |= {"type": sorted(names, key=lambda name: name == "Event")} if names else {}
                others = [value for value in values if isinstance(value, Literal)]
            elif self._coerced.get(name) == "@language":
                others = [value for value in values if not _has_plain_language(value)]
                texts = [value for value in values if _has_plain_language(value)]
                found |= {name: self._values(iri, name, texts, parts)} if texts else {}
            else:
                found[name] = self._values(iri, name, values, parts)
                continue
            if others:  # under the prefixed name, for which the context has no type
                found[shorten(predicate)] = self._values(iri, "", others, parts)
        return found

    def _values(self, iri: str, name: str, values: Iterable[Term], parts: Triples | None) -> Any:
        coerced = self._coerced.get(name, "")
        if coerced == "@language":
            texts: dict[str, list[str]] = {}
            for value in values:
                texts.setdefault(getattr(value, "language", ""), []).append(value.value)
            return {language: found if len(found) > 1 else found[0] for language, found in texts.items()}
        written = [self._value(iri, coerced, value, parts) for value in values]
        return written[0] if name in _SINGLE and len(written) == 1 else written

    def _value(self, iri: str, coerced: str, value: Any, parts: Triples | None) -> Any:
        if not isinstance(value, Literal):
            if parts and value.value.startswith(f"{iri}#") and value.value in parts:
                return self.compact(value.value, parts)
            return self.name_of(value) if coerced == "@id" else {"id": self.name_of(value)}
        datatype = value.datatype.value
        if value.language:
            direction = {"@direction": str(value.direction)} if value.direction else {}
            return {"@value": value.value, "@language": value.language, **direction}
        if datatype != (coerced or _STRING):
            return {"@value": value.value} | ({} if datatype == _STRING else {"@type": shorten(self._whole(datatype))})
        # Decimals stay strings: JSON-LD reads a number with a fraction as "5.3E1", even if the context gives it a type.
        if datatype == _INTEGER and _PLAIN_INTEGER.fullmatch(value.value):
            return int(value.value)
        return value.value == "true" if datatype == _BOOLEAN and value.value in _TRUTH else value.value

    def values(self, node: Mapping[str, Any], name: str) -> tuple[Value, ...]:
        """Return the values of a member of a node as RDF terms; an empty tuple if it has no such member.

        A nested node is given by its IRI.
        """
        return tuple(self._terms(name, node[name])) if name in node else ()

    def _terms(self, name: str, written: Any) -> Iterator[Value]:
        coerced = self._coerced.get(name, "")
        if coerced == "@language":
            for language, texts in written.items():
                yield from (Value(text, language=language) for text in (texts if isinstance(texts, list) else [texts]))
            return
        for value in written if isinstance(written, list) else [written]:
            if isinstance(value, dict) and "id" in value:
                yield Value(value["id"], is_iri=True)
            elif isinstance(value, dict):
                yield Value(
                    value["@value"], language=value.get("@language", ""), datatype=self._long(value.get("@type", ""))
                )
            elif coerced == "@id":
                yield Value(value, is_iri=True)
            else:
                text = str(value).lower() if isinstance(value, bool) else str(value)
                yield Value(text, datatype=coerced or _STRING)

    def expand(self, document: Mapping[str, Any]) -> Iterator[Triple]:
        """Yield the triples of a document and of all nodes nested or included in it; some may occur twice."""
        # JSON-LD ignores members that are no properties, but the engine reads the classes of nodes in them.
        own = {name: value for name, value in document.items() if name in self.written or ":" in name}
        written = json.dumps({"@context": dict(self.written), **own})
        return (quad.triple for quad in parse(written, RdfFormat.JSON_LD))


def _has_plain_language(value: object) -> bool:
    """Return True for text with a language and no direction, which a map of languages can hold."""
    return isinstance(value, Literal) and bool(value.language) and not value.direction


def node_lines(
    context: Context, nodes: Iterable[tuple[Any, Mapping[str, Iterable[Any]]]], instead: tuple[str, ...] = ()
) -> Iterator[str]:
    """Yield a JSON-LD document with one node on each line, so that a diff of two releases is readable.

    nodes  each with its values by predicate.

    Raises NotAcceptableError, which offers `instead`, for what JSON-LD cannot hold.
    """
    yield f'{{"@context": {json.dumps(dict(context.written), ensure_ascii=False, sort_keys=True)},\n"@graph": ['
    separator = "\n"
    for subject, said in nodes:
        try:
            node = context.node(context.name_of(subject), said)
        except (AttributeError, ValueError) as error:  # a triple in a triple has no value
            reason = error if isinstance(error, ValueError) else "it knows no triples as values"
            raise NotAcceptableError(
                f"This graph cannot be written in JSON-LD: {reason}. Ask for it as {' or '.join(instead)}.", instead
            ) from error
        yield separator + json.dumps(node, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def read_context() -> Context:
    """Return the JSON-LD context of this installation's ontology."""
    return Context(json.loads((ontology_dir() / "context.jsonld").read_text("utf-8"))["@context"])
