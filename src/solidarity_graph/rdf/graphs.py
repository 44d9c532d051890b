"""All named graphs of a dataset as quads, and the file and entry that each IRI comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad, Triple

from solidarity_graph.model import Dataset, Record, Ref
from solidarity_graph.rdf.claims import article_triples, claim_triples
from solidarity_graph.rdf.entities import thing_triples
from solidarity_graph.rdf.event_summaries import EventSummary, summary_triples
from solidarity_graph.rdf.judgements import judgement_triples
from solidarity_graph.rdf.labels import Known, claim_text_triples, known_of, label_triples, term_triples, terms_in
from solidarity_graph.rdf.provenance import provenance_triples
from solidarity_graph.rdf.terms import Namer, named

Origin = tuple[str, str]
"""A path below the data folder, and the name of the entry in that file."""


def quads_of(dataset: Dataset, summaries: Iterable[EventSummary], known: Known | None = None) -> Iterator[Quad]:
    """Yield all quads of a dataset, or of a part of one, except terms and provenance. They are unsorted and may repeat.

    known  what the whole dataset tells of the things that a part names.
    """
    namer, known = Namer(dataset.description.base), known or known_of(dataset)
    for article in dataset.articles:
        yield from _in_graph(article.key, article_triples(article, namer), namer)
    for claim in dataset.claims:
        yield from _in_graph(claim.article, claim_triples(claim, namer), namer)
    for thing in dataset.things:
        yield from _in_graph("entities", thing_triples(thing, namer), namer)
    yield from _in_graph("judgements", judgement_triples(dataset, namer), namer)
    for summary in summaries:
        yield from _in_graph("summary", summary_triples(summary, namer), namer)
    things = [
        *(thing.ref for thing in dataset.things),
        *(Ref("article", article.key) for article in dataset.articles),
        *(Ref("disagreement", disagreement.key) for disagreement in dataset.disagreements),
    ]
    yield from _in_graph("summary", label_triples(things, known.labels, namer), namer)
    for claim in dataset.claims:
        yield from _in_graph("summary", claim_text_triples(claim, known.labels, namer), namer)
    for place in dataset.entities:
        if country := known.countries.get(place.ref):
            found = Triple(namer.thing(place.ref), named("sg:inCountry"), namer.thing(country))
            yield from _in_graph("summary", [found], namer)


def terms_of(quads: Iterable[Quad]) -> frozenset[str]:
    """Return the IRIs of the classes, properties and concepts of the ontology that are used in quads."""
    terms = {term for quad in quads for term in (quad.predicate, quad.object)}
    return terms_in(term.value for term in terms if isinstance(term, NamedNode))


def term_quads(base: str, iris: Iterable[str]) -> Iterator[Quad]:
    """Yield the quads that describe terms of the ontology, for those who have the dump alone. Some may repeat."""
    namer = Namer(base)
    return _in_graph("entities", term_triples(iris), namer)


def provenance_quads(dataset: Dataset) -> Iterator[Quad]:
    """Yield the quads of the provenance graph, which needs the whole dataset."""
    namer = Namer(dataset.description.base)
    return _in_graph("provenance", provenance_triples(dataset, namer), namer)


def _in_graph(name: str, triples: Iterable[Triple], namer: Namer) -> Iterator[Quad]:
    graph = namer.graph(name)
    return (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


def origins(dataset: Dataset) -> dict[str, Origin]:
    """Return the file and entry behind each IRI of a claim, value, span, entity, event, article or disagreement."""
    namer = Namer(dataset.description.base)
    declared: list[tuple[Ref, Record]] = [(thing.ref, thing) for thing in dataset.things]
    declared += [(Ref("disagreement", disagreement.key), disagreement) for disagreement in dataset.disagreements]
    declared += [(Ref("article", article.key), article) for article in dataset.articles]
    found = {namer.thing(ref).value: (record.file, record.entry) for ref, record in declared}
    for claim in dataset.claims:
        ref = Ref("claim", claim.key)
        nodes = [namer.thing(ref), namer.thing(ref, "value")]
        nodes += [namer.thing(ref, "span", index) for index in range(len(claim.spans))]
        found |= {node.value: (claim.file, claim.entry) for node in nodes}
    return found
