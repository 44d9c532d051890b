"""The cells of the tables: functions that return the text of one column from the row of an event.

`claimed` and others that take a name return such a function. Several values are joined by `; `; no value is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from solidarity_graph.documents.convictions import in_order_of_time, took_place
from solidarity_graph.documents.event_rows import EventRow, Node
from solidarity_graph.documents.json_ld import Value
from solidarity_graph.rdf.labels import join
from solidarity_graph.schema.namespaces import SG, SGC

Cell = Callable[[EventRow], str]
_PEOPLE = SGC + "people"
_DATES = frozenset({SG + "date", SG + "startDate", SG + "endDate"})
_ROLES = frozenset({"organiser", "participant", "speaker", "applicant"})
"""Roles with a column of their own in the table of actions."""


def _texts(by_language: Mapping[str, str | list[str]]) -> Iterator[str]:
    """Yield the texts of a language map."""
    for texts in by_language.values():
        yield from [texts] if isinstance(texts, str) else texts


def claimed(name: str) -> Cell:
    """Return the cells with the values that claims give to a property."""
    return lambda row: row.words(name)


def in_other_roles(row: EventRow) -> list[tuple[str, Value]]:
    """Return those in roles that have no column of their own, each with the role."""
    nodes = [(str(node.get("role", "")).removeprefix(SGC), node) for node in row.participations()]
    return [(role, agent) for role, node in nodes if role not in _ROLES for agent in row.agents_of(node)]


def derived(name: str) -> Cell:
    """Return the cells with a derived member of the event's document."""
    return lambda row: row.text(name)


def kinds(role: str) -> Cell:
    """Return the cells with the kinds of the organisations in a role."""
    return lambda row: row.kinds(row.agents(role))


def _counts_of_people(row: EventRow) -> list[Node]:
    return [node for node in row.participations() if node.get("countUnit") == _PEOPLE]


def people(bound: str) -> Cell:
    """Return a column of the largest bound of the counts of people; a cell is empty if a count lacks the bound."""

    def cell(row: EventRow) -> str:
        counts = _counts_of_people(row)
        numbers = [int(node[bound]) for node in counts if bound in node]
        return str(max(numbers)) if numbers and len(numbers) == len(counts) else ""

    return cell


def people_about(row: EventRow) -> str:
    """Return `true` if a bound that `people` shows is only about that."""
    shown = [(bound, people(bound)(row)) for bound in ("countMin", "countMax")]
    approximate = [node for node in _counts_of_people(row) if "countApproximate" in node]
    return "true" if any(str(node.get(bound)) == number for node in approximate for bound, number in shown) else ""


def people_text(row: EventRow) -> str:
    """Return the sources' own words for numbers of people."""
    return join(text for node in _counts_of_people(row) for text in _texts(node.get("countText", {})))


def coordinate(name: str) -> Cell:
    """Return the cells with `lat` or `long` of the nearest place that has both."""

    def cell(row: EventRow) -> str:
        return next((str(place[name]) for place in row.places() if "lat" in place and "long" in place), "")

    return cell


def address(row: EventRow) -> str:
    """Return the street address of the nearest place that has one."""
    return next((join(_texts(place["address"])) for place in row.places() if "address" in place), "")


def exactness(row: EventRow) -> str:
    """Return how exactly the day is known: `exact`, `partial`, `none`, or why it is not certain."""
    if not any(claim["predicate"] in _DATES for claim in row.claims):
        return "none"
    first, last = row.document.get("notBefore"), row.document.get("notAfter")
    if not first or first != last:
        return "partial"
    certainty = row.text("dateCertainty")
    return "exact" if certainty == "certain" else certainty


def other_counts(row: EventRow) -> str:
    """Return the counts of other units than people: the unit with its bounds, of which one may be open."""
    return join(map(_bounds, _other_counts(row)))


def other_counts_text(row: EventRow) -> str:
    """Return the sources' own words for counts of other units than people, each with its unit."""
    return join(f"{_unit(node)}: {text}" for node in _other_counts(row) for text in _texts(node.get("countText", {})))


def _other_counts(row: EventRow) -> Iterator[Node]:
    return (node for node in row.participations() if node.get("countUnit", _PEOPLE) != _PEOPLE)


def _unit(count: Node) -> str:
    return str(count.get("countUnit", _PEOPLE)).removeprefix(SGC)


def _bounds(count: Node) -> str:
    return f"{_unit(count)} {count.get('countMin', '')}..{count.get('countMax', '')}"


def counts_by_place(row: EventRow) -> str:
    """Return the counts that are told of one of several places: the place, the unit with its bounds."""
    counts = [node for node in row.participations() if "place" in node and "countText" in node]
    return join(f"{row.named(node['place'])}: {_bounds(node)}" for node in counts)


def not_asserted(row: EventRow) -> str:
    """Return what is alleged or denied: the property, the value, and whose word it is."""
    claims = (claim for claim in row.document.get("claims", ()) if claim["modality"] != SGC + "asserted")
    return join(_not_asserted_claim(claim) for claim in claims if claim["predicate"].startswith(SG))


def _not_asserted_claim(claim: Node) -> str:
    speaker = f" by {claim['attributedToText']}" if "attributedToText" in claim else ""
    modality = claim["modality"].removeprefix(SGC)
    return f"{claim['predicate'].removeprefix(SG)}: {claim.get('valueText', '')} ({modality}{speaker})"


def convictions_named(row: EventRow) -> str:
    """Return each other conviction that the row names, with who contests it and what became of it."""
    others = (each for each in row.document.get("convictions", ()) if each["id"] != row.document["id"])
    return join(f"{row.named([each['id']])} ({_contested(row, each)}, {_became(row, each)})" for each in others)


def _contested(row: EventRow, conviction: Node) -> str:
    named = [row.named([iri]) for iri in conviction.get("contestedBy", ())]
    return f"contested by {', '.join(named)}" if named else "nobody is known to contest it"


def _became(row: EventRow, conviction: Node) -> str:
    followed = ", ".join(row.named([each["id"]]) + _days(each) for each in conviction.get("afterwards", ()))
    unknown = conviction.get("outcomeUnknownAsOf", "")
    return f"followed by {followed}" if followed else f"nothing known of it{' as of ' if unknown else ''}{unknown}"


def flag(name: str) -> Cell:
    """Return the cells that say whether a member of the event's document is there: `true` or `false`."""
    return lambda row: "true" if row.document.get(name) else "false"


def countries(row: EventRow) -> list[Value]:
    """Return the country of the event; of a place without a country code, the outermost place."""
    outermost = (Value(place["id"], is_iri=True) for place in row.places() if "within" not in place)
    return row.values("inCountry") or [*outermost]


def articles(row: EventRow) -> str:
    """Return the keys of the articles that speak of the event."""
    return join(claim["statedIn"].rpartition("/")[2] for claim in row.claims)


def _consequences(row: EventRow) -> Sequence[Node]:
    """Return the events in consequence, in order of time. Second-hand claims are included, so that none is omitted."""
    link = {"property": SG + "inConsequenceOf", "modality": SGC + "asserted"}
    return in_order_of_time(mention for mention in row.document.get("mentions", ()) if link in mention["as"])


def outcome(row: EventRow) -> str:
    """Return what became of a sentence; of another event, those in consequence of it with their days."""
    if row.document["type"][0] in ("Sentence", "Verdict"):
        return row.text("aftermathText")
    told = (f"{row.named([mention['id']])}{_days(mention)}" for mention in _consequences(row))
    return "; ".join(told)


def _days(mention: Node) -> str:
    """Return in parentheses a day, or an interval with `..` for an open end, and the status of what was not held."""
    first, last = mention.get("notBefore", ""), mention.get("notAfter", "")
    days = "" if not (first or last) else f" ({first})" if first == last else f" ({first or '..'}/{last or '..'})"
    return days if took_place(mention) else f"{days} ({mention['currentStatus'].removeprefix(SGC)})"
