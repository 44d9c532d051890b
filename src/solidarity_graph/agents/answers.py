"""What the tools answer, as JSON values: search, a thing with its sources, saved questions, SPARQL, citations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from solidarity_graph.documents import Document, key_of
from solidarity_graph.errors import CallError, UnknownNameError
from solidarity_graph.model.iris import KINDS
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue, SavedQuery
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import SG, SGC, shorten
from solidarity_graph.search import DocumentIndex
from solidarity_graph.sparql import RESULT_FORMATS, Limits, Store
from solidarity_graph.sparql.query_text.unknown_terms import unknown_terms

Json = dict[str, Any]
_SUMMARY: tuple[str, ...] = ("currentStatus", "notBefore", "notAfter", "dateCertainty", "bestGrade", "origins")
_SUMMARY += ("durationMonths", "durationDays", "disputed")
_CONTESTED_BY = f"{SG}contestedBy"
_MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Answers:
    """The parts that answer. `site` is the address at which the release is served, for citations; empty if unknown."""

    store: Store
    documents: DocumentIndex
    release: Release
    catalogue: Catalogue
    limits: Limits
    site: str = ""

    def search(self, words: str, kind: str = "", limit: int = 20) -> Json:
        """Return what has all the words in names, in any script and most spellings, or in phrases; best match first.

        kind  a kind of things, such as `person`; any if empty. Raises CallError for a kind that there is not.
        """
        if kind and kind not in KINDS:
            raise CallError(f"{kind!r} is no kind of things. Available: {', '.join(sorted(KINDS))}.")
        found = self.documents.search(words, kind, limit=_rows(limit))
        return {"release": self.release.version, "found": [{"key": key, "name": name} for key, name in found]}

    def thing(self, key: str, first: int = 1, limit: int = 50) -> Json:
        """Return a thing: its names, what was derived of it, and each claim about it with who says so.

        first  the number of the first claim, from 1. Raises UnknownNameError for what is unknown, withheld or erased.
        """
        document = self._document(key)
        claims = document.get("claims", ())
        # What contests a conviction is never left out, however few claims are asked for.
        return {
            "release": self.release.version,
            "key": key_of(document["id"], self.release.base),
            "iri": document["id"],
            "kinds": document.get("type", ()),
            "name": self._name(document["id"], document),
            "names": document.get("prefLabel", document.get("title", {})),
            "other names": document.get("altLabel", {}),
            "derived": {name: self._short(document[name], document) for name in _SUMMARY if name in document},
            "convictions": [self._conviction(each, document) for each in document.get("convictions", ())],
            "differences": [self._difference(each, document) for each in document.get("disagreements", ())],
            "claims": [*self._claims(claims[first - 1 : first - 1 + _rows(limit)], document)],
            "number of claims": len(claims),
            "appears in": [self._mention(each, document) for each in document.get("mentions", ())],
        }

    def questions(self, about: str = "") -> Json:
        """Return the saved questions with their parameters; with `about`, those that have one of its words."""
        words = {word.strip("?,.").lower() for word in about.split()}
        return {"questions": [_question(each) for each in self.catalogue if not words or words & _words_of(each)]}

    def ask(self, name: str, parameters: Mapping[str, str] | None = None, limit: int = 100) -> Json:
        """Return the answer to a saved question. Raises UnknownNameError, or ParameterError for a wrong value."""
        saved, base = self.catalogue.get(name), self.release.base
        values = saved.resolve(dict(parameters or {}), base, self.documents.current)
        query = saved.bind(values, base)
        columns = {column.name: column.description for column in saved.columns}
        return {"question": saved.question, "parameters": values, "columns": columns, **self._answer(query, limit)}

    def sparql(self, query: str, limit: int = 100) -> Json:
        """Return the answer to a SPARQL query: rows, a boolean, or a graph in Turtle. Raises CallError, LimitError."""
        hints = [*unknown_terms(query)]
        return {**self._answer(query, limit), **({"hints": hints} if hints else {})}

    def citation(self, key: str = "") -> Json:
        """Return how the release, or a thing in it, is cited. Raises UnknownNameError."""
        release, about = self.release, self.documents.get("dataset") or {}
        document = self._document(key) if key else None
        author = _text(about.get("publisher")) or release.title
        title = f"“{self._name(document['id'], document)}.” In: {release.title}" if document else release.title
        path = f"/id/{key_of(document['id'], release.base)}.html" if document else "/downloads/"
        site = self.site.rstrip("/")
        address = f"{site}{release.path_of(path)}" if site and not release.is_draft else ""
        iri = document["id"] if document else f"{release.base}dataset"
        status = "draft, not to be cited" if release.is_draft else f"release {release.version}"
        return {
            "text": f"{author} ({release.version[:4]}). {title}, {status}. {address or iri}",
            "iri": iri,
            "address": address,
            "release": release.version,
            "sha256 of the manifest": release.manifest_sha256(),
            "licence": next(iter(about.get("license", ())), ""),
        }

    def _answer(self, query: str, limit: int) -> Json:
        """Return the answer to a query, with at most `limit` rows, how many there are, and the query."""
        answer = self.store.answer(query, f"{RESULT_FORMATS['json']}, text/turtle", self.limits)
        found: Json = {"release": self.release.version, "sparql": query}
        if answer.media_type != RESULT_FORMATS["json"]:
            return found | {"turtle": answer.read().decode()}
        result = json.loads(answer.read())
        if "boolean" in result:
            return found | {"boolean": result["boolean"]}
        rows = result["results"]["bindings"]
        shown = [{name: term["value"] for name, term in row.items()} for row in rows[: _rows(limit)]]
        return found | {"rows": shown, "number of rows": len(rows)}

    def _document(self, key: str) -> Document:
        """Return the document of a thing by its key or IRI, also after it was merged into another."""
        wanted = key_of(key.removesuffix(".html"), self.release.base)
        known = self.documents.current([f"{self.release.base}id/{wanted}"])
        iri = next(iter(known.values()), "")
        document = self.documents.get(key_of(iri, self.release.base)) if iri else None
        if document is None:
            raise UnknownNameError(f"Nothing is known here by the name {key!r}. Search for it, and give its key.")
        return document

    def _claims(self, claims: Iterable[Document], document: Document) -> Iterator[Json]:
        keys = {key_of(claim["statedIn"], self.release.base) for claim in claims}
        articles = {article["id"]: article for article in self.documents.get_many(keys)}
        for claim in claims:
            spans = [span for span in claim.get("evidence", ()) if isinstance(span, dict)]
            spans.sort(key=lambda span: int(span.get("start", 0)))
            yield {
                "claim": key_of(claim["id"], self.release.base),
                "about": self._name(claim["subject"], document),
                "property": self._name(claim["predicate"], document),
                "value": claim.get("valueText") or self._short(claim["object"], document),
                "words": [span["exact"] for span in spans if "exact" in span],
                "modality": self._name(claim["modality"], document),
                "evidence": self._name(claim["evidenceGrade"], document),
                "said by": [self._name(iri, document) for iri in claim.get("attributedTo", ())],
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
            "on": self._name(disagreement.get("onProperty", ""), document),
            "kind": self._name(disagreement.get("disagreementKind", ""), document),
            "note": _text(disagreement.get("note")),
            "claims": sorted(key_of(iri, self.release.base) for iri in disagreement.get("claim", ())),
        }

    def _mention(self, mention: Json, document: Document) -> Json:
        roles = [self._name(each.get("role") or each["property"], document) for each in mention.get("as", ())]
        known = {"key": key_of(mention["id"], self.release.base), "name": self._name(mention["id"], document)}
        return {**known, "as": roles, **self._short_members(mention, document)}

    def _short_members(self, node: Json, document: Document) -> Json:
        return {name: self._short(node[name], document) for name in _SUMMARY if name in node}

    def _short(self, value: Any, document: Document) -> Any:
        """Return a value of a document for readers: the name of an IRI, the text of a literal."""
        if isinstance(value, dict):
            return self._name(value["id"], document) if "id" in value else _text(value)
        return self._name(value, document) if isinstance(value, str) and value.startswith("http") else value

    def _name(self, iri: str, document: Document) -> str:
        """Return the name of a thing, term or concept; its key or prefixed name if it has none."""
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


def _rows(limit: int) -> int:
    """Return a number of rows within what an answer may have."""
    return min(max(limit, 1), _MOST_ROWS)
