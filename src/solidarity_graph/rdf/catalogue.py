"""The dataset as an entry for data catalogues, with all that DCAT-AP 3 requires and recommends of it.

https://semiceu.github.io/DCAT-AP/releases/3.0.0/. `rdf.void` describes what is in the dataset; this, how to get it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from solidarity_graph.model import Text
from solidarity_graph.rdf.terms import named, triples, typed
from solidarity_graph.rdf.void import Download

_EU = "http://publications.europa.eu/resource/authority/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
_OPENAPI = "https://spec.openapis.org/oas/v3.1.0"
_THEMES = ("JUST", "SOCI")  # justice, legal system and public safety; population and society
_KEYWORDS = ("solidarity", "human rights defenders", "political prisoners", "protest", "civil society")
# https://op.europa.eu/en/web/eu-vocabularies: three letters, by ISO 639-3
_LANGUAGES = {
    "be": "BEL",
    "de": "DEU",
    "en": "ENG",
    "es": "SPA",
    "fr": "FRA",
    "it": "ITA",
    "lt": "LIT",
    "pl": "POL",
    "ru": "RUS",
    "uk": "UKR",
}
_FILE_TYPES = {
    "application/n-quads": "RDF_N_QUADS",
    "application/trig": "RDF_TRIG",
    "text/turtle": "RDF_TURTLE",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/ld+json": "JSON_LD",
    "text/csv": "CSV",
    "application/json": "JSON",
}


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What a catalogue tells of a dataset.

    issued     the day of the release.
    languages  tags of the languages of its texts.
    years      the first and the last year that it covers, with a slash between; empty if not declared.
    places     IRIs of the countries that it covers.
    method     how its articles were chosen; empty if not declared.
    """

    dataset: str
    title: str
    description: str
    publisher: str
    licence: str
    version: str
    issued: str
    languages: Sequence[str]
    years: str
    places: Sequence[str]
    method: str


@dataclass(frozen=True, slots=True)
class CatalogueAddresses:
    """The URLs of the catalogue itself, of the start page, of the page of downloads, and of both services.

    `sparql` and `openapi` are empty for a site without services: a copy as files.
    """

    catalogue: str
    home: str
    downloads: str
    sparql: str
    openapi: str


def describe_catalogue(
    entry: CatalogueEntry, at: CatalogueAddresses, conforms_to: str, downloads: Iterable[Download]
) -> list[Triple]:
    """Return a catalogue with the dataset, a distribution for each file, and the services that serve it, sorted.

    conforms_to  the IRI of the ontology.
    """
    catalogue, dataset = NamedNode(at.catalogue), NamedNode(entry.dataset)
    found = {
        *_catalogue(catalogue, dataset, entry, at),
        *_dataset(catalogue, dataset, entry, at, conforms_to),
        *(_services(catalogue, dataset, entry, at) if at.sparql else ()),
        *(triple for download in downloads for triple in _distribution(catalogue, dataset, entry, download)),
        *_controlled(entry, at),
    }
    return sorted(found, key=lambda triple: (triple.subject != catalogue, triple.subject != dataset, str(triple)))


def _catalogue(
    catalogue: NamedNode, dataset: NamedNode, entry: CatalogueEntry, at: CatalogueAddresses
) -> Iterator[Triple]:
    yield from triples(
        catalogue,
        {
            "rdf:type": named("dcat:Catalog"),
            "dcterms:title": Text(entry.title, "en"),
            "dcterms:description": Text(entry.description, "en"),
            "foaf:homepage": NamedNode(at.home),
            "dcat:dataset": dataset,
            "dcat:service": [_part(catalogue, "sparql"), _part(catalogue, "api")] if at.sparql else [],
            "dcterms:language": _authority("language", "ENG"),
            "dcat:themeTaxonomy": NamedNode(f"{_EU}data-theme"),
            **_common(catalogue, entry),
        },
    )
    yield from triples(
        _part(catalogue, "publisher"), {"rdf:type": named("foaf:Agent"), "foaf:name": Text(entry.publisher, "en")}
    )


def _dataset(
    catalogue: NamedNode, dataset: NamedNode, entry: CatalogueEntry, at: CatalogueAddresses, conforms_to: str
) -> Iterator[Triple]:
    first, _, last = entry.years.partition("/")
    period, method = _part(catalogue, "period"), _part(catalogue, "method")
    yield from triples(
        dataset,
        {
            "rdf:type": named("dcat:Dataset"),
            "dcterms:identifier": entry.dataset,
            "dcterms:title": Text(entry.title, "en"),
            "dcterms:description": Text(entry.description, "en"),
            "dcat:version": entry.version,
            "dcat:landingPage": NamedNode(at.home),
            "foaf:page": NamedNode(at.downloads),
            "dcat:keyword": [Text(word, "en") for word in _KEYWORDS],
            "dcat:theme": [_authority("data-theme", name) for name in _THEMES],
            "dcterms:language": [_authority("language", name) for name in _languages(entry)],
            "dcterms:temporal": period if first and last else None,
            "dcterms:spatial": [NamedNode(iri) for iri in entry.places],
            "dcterms:accrualPeriodicity": _authority("frequency", "IRREG"),
            "dcterms:conformsTo": NamedNode(conforms_to),
            "dcterms:provenance": method if entry.method else None,
            "dcat:distribution": _part(catalogue, "sparql-access") if at.sparql else None,
            **_common(catalogue, entry),
        },
    )
    if first and last:
        yield from triples(
            period,
            {
                "rdf:type": named("dcterms:PeriodOfTime"),
                "dcat:startDate": typed(first, "gYear"),
                "dcat:endDate": typed(last, "gYear"),
            },
        )
    if entry.method:
        yield from triples(
            method, {"rdf:type": named("dcterms:ProvenanceStatement"), "rdfs:label": Text(entry.method, "en")}
        )


def _services(
    catalogue: NamedNode, dataset: NamedNode, entry: CatalogueEntry, at: CatalogueAddresses
) -> Iterator[Triple]:
    """Yield the triples about both services, and about the distribution that SPARQL gives access to."""
    services = (
        ("sparql", "SPARQL endpoint", at.sparql, at.sparql, _PROTOCOL),
        ("api", "Pages, lists, saved questions and documents over HTTP", at.home, at.openapi, _OPENAPI),
    )
    for name, title, endpoint, description, standard in services:
        yield from triples(
            _part(catalogue, name),
            {
                "rdf:type": named("dcat:DataService"),
                "dcterms:title": Text(title, "en"),
                "dcat:endpointURL": NamedNode(endpoint),
                "dcat:endpointDescription": NamedNode(description),
                "dcat:servesDataset": dataset,
                "dcterms:conformsTo": NamedNode(standard),
                **_common(catalogue, entry),
            },
        )
    yield from triples(
        _part(catalogue, "sparql-access"),
        {
            "rdf:type": named("dcat:Distribution"),
            "dcterms:title": Text("Answers to SPARQL queries", "en"),
            "dcat:accessURL": NamedNode(at.sparql),
            "dcat:accessService": _part(catalogue, "sparql"),
            "dcterms:license": NamedNode(entry.licence) if entry.licence else None,
        },
    )


def _distribution(
    catalogue: NamedNode, dataset: NamedNode, entry: CatalogueEntry, download: Download
) -> Iterator[Triple]:
    node, checksum = _part(catalogue, f"file-{download.name}"), _part(catalogue, f"sum-{download.name}")
    url, media_type = NamedNode(download.url), NamedNode(_MEDIA_TYPES + download.media_type)
    file_type = _FILE_TYPES.get(download.media_type)
    yield from triples(dataset, {"dcat:distribution": node})
    yield from triples(
        node,
        {
            "rdf:type": named("dcat:Distribution"),
            "dcterms:title": download.name,
            "dcterms:description": Text(download.description, "en"),
            "dcat:accessURL": url,
            "dcat:downloadURL": url,
            "dcat:mediaType": media_type,
            "dcterms:format": _authority("file-type", file_type) if file_type else None,
            "dcat:byteSize": typed(str(download.size), "nonNegativeInteger"),
            "dcterms:issued": typed(entry.issued, "date") if entry.issued else None,
            "dcterms:license": NamedNode(entry.licence) if entry.licence else None,
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
    yield from triples(media_type, {"rdf:type": named("dcterms:MediaType")})
    if file_type:
        yield from triples(_authority("file-type", file_type), {"rdf:type": named("dcterms:MediaTypeOrExtent")})


def _common(catalogue: NamedNode, entry: CatalogueEntry) -> Mapping[str, object]:
    """Return what catalogue, dataset and services have in common: publisher, licence, access, date."""
    return {
        "dcterms:publisher": _part(catalogue, "publisher"),
        "dcterms:license": NamedNode(entry.licence) if entry.licence else None,
        "dcterms:accessRights": _authority("access-right", "PUBLIC"),
        "dcterms:issued": typed(entry.issued, "date") if entry.issued else None,
    }


def _controlled(entry: CatalogueEntry, at: CatalogueAddresses) -> Iterator[Triple]:
    """Yield the classes of what the entry refers to: who reads it alone cannot look them up elsewhere."""
    classes = {
        "dcterms:LinguisticSystem": [_authority("language", name) for name in {"ENG", *_languages(entry)}],
        "skos:Concept": [_authority("data-theme", name) for name in _THEMES],
        "skos:ConceptScheme": [NamedNode(f"{_EU}data-theme")],
        "dcterms:Frequency": [_authority("frequency", "IRREG")],
        "dcterms:RightsStatement": [_authority("access-right", "PUBLIC")],
        "dcterms:LicenseDocument": [NamedNode(entry.licence)] if entry.licence else [],
        "dcterms:Location": [NamedNode(iri) for iri in entry.places],
        "dcterms:Standard": [NamedNode(_PROTOCOL), NamedNode(_OPENAPI)] if at.sparql else [],
        "foaf:Document": [NamedNode(at.home), NamedNode(at.downloads)],
    }
    for class_, nodes in classes.items():
        for node in nodes:
            yield from triples(node, {"rdf:type": named(class_)})


def _languages(entry: CatalogueEntry) -> list[str]:
    """Return the codes of the languages; one that the table lacks is left out."""
    return sorted({_LANGUAGES[tag] for tag in entry.languages if tag in _LANGUAGES})


def _authority(table: str, name: str) -> NamedNode:
    """Return the IRI of an entry of an authority table of the EU."""
    return NamedNode(f"{_EU}{table}/{name}")


def _part(catalogue: NamedNode, name: str) -> NamedNode:
    return NamedNode(f"{catalogue.value}#{name}")
