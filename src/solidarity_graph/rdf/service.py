"""The SPARQL service description of the endpoint (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Triple

from solidarity_graph.rdf.terms import named, serialize_triples, triples

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


def format_iris(media_types: Iterable[str]) -> list[NamedNode]:
    """Return W3C's IRIs for the formats of media types. Raises KeyError for a media type without one."""
    return [NamedNode(_FORMATS + _REGISTERED[media_type]) for media_type in media_types]


def describe_service(
    endpoint: str,
    base: str,
    graphs: Mapping[str, int | None],
    size: int | None,
    formats: Iterable[str],
    media_type: str,
) -> bytes:
    """Return the description of the service at `endpoint`, serialized as `media_type`, an RDF format.

    base     the prefix of the dataset's IRIs
    graphs   the number of triples of each named graph by IRI; None if unknown
    size     the number of triples of the default graph; None if unknown
    formats  media types of query results
    """
    service, dataset, union = NamedNode(endpoint), NamedNode(f"{base}dataset"), NamedNode(f"{endpoint}#default-graph")
    entries = {graph: NamedNode(f"{endpoint}#{graph.removeprefix(base).replace('/', '-')}") for graph in graphs}
    found = [
        *triples(
            service,
            {
                "rdf:type": named("sd:Service"),
                "sd:endpoint": service,
                "sd:supportedLanguage": named("sd:SPARQL11Query"),
                # In queries the default graph is the set union of the named graphs; it equals their RDF merge, as
                # they have no blank nodes.
                "sd:feature": named("sd:UnionDefaultGraph"),
                "sd:resultFormat": format_iris(formats),
                "sd:defaultDataset": dataset,
            },
        ),
        *triples(
            dataset,
            {"rdf:type": named("sd:Dataset"), "sd:defaultGraph": union, "sd:namedGraph": [*entries.values()]},
        ),
        *_graph(union, size),
    ]
    for iri, entry in entries.items():
        graph = NamedNode(iri)
        found += triples(entry, {"rdf:type": named("sd:NamedGraph"), "sd:name": graph, "sd:graph": graph})
        found += _graph(graph, graphs[iri])
    return serialize_triples(found, media_type, ("sd", "void"))


def _graph(graph: NamedNode, size: int | None) -> Iterator[Triple]:
    counted = named("void:Dataset") if size is not None else None
    return triples(graph, {"rdf:type": [named("sd:Graph"), counted], "void:triples": size})
