"""The namespaces of this project by prefix, and constants for those with which the program writes IRIs."""

from __future__ import annotations

from typing import Final

NAMESPACES: Final = {
    "sg": "https://w3id.org/solidarity-graph/ontology#",
    "sgc": "https://w3id.org/solidarity-graph/concept/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "schema": "https://schema.org/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vann": "http://purl.org/vocab/vann/",
    "sh": "http://www.w3.org/ns/shacl#",
}
"""The namespaces of dumps, documents and queries, by prefix."""
_ALL: Final = {
    **NAMESPACES,
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "spdx": "http://spdx.org/rdf/terms#",
}

SG: Final = NAMESPACES["sg"]
SGC: Final = NAMESPACES["sgc"]
RDF: Final = NAMESPACES["rdf"]
RDFS: Final = NAMESPACES["rdfs"]
OWL: Final = NAMESPACES["owl"]
XSD: Final = NAMESPACES["xsd"]
SKOS: Final = NAMESPACES["skos"]
DCTERMS: Final = NAMESPACES["dcterms"]
DCAT: Final = NAMESPACES["dcat"]
VOID: Final = NAMESPACES["void"]
GEO: Final = NAMESPACES["geo"]
GEOSPARQL: Final = NAMESPACES["geosparql"]
SCHEMA: Final = NAMESPACES["schema"]
VANN: Final = NAMESPACES["vann"]
SH: Final = NAMESPACES["sh"]
SGSH: Final = "https://w3id.org/solidarity-graph/shapes#"
"""The shapes; no data uses their names."""
EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"  # a datatype, not a namespace


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
