"""What the endpoint says of itself. https://www.w3.org/TR/sparql11-service-description/"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from solidarity_graph.vocabulary import RDF

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
# The names that W3C has registered for formats, https://www.w3.org/ns/formats/
_REGISTERED = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}


def describe_service(endpoint: str, base: str, graphs: Iterable[str], formats: Iterable[str], media_type: str) -> bytes:
    """The description of the service at `endpoint`: the named graphs of its dataset, the media types it answers in."""
    written = serialize(
        _triples(endpoint, base, graphs, formats), format=RdfFormat.from_media_type(media_type), prefixes={"sd": SD}
    )
    return written or b""


def _triples(endpoint: str, base: str, graphs: Iterable[str], formats: Iterable[str]) -> Iterator[Triple]:
    service = NamedNode(endpoint)
    yield Triple(service, NamedNode(RDF + "type"), NamedNode(SD + "Service"))
    yield Triple(service, NamedNode(SD + "endpoint"), service)
    yield Triple(service, NamedNode(SD + "supportedLanguage"), NamedNode(SD + "SPARQL11Query"))
    # True of what a query meets: the default graph is the set union of the named graphs.
    yield Triple(service, NamedNode(SD + "feature"), NamedNode(SD + "UnionDefaultGraph"))
    for name in formats:
        yield Triple(service, NamedNode(SD + "resultFormat"), NamedNode(_FORMATS + _REGISTERED[name]))
    dataset = NamedNode(base + "dataset")
    yield Triple(service, NamedNode(SD + "defaultDataset"), dataset)
    yield Triple(dataset, NamedNode(RDF + "type"), NamedNode(SD + "Dataset"))
    union = NamedNode(f"{endpoint}#default-graph")
    yield Triple(dataset, NamedNode(SD + "defaultGraph"), union)
    yield Triple(union, NamedNode(RDF + "type"), NamedNode(SD + "Graph"))
    for graph in graphs:
        entry = NamedNode(f"{endpoint}#{graph.removeprefix(base).replace('/', '-')}")
        yield Triple(dataset, NamedNode(SD + "namedGraph"), entry)
        yield Triple(entry, NamedNode(RDF + "type"), NamedNode(SD + "NamedGraph"))
        yield Triple(entry, NamedNode(SD + "name"), NamedNode(graph))
