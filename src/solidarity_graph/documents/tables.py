"""CSV tables for pandas, R and spreadsheets, made from documents: one row for each event. And their codebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from solidarity_graph.documents.event_rows import EventRow, Node
from solidarity_graph.documents.json_ld import Context, Value
from solidarity_graph.documents.table_cells import (
    Cell,
    address,
    articles,
    claimed,
    convictions_named,
    coordinate,
    countries,
    counts_by_place,
    derived,
    exactness,
    flag,
    in_other_roles,
    kinds,
    not_asserted,
    other_counts,
    other_counts_text,
    outcome,
    people,
    people_about,
    people_text,
)
from solidarity_graph.rdf.labels import join


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


def _named(name: str, holds: str, values: Callable[[EventRow], Iterable[Value]]) -> tuple[Column, Column]:
    """Return a column with the names of things, and one with their IRIs."""
    return Column(name, holds, lambda row: join(map(row.word, values(row)))), _iris(name, values)


def _iris(name: str, values: Callable[[EventRow], Iterable[Value]]) -> Column:
    def cell(row: EventRow) -> str:
        return join(value.value for value in values(row) if value.is_iri)

    return Column(f"{name}_iri", "their IRIs, sorted", cell)


def _things(name: str, holds: str, predicate: str) -> tuple[Column, Column]:
    return _named(name, holds, lambda row: row.objects(predicate))


def _derived_things(name: str, holds: str, member: str) -> tuple[Column, Column]:
    return _named(name, holds, lambda row: row.values(member))


def _agents(name: str, holds: str, role: str) -> tuple[Column, Column]:
    return _named(name, holds, lambda row: row.agents(role))


_COMMON = (
    Column("label", "what it is called here", lambda row: row.named([row.document["id"]])),
    Column("class", "its class in the ontology", lambda row: str(row.document["type"][0])),
    Column("status", "resolved status (scheme statuses); held means that it took place", derived("currentStatus")),
    Column("not_before", "first day it can have been, ISO; empty where unknown", derived("notBefore")),
    Column("not_after", "last day it can have been, ISO; empty where unknown", derived("notAfter")),
    Column(
        "date_exactness",
        "exact (stated), partial (more than one day), none, or why the day is not certain, as in date_certainty",
        exactness,
    ),
    Column(
        "date_certainty",
        "certain, or why the date is not: uncertain, approximate, inferred, year inferred; empty without a date",
        derived("dateCertainty"),
    ),
)
_END = (
    Column("articles", "keys of the articles that speak of it", articles),
    Column("origins", "number of independent origins; 0 where it is known second-hand alone", derived("origins")),
    Column("disputed", "true where a denial or a conflict exists, else false", flag("disputed")),
    Column("contested", "true where somebody contests the measure", flag("contested")),
    Column("facts_differ", "true where articles contradict each other on the facts", flag("factsDiffer")),
    Column("denied", "true where somebody denies it, other than a reason given for it", flag("denied")),
    Column("reason_denied", "true where somebody denies the reason or the charge alone", flag("reasonDenied")),
    Column("evidence", "best grade of evidence (scheme evidence-grades)", derived("bestGrade")),
)
_LASTING = (
    Column("start_date", "when it began, as written (EDTF), of what lasts", claimed("startDate")),
    Column("end_date", "when it ended or is to end, as written (EDTF)", claimed("endDate")),
)
_NOT_ASSERTED = Column(
    "not_asserted",
    "what is alleged or denied alone, property: value, and by whom: other columns have only what articles assert",
    not_asserted,
)
_CONVICTIONS = Column(
    "convictions_named",
    "the other convictions that the row names, each with who contests it and what became of it",
    convictions_named,
)
_ACTIONS = EventTable(
    "Acts of solidarity and campaigns.",
    frozenset({"SolidarityAction", "Campaign"}),
    (
        *_COMMON,
        Column("action_type", "scheme action-types; several where articles differ", claimed("actionType")),
        Column("start_time", "time of day, local", claimed("startTime")),
        *_things("places", "venues and towns as claimed", "place"),
        Column("address", "street address of the nearest place that has one", address),
        *_named("country", "country; without a country code, the outermost place", countries),
        Column("country_code", "its code in ISO 3166-1, two letters", derived("countryCodeText")),
        Column("latitude", "of the nearest place with coordinates, degrees (WGS 84; GeoNames)", coordinate("lat")),
        Column("longitude", "the same", coordinate("long")),
        *_agents("organisers", "who organised it", "organiser"),
        Column("organiser_kinds", "what kinds of bodies they are (scheme organisation-kinds)", kinds("organiser")),
        *_agents("participants", "who took part, speakers and applicants left out", "participant"),
        *_agents("speakers", "who spoke or was announced to; support is not implied", "speaker"),
        *_agents("applicants", "who asked an authority for it", "applicant"),
        Column(
            "other_roles",
            "who had another role, and which (scheme roles); support is not implied",
            lambda row: join(f"{role}: {row.word(agent)}" for role, agent in in_other_roles(row)),
        ),
        _iris("other_roles", lambda row: [agent for _, agent in in_other_roles(row)]),
        Column("people_min", "lower bound of people, largest count; empty where none is given", people("countMin")),
        Column("people_max", "upper bound of people, largest count", people("countMax")),
        Column("people_about", "true where one of these bounds is only about that", people_about),
        Column("people_text", "the sources' own words for the number of people", people_text),
        Column("other_counts", "counts of other things: unit (scheme count-units) and bounds", other_counts),
        Column("other_counts_text", "the sources' own words for these numbers", other_counts_text),
        *_things("in_support_of", "whom it supports, as the articles say", "inSupportOf"),
        Column("slogans", "words on posters and banners", claimed("slogan")),
        *_things("addressees", "whom it addresses", "addressee"),
        Column("demands", "what it asks for, in our words", claimed("demand")),
        *_things("part_of", "the action or campaign it belongs to", "partOf"),
        *_derived_things("realises", "the plan it carried out", "realises"),
        *_derived_things("whole_action", "the outermost action it is part of, or itself: count these", "wholeAction"),
        *_END,
        *_things("platforms", "services on which it was held online", "platform"),
        Column("hashtags", "words with a number sign under which people post", claimed("hashtag")),
        Column("web_addresses", "where on the web it is, or was", claimed("webAddress")),
        Column(
            "counts_by_place", "counts told of one of its places: place, unit (count-units), bounds", counts_by_place
        ),
        *_LASTING,
    ),
)
_MEASURES = EventTable(
    "Arrests, verdicts, sentences, penalties, releases, other measures, and authorities' responses.",
    frozenset({"LegalMeasure", "Arrest", "Verdict", "Sentence", "DisciplinaryPenalty", "Release", "AuthorityResponse"}),
    (
        *_COMMON,
        *_things("imposed_on", "person or group", "imposedOn"),
        *_things("imposed_by", "court or authority", "imposedBy"),
        Column("imposed_by_kinds", "what kind of body it is (scheme organisation-kinds)", kinds("imposedBy")),
        Column("duration_months", "length in months where undisputed", derived("durationMonths")),
        Column("duration_days", "length in days where undisputed", derived("durationDays")),
        Column("term_kind", "scheme term-kinds", claimed("termKind")),
        Column("regime", "scheme regimes; several where articles differ", claimed("regime")),
        Column(
            "charges",
            "what the court found or was asked to find; attributed to it, not asserted by us",
            claimed("charge"),
        ),
        Column("ancillary_penalties", "scheme penalties", claimed("ancillaryPenalty")),
        Column("deprived_of", "scheme entitlements", claimed("deprivedOf")),
        Column("response_type", "scheme responses", claimed("responseType")),
        Column(
            "stated_reason",
            "the ground given for it, in our words, asserted, alleged or denied, and by whom",
            derived("statedReasonText"),
        ),
        *_things("legal_basis", "document named as its basis", "legalBasis"),
        *_things("responds_to", "what it answers", "respondsTo"),
        *_things("detained_at", "place", "detainedAt"),
        *_things("case", "the prosecution it belongs to", "inCase"),
        Column(
            "contested_by",
            "who contests it, or a recognition that does, marked if second-hand: never read a conviction without it",
            derived("contestedByText"),
        ),
        _iris("contested_by", lambda row: [*row.objects("contestedBy", row.asserted), *row.values("contestedIn")]),
        Column("what_became_of_it", "what followed, in order of time, with the day or first and last day", outcome),
        Column("as_of", "when the latest article on the case was published, as exact as known", derived("asOf")),
        *_END,
        Column("measure_kinds", "scheme measure-kinds; several where it is of several", claimed("measureKind")),
        Column("verdict", "what the court decided (scheme verdict-kinds); its word, not ours", claimed("verdictKind")),
        Column("suspended", "true where the penalty is suspended; empty where nobody says so", claimed("suspended")),
        Column("amount", "sum of money, in the source's words", claimed("amount")),
        Column(
            "ground_of_change",
            "on what ground it changed an earlier one (grounds-of-change)",
            claimed("groundOfChange"),
        ),
        *_things("ends", "the measure that it ends", "ends"),
        *_things("replaces", "what it takes the place of", "replaces"),
        *_LASTING,
        _NOT_ASSERTED,
        _CONVICTIONS,
        Column(
            "suspended_part",
            "length of the part that is suspended, within the length, as ISO 8601 (P2Y)",
            claimed("suspendedDuration"),
        ),
    ),
)
_CONFERRALS = EventTable(
    "Awards given and recognitions.",
    frozenset({"Conferral", "Recognition"}),
    (
        *_COMMON,
        *_things("award", "the award given", "award"),
        *_things("recipients", "who received it", "recipient"),
        *_things("conferred_by", "who gave it", "conferredBy"),
        *_things("recognition_of", "who was recognised", "recognitionOf"),
        Column("recognised_as", "scheme recognitions", claimed("recognisedAs")),
        *_things("recognised_by", "who recognised", "recognisedBy"),
        *_END,
        *_things("received_by", "who took it for the recipient", "receivedBy"),
        Column("declined", "true where the recipient declined it; empty where nobody says so", claimed("declined")),
    ),
)
_CUSTODY = EventTable(
    "What happened to people in custody, and their own protests. Most of it is alleged: see not_asserted.",
    frozenset({"CustodyEvent", "Stay", "IllTreatment", "DenialOfCare", "DeathInCustody", "PrisonerProtest"}),
    (
        *_COMMON,
        *_LASTING,
        *_things("concerns", "the prisoner, or a group", "concerns"),
        *_things("detained_at", "where they were held", "detainedAt"),
        *_things("held_by", "the authority that held them", "heldBy"),
        Column("ill_treatment", "scheme ill-treatment-kinds", claimed("treatmentKind")),
        Column("care_denied", "scheme care-kinds", claimed("careDenied")),
        Column("stated_cause", "cause of death that somebody gives, in our words", claimed("statedCause")),
        Column("protest_form", "scheme protest-forms", claimed("protestForm")),
        Column("demands", "what they asked for, in our words", claimed("demand")),
        *_things("case", "the case it belongs to", "inCase"),
        *_things("in_consequence_of", "what it followed from", "inConsequenceOf"),
        _NOT_ASSERTED,
        _CONVICTIONS,
        *_named("country", "country; without a country code, the outermost place", countries),
        Column("latitude", "of the nearest place with coordinates, degrees (WGS 84; GeoNames)", coordinate("lat")),
        Column("longitude", "the same", coordinate("long")),
        *_END,
    ),
)
TABLES: Mapping[str, EventTable] = {
    "actions.csv": _ACTIONS,
    "measures.csv": _MEASURES,
    "conferrals.csv": _CONFERRALS,
    "custody.csv": _CUSTODY,
}
"""The tables of a release by file name."""


def table_head(name: str) -> str:
    """Return the header line of a table as CSV, with its line break. `name` is that of the file: `actions.csv`."""
    return _csv([["event", *(column.name for column in TABLES[name].columns)]])


def table_rows(name: str, documents: Iterable[Node], context: Context) -> str:
    """Return the rows of a table as CSV, without the header, in the order of the documents.

    name       that of the file: `actions.csv`.
    documents  those of other classes than the table's are skipped.
    """
    table = TABLES[name]
    events = (document for document in documents if table.classes & {*document.get("type", ())})
    rows = (EventRow(event, context) for event in events)
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
        lines += ["", f"## {name}", "", table.about, "", "| column | holds |", "|---|---|"]
        described = [("event", "IRI of the event"), *((column.name, column.holds) for column in table.columns)]
        lines += [f"| {column} | {holds} |" for column, holds in described]
    return "\n".join(lines) + "\n"
