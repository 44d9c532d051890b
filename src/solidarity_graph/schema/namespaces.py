"""The namespaces used in this project: a constant for each, and all of them by prefix."""

from __future__ import annotations

from typing import Final

SG: Final = "https://w3id.org/solidarity-graph/ontology#"
SGC: Final = "https://w3id.org/solidarity-graph/concept/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
DCAT: Final = "http://www.w3.org/ns/dcat#"
VOID: Final = "http://rdfs.org/ns/void#"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
GEO: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#"
GEOSPARQL: Final = "http://www.opengis.net/ont/geosparql#"
SCHEMA: Final = "https://schema.org/"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
VANN: Final = "http://purl.org/vocab/vann/"
SH: Final = "http://www.w3.org/ns/shacl#"

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
SPDX: Final = "http://spdx.org/rdf/terms#"

EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"  # a datatype, not a namespace

NAMESPACES: Final = {
    "sg": SG,
    "sgc": SGC,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "dcat": DCAT,
    "void": VOID,
    "prov": PROV,
    "oa": OA,
    "geo": GEO,
    "geosparql": GEOSPARQL,
    "schema": SCHEMA,
    "foaf": FOAF,
    "vann": VANN,
    "sh": SH,
}
"""The namespaces of dumps, documents and queries, by prefix."""
_ALL: Final = {**NAMESPACES, "sd": SD, "spdx": SPDX}


def shorten(iri: str) -> str:
    """Return the IRI as a prefixed name, `sg:Person`, or unchanged if no prefix fits."""
    for prefix, namespace in NAMESPACES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def expand(name: str) -> str:
    """Return the IRI of a prefixed name, `sg:Person`. Raises KeyError for an unknown prefix."""
    prefix, _, local = name.partition(":")
    return _ALL[prefix] + local
