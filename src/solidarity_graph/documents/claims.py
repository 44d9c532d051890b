"""Parts of a claim that a document gives, as pages and tools show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from solidarity_graph.schema.json_ld import INCLUDED

# What every claim tells of itself and its document of others; `label` and `words` repeat it for tables.
_TOLD: Final = {
    *("id", "type", "label", "subject", "predicate", "object", "valueText", "statedIn", "evidence", "words"),
    *("evidenceGrade", "modality", "attributedTo", "attributedToText", "speakers", "addressee", "addresseeText"),
    *("inferredFrom", "names", "kinds", "convictions", *INCLUDED),
}


def spans(claim: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the evidence spans of a claim, in the order of the text; an empty list if it has none."""
    found = (span for span in claim.get("evidence", ()) if isinstance(span, dict))
    return sorted(found, key=lambda span: span["start"])


def computed(claim: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that were computed from a claim's value, such as the bounds of a date."""
    return {name: value for name, value in claim.items() if name not in _TOLD}


def value_members(claim: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the value of a claim has if it is a node: agent, role, count; an empty dict for another value."""
    value = claim["object"] if isinstance(claim["object"], dict) else {}
    return {name: found for name, found in value.items() if name not in _TOLD and not name.startswith("@")}
