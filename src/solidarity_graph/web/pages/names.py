"""Names for the IRIs on a page: for things from documents, for terms and concepts from the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from solidarity_graph.documents import Document, Value
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import DCTERMS, GEO, GEOSPARQL, RDF, SCHEMA, SG, SGC, SKOS, shorten
from solidarity_graph.web.site import Site

_FOREIGN = {
    RDF + "type": "kind",
    SKOS + "prefLabel": "name",
    SKOS + "altLabel": "other name",
    SKOS + "exactMatch": "the same elsewhere",
    SKOS + "note": "note",
    DCTERMS + "title": "title",
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


@dataclass(frozen=True, slots=True)
class PageNames:
    """The names that a page shows for IRIs.

    base    the prefix of the dataset's IRIs.
    things  the names of things by IRI, read from documents; terms and concepts are named by the ontology.
    """

    base: str
    things: Mapping[str, Value]

    def of(self, iri: str) -> Value:
        """Return the name of an IRI, with its language if known.

        A thing without a name gets its kind and key (`claim c4m`), any other IRI its prefixed name (`dcterms:title`).
        """
        if iri in self.things:
            return self.things[iri]
        if iri in _FOREIGN:
            return Value(_FOREIGN[iri], language="en")
        term = _label_of_term(iri)
        return Value(term, language="en") if term else Value(self._of_key(iri) or shorten(iri))

    def _of_key(self, iri: str) -> str:
        """Return kind and key of a thing without a name, such as a claim or a disagreement; empty for other IRIs."""
        path = iri.removeprefix(f"{self.base}id/")
        if path == iri:
            return ""
        kind, _, key = path.partition("/")
        return f"{kind} {key}"


@lru_cache(1 << 12)
def _label_of_term(iri: str) -> str:
    if iri.startswith(SG):
        name = iri.removeprefix(SG)
        term = read_ontology().classes.get(name) or read_ontology().properties.get(name)
        return term.label if term else ""
    if iri.startswith(SGC):
        name = iri.removeprefix(SGC)
        concept = read_ontology().concepts.get(name)
        return concept.label if concept else ""
    return ""


def names_in(site: Site, *documents: Document) -> PageNames:
    """Return the names that these documents contain, in their member `names`."""
    things: dict[str, Value] = {}
    for document in documents:
        for iri, name in document.get("names", {}).items():
            ((language, text),) = name.items()
            things[iri] = Value(text, language=language)
    return PageNames(site.release.base, things)


def find_names(site: Site, iris: Iterable[str]) -> PageNames:
    """Return the names of these IRIs, from one query to the document index. `PageNames.of` names an unknown IRI."""
    found = site.documents.names(iris)
    things = {iri: Value(name, language=language) for iri, (name, language) in found.items()}
    return PageNames(site.release.base, things)
