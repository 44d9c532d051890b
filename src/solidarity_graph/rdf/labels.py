"""One label for each thing, the texts that sum up a claim, and the labels of the terms in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, Triple

from solidarity_graph.model import (
    Claim,
    Concept,
    Dataset,
    Node,
    Ref,
    Text,
    Value,
)
from solidarity_graph.rdf.places import Places
from solidarity_graph.rdf.terms import Namer, Properties, named, triples
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import SGC
from solidarity_graph.schema.ontology import TERMS
from solidarity_graph.schema.ontology_terms import ConceptTerm, SchemeTerm, Term
from solidarity_graph.schema.record_format import CONCEPT_KIND

Labels = Mapping[Ref, str]
_PARTS = ("legalState", "agent", "with", "role", "countText", "place", "date")
"""The parts of a value node that its text shows, in this order."""


def best_label(names: Iterable[Text]) -> str:
    """Return the English name, else the first by language tag and spelling; empty if there is none.

    >>> best_label([Text("Гомель", "ru"), Text("Гомель", "be"), Text("Homel", "en")])
    'Homel'
    """
    found = min(names, key=lambda name: (name.language != "en", name.language, name.value), default=None)
    return found.value if found else ""


def labels_in(dataset: Dataset) -> Labels:
    """Return a label for each entity, event and article: its name or title, or its reference if it has none."""
    things = {thing.ref: best_label(thing.labels) or str(thing.ref) for thing in dataset.things}
    return things | {Ref("article", article.key): article.title for article in dataset.articles}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of things that a part of a dataset names, beyond that part: labels, and countries of places."""

    labels: Labels
    countries: Mapping[Ref, Ref]

    def of(self, refs: Iterable[Ref]) -> Known:
        """Return what is known of these things alone."""
        some = set(refs)
        return Known(
            {ref: self.labels[ref] for ref in some & self.labels.keys()},
            {ref: self.countries[ref] for ref in some & self.countries.keys()},
        )


def known_of(dataset: Dataset) -> Known:
    """Return what a dataset tells of all its things."""
    return Known(labels_in(dataset), Places(dataset).countries)


def label_triples(things: Iterable[Ref], labels: Labels, namer: Namer) -> Iterator[Triple]:
    """Yield the label of each thing; one without a name, such as a disagreement, has its kind and key as label."""
    for ref in things:
        yield Triple(namer.thing(ref), named("rdfs:label"), Literal(labels.get(ref, str(ref))))


def claim_text_triples(claim: Claim, labels: Labels, namer: Namer) -> Iterator[Triple]:
    """Yield the label of a claim and of its value node, and its value, quoted words and speakers as texts."""
    ref, text = Ref("claim", claim.key), value_text(claim.object, labels)
    words = [span.phrase for span in sorted(claim.spans, key=lambda span: span.start) if span.phrase]
    found: Properties = {
        "rdfs:label": str(ref),
        "sg:valueText": text,
        "sg:words": " … ".join(words),
        "sg:attributedToText": join(value_text(each, labels) for each in claim.attributed_to),
        "sg:addresseeText": join(value_text(each, labels) for each in claim.addressee),
    }
    yield from triples(namer.thing(ref), found)
    if isinstance(claim.object, Node):
        yield from triples(namer.thing(ref, "value"), {"rdfs:label": text})


def join(texts: Iterable[str]) -> str:
    """Return texts in one, sorted, each once, with a semicolon between them; an empty text for none."""
    return "; ".join(sorted(set(texts)))


def value_text(value: Value, labels: Labels) -> str:
    """Return a value as text: the label of a thing, the name of a concept or its key, a literal as it is written.

    For a participation it is the agent, with role, count and place: `Demonstrators (participant, some 40)`; for an
    affiliation and a state of a case the other agent, or the state, with the date.
    """
    match value:
        case Ref():
            return value.key if value.kind == CONCEPT_KIND else labels.get(value, str(value))
        case Concept():
            return value.name
        case Node():
            parts = {name: value_text(part, labels) for name, part in value.properties}
            first, *rest = (parts[name] for name in _PARTS if name in parts)
            return f"{first} ({', '.join(rest)})" if rest else first
        case bool():
            return str(value).lower()
        case int() | str():
            return str(value)
    return value.value


@cache
def _terms() -> Mapping[str, Term]:
    texts = (term for term in read_ontology().reused.values() if "text" in term.range)  # those that claims may state
    return {**TERMS, **{term.iri: term for term in texts}}


def terms_in(iris: Iterable[str]) -> frozenset[str]:
    """Return those IRIs that are classes, properties, concepts or schemes of the ontology."""
    return frozenset(_terms().keys() & iris)


def term_triples(iris: Iterable[str]) -> Iterator[Triple]:
    """Yield the labels of terms; for a concept also its class, names, notation, scheme and broader concepts.

    Broader concepts and schemes are described as well. Some triples may repeat.
    """
    for iri in iris:
        term, node = _terms()[iri], NamedNode(iri)
        if isinstance(term, ConceptTerm):
            broader = [SGC + name for name in term.broader]
            # Without drafts: what is published in a release cannot be corrected there.
            names = [Text(name, language) for language, name in term.settled_labels.items()]
            concept: Properties = {
                "rdf:type": named("skos:Concept"),
                "rdfs:label": best_label(names),
                "skos:prefLabel": names,
                "skos:notation": term.name,
                "skos:inScheme": NamedNode(SGC + term.scheme),
                "skos:broader": [NamedNode(each) for each in broader],
            }
            yield from triples(node, concept)
            yield from term_triples([*broader, SGC + term.scheme])
        else:
            # The literal that the ontology has: loaded beside it, the dump adds no second label.
            yield from triples(node, {"rdfs:label": Text(term.label, "en")})
            if isinstance(term, SchemeTerm):
                yield from triples(node, {"rdf:type": named("skos:ConceptScheme")})
