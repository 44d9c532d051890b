"""Outlines: what a page shows of the source of a claim, without the other claims of the article or publisher."""

from __future__ import annotations

from solidarity_graph.documents import Document
from solidarity_graph.documents.claims import spans

_MEMBERS = (
    *("id", "title", "language", "issued", "inferredFrom", "publisher", "url", "addressStatus", "archivedAt"),
    *("sourceText", "completeness", "disclosureLevel", "risks"),
)


def outline_of(article: Document) -> Document:
    """Return some members of the document of an article or organisation, the name of its publisher, and its phrases.

    `phrases` has (start, phrase) for each span with a phrase: a text fragment is made from those around a span.
    """
    outline = {name: article[name] for name in _MEMBERS if name in article}
    names = {iri: name for iri, name in article.get("names", {}).items() if iri == article.get("publisher")}
    quoted = (span for claim in article.get("claims", ()) for span in spans(claim) if "exact" in span)
    phrases = sorted({(span["start"], span["exact"]) for span in quoted})
    return outline | {"names": names, "phrases": phrases}
