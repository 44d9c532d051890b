"""What the query editor completes: the terms of the ontology with labels and definitions, and the names of things."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, islice
from typing import Final

from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import NAMESPACES, shorten
from solidarity_graph.schema.ontology_terms import ConceptTerm, PropertyTerm, Term
from solidarity_graph.web.languages import later
from solidarity_graph.web.site import Site

_MOST: Final = 20  # things suggested for a word
_CONSIDERED: Final = 60  # of those found, before concepts and things without a name are left out
SUGGESTED_KINDS: Final = {
    "person": later("person"),
    "organisation": later("organisation"),
    "group": later("group"),
    "place": later("place"),
    "award": later("award"),
    "event": later("event"),
    "case": later("case"),
    "article": later("article"),
    "document": later("legal document"),
}
"""The kinds of things that are suggested, as words that the editor translates. Concepts are among the terms."""


@cache
def write_vocabulary() -> str:
    """Return as JSON the prefixes of the graph and the terms of the ontology, deprecated ones left out.

    A term has `name` (a prefixed name), `kind` (class, property, concept or scheme), `label` and `definition` in
    English, `also` (labels in other languages, drafts among them, and other labels) and `scheme`: that of a concept,
    or of what a property has for values.
    """
    terms = [_describe(term, kind) for term, kind in _terms() if not term.deprecated]
    return json.dumps({"prefixes": NAMESPACES, "terms": terms}, ensure_ascii=False, separators=(",", ":"))


def _terms() -> Iterator[tuple[Term, str]]:
    ontology = read_ontology()
    reused = ontology.reused.values()
    yield from ((term, "class") for term in ontology.classes.values())
    yield from ((term, "class" if term.name[0].isupper() else "property") for term in reused)
    yield from ((term, "property") for term in ontology.properties.values())
    yield from ((term, "concept") for term in ontology.concepts.values())
    yield from ((term, "scheme") for term in ontology.schemes.values())


def _describe(term: Term, kind: str) -> dict[str, object]:
    described: dict[str, object] = {
        "name": shorten(term.iri),
        "kind": kind,
        "label": term.label,
        "definition": term.definition,
    }
    alternatives = term.alt_labels.values() if isinstance(term, ConceptTerm) else ()
    labels = dict.fromkeys(chain(term.labels.values(), *alternatives))
    if also := [label for label in labels if label != term.label]:
        described["also"] = also
    if isinstance(term, ConceptTerm | PropertyTerm) and term.scheme:
        described["scheme"] = term.scheme
    return described


def suggest_things(site: Site, words: str) -> list[Mapping[str, str]]:
    """Return IRI, name and kind of the things that the words find, 20 at most.

    First come those whose shown name has a word that begins so; then those with another name, or a phrase, that does.
    """
    found = site.documents.search(words, limit=_CONSIDERED)
    beginnings = words.casefold().split()
    found.sort(key=lambda thing: not all(f" {word}" in f" {thing[1].casefold()}" for word in beginnings))
    return list(islice(_suggested(site, found), _MOST))


def _suggested(site: Site, found: Iterable[tuple[str, str]]) -> Iterator[Mapping[str, str]]:
    for key, name in found:
        kind = SUGGESTED_KINDS.get(key.partition("/")[0])
        if name and kind:
            yield {"iri": f"{site.release.base}id/{key}", "name": name, "kind": kind}
