"""The description of the dataset for catalogues: VoID for its graph, DCAT for its files and its endpoint.

https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, Triple

from solidarity_graph.model import Text
from solidarity_graph.rdf.service import format_iris
from solidarity_graph.rdf.terms import named, triples, typed
from solidarity_graph.schema.ontology_reader import local_name

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
_DUMPS = ("application/n-quads", "application/trig", "text/turtle", "application/n-triples", "application/ld+json")


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the release: its URL, its size in bytes and its SHA-256."""

    url: str
    name: str
    media_type: str
    description: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Place:
    """The URLs of a served dataset: `document` of this description, `home` of the site, `endpoint` for SPARQL or ''."""

    document: str
    home: str
    endpoint: str


def describe_dataset(
    base: str,
    place: Place,
    *,
    about: Iterable[Triple],
    counts: Mapping[str, Any],
    downloads: Sequence[Download],
    formats: Iterable[str],
) -> list[Triple]:
    """Return the description of a dataset.

    base     the prefix of the IRIs of the dataset
    counts   of the default graph, those that are known: the numbers of `triples`, of distinct `subjects` and
             `objects`, of instances of `classes` by IRI, and of triples of `properties` by IRI
    about    triples about the dataset from the release itself
    formats  media types of query results
    """
    dataset = NamedNode(base + "dataset")
    found = {
        *about,
        *_document(base, dataset, place, formats),
        *_counts(dataset, place, counts),
        *(triple for download in downloads for triple in _download(dataset, place, download)),
    }
    # Triples about the dataset come first.
    return sorted(found, key=lambda triple: (triple.subject != dataset, str(triple)))


def _document(base: str, dataset: NamedNode, place: Place, formats: Iterable[str]) -> Iterator[Triple]:
    """Yield the triples about the description itself, the dataset and its endpoint."""
    endpoint = NamedNode(place.endpoint) if place.endpoint else None
    yield from triples(
        NamedNode(place.document), {"rdf:type": named("void:DatasetDescription"), "foaf:primaryTopic": dataset}
    )
    yield from triples(
        dataset,
        {
            "rdf:type": [named("void:Dataset"), named("dcat:Dataset")],
            "foaf:homepage": NamedNode(place.home),
            "void:sparqlEndpoint": endpoint,
            "void:uriSpace": f"{base}id/",
            "void:feature": format_iris(formats),
        },
    )
    if endpoint:
        yield from triples(
            endpoint,
            {
                "rdf:type": named("dcat:DataService"),
                "dcterms:title": Text("SPARQL endpoint", "en"),
                "dcat:endpointURL": endpoint,
                "dcat:endpointDescription": endpoint,
                "dcat:servesDataset": dataset,
                "dcterms:conformsTo": NamedNode(_PROTOCOL),
            },
        )


def _counts(dataset: NamedNode, place: Place, counts: Mapping[str, Any]) -> Iterator[Triple]:
    classes, properties = counts.get("classes", {}), counts.get("properties", {})
    vocabularies = sorted({iri.removesuffix(local_name(iri)) or iri for iri in (*classes, *properties)})
    yield from triples(
        dataset,
        {
            "void:triples": counts.get("triples"),
            "void:distinctSubjects": counts.get("subjects"),
            "void:distinctObjects": counts.get("objects"),
            "void:classes": len(classes) or None,
            "void:properties": len(properties) or None,
            "void:vocabulary": [NamedNode(namespace) for namespace in vocabularies],
        },
    )
    yield from _partitions(dataset, place, ("class", "entities"), classes)
    yield from _partitions(dataset, place, ("property", "triples"), properties)


def _partitions(
    dataset: NamedNode, place: Place, names: tuple[str, str], counts: Mapping[str, int]
) -> Iterator[Triple]:
    """Yield a VoID partition for each class or property. They are numbered, as local names may not be unique."""
    kind, counted = names
    for number, (iri, count) in enumerate(sorted(counts.items()), 1):
        part = NamedNode(f"{place.document}#{kind}-{number}")
        yield from triples(dataset, {f"void:{kind}Partition": part})
        yield from triples(
            part, {"rdf:type": named("void:Dataset"), f"void:{kind}": NamedNode(iri), f"void:{counted}": count}
        )


def _download(dataset: NamedNode, place: Place, download: Download) -> Iterator[Triple]:
    node, url = NamedNode(f"{place.document}#file-{download.name}"), NamedNode(download.url)
    checksum = NamedNode(f"{place.document}#sum-{download.name}")
    is_dump = download.media_type in _DUMPS
    yield from triples(dataset, {"void:dataDump": url if is_dump else None, "dcat:distribution": node})
    yield from triples(
        node,
        {
            "rdf:type": named("dcat:Distribution"),
            "dcterms:title": download.name,
            "dcterms:description": Text(download.description, "en"),
            "dcat:downloadURL": url,
            "dcat:mediaType": NamedNode(_MEDIA_TYPES + download.media_type),
            "dcat:byteSize": typed(str(download.size), "nonNegativeInteger"),
            "spdx:checksum": checksum,
        },
    )
    yield from triples(
        checksum,
        {
            "rdf:type": named("spdx:Checksum"),
            "spdx:algorithm": named("spdx:checksumAlgorithm_sha256"),
            "spdx:checksumValue": typed(download.sha256, "hexBinary"),
        },
    )
