"""What the index stores for a document besides its JSON: words of names and phrases, and facets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from solidarity_graph.documents import Document
from solidarity_graph.schema.namespaces import SGC

_NAMES = ("prefLabel", "altLabel", "title")
# Properties of things and of claims whose values are facets.
_FACETS = (
    "currentStatus",
    "actionType",
    "inSupportOf",
    "organiser",
    "place",
    "imposedOn",
    "award",
    "publisher",
    "organisationKind",
)


def words_of(document: Document) -> tuple[list[str], list[str]]:
    """Return the names of a thing in every script, and the phrases quoted from articles about it. Both may be empty."""
    names = [text for name in _NAMES for text in _texts(document.get(name))]
    names += [text for claim in document.get("claims", ()) if _names(claim) for text in _words(claim["object"])]
    spans = [span for claim in document.get("claims", ()) for span in claim.get("evidence", ())]
    phrases = [span["exact"] for span in spans if isinstance(span, dict) and "exact" in span]
    return [*dict.fromkeys(names)], [*dict.fromkeys(phrases)]


def facets_of(document: Document) -> Iterator[tuple[str, str]]:
    """Yield name and value of each facet: class, year, status, form, place, people supported, articles, grades."""
    yield from (("type", name) for name in document.get("type", ()))
    for name in _FACETS:
        yield from ((name, value) for value in _texts(document.get(name)))
    years = {str(document[name])[:4] for name in ("notBefore", "notAfter") if name in document}
    yield from (("year", year) for year in years)
    if document.get("disputed") or document.get("disagreements"):
        yield "contested", "true"
    for claim in document.get("claims", ()):
        yield "article", claim["statedIn"]
        yield "grade", claim["evidenceGrade"].removeprefix(SGC)


def _names(claim: Mapping[str, Any]) -> bool:
    return str(claim["predicate"]).endswith(("#prefLabel", "#altLabel"))


def _words(value: Any) -> Iterable[str]:
    return [value["@value"]] if isinstance(value, dict) and "@value" in value else []


def _texts(value: Any) -> list[str]:
    """Return the texts of a member: a single one, a list, or the values of a language map."""
    if isinstance(value, dict):
        return [text for texts in value.values() for text in _texts(texts)]
    return [value] if isinstance(value, str) else [text for text in value or () if isinstance(text, str)]
