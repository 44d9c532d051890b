"""What became of each conviction, and the recognitions of the convicted that contest it, from the published model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from solidarity_graph.model import Claim, Dataset, Edtf, Ref, Value, concept_name, date_interval
from solidarity_graph.rdf.event_summaries import NOT_HELD, EventSummary
from solidarity_graph.schema.ontology import falls_under

# What can become of a sentence. Penalties in prison are served with it.
_OUTCOMES = frozenset({"Release", "Sentence", "Verdict", "AuthorityResponse", "LegalMeasure", "DeathInCustody"})
_DECISIONS = frozenset({"Sentence", "Verdict"})
_OVER = frozenset({"Release", "DeathInCustody"})
_ENDS_ALL = _OVER | _DECISIONS
# From an event to its case, to what it follows from, to those whom it concerns, and to what a verdict decided.
_LINKS = {
    **{name: name for name in ("inCase", "inConsequenceOf", "imposedOn", "recognitionOf", "verdictKind")},
    "ends": "inConsequenceOf",
    "replaces": "inConsequenceOf",
    "concerns": "imposedOn",
}


def is_conviction(class_name: str, verdicts: Iterable[str]) -> bool:
    """Return True for an event of class `Sentence`, and for a verdict of which one kind, by local name, convicts."""
    return class_name == "Sentence" or any(falls_under(verdict, "conviction") for verdict in verdicts)


class Sentences:
    """Finds the events that belong to a conviction, from asserted claims: a sentence, or a verdict that convicts."""

    def __init__(self, dataset: Dataset, summaries: Mapping[Ref, EventSummary]) -> None:
        self._summaries = summaries
        self._values: defaultdict[tuple[Ref, str], set[Value]] = defaultdict(set)
        self._subjects: defaultdict[tuple[Value, str], set[Ref]] = defaultdict(set)
        self._reported: dict[Ref, str] = {}
        self._started: dict[Ref, date] = {}
        self._own = dataset.own_concepts
        published = {article.key: article.published for article in dataset.articles}
        for claim in dataset.claims:
            if claim.subject in summaries:
                self._add(claim, published.get(claim.article, ""))
        self._sentences = {ref for ref in summaries if self._convicts(ref)}

    def __contains__(self, event: Ref) -> bool:
        return event in self._sentences

    def _convicts(self, event: Ref) -> bool:
        verdicts = (concept_name(kind, self._own) for kind in self._values[event, "verdictKind"])
        return is_conviction(self._summaries[event].event.class_name, verdicts)

    def _add(self, claim: Claim, published: str) -> None:
        subject, link = claim.subject, _LINKS.get(claim.predicate, "")
        if claim.predicate == "startDate" and claim.asserted and isinstance(claim.object, Edtf):
            self._started[subject] = date_interval(claim.object.value).last or date.max
        if published:
            self._reported[subject] = min(published, self._reported.get(subject, published))
        if link and claim.asserted:
            self._values[subject, link].add(claim.object)
            self._subjects[claim.object, link].add(subject)

    def complete(self, summary: EventSummary) -> EventSummary:
        """Return the summary of a conviction with what became of it and what contests it; another event's as it is."""
        if summary.event.ref not in self:
            return summary
        aftermath, recognitions = self._aftermath(summary.event.ref), self._recognitions(summary.event.ref)
        contested = summary.contested or bool(recognitions)
        return replace(summary, aftermath=aftermath, recognitions=recognitions, contested=contested)

    def of_case(self, event: Ref) -> set[Ref]:
        """Return a measure, the events of its case, and those that say they follow from, end or replace it."""
        in_case = (self._subjects[case, "inCase"] for case in self._values[event, "inCase"])
        return {event, *self._subjects[event, "inConsequenceOf"]}.union(*in_case)

    def _aftermath(self, sentence: Ref) -> tuple[Ref, ...]:
        """Return what became of a sentence, in order of time; events without a day come last, then they go by key."""
        _, following = self._time_of_case(sentence)
        unassigned = (each for each in self._about(sentence, "imposedOn") if self._is_unassigned(each, following))
        events = self.of_case(sentence).union(unassigned)
        days = {each: self._summaries[each].dates for each in events if self._became(each, sentence)}
        return tuple(sorted(days, key=lambda each: (days[each].first or days[each].last or date.max, each)))

    def _is_unassigned(self, event: Ref, following: date) -> bool:
        """Return True for a release or a death before a day, of which neither case nor cause is told."""
        summary, told = self._summaries[event], self._values[event, "inCase"] | self._values[event, "inConsequenceOf"]
        return summary.event.class_name in _OVER and not told and _starts_before(summary, following)

    def _became(self, event: Ref, sentence: Ref) -> bool:
        """Return True if a later event is what became of a sentence: it concerns the convicted, or nobody is told."""
        class_name = self._summaries[event].event.class_name
        causes, concerned = self._values[event, "inConsequenceOf"], self._values[event, "imposedOn"]
        convicted = self._values[sentence, "imposedOn"]
        # Nobody knows who belongs to a group: what is told to follow from the sentence then concerns the convicted.
        kinds = {each.kind for each in concerned | convicted if isinstance(each, Ref)}
        follows_from_it = sentence in causes and (not convicted or "group" in kinds)
        return (
            event != sentence
            and class_name in _OUTCOMES
            # What follows from another sentence alone is not of this one; a release ends all, and so does a sentence.
            and (sentence in causes or causes.isdisjoint(self._sentences) or class_name in _ENDS_ALL)
            and (not concerned or not concerned.isdisjoint(convicted) or follows_from_it)
            and self._follows(event, sentence)
        )

    def _follows(self, event: Ref, sentence: Ref) -> bool:
        """Return True unless the event ended, or certainly started, before the sentence.

        Another decision must have come after it.
        """
        later, dates = self._summaries[event], self._summaries[sentence].dates
        if later.event.class_name in _DECISIONS:
            return bool(dates.last and later.dates.first and later.dates.first > dates.last)
        goes_on_from_before = bool(dates.first and self._started.get(event, date.max) < dates.first)
        return not (goes_on_from_before or self._over_before(event, dates.first))

    def _over_before(self, event: Ref, day: date | None) -> bool:
        """Return True if an event certainly ended before a day: by its own date, or since it was reported earlier."""
        last = self._summaries[event].dates.last
        # A year or a month alone counts as its last day: a tilde sorts after every digit and hyphen.
        ended = last.isoformat() if last else self._reported.get(event, "") + "~"
        return bool(day) and ended < str(day)

    def _recognitions(self, sentence: Ref) -> tuple[Ref, ...]:
        """Return when the convicted were recognised, as political prisoners for example, from this case to the next."""
        start, following = self._time_of_case(sentence)
        return tuple(
            event
            for event in sorted(self._about(sentence, "recognitionOf"))
            if not self._over_before(event, start)
            and _starts_before(self._summaries[event], following)
            and self._summaries[event].status not in NOT_HELD
        )

    def _time_of_case(self, sentence: Ref) -> tuple[date | None, date]:
        """Return the first day of a sentence's case, None if it is not known, and that of the convicted's next case."""
        starts: dict[object, date] = {}
        for event in self._about(sentence, "imposedOn"):
            first = self._summaries[event].dates.first or date.max
            starts |= {case: min(first, starts.get(case, first)) for case in self._values[event, "inCase"]}
        own = [starts[case] for case in self._values[sentence, "inCase"] if starts.get(case, date.max) < date.max]
        start = min(own, default=None)
        return start, min((day for day in starts.values() if start and day > start), default=date.max)

    def _about(self, sentence: Ref, link: str) -> set[Ref]:
        """Return the events that name one of the convicted by a property."""
        return {event for person in self._values[sentence, "imposedOn"] for event in self._subjects[person, link]}


def _starts_before(summary: EventSummary, day: date) -> bool:
    return (summary.dates.first or date.min) < day
