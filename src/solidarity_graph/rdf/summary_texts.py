"""The texts of event summaries: lists of labels, who contests a measure, what became of a sentence, and as of when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from datetime import date

from solidarity_graph.model import Claim, Dataset, Ref
from solidarity_graph.rdf.event_summaries import NOT_HELD, EventSummary, best_claims, summarise_events
from solidarity_graph.rdf.labels import join, labels_in, value_text
from solidarity_graph.schema.ontology import is_a

# The properties that claims state of events and of which the summary has a text.
_LISTED = (
    *("actionType", "inSupportOf", "addressee"),
    *("imposedBy", "detainedAt", "charge", "regime", "termKind", "ancillaryPenalty"),
    *("legalBasis", "conferredBy", "recognisedAs", "recognisedBy"),
)
# What can become of a sentence. Penalties in prison are served with it.
_OUTCOMES = frozenset({"Release", "Sentence", "AuthorityResponse", "LegalMeasure"})
# From an event to its case, or to the event of which it is a consequence.
_LINKS_OF_CASE = frozenset({"inCase", "inConsequenceOf"})
_SECOND_HAND = " (second-hand)"


def summarise(dataset: Dataset) -> tuple[EventSummary, ...]:
    """Return a summary for each event, also for one without claims, in the order of the dataset's events."""
    summaries = summarise_events(dataset)
    texts = _Texts(dataset, summaries)
    return tuple(replace(each, texts=tuple(texts.of(each)), as_of=texts.as_of(each)) for each in summaries)


class _Texts:
    """Makes the texts of events from their summaries, the claims about them, and the other events of their cases."""

    def __init__(self, dataset: Dataset, summaries: Iterable[EventSummary]) -> None:
        self._summaries = {summary.event.ref: summary for summary in summaries}
        self._published = {article.key: article.published for article in dataset.articles}
        self._labels = labels_in(dataset)
        self._codes = {entity.ref: entity.country_code for entity in dataset.entities}
        self._plans: defaultdict[Ref, list[Ref]] = defaultdict(list)
        for realisation in dataset.realisations:
            self._plans[realisation.happening].append(realisation.plan)
        self._unknown = {each.sentence: f"nothing known as of {each.when}" for each in dataset.unknown_outcomes}
        self._claims: defaultdict[Ref, list[Claim]] = defaultdict(list)
        self._events: defaultdict[object, set[Ref]] = defaultdict(set)
        for claim in dataset.claims:
            if claim.subject.kind == "event":
                self._claims[claim.subject].append(claim)
                if claim.predicate in _LINKS_OF_CASE and claim.asserted:
                    self._events[claim.object].add(claim.subject)

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
        yield "contestedByText", join(self._contesters(ref))
        if summary.event.class_name == "Sentence":
            yield "aftermathText", "; ".join(self._aftermath(summary)) or self._unknown.get(ref, "")

    def _with_modality(self, claim: Claim) -> str:
        """Return the value of a claim with its modality and its speakers, if there are any."""
        speakers = join(value_text(each, self._labels) for each in claim.attributed_to)
        by = f" by {speakers}" if speakers else ""
        return f"{value_text(claim.object, self._labels)} ({claim.modality}{by})"

    def as_of(self, summary: EventSummary) -> str:
        """Return when the latest article on a measure, or on an event of its case, was published; empty if unknown."""
        if not is_a(summary.event.class_name, "LegalMeasure"):
            return ""
        articles = {claim.article for event in self._of_case(summary.event.ref) for claim in self._claims[event]}
        return max((self._published[key] for key in articles), default="")

    def _of_case(self, event: Ref) -> set[Ref]:
        """Return a measure, the events of its case, and those that say they are in consequence of it."""
        in_case = (self._events[claim.object] for claim in self._stated(event, "inCase"))
        return {event, *self._events[event]}.union(*in_case)

    def _stated(self, event: Ref, predicate: str) -> list[Claim]:
        return [claim for claim in self._claims[event] if claim.predicate == predicate and claim.asserted]

    def _contesters(self, event: Ref) -> Iterator[str]:
        grades: defaultdict[str, set[str]] = defaultdict(set)
        for claim in self._stated(event, "contestedBy"):
            if isinstance(claim.object, Ref):
                grades[value_text(claim.object, self._labels)].add(claim.grade)
        return (name + (_SECOND_HAND if known == {"second-hand"} else "") for name, known in grades.items())

    def _aftermath(self, sentence: EventSummary) -> Iterator[str]:
        """Return the later events of the case and those in consequence of the sentence, in order of time."""
        ref = sentence.event.ref
        of_case = (self._of_case(ref) & self._summaries.keys()) - {ref}
        others = [self._summaries[each] for each in of_case.difference(self._of_others(ref, of_case))]
        later = [each for each in others if each.event.class_name in _OUTCOMES and _follows(each, sentence)]
        later.sort(
            key=lambda each: (each.dates.first or each.dates.last or date.max, value_text(each.event.ref, self._labels))
        )
        return map(self._outcome, later)

    def _of_others(self, sentence: Ref, of_case: Set[Ref]) -> Iterator[Ref]:
        """Yield the events of a case that concern those whom only another sentence convicts, or that sentence alone.

        A release ends them all; so does a later sentence.
        """
        sentences = {each for each in of_case if self._summaries[each].event.class_name == "Sentence"}
        convicts = self._values(sentences, "imposedOn") - self._values({sentence}, "imposedOn")
        for each in of_case - self._events[sentence]:
            concerned, causes = (self._values({each}, name) for name in ("imposedOn", "inConsequenceOf"))
            ends_all = self._summaries[each].event.class_name in ("Release", "Sentence")
            if (concerned and concerned <= convicts) or (causes & sentences and not ends_all):
                yield each

    def _values(self, events: Iterable[Ref], predicate: str) -> set[object]:
        return {claim.object for event in events for claim in self._stated(event, predicate)}

    def _outcome(self, summary: EventSummary) -> str:
        first, last = summary.dates.first, summary.dates.last
        day = f", {first}{summary.date_mark}" if first and first == last else ""
        status = f" ({summary.status})" if summary.status in NOT_HELD else ""
        return value_text(summary.event.ref, self._labels) + day + status + ("" if summary.origins else _SECOND_HAND)


def _follows(other: EventSummary, sentence: EventSummary) -> bool:
    """Return True unless the event ended before the sentence; another sentence must have come after it."""
    start, end = sentence.dates.first, other.dates.last
    if other.event.class_name == "Sentence":
        return bool(sentence.dates.last and other.dates.first and other.dates.first > sentence.dates.last)
    return not (start and end and end < start)
