"""Assembles documents from a graph: each thing with the claims about it, their articles, and where it is mentioned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pyoxigraph import Quad, Store

from solidarity_graph.documents.claim_file import ClaimFile
from solidarity_graph.documents.claims import spans
from solidarity_graph.documents.convictions import Convictions
from solidarity_graph.documents.inventory import Inventory
from solidarity_graph.documents.json_ld import Context
from solidarity_graph.documents.triples import Triples
from solidarity_graph.schema.namespaces import DCTERMS, RDF, SG, SGC, SKOS
from solidarity_graph.schema.ontology import CONCEPTS
from solidarity_graph.schema.record_format import CONCEPT_KIND

Document = dict[str, Any]
_DECLARED_LINKS = (DCTERMS + "publisher", SG + "relays", SG + "wholeTextOf", SG + "within")
_LABELS = (SKOS + "prefLabel", DCTERMS + "title", SKOS + "altLabel")


def make_documents(quads: Iterable[Quad], base: str, context: Context) -> Iterator[Document]:
    """Yield a document for each thing, claim and disagreement, by IRI; then for graphs, concepts and the dataset.

    The graph must fit into memory. `base` is the prefix of the dataset's IRIs; graphs are joined into their set union.
    """
    in_order = sorted(set(quads), key=str)
    inventory, store = Inventory(in_order, base), Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in in_order)
    assembly = Assembly(Triples(store), base, context)
    yield from map(assembly.document, inventory.things)
    yield from inventory.graphs()
    yield from map(assembly.document, inventory.concepts)
    yield assembly.dataset(inventory.union())


def key_of(iri: str, base: str) -> str:
    """Return the key of a document by its IRI: `person/p7k2`, `graph/entities`, `concept/picket`, `dataset`."""
    return f"concept/{iri.removeprefix(SGC)}" if iri.startswith(SGC) else iri.removeprefix(base).removeprefix("id/")


def iri_of_concept(name: str, base: str) -> str:
    """Return the IRI of a concept by its name: one of the ontology, or else of the dataset's own."""
    return f"{SGC}{name}" if name in CONCEPTS else f"{base}id/{CONCEPT_KIND}/{name}"


class Assembly:
    """Makes documents from the triples of a graph.

    base    the prefix of the dataset's IRIs.
    claims  a file of compacted claims; without it, claims are compacted from the triples.
    """

    def __init__(self, triples: Triples, base: str, context: Context, claims: ClaimFile | None = None) -> None:
        self.triples = triples
        self.base = base
        self.context = context
        self.claim = cache(claims.get if claims else self._claim)
        self.convictions = Convictions(triples, self.claims_of)

    def _claim(self, iri: str) -> Document | None:
        return self.context.compact(iri, self.triples) if self.triples.is_a(iri, SG + "Claim") else None

    def claims_of(self, iris: Iterable[str]) -> list[Document]:
        """Return the claims among these IRIs, by article and position in the text; second-hand ones come last.

        Other IRIs are left out.
        """
        return sorted(self._those(iris), key=_place)

    def _those(self, iris: Iterable[str]) -> Iterator[Document]:
        """Yield the claims among the nodes with these IRIs."""
        return (claim for iri in iris if (claim := self.claim(iri)))

    def document(self, iri: str) -> Document:
        """Return the document of a thing, claim or disagreement; of a concept, a document with its uses.

        Whether the graph has the IRI is not checked: the document then has hardly more than its `id`.
        """
        return self._concept(iri) if iri.startswith(SGC) else self._thing(iri)

    def _thing(self, iri: str) -> Document:
        kind = iri.removeprefix(f"{self.base}id/").partition("/")[0]
        (document,) = self._compacted([iri])
        more: Mapping[str, Any] = {
            "claims": self.claims_of(self._claims(kind, iri)),
            "disagreements": [self._disagreement(found) for found in self._disagreements(kind, iri)],
            "judgements": self._compacted(self._judgements(iri)),
            "assessments": self._compacted(reversed(self.triples.naming(iri, SG + "assessmentOf"))),
            "risks": self._compacted(self.triples.naming(iri, SG + "riskOf")),
            "mentions": [*self._mentions(iri)],
            "where": [*self._where(iri)],
        }
        return self._told(document | {name: found for name, found in more.items() if found})

    def _claims(self, kind: str, iri: str) -> Iterable[str]:
        if kind == "article":
            return self.triples.naming(iri, SG + "statedIn")
        if kind == "disagreement":
            return (value.value for value in self.triples.values(iri, SG + "claim"))
        return self.triples.naming(iri, RDF + "subject")

    def _compacted(self, iris: Iterable[str]) -> list[Document]:
        return [self.claim(iri) or self.context.compact(iri, self.triples) for iri in iris]

    def _disagreements(self, kind: str, iri: str) -> list[str]:
        return self.triples.naming(iri, SG + ("claim" if kind == "claim" else "about"))

    def _disagreement(self, iri: str) -> Document:
        return self.context.compact(iri, self.triples) | {"claims": self.claims_of(self._claims("disagreement", iri))}

    def _judgements(self, iri: str) -> Iterator[str]:
        for link in (RDF + "subject", RDF + "object"):
            for found in self.triples.naming(iri, link):
                if self.triples.value(found, RDF + "type") == RDF + "Statement":
                    yield found

    def _told(self, document: Document) -> Document:
        """Return the document with the convictions that it names, and names and kinds of all things in it.

        The document of a court sentence has its conviction in full, and as nodes the articles about it and later
        events. Any other document has an outline of the conviction.
        """
        named = self._named(document)
        told: dict[str, Document] = {}
        # An event that followed one sentence may be another sentence.
        while untold := sorted(iri for iri in named - told.keys() if self.convictions.is_one(iri)):
            told |= {iri: self.convictions.outline(iri) for iri in untold}
            named |= self._named([told[iri] for iri in untold])
        if document["id"] in told:
            told[document["id"]] = self.convictions.find(document["id"])
            document["included"] = self._compacted(dict.fromkeys(self.convictions.around(document["id"])))
            named |= self._named(told[document["id"]])
        if told:
            document["convictions"] = [*told.values()]
        names = {iri: name for iri in sorted(named) if (name := self._name(iri))}
        kinds = {iri: found for iri in sorted(named) if (found := self._kinds(iri))}
        return document | {name: found for name, found in (("names", names), ("kinds", kinds)) if found}

    def _kinds(self, iri: str) -> list[str]:
        return [kind.value for kind in self.triples.values(iri, SG + "organisationKind")]

    def _named(self, document: Any) -> set[str]:
        """Return the IRIs of the things in a document, without claims, which have no name."""
        claim = f"{self.base}id/claim/"
        return {iri for iri in _iris(document, f"{self.base}id/") if not iri.startswith(claim)}

    def _name(self, iri: str) -> dict[str, str]:
        """Return one name as `{language: name}`, in English if possible; empty if the thing has none in any language.

        Another spelling is a name only where nothing else is.
        """
        found = next(filter(None, (self.triples.values(iri, label) for label in _LABELS)), [])
        spelled = [(getattr(value, "language", None) or "", value.value) for value in found]
        return dict([min(spelled, key=lambda name: (name[0] != "en", name))]) if spelled else {}

    def _mentions(self, iri: str) -> Iterator[Document]:
        """Yield where the thing is a value: in claims, in their value nodes, as a speaker, in declared properties."""
        found: dict[str, dict[tuple[str, str, str], None]] = {}
        for subject, link, role, modality in self._named_in(iri):
            found.setdefault(subject, {})[(link, role, modality)] = None
        for subject, roles in sorted(found.items(), key=lambda item: (self._first(item[0]), item[0])):
            mention: Document = {"id": subject, "as": [_role(*role) for role in sorted(roles)]}
            for name in ("notBefore", "notAfter", "currentStatus"):
                if value := self.triples.value(subject, SG + name):
                    mention[name] = value
            yield mention

    def _where(self, iri: str) -> Iterator[Document]:
        """Yield the places of an event and all that contain them, the nearest first, with address and coordinates."""
        places = self.triples.values(iri, SG + "place") or self.triples.values(iri, SG + "venue")
        waiting = [value.value for value in places]
        seen: set[str] = set()
        while waiting:
            if (place := waiting.pop(0)) not in seen:
                seen.add(place)
                found = self.context.compact(place, self.triples)
                yield {name: found[name] for name in ("id", "lat", "long", "within", "address") if name in found}
                waiting += [value.value for value in self.triples.values(place, SG + "within")]

    def _first(self, subject: str) -> str:
        return self.triples.value(subject, SG + "notBefore")

    def _named_in(self, iri: str) -> Iterator[tuple[str, str, str, str]]:
        for told in self._those(self.triples.naming(iri, RDF + "object")):
            yield told["subject"], told["predicate"], "", told["modality"]
        for link in (SG + "agent", SG + "with"):
            for node in self.triples.naming(iri, link):
                role = self.triples.value(node, SG + "role")
                for told in self._those(self.triples.naming(node, RDF + "object")):
                    yield told["subject"], told["predicate"], role, told["modality"]
        for node in self.triples.naming(iri, SG + "place"):
            for told in self._those(self.triples.naming(node, RDF + "object") if "#" in node else ()):
                yield told["subject"], SG + "place", "", told["modality"]
        for link in (SG + "attributedTo", SG + "addressee"):
            for told in self._those(self.triples.naming(iri, link)):
                yield told["subject"], link, "", ""
        for link in _DECLARED_LINKS:
            yield from ((subject, link, "", "") for subject in self.triples.naming(iri, link))

    def _concept(self, iri: str) -> Document:
        uses: dict[str, set[str]] = {}
        for link, nodes in self.triples.links(iri).items():
            if link == RDF + "object":
                for claim in self._those(nodes):
                    uses.setdefault(claim["subject"], set()).add(claim["predicate"])
            for node in nodes:
                for claim in self._those(self.triples.naming(node, RDF + "object") if "#" in node else ()):
                    uses.setdefault(claim["subject"], set()).add(link)
        in_order = sorted(uses.items(), key=lambda item: (self._first(item[0]), item[0]))
        return self._told({"id": iri, "uses": [{"id": thing, "as": sorted(links)} for thing, links in in_order]})

    def dataset(self, counts: Mapping[str, Any]) -> Document:
        """Return the document of the dataset: its description, `counts`, and one claim, if any fits, as an example.

        Search engines may list the front page, which shows it: so no word of a person's name stands in the example.
        """
        document = self.context.compact(f"{self.base}dataset", self.triples) | {"counts": counts}
        counting = self.triples.naming(SG + "participation", RDF + "predicate")
        names = self._words_about(self.triples.naming(SG + "Person", RDF + "type"))
        fitting = filter(_is_specimen, self._those(counting))
        specimen = next((claim for claim in fitting if names.isdisjoint(self._words_shown(claim))), None)
        return self._told(document | ({"specimen": specimen} if specimen else {}))

    def _words_shown(self, claim: Document) -> set[str]:
        return self._words_about((claim["subject"], claim["statedIn"])) | _words(
            claim.get("words", ""), claim.get("valueText", "")
        )

    def _words_about(self, iris: Iterable[str]) -> set[str]:
        return _words(*(value.value for iri in iris for label in _LABELS for value in self.triples.values(iri, label)))


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w{3,}", text.casefold())}


def _role(link: str, role: str, modality: str) -> Document:
    return {name: value for name, value in (("property", link), ("role", role), ("modality", modality)) if value}


def _is_specimen(claim: Mapping[str, Any]) -> bool:
    """Return True if an asserted claim counts people in words and numbers, and its words may be quoted."""
    value = claim.get("object")
    quoted = any(span.get("exact") for span in spans(claim))
    counted = isinstance(value, dict) and "countText" in value and "countMin" in value
    return quoted and counted and claim["predicate"] == SG + "participation" and claim["modality"] == SGC + "asserted"


def _place(claim: Mapping[str, Any]) -> tuple[bool, str, int, str]:
    first = next((span["start"] for span in spans(claim)), 0)
    return claim["evidenceGrade"] == SGC + "second-hand", claim["statedIn"], first, claim["id"]


def _iris(value: Any, prefix: str) -> Iterator[str]:
    """Yield every IRI in a document that has this prefix and no fragment."""
    if isinstance(value, str):
        if value.startswith(prefix) and "#" not in value:
            yield value
    else:
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from _iris(inner, prefix)
