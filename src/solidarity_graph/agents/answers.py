"""What the tools answer, as JSON values: search, a thing with its sources, saved questions, SPARQL, citations."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse

from solidarity_graph.documents import Document, key_of, write_graph
from solidarity_graph.documents.claims import computed, spans, value_members
from solidarity_graph.errors import CallError, UnknownNameError
from solidarity_graph.model.iris import KINDS
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue, SavedQuery, key_in
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import NAMESPACES, SG, SGC, shorten
from solidarity_graph.schema.term_labels import TERM_LABELS
from solidarity_graph.search import NOT_SEARCHED, DocumentIndex
from solidarity_graph.sparql import GRAPH_FORMATS, RESULT_FORMATS, Limits, Store
from solidarity_graph.sparql.query_text.unknown_terms import unknown_terms

Json = dict[str, Any]
Scalar = str | int | float | bool | None
_SUMMARY: tuple[str, ...] = ("currentStatus", "notBefore", "notAfter", "dateCertainty", "bestGrade", "origins")
_SUMMARY += ("durationMonths", "durationDays", "disputed")
_CONTESTED_BY = f"{SG}contestedBy"
_ABOUT = (("subject", "predicate"), ("about", "onProperty"))  # what claims and disagreements are cited by
_MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Answers:
    """The parts that answer.

    site  the address at which the release is served, empty if unknown: citations name it, and its pages may be given
          for what they are about.
    """

    store: Store
    documents: DocumentIndex
    release: Release
    catalogue: Catalogue
    limits: Limits
    site: str = ""

    def search(self, words: str, kind: str = "", limit: int = 20) -> Json:
        """Return what has all the words in names, in any script and most spellings, or in phrases; best match first.

        kind  a kind of things, such as `person`; any if empty.

        Raises CallError for a kind that no search finds: claims are found with the thing that they are about.
        """
        kinds = sorted(KINDS.difference(NOT_SEARCHED))
        if kind and kind not in kinds:
            raise CallError(f"{kind!r} is no kind of things that a search finds. Available: {', '.join(kinds)}.")
        found = self.documents.search(words, kind, limit=_rows(limit))
        return {"release": self.release.version, "found": [{"key": key, "name": name} for key, name in found]}

    def thing(self, key: str, first: int = 1, limit: int = 50) -> Json:
        """Return a thing: its names, what was derived of it, each claim about it with who says so, where it is named.

        A claim comes with itself as its only claim, a disagreement with its claims, and a concept with its definition.

        first  the number of the first claim, and of the first thing that it appears in, from 1.

        Raises UnknownNameError for what is unknown, withheld or erased, CallError for a number that cannot be.
        """
        document = self._document(key)
        claims = [document] if "predicate" in document else document.get("claims", ())
        differing = [document] if "onProperty" in document else document.get("disagreements", ())
        mentions = document.get("mentions") or [*map(_mention_of, document.get("uses", ()))]
        named = _part(mentions, first, limit)
        convictions = document.get("convictions", ())
        if "uses" in document:  # a concept may be used of every sentence there is
            convictions = [each for each in convictions if each["id"] in {mention["id"] for mention in named}]
        # What contests a conviction is never left out, however few claims are asked for.
        return {
            "release": self.release.version,
            "key": key_of(document["id"], self.release.base),
            "iri": document["id"],
            "kinds": document.get("type", ()),
            "name": self._title(document),
            "names": document.get("prefLabel", document.get("title", {})),
            "other names": document.get("altLabel", {}),
            **_definition(document["id"]),
            "derived": {name: self._short(document[name], document) for name in _SUMMARY if name in document},
            "convictions": [self._conviction(each, document) for each in convictions],
            "differences": [self._difference(each, document) for each in differing],
            "claims": [*self._claims(_part(claims, first, limit), document)],
            "number of claims": len(claims),
            "appears in": [self._mention(each, document) for each in named],
            "number of things that it appears in": len(mentions),
        }

    def questions(self, about: str = "") -> Json:
        """Return the saved questions with their parameters; with `about`, those that have one of its words."""
        words = {word.strip("?,.").lower() for word in about.split()}
        return {"questions": [_question(each) for each in self.catalogue if not words or words & _words_of(each)]}

    def ask(self, name: str, parameters: Mapping[str, Scalar] | None = None, limit: int = 100) -> Json:
        """Return the answer to a saved question; a parameter without a value has its default.

        Raises UnknownNameError, ParameterError for a wrong value, CallError for a wrong limit.
        """
        saved, base = self.catalogue.get(name), self.release.base
        given = {name: str(value) for name, value in (parameters or {}).items() if value is not None}
        values = saved.resolve(given, base, self.documents.current, self._sites())
        query = saved.bind(values, base)
        columns = {column.name: column.description for column in saved.columns}
        return {"question": saved.question, "parameters": values, "columns": columns, **self._answer(query, limit)}

    def sparql(self, query: str, limit: int = 100) -> Json:
        """Return the answer to a SPARQL query: rows, a boolean, or a graph in Turtle. Raises CallError, LimitError."""
        hints = [*unknown_terms(query)]
        return {**self._answer(query, limit), **({"hints": hints} if hints else {})}

    def citation(self, key: str = "") -> Json:
        """Return how the release, or a thing in it, is cited; of a claim, also its article. Raises UnknownNameError."""
        release, about = self.release, self.documents.get("dataset") or {}
        document = self._document(key) if key else None
        author = _text(about.get("publisher")) or release.title
        title = f"“{self._title(document)}.” In: {release.title}" if document else release.title
        path = f"/{_page_of(key_of(document['id'], release.base))}" if document else "/downloads/"
        site = self.site.rstrip("/")
        address = f"{site}{release.path_of(path)}" if site and not release.is_draft else ""
        iri = document["id"] if document else f"{release.base}dataset"
        status = "draft, not to be cited" if release.is_draft else f"release {release.version}"
        stated = {}
        if document and "statedIn" in document:
            stated["stated in"] = f"{self._article(document)}. Recorded in {release.title}, {status}: {iri}"
        return {
            "text": f"{author} ({release.version[:4]}). {title}, {status}. {address or iri}",
            **stated,
            "iri": iri,
            "address": address,
            "release": release.version,
            "sha256 of the manifest": release.manifest_sha256(),
            "licence": next(iter(about.get("license", ())), ""),
        }

    def _title(self, document: Document) -> str:
        """Return the name of a thing; of a claim or a disagreement, what it is about."""
        members = next((members for members in _ABOUT if members[0] in document), ("id",))
        return ": ".join(self._name(document[member], document) for member in members)

    def _article(self, claim: Document) -> str:
        """Return publisher, title and date of the article of a claim."""
        keys = [key_of(claim["statedIn"], self.release.base)]
        article = next(iter(self.documents.get_many(keys)), {"id": claim["statedIn"]})
        source = self._source(article, claim)
        date = f"{source['published']}{' (date inferred)' if 'inferredFrom' in article else ''}"
        return ", ".join(filter(None, (source["publisher"], source["title"], date)))

    def _answer(self, query: str, limit: int) -> Json:
        """Return the answer to a query, with at most `limit` rows or triples, how many there are, and the query."""
        most = _rows(limit)
        answer = self.store.answer(query, f"{RESULT_FORMATS['json']}, {GRAPH_FORMATS['ttl']}", self.limits)
        found: Json = {"release": self.release.version, "sparql": query}
        if answer.media_type != RESULT_FORMATS["json"]:
            return found | _graph(answer.read(), most)
        result = json.loads(answer.read())
        if "boolean" in result:
            return found | {"boolean": result["boolean"]}
        rows = result["results"]["bindings"]
        shown = [{name: term["value"] for name, term in row.items()} for row in rows[:most]]
        return found | {"rows": shown, "number of rows": len(rows)}

    def _sites(self) -> tuple[str, ...]:
        return (f"{self.site.rstrip('/')}/",) if self.site else ()

    def _document(self, key: str) -> Document:
        """Return the document of a thing by its key or IRI, also after it was merged into another."""
        base, sites = self.release.base, self._sites()
        wanted = key_of(key_in(key, (base, *sites)).removesuffix(".html"), base)
        if wanted.startswith("concept/") and wanted.removeprefix("concept/") in read_ontology().concepts:
            return self.documents.get(wanted) or {"id": SGC + wanted.removeprefix("concept/"), "uses": []}
        iri = next(iter(self.documents.current([f"{base}id/{wanted}"]).values()), "")
        document = self.documents.get(key_of(iri, base)) if iri else None
        if document is None:
            address = f" or the address of its page at {sites[0]}" if sites else " or its IRI"
            raise UnknownNameError(
                f"Nothing is known here by the name {key!r}. Search for it, and give its key{address}."
            )
        return document

    def _claims(self, claims: Iterable[Document], document: Document) -> Iterator[Json]:
        keys = {key_of(claim["statedIn"], self.release.base) for claim in claims}
        articles = {article["id"]: article for article in self.documents.get_many(keys)}
        for claim in claims:
            yield {
                "claim": key_of(claim["id"], self.release.base),
                "about": self._name(claim["subject"], document),
                "property": self._name(claim["predicate"], document),
                "value": claim.get("valueText") or self._short(claim["object"], document),
                "value in parts": {
                    name: self._short(value, document)
                    for name, value in {**value_members(claim), **computed(claim)}.items()
                },
                "words": [span["exact"] for span in spans(claim) if "exact" in span],
                "modality": self._name(claim["modality"], document),
                "evidence": self._name(claim["evidenceGrade"], document),
                "said by": [self._name(iri, document) for iri in claim.get("attributedTo", ())],
                "said to": [self._name(iri, document) for iri in claim.get("addressee", ())],
                "inferred from": _text(claim.get("inferredFrom")),
                "source": self._source(articles.get(claim["statedIn"], {"id": claim["statedIn"]}), document),
            }

    def _source(self, article: Document, document: Document) -> Json:
        publisher = article.get("publisher", "")
        return {
            "key": key_of(article["id"], self.release.base),
            "title": _text(article.get("title")),
            "publisher": self._name(publisher, {**document, **article}) if isinstance(publisher, str) else "",
            "published": _text(article.get("issued")),
            "address": _text(article.get("url")),
            "archived": _text(article.get("archivedAt")),
        }

    def _conviction(self, conviction: Json, document: Document) -> Json:
        contesting = conviction.get("contestedBy")
        if contesting is None:  # the sentence's own document has the claims themselves
            claims = conviction["contesting"]
            contesting = [c["object"]["id"] if c["predicate"] == _CONTESTED_BY else c["subject"] for c in claims]
            contesting = [iri for iri in contesting if iri != conviction["id"]]
        return {
            "sentence": self._name(conviction["id"], document),
            "key": key_of(conviction["id"], self.release.base),
            "contested by": [self._name(iri, document) for iri in dict.fromkeys(contesting)],
            "afterwards": [
                {"name": self._name(event["id"], document), **self._short_members(event, document)}
                for event in conviction.get("afterwards", ())
            ],
            "all released": conviction.get("released", False),
            "nothing known after": conviction.get("outcomeUnknownAsOf") or conviction.get("newest", ""),
        }

    def _difference(self, disagreement: Json, document: Document) -> Json:
        return {
            "about": self._name(disagreement["about"], document),
            "on": self._name(disagreement.get("onProperty", ""), document),
            "kind": self._name(disagreement.get("disagreementKind", ""), document),
            "note": _text(disagreement.get("note")),
            "claims": sorted(key_of(iri, self.release.base) for iri in disagreement.get("claim", ())),
            "judged by": disagreement.get("judgedBy", ()),
            "judged on": disagreement.get("judgedOn", ""),
        }

    def _mention(self, mention: Json, document: Document) -> Json:
        roles = [self._name(each.get("role") or each["property"], document) for each in mention.get("as", ())]
        known = {"key": key_of(mention["id"], self.release.base), "name": self._name(mention["id"], document)}
        return {**known, "as": roles, **self._short_members(mention, document)}

    def _short_members(self, node: Json, document: Document) -> Json:
        return {name: self._short(node[name], document) for name in _SUMMARY if name in node}

    def _short(self, value: Any, document: Document) -> Any:
        """Return a value of a document for readers: the name of an IRI, the text of a literal."""
        if isinstance(value, list):
            return [self._short(each, document) for each in value]
        if isinstance(value, dict):
            return self._name(value["id"], document) if "id" in value else _text(value)
        return self._name(value, document) if isinstance(value, str) and value.startswith("http") else value

    def _name(self, iri: str, document: Document) -> str:
        """Return the name of a thing, term or concept; its key or prefixed name if it has none."""
        if iri in TERM_LABELS:
            return TERM_LABELS[iri]
        names: Mapping[str, str] = document.get("names", {}).get(iri, {})
        if names:
            return next(iter(names.values()))
        known, name = read_ontology(), iri.removeprefix(SG).removeprefix(SGC)
        if iri.startswith(SGC):
            return known.concepts[name].label if name in known.concepts else name
        term = (known.classes.get(name) or known.properties.get(name)) if iri.startswith(SG) else None
        if term:
            return term.label
        return key_of(iri, self.release.base) if iri.startswith(self.release.base) else shorten(iri)


def _graph(turtle: bytes, most: int) -> Json:
    """Return at most `most` triples of a graph in Turtle, and how many it has."""
    triples = [quad.triple for quad in parse(turtle, RdfFormat.TURTLE)]
    shown = turtle.decode() if len(triples) <= most else _turtle(triples[:most])
    return {"turtle": shown, "number of triples": len(triples)}


def _turtle(triples: Iterable[Triple]) -> str:
    output = io.BytesIO()
    write_graph(triples, GRAPH_FORMATS["ttl"], output, dict(NAMESPACES))
    return output.getvalue().decode()


def _question(saved: SavedQuery) -> Json:
    return {
        "name": saved.name,
        "question": saved.question,
        "description": saved.description,
        "parameters": [
            {"name": each.name, "type": each.type, "label": each.label, "default": each.default}
            for each in saved.parameters
        ],
    }


def _words_of(saved: SavedQuery) -> set[str]:
    return {word.strip("?,.").lower() for word in f"{saved.question} {' '.join(saved.tags)}".split()}


def _text(value: Any) -> str:
    """Return a literal of a document as text: the value, or the first one by language."""
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    if isinstance(value, dict):
        return str(value.get("@value", "") if "@value" in value else _text(next(iter(value.values()), "")))
    return str(value or "")


def _page_of(key: str) -> str:
    """Return the path of the page of a thing or a concept by its key."""
    return f"{'' if key.startswith('concept/') else 'id/'}{key}.html"


def _mention_of(use: Json) -> Json:
    """Return a use of a concept as documents of things give mentions."""
    return {"id": use["id"], "as": [{"property": link} for link in use["as"]]}


def _definition(iri: str) -> Json:
    """Return what the ontology says of a concept; nothing for another IRI."""
    known = read_ontology()
    concept = known.concepts.get(iri.removeprefix(SGC)) if iri.startswith(SGC) else None
    if concept is None:
        return {}
    return {
        "kinds": ("Concept",),
        "names": concept.settled_labels,
        "other names": concept.alt_labels,
        "definition": concept.definition,
        "scope note": concept.scope_note,
        "example": concept.short_example,
        "scheme": known.schemes[concept.scheme].title,
        "no longer used": concept.deprecated,
        "replaced by": [shorten(concept.replaced_by).replace("sgc:", "concept/")] if concept.replaced_by else [],
        **{
            name: [f"concept/{each}" for each in found if each]
            for name, found in (
                ("broader", concept.broader),
                ("narrower", concept.narrower),
                ("related", concept.related),
            )
        },
    }


def _part(items: Sequence[Json], first: int, limit: int) -> Sequence[Json]:
    """Return at most `limit` items from the one of a number on. Raises CallError for a number that cannot be."""
    if first < 1:
        raise CallError(f"first is {first}: give the number of the first one, from 1.")
    return items[first - 1 : first - 1 + _rows(limit)]


def _rows(limit: int) -> int:
    """Return the limit. Raises CallError if an answer cannot have so many rows."""
    if not 1 <= limit <= _MOST_ROWS:
        raise CallError(f"limit is {limit}: give a whole number from 1 to {_MOST_ROWS}.")
    return limit
