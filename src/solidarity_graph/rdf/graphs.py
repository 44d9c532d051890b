"""The graphs of a dataset put together: one sorted list of quads, and where each claim is to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad, Triple

from solidarity_graph.model import Dataset, Namer, Ref
from solidarity_graph.rdf.claims import article_quads, claim_quads
from solidarity_graph.rdf.entities import entity_quads
from solidarity_graph.rdf.judgements import judgement_quads
from solidarity_graph.rdf.summary import EventSummary, summarise, summary_quads

Origin = tuple[str, str]
"""A file and the entry in it."""


def assemble(dataset: Dataset, descriptions: Iterable[Quad]) -> tuple[Quad, ...]:
    """Every quad of the published dataset and its descriptions, sorted: the same bytes whatever the order of input."""
    return tuple(sorted({*quads_of(dataset, summarise(dataset)), *descriptions}, key=str))


def union(quads: Iterable[Quad]) -> tuple[Triple, ...]:
    """The set union of all graphs, sorted: a triple in two graphs stands once."""
    return tuple(sorted({Triple(quad.subject, quad.predicate, quad.object) for quad in quads}, key=str))


def ntriples(triples: Iterable[Triple]) -> bytes:
    """The triples as N-Triples lines, in the order given."""
    return "".join(f"{triple} .\n" for triple in triples).encode()


def quads_of(dataset: Dataset, summaries: Iterable[EventSummary]) -> Iterator[Quad]:
    """Every quad of a dataset or of a part of one, in no order; some may come twice."""
    namer = Namer(dataset.description.base)
    for article in dataset.articles:
        yield from article_quads(article, namer)
    for claim in dataset.claims:
        yield from claim_quads(claim, namer)
    yield from entity_quads(dataset.entities, dataset.events, namer)
    yield from judgement_quads(dataset, namer)
    yield from summary_quads(summaries, namer)


def origins(dataset: Dataset) -> dict[str, Origin]:
    """The file and entry behind each IRI: claims and their parts, events, entities, disagreements, articles."""
    namer = Namer(dataset.description.base)
    places: dict[str, Origin] = {}
    for item in _declared(dataset):
        places[namer.thing(item[0])] = item[1]
    for claim in dataset.claims:
        here = (claim.file, claim.entry)
        places[namer.claim(claim.key)] = places[namer.value(claim.key)] = here
        for index in range(len(claim.spans)):
            places[namer.span(claim.key, index)] = here
    return places


def _declared(dataset: Dataset) -> Iterable[tuple[Ref, Origin]]:
    for entity in dataset.entities:
        yield entity.ref, (entity.file, entity.entry)
    for event in dataset.events:
        yield event.ref, (event.file, event.entry)
    for disagreement in dataset.disagreements:
        yield Ref("disagreement", disagreement.key), (disagreement.file, disagreement.entry)
    for article in dataset.articles:
        yield Ref("article", article.key), (article.file, article.entry)
