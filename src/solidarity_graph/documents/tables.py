"""CSV tables for pandas, R and spreadsheets, made from documents: one row for each event. And their codebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from solidarity_graph.documents.convictions import in_order_of_time, took_place
from solidarity_graph.documents.event_rows import EventRow, Node
from solidarity_graph.documents.json_ld import Context, Value
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


def _in_other_roles(row: EventRow) -> list[tuple[str, Value]]:
    """Return those in roles that have no column of their own, each with the role."""
    nodes = [(str(node.get("role", "")).removeprefix(SGC), node) for node in row.participations()]
    return [(role, agent) for role, node in nodes if role not in _ROLES for agent in row.agents_of(node)]


def _derived(name: str) -> Cell:
    return lambda row: row.text(name)


def _kinds(role: str) -> Cell:
    return lambda row: row.kinds(row.agents(role))


def _counts_of_people(row: EventRow) -> list[Node]:
    return [node for node in row.participations() if node.get("countUnit") == _PEOPLE]


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
    return join(text for node in _counts_of_people(row) for text in _texts(node.get("countText", {})))


def _coordinate(name: str) -> Cell:
    def cell(row: EventRow) -> str:
        return next((str(place[name]) for place in row.places() if "lat" in place and "long" in place), "")

    return cell


def _address(row: EventRow) -> str:
    return next((join(_texts(place["address"])) for place in row.places() if "address" in place), "")


def _exactness(row: EventRow) -> str:
    if not any(claim["predicate"] in _DATES for claim in row.claims):
        return "none"
    first, last = row.document.get("notBefore"), row.document.get("notAfter")
    if not first or first != last:
        return "partial"
    certainty = row.text("dateCertainty")
    return "exact" if certainty == "certain" else certainty


def _other_counts(row: EventRow) -> str:
    """Return the counts of other units than people: the unit with its bounds, of which one may be open."""
    counts = _counts_by_unit(row)
    return join(f"{unit} {node.get('countMin', '')}..{node.get('countMax', '')}" for unit, node in counts)


def _other_counts_text(row: EventRow) -> str:
    counts = _counts_by_unit(row)
    return join(f"{unit}: {text}" for unit, node in counts for text in _texts(node.get("countText", {})))


def _counts_by_unit(row: EventRow) -> Iterator[tuple[str, Node]]:
    """Yield the counts of other units than people, each with its unit."""
    for node in row.participations():
        if (unit := node.get("countUnit", _PEOPLE)) != _PEOPLE:
            yield unit.removeprefix(SGC), node


def _counts_by_place(row: EventRow) -> str:
    """Return the counts that are told of one of several places: the place, the unit with its bounds."""
    counts = [(node["place"], node) for node in row.participations() if "place" in node and "countText" in node]
    return join(
        f"{row.named(places)}: {str(node.get('countUnit', _PEOPLE)).removeprefix(SGC)} "
        f"{node.get('countMin', '')}..{node.get('countMax', '')}"
        for places, node in counts
    )


def _not_asserted(row: EventRow) -> str:
    """Return what is alleged or denied: the property, the value, and whose word it is."""
    claims = (claim for claim in row.document.get("claims", ()) if claim["modality"] != SGC + "asserted")
    return join(
        f"{claim['predicate'].removeprefix(SG)}: {claim.get('valueText', '')} "
        f"({claim['modality'].removeprefix(SGC)}{' by ' if 'attributedToText' in claim else ''}"
        f"{claim.get('attributedToText', '')})"
        for claim in claims
        if claim["predicate"].startswith(SG)
    )


def _convictions_named(row: EventRow) -> str:
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


def _flag(name: str) -> Cell:
    return lambda row: "true" if row.document.get(name) else "false"


def _countries(row: EventRow) -> list[Value]:
    outermost = (Value(place["id"], is_iri=True) for place in row.places() if "within" not in place)
    return row.values("inCountry") or [*outermost]


def _articles(row: EventRow) -> str:
    return join(claim["statedIn"].rpartition("/")[2] for claim in row.claims)


def _consequences(row: EventRow) -> Sequence[Node]:
    """Return the events in consequence, in order of time. Second-hand claims are included, so that none is omitted."""
    link = {"property": SG + "inConsequenceOf", "modality": SGC + "asserted"}
    return in_order_of_time(mention for mention in row.document.get("mentions", ()) if link in mention["as"])


def _outcome(row: EventRow) -> str:
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


_COMMON = (
    Column("label", "what it is called here", lambda row: row.named([row.document["id"]])),
    Column("class", "its class in the ontology", lambda row: str(row.document["type"][0])),
    Column("status", "resolved status (scheme statuses); held means that it took place", _derived("currentStatus")),
    Column("not_before", "first day it can have been, ISO; empty where unknown", _derived("notBefore")),
    Column("not_after", "last day it can have been, ISO; empty where unknown", _derived("notAfter")),
    Column(
        "date_exactness",
        "exact (stated), partial (more than one day), none, or why the day is not certain, as in date_certainty",
        _exactness,
    ),
    Column(
        "date_certainty",
        "certain, or why the date is not: uncertain, approximate, inferred, year inferred; empty without a date",
        _derived("dateCertainty"),
    ),
)
_END = (
    Column("articles", "keys of the articles that speak of it", _articles),
    Column("origins", "number of independent origins; 0 where it is known second-hand alone", _derived("origins")),
    Column("disputed", "true where a denial or a conflict exists, else false", _flag("disputed")),
    Column("contested", "true where somebody contests the measure", _flag("contested")),
    Column("facts_differ", "true where articles contradict each other on the facts", _flag("factsDiffer")),
    Column("denied", "true where somebody denies it, other than a reason given for it", _flag("denied")),
    Column("reason_denied", "true where somebody denies the reason or the charge alone", _flag("reasonDenied")),
    Column("evidence", "best grade of evidence (scheme evidence-grades)", _derived("bestGrade")),
)
_LASTING = (
    Column("start_date", "when it began, as written (EDTF), of what lasts", _claimed("startDate")),
    Column("end_date", "when it ended or is to end, as written (EDTF)", _claimed("endDate")),
)
_NOT_ASSERTED = Column(
    "not_asserted",
    "what is alleged or denied alone, property: value, and by whom: other columns have only what articles assert",
    _not_asserted,
)
_CONVICTIONS = Column(
    "convictions_named",
    "the other convictions that the row names, each with who contests it and what became of it",
    _convictions_named,
)
_ACTIONS = EventTable(
    "Acts of solidarity and campaigns.",
    frozenset({"SolidarityAction", "Campaign"}),
    (
        *_COMMON,
        Column("action_type", "scheme action-types; several where articles differ", _claimed("actionType")),
        Column("start_time", "time of day, local", _claimed("startTime")),
        *_things("places", "venues and towns as claimed", "place"),
        Column("address", "street address of the nearest place that has one", _address),
        *_named("country", "country; without a country code, the outermost place", _countries),
        Column("country_code", "its code in ISO 3166-1, two letters", _derived("countryCodeText")),
        Column("latitude", "of the nearest place with coordinates, degrees (WGS 84; GeoNames)", _coordinate("lat")),
        Column("longitude", "the same", _coordinate("long")),
        *_agents("organisers", "who organised it", "organiser"),
        Column("organiser_kinds", "what kinds of bodies they are (scheme organisation-kinds)", _kinds("organiser")),
        *_agents("participants", "who took part, speakers and applicants left out", "participant"),
        *_agents("speakers", "who spoke or was announced to; support is not implied", "speaker"),
        *_agents("applicants", "who asked an authority for it", "applicant"),
        Column(
            "other_roles",
            "who had another role, and which (scheme roles); support is not implied",
            lambda row: join(f"{role}: {row.word(agent)}" for role, agent in _in_other_roles(row)),
        ),
        _iris("other_roles", lambda row: [agent for _, agent in _in_other_roles(row)]),
        Column("people_min", "lower bound of people, largest count; empty where none is given", _people("countMin")),
        Column("people_max", "upper bound of people, largest count", _people("countMax")),
        Column("people_about", "true where one of these bounds is only about that", _people_about),
        Column("people_text", "the sources' own words for the number of people", _people_text),
        Column("other_counts", "counts of other things: unit (scheme count-units) and bounds", _other_counts),
        Column("other_counts_text", "the sources' own words for these numbers", _other_counts_text),
        *_things("in_support_of", "whom it supports, as the articles say", "inSupportOf"),
        Column("slogans", "words on posters and banners", _claimed("slogan")),
        *_things("addressees", "whom it addresses", "addressee"),
        Column("demands", "what it asks for, in our words", _claimed("demand")),
        *_things("part_of", "the action or campaign it belongs to", "partOf"),
        *_derived_things("realises", "the plan it carried out", "realises"),
        *_derived_things("whole_action", "the outermost action it is part of, or itself: count these", "wholeAction"),
        *_END,
        *_things("platforms", "services on which it was held online", "platform"),
        Column("hashtags", "words with a number sign under which people post", _claimed("hashtag")),
        Column("web_addresses", "where on the web it is, or was", _claimed("webAddress")),
        Column(
            "counts_by_place", "counts told of one of its places: place, unit (count-units), bounds", _counts_by_place
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
        Column(
            "stated_reason",
            "the ground given for it, in our words, asserted, alleged or denied, and by whom",
            _derived("statedReasonText"),
        ),
        *_things("legal_basis", "document named as its basis", "legalBasis"),
        *_things("responds_to", "what it answers", "respondsTo"),
        *_things("detained_at", "place", "detainedAt"),
        *_things("case", "the prosecution it belongs to", "inCase"),
        Column(
            "contested_by",
            "who contests it, or a recognition that does, marked if second-hand: never read a conviction without it",
            _derived("contestedByText"),
        ),
        _iris("contested_by", lambda row: [*row.objects("contestedBy", row.asserted), *row.values("contestedIn")]),
        Column("what_became_of_it", "what followed, in order of time, with the day or first and last day", _outcome),
        Column("as_of", "when the latest article on the case was published, as exact as known", _derived("asOf")),
        *_END,
        Column("measure_kinds", "scheme measure-kinds; several where it is of several", _claimed("measureKind")),
        Column("verdict", "what the court decided (scheme verdict-kinds); its word, not ours", _claimed("verdictKind")),
        Column("suspended", "true where the penalty is suspended; empty where nobody says so", _claimed("suspended")),
        Column("amount", "sum of money, in the source's words", _claimed("amount")),
        Column(
            "ground_of_change",
            "on what ground it changed an earlier one (grounds-of-change)",
            _claimed("groundOfChange"),
        ),
        *_things("ends", "the measure that it ends", "ends"),
        *_things("replaces", "what it takes the place of", "replaces"),
        *_LASTING,
        _NOT_ASSERTED,
        _CONVICTIONS,
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
        Column("recognised_as", "scheme recognitions", _claimed("recognisedAs")),
        *_things("recognised_by", "who recognised", "recognisedBy"),
        *_END,
        *_things("received_by", "who took it for the recipient", "receivedBy"),
        Column("declined", "true where the recipient declined it; empty where nobody says so", _claimed("declined")),
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
        Column("ill_treatment", "scheme ill-treatment-kinds", _claimed("treatmentKind")),
        Column("care_denied", "scheme care-kinds", _claimed("careDenied")),
        Column("stated_cause", "cause of death that somebody gives, in our words", _claimed("statedCause")),
        Column("protest_form", "scheme protest-forms", _claimed("protestForm")),
        Column("demands", "what they asked for, in our words", _claimed("demand")),
        *_things("case", "the case it belongs to", "inCase"),
        *_things("in_consequence_of", "what it followed from", "inConsequenceOf"),
        _NOT_ASSERTED,
        _CONVICTIONS,
        *_named("country", "country; without a country code, the outermost place", _countries),
        Column("latitude", "of the nearest place with coordinates, degrees (WGS 84; GeoNames)", _coordinate("lat")),
        Column("longitude", "the same", _coordinate("long")),
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
