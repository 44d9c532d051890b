"""All graphs of a dataset as quads, and the file and entry that each IRI comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad

from solidarity_graph.model import Dataset, Namer, Ref
from solidarity_graph.rdf.claims import article_quads, claim_quads
from solidarity_graph.rdf.entities import entity_quads
from solidarity_graph.rdf.judgements import judgement_quads
from solidarity_graph.rdf.summary import EventSummary, summary_quads

Origin = tuple[str, str]
"""A path below the data folder, and the name of the entry in that file."""


def quads_of(dataset: Dataset, summaries: Iterable[EventSummary]) -> Iterator[Quad]:
    """Yield all quads of a dataset, or of a part of one, except provenance. They are unsorted and may repeat."""
    namer = Namer(dataset.description.base)
    for article in dataset.articles:
        yield from article_quads(article, namer)
    for claim in dataset.claims:
        yield from claim_quads(claim, namer)
    yield from entity_quads(dataset.entities, dataset.events, namer)
    yield from judgement_quads(dataset, namer)
    yield from summary_quads(summaries, namer)


def origins(dataset: Dataset) -> dict[str, Origin]:
    """Return the file and entry behind each IRI of a claim, value, span, entity, event, article or disagreement."""
    namer = Namer(dataset.description.base)
    found: dict[str, Origin] = {}
    for ref, origin in _declared(dataset):
        found[namer.thing(ref)] = origin
    for claim in dataset.claims:
        origin = (claim.file, claim.entry)
        found[namer.claim(claim.key)] = found[namer.value(claim.key)] = origin
        for index in range(len(claim.spans)):
            found[namer.span(claim.key, index)] = origin
    return found


def _declared(dataset: Dataset) -> Iterable[tuple[Ref, Origin]]:
    for entity in dataset.entities:
        yield entity.ref, (entity.file, entity.entry)
    for event in dataset.events:
        yield event.ref, (event.file, event.entry)
    for disagreement in dataset.disagreements:
        yield Ref("disagreement", disagreement.key), (disagreement.file, disagreement.entry)
    for article in dataset.articles:
        yield Ref("article", article.key), (article.file, article.entry)
