"""The graphs of a dataset put together: one sorted list of quads, and where each claim is to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad

from solidarity_graph.model import Dataset, Namer, Ref
from solidarity_graph.rdf.claims import article_quads, claim_quads
from solidarity_graph.rdf.entities import entity_quads
from solidarity_graph.rdf.judgements import judgement_quads
from solidarity_graph.rdf.summary import EventSummary, summary_quads

Origin = tuple[str, str]
"""A file and the entry in it."""


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
