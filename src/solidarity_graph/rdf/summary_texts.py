"""The texts of event summaries: lists of labels, who contests a measure, what became of a sentence, and as of when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from solidarity_graph.model import Claim, Dataset, Ref
from solidarity_graph.rdf.event_summaries import NOT_HELD, EventSummary, best_claims, summarise_events
from solidarity_graph.rdf.labels import join, labels_in, value_text
from solidarity_graph.rdf.sentences import Sentences
from solidarity_graph.schema.ontology import is_a

# The properties that claims state of events and of which the summary has a text.
_LISTED = (
    *("actionType", "inSupportOf", "addressee"),
    *("imposedBy", "detainedAt", "charge", "regime", "termKind", "ancillaryPenalty"),
    *("measureKind", "verdictKind", "groundOfChange", "concerns", "heldBy", "platform"),
    *("legalBasis", "conferredBy", "recognisedAs", "recognisedBy"),
)
_SECOND_HAND = " (second-hand)"


def summarise(dataset: Dataset) -> tuple[EventSummary, ...]:
    """Return a summary for each event, also for one without claims, in the order of the dataset's events."""
    summaries = summarise_events(dataset)
    by_ref = {summary.event.ref: summary for summary in summaries}
    sentences = Sentences(dataset, by_ref)
    told = {ref: sentences.complete(each) for ref, each in by_ref.items()}
    texts = _Texts(dataset, told, sentences)
    return tuple(replace(each, texts=tuple(texts.of(each)), as_of=texts.as_of(each)) for each in told.values())


class _Texts:
    """Makes the texts of events from their summaries, the claims about them, and the other events of their cases."""

    def __init__(self, dataset: Dataset, summaries: Mapping[Ref, EventSummary], sentences: Sentences) -> None:
        self._summaries = summaries
        self._sentences = sentences
        self._published = {article.key: article.published for article in dataset.articles}
        self._labels = labels_in(dataset)
        self._codes = {entity.ref: entity.country_code for entity in dataset.entities}
        self._plans: defaultdict[Ref, list[Ref]] = defaultdict(list)
        for realisation in dataset.realisations:
            self._plans[realisation.happening].append(realisation.plan)
        self._unknown = {each.sentence: f"nothing known as of {each.when}" for each in dataset.unknown_outcomes}
        self._claims: defaultdict[Ref, list[Claim]] = defaultdict(list)
        for claim in dataset.claims:
            if claim.subject.kind == "event":
                self._claims[claim.subject].append(claim)

    def of(self, summary: EventSummary) -> Iterator[tuple[str, str]]:
        """Yield the name and value of each text of an event; some may be empty."""
        ref = summary.event.ref
        used = best_claims(self._claims[ref])
        for name in _LISTED:
            yield f"{name}Text", join(value_text(each.object, self._labels) for each in used if each.predicate == name)
        derived = {
            "venue": summary.venues,
            "inCountry": summary.countries,
            "organiser": summary.organisers,
            "tookPart": summary.took_part,
            "realises": self._plans[ref],
            "origin": summary.known_from,
        }
        for name, refs in derived.items():
            yield f"{name}Text", join(value_text(each, self._labels) for each in refs)
        yield "articleText", join(claim.article for claim in self._claims[ref])
        yield "countryCodeText", join(self._codes[country] for country in summary.countries)
        reasons = (each for each in self._claims[ref] if each.predicate == "statedReason")
        yield "statedReasonText", join(map(self._with_modality, reasons))
        yield "contestedByText", join(self._contesters(summary))
        if ref in self._sentences:
            yield "aftermathText", "; ".join(map(self._outcome, summary.aftermath)) or self._unknown.get(ref, "")

    def _with_modality(self, claim: Claim) -> str:
        """Return the value of a claim with its modality and its speakers, if there are any."""
        speakers = join(value_text(each, self._labels) for each in claim.attributed_to)
        by = f" by {speakers}" if speakers else ""
        return f"{value_text(claim.object, self._labels)} ({claim.modality}{by})"

    def as_of(self, summary: EventSummary) -> str:
        """Return when the latest article on a measure, or on an event of its case, was published; empty if unknown."""
        if not is_a(summary.event.class_name, "LegalMeasure"):
            return ""
        events = self._sentences.of_case(summary.event.ref).union(summary.aftermath)
        articles = {claim.article for event in events for claim in self._claims[event]}
        return max((self._published[key] for key in articles), default="")

    def _contesters(self, summary: EventSummary) -> Iterator[str]:
        grades: defaultdict[str, set[str]] = defaultdict(set)
        for claim in self._claims[summary.event.ref]:
            if claim.predicate == "contestedBy" and claim.asserted:
                grades[value_text(claim.object, self._labels)].add(claim.grade)
        for recognition in summary.recognitions:
            grades[value_text(recognition, self._labels)].add(self._summaries[recognition].best_grade)
        return (name + (_SECOND_HAND if known == {"second-hand"} else "") for name, known in grades.items())

    def _outcome(self, event: Ref) -> str:
        summary = self._summaries[event]
        first, last = summary.dates.first, summary.dates.last
        day = f", {first}{summary.date_mark}" if first and first == last else ""
        status = f" ({summary.status})" if summary.status in NOT_HELD else ""
        return value_text(event, self._labels) + day + status + ("" if summary.origins else _SECOND_HAND)
