"""The provenance graph: metadata of the release, the selection of its articles, and its removals.

It contains no time of the build, library version or commit, so that the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from solidarity_graph.model import Dataset, Ref, Text
from solidarity_graph.model.versions import DRAFT, is_draft, release_day
from solidarity_graph.rdf.terms import Namer, named, triples, typed


def provenance_triples(dataset: Dataset, namer: Namer) -> Iterator[Triple]:
    """Yield the dataset's metadata, the selection of its articles, and a prov:Invalidation for each removal."""
    about = dataset.description
    selection = namer.dataset("selection")
    yield from triples(
        namer.dataset(),
        {
            "rdf:type": [named("dcat:Dataset"), named("void:Dataset"), named("prov:Entity")],
            "dcterms:title": Text(about.title, "en"),
            "dcterms:description": Text(about.description, "en"),
            "dcterms:issued": typed(release_day(about.version.removesuffix(DRAFT)), "date"),
            "dcat:version": about.version,
            "schema:creativeWorkStatus": "Draft" if is_draft(about.version) else None,
            "dcterms:license": NamedNode(about.licence),
            "dcterms:publisher": Text(about.publisher, "en"),
            "void:documents": len(dataset.articles),
            "prov:wasGeneratedBy": selection,
        },
    )
    yield from triples(
        selection,
        {
            "rdf:type": named("prov:Activity"),
            "dcterms:description": Text(about.selection.method, "en"),
            "dcterms:temporal": about.selection.years,
            "dcterms:language": about.selection.languages,
            "prov:used": [namer.thing(Ref("article", article.key)) for article in dataset.articles],
        },
    )
    for removal in dataset.removals:
        yield from triples(
            namer.dataset(f"removed-{removal.key}"),
            {
                "rdf:type": named("prov:Invalidation"),
                "dcterms:identifier": removal.key,
                "prov:atTime": typed(f"{removal.removed}T00:00:00Z", "dateTime"),
            },
        )
