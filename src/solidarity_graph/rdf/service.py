"""The SPARQL service description of the endpoint (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from solidarity_graph.schema.namespaces import RDF, VOID, XSD

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
# Local names of formats that W3C has registered, by media type: https://www.w3.org/ns/formats/
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
_A = NamedNode(RDF + "type")


def format_iri(media_type: str) -> NamedNode:
    """Return W3C's IRI for the format of a media type. Raises KeyError for a media type without one."""
    return NamedNode(_FORMATS + _REGISTERED[media_type])


def describe_service(
    endpoint: str,
    base: str,
    graphs: Mapping[str, int | None],
    triples: int | None,
    formats: Iterable[str],
    media_type: str,
) -> bytes:
    """Return the description of the service at `endpoint`, serialized as `media_type`, an RDF format.

    base     the prefix of the dataset's IRIs
    graphs   the number of triples of each named graph by IRI; None if unknown
    triples  the number of triples of the default graph; None if unknown
    formats  media types of query results
    """
    written = serialize(
        (*_service(endpoint, base, formats), *_dataset(endpoint, base, graphs, triples)),
        format=RdfFormat.from_media_type(media_type),
        prefixes={"sd": SD, "void": VOID},
    )
    return written or b""


def _service(endpoint: str, base: str, formats: Iterable[str]) -> Iterator[Triple]:
    service = NamedNode(endpoint)
    yield Triple(service, _A, NamedNode(SD + "Service"))
    yield Triple(service, NamedNode(SD + "endpoint"), service)
    yield Triple(service, NamedNode(SD + "supportedLanguage"), NamedNode(SD + "SPARQL11Query"))
    # In queries the default graph is the set union of the named graphs; it equals their RDF merge, as they have no
    # blank nodes.
    yield Triple(service, NamedNode(SD + "feature"), NamedNode(SD + "UnionDefaultGraph"))
    for name in formats:
        yield Triple(service, NamedNode(SD + "resultFormat"), format_iri(name))
    yield Triple(service, NamedNode(SD + "defaultDataset"), NamedNode(base + "dataset"))


def _dataset(endpoint: str, base: str, graphs: Mapping[str, int | None], triples: int | None) -> Iterator[Triple]:
    dataset = NamedNode(base + "dataset")
    yield Triple(dataset, _A, NamedNode(SD + "Dataset"))
    union = NamedNode(f"{endpoint}#default-graph")
    yield Triple(dataset, NamedNode(SD + "defaultGraph"), union)
    yield from _graph(union, triples)
    for graph, size in graphs.items():
        entry = NamedNode(f"{endpoint}#{graph.removeprefix(base).replace('/', '-')}")
        yield Triple(dataset, NamedNode(SD + "namedGraph"), entry)
        yield Triple(entry, _A, NamedNode(SD + "NamedGraph"))
        yield Triple(entry, NamedNode(SD + "name"), NamedNode(graph))
        yield Triple(entry, NamedNode(SD + "graph"), NamedNode(graph))
        yield from _graph(NamedNode(graph), size)


def _graph(graph: NamedNode, triples: int | None) -> Iterator[Triple]:
    yield Triple(graph, _A, NamedNode(SD + "Graph"))
    if triples is not None:
        yield Triple(graph, _A, NamedNode(VOID + "Dataset"))
        number = Literal(str(triples), datatype=NamedNode(XSD + "integer"))
        yield Triple(graph, NamedNode(VOID + "triples"), number)
