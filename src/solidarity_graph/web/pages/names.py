"""Names for the IRIs on a page: of things from the store, of terms and concepts from the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from solidarity_graph.schema import Ontology
from solidarity_graph.schema.namespaces import DCTERMS, GEO, GEOSPARQL, RDF, SCHEMA, SG, SGC, SKOS, shorten
from solidarity_graph.web.pages import texts
from solidarity_graph.web.pages.rows import Term, ask_rows
from solidarity_graph.web.site import Site

_BATCH = 300  # IRIs a query: well below the limit on its length
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
    GEO + "lat": "latitude",
    GEO + "long": "longitude",
    GEOSPARQL + "hasGeometry": "geometry",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What to call an IRI."""

    ontology: Ontology
    base: str
    things: Mapping[str, Term]

    def of(self, iri: str) -> Term:
        """Its name with its language; an unknown IRI is shortened."""
        if iri in self.things:
            return self.things[iri]
        if iri in _FOREIGN:
            return Term(_FOREIGN[iri], language="en")
        return Term(self._of_term(iri) or self._of_key(iri) or shorten(iri))

    def _of_term(self, iri: str) -> str:
        if iri.startswith(SG):
            name = iri.removeprefix(SG)
            term = self.ontology.classes.get(name) or self.ontology.properties.get(name)
            return term.label if term else ""
        if iri.startswith(SGC):
            name = iri.removeprefix(SGC)
            concept = self.ontology.concepts.get(name)
            return concept.label if concept else ""
        return ""

    def _of_key(self, iri: str) -> str:
        """Things without a label: claims and disagreements have none."""
        path = iri.removeprefix(f"{self.base}id/")
        if path == iri:
            return ""
        kind, _, key = path.partition("/")
        return f"{kind} {key}"


def find_names(site: Site, iris: Iterable[str]) -> Names:
    """The names of these things; claims, disagreements and whatever is not ours are not looked up."""
    base = f"{site.release.base}id/"
    unnamed = (f"{base}claim/", f"{base}disagreement/")
    wanted = sorted({iri for iri in iris if iri.startswith(base) and not iri.startswith(unnamed) and "#" not in iri})
    things: dict[str, Term] = {}
    for batch in batches(wanted):
        for row in ask_rows(site, texts.write(texts.NAMES, things=texts.iris(batch))):
            thing, name = row["thing"].value, row["name"]
            if thing not in things or _rank(name) < _rank(things[thing]):
                things[thing] = name
    return Names(site.ontology, site.release.base, things)


def batches(wanted: list[str]) -> Iterator[list[str]]:
    """So many at a time that the query stays short."""
    return (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))


def _rank(name: Term) -> tuple[bool, str, str]:
    return (name.language != "en", name.language, name.value)
