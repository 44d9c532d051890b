"""The description of the dataset for catalogues: VoID for its graph, DCAT for its files and its endpoint.

https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from solidarity_graph.rdf.service import format_iri
from solidarity_graph.schema.namespaces import DCAT, DCTERMS, RDF, VOID, XSD

FOAF = "http://xmlns.com/foaf/0.1/"
SPDX = "http://spdx.org/rdf/terms#"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
_DUMPS = ("application/n-quads", "application/trig", "text/turtle", "application/n-triples", "application/ld+json")
_NAMESPACE = re.compile(r".*[/#]")
_A = NamedNode(RDF + "type")


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
class Statistics:
    """Numbers of triples, and of distinct subjects and objects, in the default graph; None or empty if not counted.

    classes     numbers of instances by class IRI
    properties  numbers of triples by property IRI
    """

    triples: int | None = None
    subjects: int | None = None
    objects: int | None = None
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """The URLs of a served dataset: `document` of this description, `home` of the site, `endpoint` for SPARQL."""

    document: str
    home: str
    endpoint: str


def describe_dataset(
    base: str,
    place: Place,
    *,
    about: Iterable[Triple],
    statistics: Statistics,
    downloads: Sequence[Download],
    formats: Iterable[str],
    media_type: str,
) -> bytes:
    """Return the description of a dataset, serialized as `media_type`, an RDF format.

    base     the prefix of the IRIs of the dataset
    about    triples about the dataset from the release itself
    formats  media types of query results
    """
    dataset = NamedNode(base + "dataset")
    triples = {
        *about,
        *_document(place, dataset),
        *_void(base, dataset, place, formats),
        *_counts(dataset, place, statistics),
        *_service(dataset, place),
        *(triple for download in downloads for triple in _download(dataset, place, download)),
    }
    prefixes = {"void": VOID, "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "spdx": SPDX, "xsd": XSD}
    # Triples about the dataset come first.
    in_order = sorted(triples, key=lambda triple: (triple.subject != dataset, str(triple)))
    written = serialize(in_order, format=RdfFormat.from_media_type(media_type), prefixes=prefixes)
    return written or b""


def _document(place: Place, dataset: NamedNode) -> Iterator[Triple]:
    document = NamedNode(place.document)
    yield Triple(document, _A, NamedNode(VOID + "DatasetDescription"))
    yield Triple(document, NamedNode(FOAF + "primaryTopic"), dataset)


def _void(base: str, dataset: NamedNode, place: Place, formats: Iterable[str]) -> Iterator[Triple]:
    yield Triple(dataset, _A, NamedNode(VOID + "Dataset"))
    yield Triple(dataset, _A, NamedNode(DCAT + "Dataset"))
    yield Triple(dataset, NamedNode(FOAF + "homepage"), NamedNode(place.home))
    yield Triple(dataset, NamedNode(VOID + "sparqlEndpoint"), NamedNode(place.endpoint))
    yield Triple(dataset, NamedNode(VOID + "uriSpace"), Literal(f"{base}id/"))
    for name in formats:
        yield Triple(dataset, NamedNode(VOID + "feature"), format_iri(name))


def _counts(dataset: NamedNode, place: Place, statistics: Statistics) -> Iterator[Triple]:
    totals = {
        "triples": statistics.triples,
        "distinctSubjects": statistics.subjects,
        "distinctObjects": statistics.objects,
        "classes": len(statistics.classes) or None,
        "properties": len(statistics.properties) or None,
    }
    for name, count in totals.items():
        if count is not None:
            yield Triple(dataset, NamedNode(VOID + name), _number(count))
    for namespace in sorted({_namespace(iri) for iri in (*statistics.classes, *statistics.properties)}):
        yield Triple(dataset, NamedNode(VOID + "vocabulary"), NamedNode(namespace))
    yield from _partitions(dataset, place, ("class", "entities"), statistics.classes)
    yield from _partitions(dataset, place, ("property", "triples"), statistics.properties)


def _partitions(
    dataset: NamedNode, place: Place, names: tuple[str, str], counts: Mapping[str, int]
) -> Iterator[Triple]:
    """Yield a VoID partition for each class or property. They are numbered, as local names may not be unique."""
    kind, counted = names
    for number, (iri, count) in enumerate(sorted(counts.items()), 1):
        part = NamedNode(f"{place.document}#{kind}-{number}")
        yield Triple(dataset, NamedNode(f"{VOID}{kind}Partition"), part)
        yield Triple(part, _A, NamedNode(VOID + "Dataset"))
        yield Triple(part, NamedNode(VOID + kind), NamedNode(iri))
        yield Triple(part, NamedNode(VOID + counted), _number(count))


def _service(dataset: NamedNode, place: Place) -> Iterator[Triple]:
    service = NamedNode(place.endpoint)
    yield Triple(service, _A, NamedNode(DCAT + "DataService"))
    yield Triple(service, NamedNode(DCTERMS + "title"), Literal("SPARQL endpoint", language="en"))
    yield Triple(service, NamedNode(DCAT + "endpointURL"), service)
    yield Triple(service, NamedNode(DCAT + "endpointDescription"), service)
    yield Triple(service, NamedNode(DCAT + "servesDataset"), dataset)
    yield Triple(service, NamedNode(DCTERMS + "conformsTo"), NamedNode(_PROTOCOL))


def _download(dataset: NamedNode, place: Place, download: Download) -> Iterator[Triple]:
    node, url = NamedNode(f"{place.document}#file-{download.name}"), NamedNode(download.url)
    checksum = NamedNode(f"{place.document}#sum-{download.name}")
    if download.media_type in _DUMPS:
        yield Triple(dataset, NamedNode(VOID + "dataDump"), url)
    yield Triple(dataset, NamedNode(DCAT + "distribution"), node)
    yield Triple(node, _A, NamedNode(DCAT + "Distribution"))
    yield Triple(node, NamedNode(DCTERMS + "title"), Literal(download.name))
    yield Triple(node, NamedNode(DCTERMS + "description"), Literal(download.description, language="en"))
    yield Triple(node, NamedNode(DCAT + "downloadURL"), url)
    yield Triple(node, NamedNode(DCAT + "mediaType"), NamedNode(_MEDIA_TYPES + download.media_type))
    yield Triple(node, NamedNode(DCAT + "byteSize"), _number(download.size, "nonNegativeInteger"))
    yield Triple(node, NamedNode(SPDX + "checksum"), checksum)
    yield Triple(checksum, _A, NamedNode(SPDX + "Checksum"))
    yield Triple(checksum, NamedNode(SPDX + "algorithm"), NamedNode(SPDX + "checksumAlgorithm_sha256"))
    value = Literal(download.sha256, datatype=NamedNode(XSD + "hexBinary"))
    yield Triple(checksum, NamedNode(SPDX + "checksumValue"), value)


def _number(value: int, datatype: str = "integer") -> Literal:
    return Literal(str(value), datatype=NamedNode(XSD + datatype))


def _namespace(iri: str) -> str:
    match = _NAMESPACE.match(iri)
    return match[0] if match else iri
