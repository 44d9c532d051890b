"""The sentences that a page names: each is shown with what contests it and what became of it."""

from __future__ import annotations

from collections.abc import Iterable

from solidarity_graph.documents import Document, key_of
from solidarity_graph.schema.namespaces import SG
from solidarity_graph.web.pages.things import Node
from solidarity_graph.web.site import Site

# Classes of events that may be convictions: of a verdict that convicts nobody there is no outline.
_DECISIONS = frozenset({"Sentence", "Verdict"})


def sentences_about(site: Site, document: Document) -> list[Document]:
    """Return the documents of the other sentences that are the subject of a document, or of a claim in it."""
    named = {conviction["id"] for conviction in document.get("convictions", ())} - {document["id"]}
    said = {claim["subject"] for claim in document.get("claims", ())}
    named &= said | {document.get("subject"), document.get("about")}
    return site.documents.get_many(key_of(iri, site.release.base) for iri in named) if named else []


def sentences_shown(site: Site, document: Document, nodes: Iterable[Node]) -> list[Document]:
    """Return what a page shows of the court sentences that it names, without that of which it is the page.

    They are those that the document names, those among the other things on the page, and those that followed any.
    """
    named = {conviction["id"] for conviction in document.get("convictions", ())}
    named |= {node["id"] for node in nodes if not _DECISIONS.isdisjoint(node.get("type", ()))}
    read: dict[str, Document | None] = {document["id"]: None}
    while missing := named - read.keys():
        read |= dict.fromkeys(sorted(missing)) | site.documents.outlines("sentence", missing)
        for each in filter(None, read.values()):
            named |= {
                event["id"] for event in _own(each)["afterwards"] if event["class"].removeprefix(SG) in _DECISIONS
            }
    return [each for each in read.values() if each]


def convictions_shown(site: Site, document: Document, sentences: Iterable[Document]) -> list[Node]:
    """Return the convictions of a page, each in full: that of the page's own sentence first.

    `differing` has the disagreement on each property of the sentence of which there is one.
    """
    own = [document] if any(one["id"] == document["id"] for one in document.get("convictions", ())) else []
    shown = (_own(sentence) for sentence in (*own, *sentences))
    return [{**conviction, "differing": site.documents.differences(conviction["id"])} for conviction in shown]


def _own(sentence: Document) -> Node:
    return next(conviction for conviction in sentence["convictions"] if conviction["id"] == sentence["id"])
