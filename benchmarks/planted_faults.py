"""Events that each break one shape in one place, to be planted in generated articles.

They are read without a fault: only the validation against `shapes/` finds them, each as exactly one result.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from benchmarks.article_writer import ArticleWriter

KEY = "fault-"
"""What the key of a planted event begins with."""


class Fault(NamedTuple):
    """A planted fault: the constraint it breaks, and the file and entry that a report names for it."""

    constraint: str
    file: str
    entry: str


class _Said(NamedTuple):
    """One claim of a faulty event. `value` and `by`, the speaker, may be a name in braces: see `plant`."""

    name: str
    value: str
    by: str = ""


_HELD = _Said("status", "held")
_OF_PRISONER = _Said("imposedOn", "{prisoner}")
_OF_COURT = _Said("imposedBy", "{court}")
_LENGTH = _Said("duration", "P2Y", "{court}")

# The constraint, the class of the event, its claims.
_FAULTY: tuple[tuple[str, str, tuple[_Said, ...]], ...] = (
    ("event-has-status", "SolidarityAction", (_Said("actionType", "picket"),)),
    ("action-has-type", "SolidarityAction", (_HELD,)),
    ("held-before-reported", "SolidarityAction", (_HELD, _Said("actionType", "march"), _Said("date", "{later}"))),
    (
        "disagreement-is-recorded",
        "SolidarityAction",
        (_HELD, _Said("actionType", "rally"), _Said("actionType", "concert")),
    ),
    ("event-not-part-of-itself", "Campaign", (_HELD, _Said("partOf", "{self}"))),
    ("measure-has-person", "Arrest", (_HELD,)),
    ("accusation-has-its-speaker", "Arrest", (_HELD, _OF_PRISONER, _Said("charge", "hooliganism"))),
    ("sentence-has-length", "Sentence", (_HELD, _Said("imposedOn", "{crowd}"), _OF_COURT)),
    ("verdict-is-its-courts", "Sentence", (_HELD, _Said("imposedOn", "{crowd}"), _OF_COURT, _Said("duration", "P3M"))),
    ("conviction-shows-what-contests-it", "Sentence", (_HELD, _OF_PRISONER, _OF_COURT, _LENGTH)),
    (
        "conviction-shows-what-became-of-it",
        "Sentence",
        (_HELD, _OF_PRISONER, _OF_COURT, _LENGTH, _Said("contestedBy", "{crowd}")),
    ),
    ("response-has-type", "AuthorityResponse", (_HELD,)),
    ("conferral-has-award", "Conferral", (_HELD, _Said("recipient", "{prisoner}"))),
    ("conferral-has-recipient", "Conferral", (_HELD, _Said("award", "{award}"))),
    ("recognition-has-person", "Recognition", (_HELD, _Said("recognisedAs", "political-prisoner"))),
    ("recognition-has-kind", "Recognition", (_HELD, _Said("recognitionOf", "{prisoner}"))),
)

CONSTRAINTS = tuple(constraint for constraint, _, _ in _FAULTY)
"""The constraints that can be broken, in the order in which faults are planted."""


def plant(number: int, writer: ArticleWriter, names: Mapping[str, str], words: str) -> Fault:
    """Add the fault of that number to an article. The constraints take turns.

    `names` holds what may stand in braces: `prisoner`, `court`, `crowd`, `award` as keys, `later` as a day after the
    publication of the article. `words` carry the claims.
    """
    constraint, class_name, claims = _FAULTY[number % len(_FAULTY)]
    key = f"{KEY}{number}"
    block = writer.event(key, class_name, f"Fault {number}")
    names = {**names, "self": block.subject}
    for claim in claims:
        more: dict[str, Any] = {"attributed_to": claim.by.format(**names)} if claim.by else {}
        writer.claim(block, claim.name, claim.value.format(**names), words, **more)
    return Fault(constraint, writer.path, f"event {key}")
