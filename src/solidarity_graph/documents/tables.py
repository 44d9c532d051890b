"""CSV tables for pandas, R and spreadsheets, made from documents: one row for each event. And their codebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from solidarity_graph.documents.json_ld import Context, Value
from solidarity_graph.schema.namespaces import SG, SGC

Node = Mapping[str, Any]
Cell = Callable[["EventRow"], str]
_GRADES = ("verified-span", "page-level", "record-level", "second-hand")


class EventRow:
    """The row of one event, from its document: values of asserted claims, second-hand only if there are no others.

    `version` is that of the release, which one column repeats.
    """

    def __init__(self, document: Node, context: Context, version: str) -> None:
        self.document = document
        self.version = version
        self._context = context
        self.asserted = [claim for claim in document.get("claims", ()) if claim["modality"] == SGC + "asserted"]
        self.claims = [claim for claim in self.asserted if self.grade(claim) != "second-hand"] or self.asserted

    def grade(self, claim: Node) -> str:
        """Return the local name of a claim's evidence grade, such as `second-hand`."""
        return str(claim["evidenceGrade"]).removeprefix(SGC)

    def text(self, name: str) -> str:
        """Return the values of a derived member of the event's document, in its order, joined by `; `; empty for none.

        name  the member's name in the JSON-LD context, such as `currentStatus`.
        """
        return "; ".join(self.word(value) for value in self._context.values(self.document, name))

    def words(self, name: str, claims: Iterable[Node] | None = None) -> str:
        """Return the values that claims give to a property, in readable form, sorted and joined; empty for none.

        name    the property's name in the JSON-LD context.
        claims  those of the row by default.
        """
        return joined(map(self.word, self._objects(name, self.claims if claims is None else claims)))

    def _objects(self, name: str, claims: Iterable[Node]) -> list[Value]:
        iri = self._context.iris.get(name)  # a role may have no property of its name
        wanted = [claim for claim in claims if claim["predicate"] == iri]
        return [value for claim in wanted for value in self._context.values(claim, "object")]

    def agents(self, role: str) -> list[Value]:
        """Return the agents with a role, from claims of the property so named and from participations."""
        taking_part = [node for node in self.participations() if node.get("role") == SGC + role]
        named = [value for node in taking_part for value in self._context.values(node, "agent")]
        return [*named, *self._objects(role, self.claims)]

    def kinds(self, agents: Iterable[Value]) -> str:
        """Return the kinds of the organisations among some agents, sorted and joined."""
        kinds = self.document.get("kinds", {})
        return self.named(kind for agent in agents for kind in kinds.get(agent.value, ()))

    def participations(self) -> list[Node]:
        """Return the value nodes of the claims about participation."""
        nodes = [claim["object"] for claim in self.claims if claim["predicate"] == SG + "participation"]
        return [node for node in nodes if isinstance(node, dict)]

    def word(self, value: Value) -> str:
        """Return a thing's name or, without one, its kind and key; a concept's local name; a literal's text."""
        if not value.is_iri:
            return value.value
        name = self.document.get("names", {}).get(value.value)
        return next(iter(name.values())) if name else "/".join(value.value.rsplit("/", 2)[-2:]).removeprefix("concept/")

    def named(self, iris: Iterable[str]) -> str:
        """Return the names of things by IRI, sorted and joined."""
        return joined(self.word(Value(iri, is_iri=True)) for iri in iris)

    def places(self) -> list[Node]:
        """Return the places of the event and all that contain them, the nearest first; an empty list for none."""
        return list(self.document.get("where", ()))


def _texts(by_language: Mapping[str, str | list[str]]) -> Iterator[str]:
    """Yield the texts of a language map."""
    for texts in by_language.values():
        yield from [texts] if isinstance(texts, str) else texts


def joined(words: Iterable[str]) -> str:
    """Return the words without duplicates, sorted and separated by `; `; an empty text for none."""
    return "; ".join(sorted(set(words)))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, its description in the codebook, and the function that reads a cell."""

    name: str
    holds: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class EventTable:
    """A table: its description, the classes of its events, and its columns."""

    about: str
    classes: frozenset[str]
    columns: tuple[Column, ...]


def _claimed(name: str) -> Cell:
    return lambda row: row.words(name)


def _derived(name: str) -> Cell:
    return lambda row: row.text(name)


def _role(name: str) -> Cell:
    return lambda row: joined(map(row.word, row.agents(name)))


def _kinds(role: str) -> Cell:
    return lambda row: row.kinds(row.agents(role))


def _counts_of_people(row: EventRow) -> list[Node]:
    return [node for node in row.participations() if node.get("countUnit") == SGC + "people"]


def _people(bound: str) -> Cell:
    """Return a column of the largest bound of the counts of people; a cell is empty if a count lacks the bound."""

    def cell(row: EventRow) -> str:
        counts = _counts_of_people(row)
        numbers = [int(node[bound]) for node in counts if bound in node]
        return str(max(numbers)) if numbers and len(numbers) == len(counts) else ""

    return cell


def _people_about(row: EventRow) -> str:
    shown = [(bound, _people(bound)(row)) for bound in ("countMin", "countMax")]
    approximate = [node for node in _counts_of_people(row) if "countApproximate" in node]
    return "true" if any(str(node.get(bound)) == number for node in approximate for bound, number in shown) else ""


def _people_text(row: EventRow) -> str:
    return joined(text for node in _counts_of_people(row) for text in _texts(node.get("countText", {})))


def _coordinate(name: str) -> Cell:
    def cell(row: EventRow) -> str:
        return next((str(place[name]) for place in row.places() if "lat" in place and "long" in place), "")

    return cell


def _address(row: EventRow) -> str:
    return next((joined(_texts(place["address"])) for place in row.places() if "address" in place), "")


def _exactness(row: EventRow) -> str:
    dated = [claim for claim in row.claims if claim["predicate"] == SG + "date"]
    if not dated:
        return "none"
    first, last = row.document.get("notBefore"), row.document.get("notAfter")
    if not first or first != last:
        return "partial"
    return "exact" if any("inferredFrom" not in claim for claim in dated) else "inferred"


def _country(row: EventRow) -> str:
    return row.named(place["id"] for place in row.places() if "within" not in place)


def _articles(row: EventRow) -> str:
    return joined(claim["statedIn"].rpartition("/")[2] for claim in row.claims)


def _best_grade(row: EventRow) -> str:
    grades = {row.grade(claim) for claim in row.claims}
    return next((grade for grade in _GRADES if grade in grades), "")


def _outcome(row: EventRow) -> str:
    """Return the events in consequence, with their days. Second-hand claims are included, so that none is omitted."""
    became = [
        mention
        for mention in row.document.get("mentions", ())
        if {"property": SG + "inConsequenceOf", "modality": SGC + "asserted"} in mention["as"]
    ]
    unknown = row.text("outcomeUnknownAsOf")
    told = joined(f"{row.named([mention['id']])} ({_days(mention)})" for mention in became)
    return told or (f"nothing known as of {unknown}" if unknown else "")


def _days(mention: Node) -> str:
    """Return a day, or an ISO 8601 interval with `..` for an open end."""
    first, last = mention.get("notBefore", ""), mention.get("notAfter", "")
    return first if first == last else f"{first or '..'}/{last or '..'}"


_COMMON = (
    Column("label", "what it is called here", lambda row: row.named([row.document["id"]])),
    Column("class", "its class in the ontology", lambda row: str(row.document["type"][0])),
    Column("status", "resolved status (scheme statuses); held means that it took place", _derived("currentStatus")),
    Column("not_before", "first day it can have been, ISO; empty where unknown", _derived("notBefore")),
    Column("not_after", "last day it can have been, ISO; empty where unknown", _derived("notAfter")),
    Column("date_exactness", "exact (stated), inferred, partial (more than one day) or none", _exactness),
)
_END = (
    Column("articles", "keys of the articles that speak of it", _articles),
    Column("origins", "number of independent origins; 0 where it is known second-hand alone", _derived("origins")),
    Column(
        "disputed",
        "true where a denial or a conflict exists, else false",
        lambda row: "true" if row.document.get("disputed") else "false",
    ),
    Column("evidence", "best grade of evidence (scheme evidence-grades)", _best_grade),
)
_ACTIONS = EventTable(
    "Acts of solidarity and campaigns.",
    frozenset({"SolidarityAction", "Campaign"}),
    (
        *_COMMON,
        Column("action_type", "scheme action-types; several where articles differ", _claimed("actionType")),
        Column("start_time", "time of day, local", _claimed("startTime")),
        Column("places", "venues and towns as claimed", _claimed("place")),
        Column("address", "street address of the nearest place that has one", _address),
        Column("country", "outermost place", _country),
        Column("latitude", "of the nearest place with coordinates, degrees (WGS 84; GeoNames)", _coordinate("lat")),
        Column("longitude", "the same", _coordinate("long")),
        Column("organisers", "who organised it", _role("organiser")),
        Column("organiser_kinds", "what kinds of bodies they are (scheme organisation-kinds)", _kinds("organiser")),
        Column("participants", "who took part, speakers and applicants left out", _role("participant")),
        Column("speakers", "who spoke or was announced to; support is not implied", _role("speaker")),
        Column("applicants", "who asked an authority for it", _role("applicant")),
        Column("people_min", "lower bound of people, largest count; empty where none is given", _people("countMin")),
        Column("people_max", "upper bound of people, largest count", _people("countMax")),
        Column("people_about", "true where one of these bounds is only about that", _people_about),
        Column("people_text", "the sources' own words for the number of people", _people_text),
        Column("in_support_of", "whom it supports, as the articles say", _claimed("inSupportOf")),
        Column("slogans", "words on posters and banners", _claimed("slogan")),
        Column("addressees", "whom it addresses", _claimed("addressee")),
        Column("demands", "what it asks for, in our words", _claimed("demand")),
        Column("part_of", "the action or campaign it belongs to", _claimed("partOf")),
        Column("realises", "the plan it carried out", _derived("realises")),
        *_END,
    ),
)
_MEASURES = EventTable(
    "Arrests, sentences, penalties, releases, and authorities' responses.",
    frozenset({"LegalMeasure", "Arrest", "Sentence", "DisciplinaryPenalty", "Release", "AuthorityResponse"}),
    (
        *_COMMON,
        Column("imposed_on", "person or group", _claimed("imposedOn")),
        Column("imposed_by", "court or authority", _claimed("imposedBy")),
        Column("imposed_by_kinds", "what kind of body it is (scheme organisation-kinds)", _kinds("imposedBy")),
        Column("duration_months", "length in months where undisputed", _derived("durationMonths")),
        Column("duration_days", "length in days where undisputed", _derived("durationDays")),
        Column("term_kind", "scheme term-kinds", _claimed("termKind")),
        Column("regime", "scheme regimes; several where articles differ", _claimed("regime")),
        Column(
            "charges",
            "what the court found or was asked to find; attributed to it, not asserted by us",
            _claimed("charge"),
        ),
        Column("ancillary_penalties", "scheme penalties", _claimed("ancillaryPenalty")),
        Column("deprived_of", "scheme entitlements", _claimed("deprivedOf")),
        Column("response_type", "scheme responses", _claimed("responseType")),
        Column("stated_reason", "the ground given by who imposed it, in our words", _claimed("statedReason")),
        Column("legal_basis", "document named as its basis", _claimed("legalBasis")),
        Column("responds_to", "what it answers", _claimed("respondsTo")),
        Column("detained_at", "place", _claimed("detainedAt")),
        Column("case", "the prosecution it belongs to", _claimed("inCase")),
        Column(
            "contested_by",
            "who contests it: never read a conviction without it",
            lambda row: row.words("contestedBy", row.asserted),
        ),
        Column(
            "what_became_of_it",
            "what followed in consequence, with its first and last possible day; or as of which day nothing is known",
            _outcome,
        ),
        Column("as_of", "the day up to which the last two columns were looked after", lambda row: row.version),
        *_END,
    ),
)
_CONFERRALS = EventTable(
    "Awards given and recognitions.",
    frozenset({"Conferral", "Recognition"}),
    (
        *_COMMON,
        Column("award", "the award given", _claimed("award")),
        Column("recipients", "who received it", _claimed("recipient")),
        Column("conferred_by", "who gave it", _claimed("conferredBy")),
        Column("recognition_of", "who was recognised", _claimed("recognitionOf")),
        Column("recognised_as", "scheme recognitions", _claimed("recognisedAs")),
        Column("recognised_by", "who recognised", _claimed("recognisedBy")),
        *_END,
    ),
)
TABLES: Mapping[str, EventTable] = {"actions.csv": _ACTIONS, "measures.csv": _MEASURES, "conferrals.csv": _CONFERRALS}
"""The tables of a release by file name."""


def table_head(name: str) -> str:
    """Return the header line of a table as CSV, with its line break. `name` is that of the file: `actions.csv`."""
    return _csv([["event", *(column.name for column in TABLES[name].columns)]])


def table_rows(name: str, documents: Iterable[Node], context: Context, version: str) -> str:
    """Return the rows of a table as CSV, without the header, in the order of the documents.

    name       that of the file: `actions.csv`.
    documents  those of other classes than the table's are skipped.
    version    of the release.
    """
    table = TABLES[name]
    events = (document for document in documents if table.classes & {*document.get("type", ())})
    rows = (EventRow(event, context, version) for event in events)
    return _csv([row.document["id"], *(column.cell(row) for column in table.columns)] for row in rows)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def codebook() -> str:
    """Return the description of each column of each table, as Markdown."""
    lines = [
        "# Codebook",
        "",
        "One row an event; UTF-8, comma, a header line. An empty cell means that nothing is known; several values in a",
        "cell are separated by `; `. Values are resolved from asserted claims; second-hand claims count where nothing",
        "better is known. `event` is the IRI: open it to see each claim with its words.",
    ]
    for name, table in TABLES.items():
        lines += [
            "",
            f"## {name}",
            "",
            table.about,
            "",
            "| column | holds |",
            "|---|---|",
            "| event | IRI of the event |",
        ]
        lines += [f"| {column.name} | {column.holds} |" for column in table.columns]
    return "\n".join(lines) + "\n"
