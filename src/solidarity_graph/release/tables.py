"""Flat tables for pandas, R and spreadsheets: one row an event, and a codebook that says what each column holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from solidarity_graph.mapping import EventSummary
from solidarity_graph.model import Concept, Dataset, Namer, Node, Number, Ref
from solidarity_graph.release.facts import Facts, dates

Cell = Callable[[EventSummary, Facts], str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, what it holds, and how it is read off an event."""

    name: str
    holds: str
    cell: Cell


def _property(name: str) -> Cell:
    return lambda summary, facts: facts.words(summary.event.ref, name)


def _role(name: str) -> Cell:
    return lambda summary, facts: facts.agents(summary.event.ref, name)


def _people(bound: str) -> Cell:
    """The sum of a bound over the counts of people: empty where any of them does not give it."""

    def cell(summary: EventSummary, facts: Facts) -> str:
        counts = [node.get(bound) for node in _counts_of_people(facts, summary.event.ref)]
        numbers = [count.value for count in counts if isinstance(count, Number)]
        return str(max(numbers)) if numbers and len(numbers) == len(counts) else ""

    return cell


def _counts_of_people(facts: Facts, event: Ref) -> list[Node]:
    return [node for node in facts.nodes(event) if node.get("countUnit") == Concept("people")]


def _people_text(summary: EventSummary, facts: Facts) -> str:
    texts = [node.get("countText") for node in _counts_of_people(facts, summary.event.ref)]
    return "; ".join(sorted(facts.word(text) for text in texts if text))


def _coordinate(index: int) -> Cell:
    def cell(summary: EventSummary, facts: Facts) -> str:
        found = facts.coordinates(summary.event.ref)
        return str(found[index]) if found else ""

    return cell


def _exactness(summary: EventSummary, facts: Facts) -> str:
    claims = [claim for claim in facts.claims(summary.event.ref) if claim.predicate == "date"]
    if not claims:
        return "none"
    first, last = dates(summary)
    if not first or first != last:
        return "partial"
    return "exact" if any(not claim.inferred_from for claim in claims) else "inferred"


_COMMON = (
    Column("label", "what it is called here", lambda s, f: f.word(s.event.ref)),
    Column("class", "its class in the ontology", lambda s, _: s.event.class_name),
    Column("status", "resolved status (scheme statuses); held means that it took place", lambda s, _: s.status),
    Column("not_before", "first day it can have been, ISO; empty where unknown", lambda s, _: dates(s)[0]),
    Column("not_after", "last day it can have been, ISO; empty where unknown", lambda s, _: dates(s)[1]),
    Column("date_exactness", "exact (stated), inferred, partial (more than one day) or none", _exactness),
)
_END = (
    Column("articles", "keys of the articles that speak of it", lambda s, f: f.articles(s.event.ref)),
    Column(
        "origins", "number of independent origins; 0 where it is known second-hand alone", lambda s, _: str(s.origins)
    ),
    Column("disputed", "true where a denial or a conflict exists, else false", lambda s, _: str(s.disputed).lower()),
    Column("evidence", "best grade of evidence (scheme evidence-grades)", lambda s, f: f.grade(s.event.ref)),
)
ACTIONS = (
    *_COMMON,
    Column("action_type", "scheme action-types; several where articles differ", _property("actionType")),
    Column("start_time", "time of day, local", _property("startTime")),
    Column("places", "venues and towns as claimed", _property("place")),
    Column("country", "outermost place", lambda s, f: f.country(s.event.ref)),
    Column("latitude", "of the nearest place with coordinates, degrees (WGS 84; GeoNames)", _coordinate(0)),
    Column("longitude", "the same", _coordinate(1)),
    Column("organisers", "who organised it", _role("organiser")),
    Column("participants", "who took part, speakers and applicants left out", _role("participant")),
    Column("speakers", "who spoke or was announced to; support is not implied", _role("speaker")),
    Column("applicants", "who asked an authority for it", _role("applicant")),
    Column("people_min", "lower bound of people, largest count; empty where none is given", _people("countMin")),
    Column("people_max", "upper bound of people, largest count", _people("countMax")),
    Column("people_text", "the sources' own words for the number of people", _people_text),
    Column("in_support_of", "whom it supports, as the articles say", _property("inSupportOf")),
    Column("slogans", "words on posters and banners", _property("slogan")),
    Column("addressees", "whom it addresses", _property("addressee")),
    Column("demands", "what it asks for, in our words", _property("demand")),
    Column("part_of", "the action or campaign it belongs to", _property("partOf")),
    Column("realises", "the plan it carried out", lambda s, f: f.plan(s.event.ref)),
    *_END,
)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _measures(dataset: Dataset) -> tuple[Column, ...]:
    became = _Outcomes(dataset)
    return (
        *_COMMON,
        Column("imposed_on", "person or group", _property("imposedOn")),
        Column("imposed_by", "court or authority", _property("imposedBy")),
        Column("duration_months", "length in months where undisputed", lambda s, _: _number(s.duration.months)),
        Column("duration_days", "length in days where undisputed", lambda s, _: _number(s.duration.days)),
        Column("term_kind", "scheme term-kinds", _property("termKind")),
        Column("regime", "scheme regimes; several where articles differ", _property("regime")),
        Column(
            "charges",
            "what the court found or was asked to find; attributed to it, not asserted by us",
            _property("charge"),
        ),
        Column("ancillary_penalties", "scheme penalties", _property("ancillaryPenalty")),
        Column("deprived_of", "scheme entitlements", _property("deprivedOf")),
        Column("response_type", "scheme responses", _property("responseType")),
        Column("stated_reason", "the ground given by who imposed it, in our words", _property("statedReason")),
        Column("legal_basis", "document named as its basis", _property("legalBasis")),
        Column("responds_to", "what it answers", _property("respondsTo")),
        Column("detained_at", "place", _property("detainedAt")),
        Column("case", "the prosecution it belongs to", _property("inCase")),
        Column("contested_by", "who contests it: never read a conviction without it", became.contested_by),
        Column("what_became_of_it", "what followed in consequence, with its date", became.outcome),
        Column("as_of", "the day up to which the last two columns were looked after", became.as_of),
        *_END,
    )


class _Outcomes:
    """What contests a measure, and what became of it. Second-hand claims count here: none may be left out."""

    def __init__(self, dataset: Dataset) -> None:
        self._claims = [claim for claim in dataset.claims if claim.asserted]
        self._version = dataset.description.version

    def contested_by(self, summary: EventSummary, facts: Facts) -> str:
        named = {
            facts.word(claim.object)
            for claim in self._claims
            if claim.subject == summary.event.ref and claim.predicate == "contestedBy"
        }
        return "; ".join(sorted(named))

    def as_of(self, summary: EventSummary, facts: Facts) -> str:  # noqa: ARG002 (the same for every row)
        """The date of the release."""
        return self._version

    def outcome(self, summary: EventSummary, facts: Facts) -> str:
        follows = {
            claim.subject
            for claim in self._claims
            if claim.predicate == "inConsequenceOf" and claim.object == summary.event.ref
        }
        return "; ".join(sorted(f"{facts.word(ref)} ({facts.words(ref, 'date')})" for ref in follows))


CONFERRALS = (
    *_COMMON,
    Column("award", "the award given", _property("award")),
    Column("recipients", "who received it", _property("recipient")),
    Column("conferred_by", "who gave it", _property("conferredBy")),
    Column("recognition_of", "who was recognised", _property("recognitionOf")),
    Column("recognised_as", "scheme recognitions", _property("recognisedAs")),
    Column("recognised_by", "who recognised", _property("recognisedBy")),
    *_END,
)

_ACTION_CLASSES = frozenset({"SolidarityAction", "Campaign"})
_CONFERRAL_CLASSES = frozenset({"Conferral", "Recognition"})
_MEASURE_CLASSES = frozenset(
    {"LegalMeasure", "Arrest", "Sentence", "DisciplinaryPenalty", "Release", "AuthorityResponse"}
)


def actions_table(dataset: Dataset, summaries: Iterable[EventSummary]) -> str:
    """Acts of solidarity and campaigns, planned ones too: mind the status."""
    return _table(dataset, summaries, _ACTION_CLASSES, ACTIONS)


def measures_table(dataset: Dataset, summaries: Iterable[EventSummary]) -> str:
    """Arrests, sentences, penalties, releases, and what authorities did about actions."""
    return _table(dataset, summaries, _MEASURE_CLASSES, _measures(dataset))


def conferrals_table(dataset: Dataset, summaries: Iterable[EventSummary]) -> str:
    """Awards given and recognitions."""
    return _table(dataset, summaries, _CONFERRAL_CLASSES, CONFERRALS)


def codebook(dataset: Dataset) -> str:
    """What each column of each table holds, as Markdown."""
    tables: Mapping[str, tuple[str, Iterable[Column]]] = {
        "actions.csv": ("Acts of solidarity and campaigns.", ACTIONS),
        "measures.csv": ("Arrests, sentences, penalties, releases, and authorities' responses.", _measures(dataset)),
        "conferrals.csv": ("Awards given and recognitions.", CONFERRALS),
    }
    lines = [
        "# Codebook",
        "",
        "One row an event; UTF-8, comma, a header line. An empty cell means that nothing is known; several values in a",
        "cell are separated by `; `. Values are resolved from asserted claims; second-hand claims count where nothing",
        "better is known. `event` is the IRI: open it to see each claim with its words.",
    ]
    for name, (about, columns) in tables.items():
        lines += ["", f"## {name}", "", about, "", "| column | holds |", "|---|---|", "| event | IRI of the event |"]
        lines += [f"| {column.name} | {column.holds} |" for column in columns]
    return "\n".join(lines) + "\n"


def _table(
    dataset: Dataset, summaries: Iterable[EventSummary], classes: frozenset[str], columns: tuple[Column, ...]
) -> str:
    facts, namer = Facts(dataset), Namer(dataset.description.base)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["event", *(column.name for column in columns)])
    for summary in summaries:
        if summary.event.class_name in classes:
            writer.writerow([namer.thing(summary.event.ref), *(column.cell(summary, facts) for column in columns)])
    return out.getvalue()
