"""The documents of a published graph: each thing with what is said of it, where, by whom, and where it is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import NamedNode, Quad

from solidarity_graph.documents.compaction import Context
from solidarity_graph.documents.convictions import Convictions
from solidarity_graph.documents.triples import Triples
from solidarity_graph.schema.namespaces import DCTERMS, RDF, SG, SGC, SKOS

Document = dict[str, Any]
_DECLARED_LINKS = (DCTERMS + "publisher", SG + "relays", SG + "within")
_LABELS = (SKOS + "prefLabel", DCTERMS + "title")


def make_documents(quads: Iterable[Quad], base: str, context: Context) -> Iterator[Document]:
    """One document for each thing, claim and disagreement, in the order of their IRIs; then graphs, concepts, dataset.

    `base` begins the IRIs of the dataset. The default graph of the quads does not count.
    """
    quads = tuple(quads)
    assembly = _Assembly(Triples(quads), base, context)
    for iri in assembly.triples.subjects():
        if iri.startswith(f"{base}id/") and "#" not in iri:
            yield assembly.document(iri)
    yield from _graph_documents(quads, base)
    yield from assembly.concepts()
    yield assembly.dataset(quads)


def key_of(iri: str, base: str) -> str:
    """What a document is found by: `person/p7k2`, `graph/entities`, `concept/picket`, `dataset`."""
    return f"concept/{iri.removeprefix(SGC)}" if iri.startswith(SGC) else iri.removeprefix(base).removeprefix("id/")


class _Assembly:
    def __init__(self, triples: Triples, base: str, context: Context) -> None:
        self.triples = triples
        self.base = base
        self.context = context
        self.claims = {iri: context.compact(iri, triples) for iri in triples.instances(SG + "Claim")}
        self.convictions = Convictions(triples, self.claims_of)

    def claims_of(self, iris: Iterable[str]) -> list[Document]:
        """These claims in the order of the article and then of the text; second-hand ones come last."""
        return sorted((self.claims[iri] for iri in iris if iri in self.claims), key=_place)

    def document(self, iri: str) -> Document:
        """Everything that is known of a thing, a claim or a disagreement."""
        kind = iri.removeprefix(f"{self.base}id/").partition("/")[0]
        document = self.context.compact(iri, self.triples)
        more: Mapping[str, Any] = {
            "claims": self.claims_of(self._claims(kind, iri)),
            "disagreements": [self._disagreement(found) for found in self._disagreements(kind, iri)],
            "judgements": self._compacted(self._judgements(iri)),
            "assessments": self._compacted(reversed(self.triples.naming(iri, SG + "assessmentOf"))),
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
        return [self.context.compact(iri, self.triples) for iri in iris]

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
        """With the convictions that it names, and a name for everything that it names.

        A sentence tells its own conviction in full, with who contests it, who tells of it, and what became of it as
        nodes; any other document has the outline, and leads to the sentence.
        """
        prefix = f"{self.base}id/"
        named = set(_iris(document, prefix))
        told: dict[str, Document] = {}
        # What became of one may be another one.
        while untold := sorted(iri for iri in named - told.keys() if self.convictions.is_one(iri)):
            told |= {iri: self.convictions.outline(iri) for iri in untold}
            named |= {*_iris([told[iri] for iri in untold], prefix)}
        if document["id"] in told:
            told[document["id"]] = self.convictions.find(document["id"])
            document["included"] = self._around(document)
            named |= {*_iris(told[document["id"]], prefix)}
        if told:
            document["convictions"] = [*told.values()]
        names = {iri: name for iri in sorted(named) if (name := self._name(iri))}
        return document | ({"names": names} if names else {})

    def _around(self, sentence: Document) -> list[Document]:
        """Who contests a sentence, who tells of it, and what became of it, as nodes."""
        held = {claim["id"] for claim in sentence.get("claims", ())}
        wanted = [iri for iri in dict.fromkeys(self.convictions.around(sentence["id"])) if iri not in held]
        return [self.claims.get(iri) or self.context.compact(iri, self.triples) for iri in wanted]

    def _name(self, iri: str) -> dict[str, str]:
        """One name by its language, the English one where there is one; empty where it has none."""
        found = [value for label in _LABELS for value in self.triples.values(iri, label)]
        spelled = [(getattr(value, "language", None) or "", value.value) for value in found]
        return dict([min(spelled, key=lambda name: (name[0] != "en", name))]) if spelled else {}

    def _mentions(self, iri: str) -> Iterator[Document]:
        """Where the thing is the value: in claims, inside their values, as a speaker, in what was declared."""
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
        """The places of an event and all that they lie in, the nearest first, with their coordinates."""
        waiting = [value.value for value in self.triples.values(iri, SG + "place")]
        seen: set[str] = set()
        while waiting:
            if (place := waiting.pop(0)) not in seen:
                seen.add(place)
                found = self.context.compact(place, self.triples)
                yield {name: found[name] for name in ("id", "lat", "long", "within") if name in found}
                waiting += [value.value for value in self.triples.values(place, SG + "within")]

    def _first(self, subject: str) -> str:
        return self.triples.value(subject, SG + "notBefore")

    def _named_in(self, iri: str) -> Iterator[tuple[str, str, str, str]]:
        for claim in self.triples.naming(iri, RDF + "object"):
            if claim in self.claims:
                yield self._told_by(claim, self.claims[claim]["predicate"], "")
        for link in (SG + "agent", SG + "with"):
            for node in self.triples.naming(iri, link):
                for claim in self.triples.naming(node, RDF + "object"):
                    role = self.triples.value(node, SG + "role")
                    yield self._told_by(claim, self.claims[claim]["predicate"], role)
        for claim in self.triples.naming(iri, SG + "attributedTo"):
            yield self.claims[claim]["subject"], SG + "attributedTo", "", ""
        for link in _DECLARED_LINKS:
            yield from ((subject, link, "", "") for subject in self.triples.naming(iri, link))

    def _told_by(self, claim: str, link: str, role: str) -> tuple[str, str, str, str]:
        return self.claims[claim]["subject"], link, role, self.claims[claim]["modality"]

    def concepts(self) -> Iterator[Document]:
        """What each concept is said of."""
        uses: dict[str, dict[str, set[str]]] = {}
        for claim in self.claims.values():
            for link, concept in _concepts(claim, self.context):
                uses.setdefault(concept, {}).setdefault(claim["subject"], set()).add(link)
        for concept, subjects in sorted(uses.items()):
            in_order = sorted(subjects.items(), key=lambda item: (self._first(item[0]), item[0]))
            yield self._told({"id": concept, "uses": [{"id": iri, "as": sorted(links)} for iri, links in in_order]})

    def dataset(self, quads: Iterable[Quad]) -> Document:
        """The dataset as it describes itself, what it holds in figures, and one claim to show what claims are."""
        iri = f"{self.base}dataset"
        union = {(quad.subject, quad.predicate, quad.object) for quad in quads}
        counted: Mapping[str, Any] = {
            "triples": len(union),
            "subjects": len({subject for subject, _, _ in union}),
            "objects": len({value for _, _, value in union}),
            "properties": _counted(predicate.value for _, predicate, _ in union),
            "classes": _counted(_iri(value) for _, predicate, value in union if predicate.value == RDF + "type"),
        }
        specimen = next((claim for _, claim in sorted(self.claims.items()) if _is_specimen(claim)), None)
        document = self.context.compact(iri, self.triples) | {"counts": counted}
        return self._told(document | ({"specimen": specimen} if specimen else {}))


def _graph_documents(quads: Iterable[Quad], base: str) -> Iterator[Document]:
    """How many triples each named graph has, and how many instances of which classes."""
    sizes: Counter[str] = Counter()
    classes: dict[str, Counter[str]] = {}
    for quad in set(quads):
        graph = _iri(quad.graph_name)
        sizes[graph] += 1
        if quad.predicate.value == RDF + "type":
            classes.setdefault(graph, Counter())[_iri(quad.object)] += 1
    for graph in sorted(iri for iri in sizes if iri.startswith(f"{base}graph/")):
        found = classes.get(graph, Counter())
        in_order = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        yield {"id": graph, "counts": {"triples": sizes[graph], "classes": dict(in_order)}}


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _role(link: str, role: str, modality: str) -> Document:
    return {name: value for name, value in (("property", link), ("role", role), ("modality", modality)) if value}


def _concepts(claim: Mapping[str, Any], context: Context) -> Iterator[tuple[str, str]]:
    """The concepts that a claim's value is or holds, each with the property that it is the value of."""
    value = claim.get("object")
    if isinstance(value, dict) and "id" in value:
        links = [(claim["predicate"], value["id"])]
        for name in value:
            if name in context.iris:
                links += [(context.iris[name], found.value) for found in context.values(value, name)]
        yield from ((link, concept) for link, concept in links if concept.startswith(SGC))


def _is_specimen(claim: Mapping[str, Any]) -> bool:
    """Whether it counts people in words and in numbers, in words that may be quoted."""
    value = claim.get("object")
    quoted = any(span.get("exact") for span in _spans(claim))
    counted = isinstance(value, dict) and "countText" in value and "countMin" in value
    return quoted and counted and claim["predicate"] == SG + "participation" and claim["modality"] == SGC + "asserted"


def _place(claim: Mapping[str, Any]) -> tuple[bool, str, int, str]:
    starts = [span["start"] for span in _spans(claim)]
    return claim["evidenceGrade"] == SGC + "second-hand", claim["statedIn"], min(starts, default=0), claim["id"]


def _spans(claim: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [span for span in claim.get("evidence", ()) if isinstance(span, dict)]


def _iris(value: Any, prefix: str) -> Iterator[str]:
    """Every IRI with that prefix, and no fragment, that stands in a document."""
    if isinstance(value, str):
        if value.startswith(prefix) and "#" not in value:
            yield value
    else:
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from _iris(inner, prefix)
