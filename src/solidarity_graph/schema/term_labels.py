"""Labels of terms that the ontology does not have, or that pages and tools word otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from solidarity_graph.schema.namespaces import DCTERMS, GEO, GEOSPARQL, RDF, SCHEMA, SG, SKOS

TERM_LABELS: Final[Mapping[str, str]] = {
    SG + "participation": "who took part",
    RDF + "type": "kind",
    SKOS + "prefLabel": "name",
    SKOS + "altLabel": "other name",
    SKOS + "exactMatch": "the same elsewhere",
    SKOS + "Concept": "concept",
    SKOS + "broader": "broader concept",
    SKOS + "definition": "definition",
    SKOS + "note": "note",
    DCTERMS + "title": "title",
    DCTERMS + "source": "source",
    DCTERMS + "issued": "published",
    DCTERMS + "language": "language",
    DCTERMS + "publisher": "publisher",
    DCTERMS + "description": "description",
    DCTERMS + "isReplacedBy": "replaced by",
    SCHEMA + "url": "address",
    SCHEMA + "archivedAt": "archived copy",
    SCHEMA + "address": "street address",
    GEO + "lat": "latitude",
    GEO + "long": "longitude",
    GEOSPARQL + "hasGeometry": "geometry",
}
"""The English label of each term by its IRI; pages translate it."""
