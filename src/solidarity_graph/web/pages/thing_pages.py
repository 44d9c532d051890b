"""What the page of each kind of thing shows: its sections, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from solidarity_graph.documents import Value, in_order_of_time
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.schema.ontology import CLASSES, CONCEPTS, any_is_a
from solidarity_graph.search import PERSPECTIVES
from solidarity_graph.web.languages import current_language, gettext
from solidarity_graph.web.pages.custody import custody_sections, states_section, told_of_custody, with_alleged_days
from solidarity_graph.web.pages.drawn import columns_of, map_of, timeline_of
from solidarity_graph.web.pages.event_pages import (
    action_sections,
    custody_event_sections,
    demands_around,
    measure_sections,
    other_sections,
)
from solidarity_graph.web.pages.names import TERMS
from solidarity_graph.web.pages.related import MOST_ROWS, Related, Rows, roles_of
from solidarity_graph.web.pages.sections import ROLES, Section, by_role, elsewhere, present
from solidarity_graph.web.pages.spellings import names_by_script
from solidarity_graph.web.pages.things import Node

_MOST_DRAWN = 40  # events of a timeline, each with a line of its own
_MOST_ASKED = 60  # events that are read for demands
_MOST_COMPARED = 8  # articles side by side
_MOST_MEASURES = 6  # measures at a place: each sentence among them is shown with what contests it
_CASE = ("imposedOn", "concerns", "recipient", "recognitionOf", "inCase")
_OF_AUTHORITIES = ("LegalMeasure", "AuthorityResponse")
_AGENT = ("publisher", *(name for _, _, properties, _ in ROLES for name in properties))
_STEPS = ("planned", "permitted", "banned", "cancelled", "ongoing", "held", "unknown")


def sections_of(related: Related, kind: str) -> Sequence[Section]:
    """Return the sections of the page of a thing; those without content are left out."""
    related.facts.take("prefLabel", "altLabel")
    names = names_by_script(related.document)
    own = [*_maker_of(related, kind)(related)]
    sections = [
        *own,
        Section("facts", gettext("What the articles say"), "facts", related.facts.rest()),
        Section("names", gettext("Names"), "name_list", names if _has_more(names) else []),
    ]
    last = [section for section in own if section.id == "mentions"]
    return present([section for section in sections if section not in last] + last)


def _has_more(names: Sequence[Any]) -> bool:
    """Return True if there is more to say of the names than the title of the page says."""
    return len(names) > 1 or any(len(each.names) > 1 or each.names[0].claims for each in names)


_Maker = Callable[[Related], Iterator[Section]]


def _maker_of(related: Related, kind: str) -> _Maker:
    if kind != "event":
        return _MAKERS.get(kind, other_sections)
    types = {*related.types}
    if types & PERSPECTIVES["actions"].all_classes or "Campaign" in types:
        return action_sections
    if types & PERSPECTIVES["measures"].all_classes:
        return measure_sections if any_is_a(types, *_OF_AUTHORITIES) else custody_event_sections
    return other_sections


def _person(related: Related) -> Iterator[Section]:
    yield from _case_sections(related, related.mentions(*_CASE))
    yield from _acts(related, gettext("Acts of solidarity"), "supports")
    yield _demands(related)
    yield from by_role(related)
    yield from elsewhere(related, (*_CASE, *_AGENT, "inSupportOf"))


def _group(related: Related) -> Iterator[Section]:
    yield from _person(related)


def _organisation(related: Related) -> Iterator[Section]:
    yield from by_role(related)
    yield _demands(related)
    yield from _case_sections(related, related.mentions(*_CASE))
    yield from _acts(related, gettext("Acts of solidarity"), "supports")
    yield from elsewhere(related, (*_CASE, *_AGENT, "inSupportOf"))


def _demands(related: Related) -> Section:
    return Section("demands", gettext("Who asked whom for what"), "demands", demands_around(related))


def _case(related: Related) -> Iterator[Section]:
    yield states_section(related)
    yield from _case_sections(related, related.mentions(*_CASE))
    yield from elsewhere(related, _CASE)


def _award(related: Related) -> Iterator[Section]:
    mentions = related.mentions("award")
    rows = related.rows([mention["id"] for mention in mentions])
    yield Section("conferrals", gettext("Who received it"), "conferrals", rows if mentions else None)
    yield from elsewhere(related, ("award",))


def _place(related: Related) -> Iterator[Section]:
    yield from _acts(related, gettext("What happened here"), "place")
    measures = related.select("measures", place=related.key) | related.select("measures", detained=related.key)
    listing = related.site.documents.listing("measures")
    classes = [name for name in listing.facets["type"] if any_is_a([name], *_OF_AUTHORITIES)]
    by_authorities = listing.select({"type": classes}, measures)
    shown = related.nodes(related.iris("measures", by_authorities, _MOST_MEASURES))
    href = related.list_of("measures", "detained") or related.list_of("measures", "place")
    held = Rows(in_order_of_time(shown), measures.bit_count(), href) if shown else None
    yield Section("measures", gettext("Measures and detention here"), "measures", held)
    in_custody = [{"id": iri} for iri in related.iris("measures", measures & ~by_authorities, MOST_ROWS + 1)]
    yield from custody_sections(related, told_of_custody(related, in_custody), href)
    places = related.select("places", within=related.key) & ~related.site.documents.listing("places").bitmap(
        [related.key]
    )
    within = related.selected("places", places, within=related.key) if places else None
    yield Section("within", gettext("Places within it"), "within", within)
    listed = [related.site.documents.listing(name).numbers for name in ("actions", "measures")]
    prefix = f"{related.site.release.base}id/"
    others = [
        mention
        for mention in related.all_mentions
        if roles_of(mention) != {"within"}
        and not any(mention["id"].removeprefix(prefix) in numbers for numbers in listed)
    ]
    rows = related.mentioned(others) if others else None
    yield Section("mentions", gettext("Where else it appears"), "mentions", rows)


_MAKERS: Mapping[str, _Maker] = {
    "person": _person,
    "organisation": _organisation,
    "group": _group,
    "place": _place,
    "award": _award,
    "case": _case,
}


class Case(NamedTuple):
    """The events of a case: drawn, the measures among them as rows, and the others."""

    drawn: Any
    measures: Rows
    others: Rows


def _case_sections(related: Related, mentions: Sequence[Node]) -> Iterator[Section]:
    """Yield what was done to somebody, and what was given to them, as a timeline and as tables."""
    if not mentions:
        return
    events = related.nodes(mention["id"] for mention in mentions[:_MOST_DRAWN])
    measures = [event for event in events if any_is_a(event.get("type", ()), *_OF_AUTHORITIES)]
    others = [event for event in events if any_is_a(event.get("type", ()), "Conferral", "Recognition")]
    href = related.list_of("measures", "person") if "person" in related.key else related.list_of("measures", "case")
    count = len(mentions) - len(events) + len(measures)
    told = told_of_custody(related, mentions)
    case = Case(
        timeline_of(with_alleged_days(events, told), related.href),
        Rows(measures[:MOST_ROWS], count, href),
        Rows(others[:MOST_ROWS], len(others)),
    )
    yield Section("case", gettext("Timeline of the case"), "case", case)
    yield from custody_sections(related, told, href)


class Acts(NamedTuple):
    """Actions as rows, by year and on a map; and how many are announcements of others, or parts of them."""

    rows: Rows
    columns: Any
    map: Any
    announcements: int
    parts: int


def _acts(related: Related, title: str, facet: str) -> Iterator[Section]:
    """Yield the actions that have the thing as value of a facet."""
    actions = related.select("actions", **{facet: related.key})
    if actions:
        extent = related.site.documents.listing("actions").facets["extent"]
        rows = related.selected("actions", actions, **{facet: related.key})
        columns = columns_of(related, actions, **{facet: related.key})
        counts = [(actions & extent.get(name, 0)).bit_count() for name in ("carried-out-plan", "part")]
        rows = replace(rows, shown=in_order_of_time(rows.shown))
        yield Section("actions", title, "acts", Acts(rows, columns, map_of(related, actions), counts[0], counts[1]))


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way from the lists to a page: the name of a list, a title and its language, a choice in it."""

    list: str
    title: Value
    chosen: Mapping[str, str]


_LISTS = {
    "person": "people",
    "organisation": "organisations",
    "place": "places",
    "award": "awards",
    "case": "measures",
}


def crumbs_of(related: Related, kind: str) -> list[Crumb]:
    """Return the lists that lead to a thing, the widest first; none if it is on no list."""
    types = {*related.types}
    events = (name for name in ("actions", "measures") if types & PERSPECTIVES[name].all_classes)
    name = _LISTS.get(kind) or next(events, "awards" if "Conferral" in types else "")
    if not name:
        return []
    found = [Crumb(name, Value(gettext(PERSPECTIVES[name].title), language=current_language()), {})]
    narrowest = next((type_ for type_ in related.types if type_ in CLASSES), "")
    if name == "measures" and kind == "event":
        found.append(Crumb(name, TERMS.of(SG + narrowest), {"type": narrowest}))
    form = str(related.document.get("actionType", "")).removeprefix(SGC)
    if name == "actions" and form in CONCEPTS:
        found.append(Crumb(name, TERMS.of(SGC + form), {"form": form}))
    return found
