"""Outlines: the few members of a document that the pages of other things show, so that they need not read it whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from solidarity_graph.documents import Document
from solidarity_graph.documents.claims import spans
from solidarity_graph.schema.namespaces import SG
from solidarity_graph.schema.ontology import any_is_a

_SOURCE = (
    *("id", "title", "language", "issued", "inferredFrom", "publisher", "url", "addressStatus", "archivedAt"),
    *("sourceText", "completeness", "disclosureLevel", "risks"),
)
_ROW = (
    *("id", "type", "label", "notBefore", "notAfter", "dateCertainty", "currentStatus", "bestGrade", "disputed"),
    *("startDate", "endDate"),
    *("actionType", "responseType", "place", "venue", "organiser", "demand", "addressee"),
    *("imposedOn", "imposedBy", "charge", "detainedAt", "contestedBy"),
    *("measureKind", "verdictKind", "groundOfChange", "durationMonths", "durationDays", "termKind"),
    *("suspended", "suspendedDuration", "amount"),
    *("concerns", "heldBy", "treatmentKind", "careDenied", "protestForm", "statedCause"),
    *("recipient", "conferredBy", "receivedBy", "declined", "recognisedAs", "recognisedBy"),
    *("issued", "inferredFrom", "address", "lat", "long"),
)
_IN_NO_ROW = ("claim", "disagreement")
_IN_CUSTODY = frozenset(
    SG + name
    for name in (
        *("status", "concerns", "date", "startDate", "endDate", "place", "detainedAt", "heldBy"),
        *("treatmentKind", "careDenied", "statedCause", "protestForm"),
    )
)


def _of_source(kind: str, article: Document) -> Document | None:
    """Return what a page shows of the source of a claim: an article, its publisher's name, its phrases; or a publisher.

    `phrases` has (start, phrase) for each span with a phrase: a text fragment is made from those around a span.
    """
    if kind != "article" and "risks" not in article:
        return None
    outline = {name: article[name] for name in _SOURCE if name in article}
    names = {iri: name for iri, name in article.get("names", {}).items() if iri == article.get("publisher")}
    quoted = (span for claim in article.get("claims", ()) for span in spans(claim) if "exact" in span)
    phrases = sorted({(span["start"], span["exact"]) for span in quoted})
    return outline | {"names": names, "phrases": phrases}


def _of_row(kind: str, document: Document) -> Document | None:
    """Return what a row of a table shows of a thing; claims and disagreements are in no table."""
    if kind in _IN_NO_ROW:
        return None
    return {name: document[name] for name in _ROW if name in document}


def _of_demands(_kind: str, document: Document) -> Document | None:
    """Return the claims that tell what was demanded in an event."""
    claims = [claim for claim in document.get("claims", ()) if claim["predicate"] == f"{SG}demand"]
    return {"id": document["id"], "claims": claims} if claims else None


def _of_custody(_kind: str, document: Document) -> Document | None:
    """Return the claims that tell what befell somebody in custody or how they protested: most are alleged."""
    if not any_is_a(document.get("type", ()), "CustodyEvent", "PrisonerProtest"):
        return None
    claims = [claim for claim in document.get("claims", ()) if claim["predicate"] in _IN_CUSTODY]
    return {"id": document["id"], "claims": claims}


def _of_sentence(_kind: str, document: Document) -> Document | None:
    """Return the conviction that a court sentence is, with what contests and followed it, and the names in it."""
    iri = document["id"]
    own = [conviction for conviction in document.get("convictions", ()) if conviction["id"] == iri]
    if not own:
        return None
    written = json.dumps(own, ensure_ascii=False)
    names = {
        thing: name for thing, name in document.get("names", {}).items() if thing == iri or f'"{thing}"' in written
    }
    return {"id": iri, "convictions": own, "names": names}


OUTLINES: Final[Mapping[str, Callable[[str, Document], Document | None]]] = {
    "source": _of_source,
    "row": _of_row,
    "demand": _of_demands,
    "custody": _of_custody,
    "sentence": _of_sentence,
}
"""Functions by use: each returns the outline of a document of a kind, such as `event`; None if it has no such use."""
