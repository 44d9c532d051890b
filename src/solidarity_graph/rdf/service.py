"""The SPARQL service description of the endpoint (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, Triple

from solidarity_graph.rdf.terms import named, triples
from solidarity_graph.schema.ontology_reader import local_name

_FORMATS = "http://www.w3.org/ns/formats/"


def format_iris(media_types: Iterable[str]) -> list[NamedNode]:
    """Return W3C's IRIs for the formats of media types. One that the engine does not write is left out."""
    formats = (RdfFormat.from_media_type(name) or QueryResultsFormat.from_media_type(name) for name in media_types)
    # The engine has JSON-LD in a namespace of another path.
    return [NamedNode(_FORMATS + local_name(format_.iri)) for format_ in formats if format_]


def describe_service(
    endpoint: str,
    base: str,
    graphs: Mapping[str, int | None],
    size: int | None,
    formats: Iterable[str],
) -> list[Triple]:
    """Return the description of the service at `endpoint`.

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
    return found


def _graph(graph: NamedNode, size: int | None) -> Iterator[Triple]:
    counted = named("void:Dataset") if size is not None else None
    return triples(graph, {"rdf:type": [named("sd:Graph"), counted], "void:triples": size})
