"""Names for the IRIs on a page: for things from documents, for terms and concepts from the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from solidarity_graph.documents import Document, Value
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import DCTERMS, GEO, GEOSPARQL, RDF, SCHEMA, SG, SGC, SKOS, shorten
from solidarity_graph.web.languages import current_language
from solidarity_graph.web.pages.statuses import GRADE_LABELS, STATUS_LABELS
from solidarity_graph.web.site import Site

# Labels that the ontology does not have, or that pages word otherwise: in the language of the page.
_TRANSLATED: Mapping[str, LazyString] = {
    **{f"{SGC}{status}": label for status, label in {**STATUS_LABELS, **GRADE_LABELS}.items()},
    SG + "participation": _l("who took part"),
    RDF + "type": _l("kind"),
    SKOS + "prefLabel": _l("name"),
    SKOS + "altLabel": _l("other name"),
    SKOS + "exactMatch": _l("the same elsewhere"),
    SKOS + "note": _l("note"),
    DCTERMS + "title": _l("title"),
    DCTERMS + "source": _l("source"),
    DCTERMS + "issued": _l("published"),
    DCTERMS + "language": _l("language"),
    DCTERMS + "publisher": _l("publisher"),
    DCTERMS + "description": _l("description"),
    DCTERMS + "isReplacedBy": _l("replaced by"),
    SCHEMA + "url": _l("address"),
    SCHEMA + "archivedAt": _l("archived copy"),
    SCHEMA + "address": _l("street address"),
    GEO + "lat": _l("latitude"),
    GEO + "long": _l("longitude"),
    GEOSPARQL + "hasGeometry": _l("geometry"),
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
        if iri in _TRANSLATED:
            return Value(str(_TRANSLATED[iri]), language=current_language())
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
