"""The sections of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext

from solidarity_graph.schema.namespaces import SG
from solidarity_graph.web.languages import gettext
from solidarity_graph.web.pages.related import Related, roles_of

ROLES = (
    ("organised", lazy_gettext("Actions organised"), ("organiser",), ("actions", "organiser")),
    ("imposed", lazy_gettext("Measures, decisions and custody"), ("imposedBy", "heldBy"), ("measures", "authority")),
    ("given", lazy_gettext("Awards given"), ("conferredBy",), ("awards", "conferrer")),
    ("received", lazy_gettext("Awards received for somebody"), ("receivedBy",), ("awards", "receiver")),
    ("online", lazy_gettext("Actions held on it"), ("platform",), ("actions", "platform")),
    ("recognised", lazy_gettext("Recognitions made"), ("recognisedBy",), ()),
    ("contested", lazy_gettext("Sentences and measures contested"), ("contestedBy",), ()),
    ("said", lazy_gettext("Statements reported"), ("attributedTo",), ()),
    ("part", lazy_gettext("Taken part in"), ("participant", "participation"), ()),
    ("asked", lazy_gettext("Demands and answers received"), ("addressee",), ()),
    ("connected", lazy_gettext("Connected people and organisations"), ("affiliation",), ()),
)
"""Section, title, properties, and the list and its facet that have all of it, for what an agent does."""

_CONNECTIONS = {
    "addressee": lazy_gettext("who was addressed"),
    "attributedTo": lazy_gettext("who is quoted"),
    "caseState": lazy_gettext("whose case it is"),
    "concerns": lazy_gettext("whom it concerned"),
    "conferredBy": lazy_gettext("who conferred it"),
    "contestedBy": lazy_gettext("who contests it"),
    "detainedAt": lazy_gettext("where somebody was held"),
    "ends": lazy_gettext("ended it"),
    "heldBy": lazy_gettext("who held somebody"),
    "imposedBy": lazy_gettext("who imposed it"),
    "imposedOn": lazy_gettext("on whom it was imposed"),
    "inConsequenceOf": lazy_gettext("followed from it"),
    "inSupportOf": lazy_gettext("who was supported"),
    "issuedBy": lazy_gettext("who issued it"),
    "organiser": lazy_gettext("who organised it"),
    "participant": lazy_gettext("who took part"),
    "participation": lazy_gettext("who took part"),
    "partOf": lazy_gettext("part of it"),
    "place": lazy_gettext("where it was"),
    "platform": lazy_gettext("on which it was held"),
    "realises": lazy_gettext("carried it out"),
    "receivedBy": lazy_gettext("who received it for somebody"),
    "recipient": lazy_gettext("who received it"),
    "recognisedBy": lazy_gettext("who recognised it"),
    "recognitionOf": lazy_gettext("who was recognised"),
    "replaces": lazy_gettext("took its place"),
    "respondsTo": lazy_gettext("answered it"),
}
CONNECTIONS = {f"{SG}{name}": label for name, label in _CONNECTIONS.items()}
"""What the thing of a page is for another that has it as a value of a property, by the IRI of that property.

The label of a property says it the other way round: a person is not "imposed on" an arrest.
"""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page: its anchor, its title, the macro of `things/sections.html` that shows its content."""

    id: str
    title: str
    macro: str
    content: Any


def by_role(related: Related) -> Iterator[Section]:
    """Yield a section for each thing that an agent does; what it does in several ways is in the first that fits."""
    told: set[str] = set()
    for name, title, properties, facet in ROLES:
        if mentions := [mention for mention in related.mentions(*properties) if mention["id"] not in told]:
            told |= {mention["id"] for mention in mentions}
            href = related.list_of(*facet) if facet else ""
            yield Section(name, title, "mentions", related.mentioned(mentions, href))
    if articles := related.select("sources", publisher=related.key):
        rows = related.selected("sources", articles, publisher=related.key)
        yield Section("published", gettext("Articles published"), "articles", rows)


def elsewhere(related: Related, shown: Iterable[str]) -> Iterator[Section]:
    """Yield the section of the mentions that are in no other section. `shown` are the properties of those."""
    known = {*shown}
    if left := [mention for mention in related.all_mentions if roles_of(mention) - known]:
        yield Section("mentions", gettext("Where it appears"), "mentions", related.mentioned(left))


def present(sections: Iterable[Section]) -> Sequence[Section]:
    """Return the sections with any content."""
    return [section for section in sections if section.content]
