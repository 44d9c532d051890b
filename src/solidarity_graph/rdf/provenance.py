"""The provenance graph: metadata of the release, the selection of its articles, and its removals.

It contains no time of the build, library version or commit, so that the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from solidarity_graph.model import Dataset, Namer, Ref
from solidarity_graph.model.versions import release_day
from solidarity_graph.rdf.terms import A, Graph, typed
from solidarity_graph.schema.namespaces import DCAT, DCTERMS, PROV, VOID


def provenance_quads(dataset: Dataset) -> Iterator[Quad]:
    """Yield the dataset's metadata, the selection of its articles, and a prov:Invalidation for each removal."""
    description, namer = dataset.description, Namer(dataset.description.base)
    graph = Graph(namer.graph("provenance"))
    node = NamedNode(namer.dataset())
    selection = NamedNode(f"{namer.dataset()}#selection")
    yield graph.quad(node, A, NamedNode(DCAT + "Dataset"))
    yield graph.quad(node, A, NamedNode(VOID + "Dataset"))
    yield graph.quad(node, A, NamedNode(PROV + "Entity"))
    yield graph.quad(node, NamedNode(DCTERMS + "title"), Literal(description.title, language="en"))
    yield graph.quad(node, NamedNode(DCTERMS + "description"), Literal(description.description, language="en"))
    yield graph.quad(node, NamedNode(DCTERMS + "issued"), typed(release_day(description.version), "date"))
    yield graph.quad(node, NamedNode(DCAT + "version"), Literal(description.version))
    yield graph.quad(node, NamedNode(DCTERMS + "license"), NamedNode(description.licence))
    yield graph.quad(node, NamedNode(DCTERMS + "publisher"), Literal(description.publisher, language="en"))
    yield graph.quad(node, NamedNode(VOID + "documents"), typed(len(dataset.articles), "integer"))
    yield graph.quad(node, NamedNode(PROV + "wasGeneratedBy"), selection)
    yield from _selection(graph, selection, dataset, namer)
    for removal in dataset.removals:
        removed = NamedNode(f"{namer.dataset()}#removed-{removal.key}")
        yield graph.quad(removed, A, NamedNode(PROV + "Invalidation"))
        yield graph.quad(removed, NamedNode(DCTERMS + "identifier"), Literal(removal.key))
        yield graph.quad(removed, NamedNode(PROV + "atTime"), typed(f"{removal.removed}T00:00:00Z", "dateTime"))


def _selection(graph: Graph, selection: NamedNode, dataset: Dataset, namer: Namer) -> Iterator[Quad]:
    yield graph.quad(selection, A, NamedNode(PROV + "Activity"))
    how = dataset.description.selection
    yield graph.quad(selection, NamedNode(DCTERMS + "description"), Literal(how.method, language="en"))
    yield graph.quad(selection, NamedNode(DCTERMS + "temporal"), Literal(how.years))
    for language in how.languages:
        yield graph.quad(selection, NamedNode(DCTERMS + "language"), Literal(language))
    for article in dataset.articles:
        yield graph.quad(selection, NamedNode(PROV + "used"), NamedNode(namer.thing(Ref("article", article.key))))
