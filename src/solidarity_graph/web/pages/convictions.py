"""A conviction never stands alone: what contests it and what became of it are found wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from solidarity_graph.schema.namespaces import SG
from solidarity_graph.web.pages import texts
from solidarity_graph.web.pages.claims import ClaimView, find_claims
from solidarity_graph.web.pages.names import batches
from solidarity_graph.web.pages.rows import ask_rows, text
from solidarity_graph.web.site import Site

# What is told of a sentence at a glance, in this order.
_GLANCE = ("imposedBy", "date", "duration", "termKind", "regime", "charge", "ancillaryPenalty")
_RELEASE = SG + "Release"


@dataclass(frozen=True, slots=True)
class Measure:
    """An event, its first and last possible day, its prosecution, and when an article first told of it."""

    iri: str
    type: str
    first: str
    last: str
    case: str
    reported: str

    def over_before(self, day: str) -> bool:
        """Whether it was certainly over by then: by its own date, or because an article told of it before."""
        # A year or month alone stands for its last day: a tilde sorts behind every digit and hyphen.
        last = self.last or (self.reported and f"{self.reported}~")
        return bool(day and last) and last < day


@dataclass(frozen=True, slots=True)
class Conviction:
    """A sentence with its contestation and its aftermath. `newest` is the day of the latest article on any of it."""

    sentence: Measure
    facts: tuple[tuple[str, tuple[ClaimView, ...]], ...]
    contesting: tuple[ClaimView, ...]
    afterwards: tuple[Measure, ...]
    newest: str

    @property
    def released(self) -> bool:
        """Whether a release is on record that may be the end of this sentence."""
        cases = ("", self.sentence.case)
        return any(
            measure.type == _RELEASE and (measure.case in cases or not self.sentence.case)
            for measure in self.afterwards
        )

    def iris(self) -> Iterator[str]:
        """Every IRI that the page has to name."""
        yield self.sentence.iri
        for measure in self.afterwards:
            yield from (measure.iri, measure.type)
        for claim in (*self.contesting, *(claim for _, claims in self.facts for claim in claims)):
            yield from claim.iris()


def find_convictions(site: Site, iris: Iterable[str]) -> tuple[Conviction, ...]:
    """The convictions among these things: a page that names one shows all of it."""
    events = sorted({iri for iri in iris if iri.startswith(f"{site.release.base}id/event/") and "#" not in iri})
    sentences = {
        row["sentence"].value
        for batch in batches(events)
        for row in ask_rows(site, texts.write(texts.SENTENCES, things=texts.iris(batch)))
    }
    return tuple(_find(site, iri) for iri in sorted(sentences))


def _find(site: Site, iri: str) -> Conviction:
    written = texts.iri(iri)
    claims = find_claims(site, texts.ABOUT.format(thing=written))
    people = texts.iris(_values(site, "person", texts.write(texts.ON_WHOM, sentence=written)))
    imposed = _values(site, "event", texts.write(texts.IMPOSED, sentence=written, people=people))
    measures = _measures(site, {iri, *imposed})
    sentence = next(measure for measure in measures if measure.iri == iri)
    afterwards = tuple(
        measure for measure in measures if measure is not sentence and not measure.over_before(sentence.first)
    )
    facts = ((SG + name, tuple(claim for claim in claims if claim.predicate == SG + name)) for name in _GLANCE)
    # What is alleged is the prosecution's side as often as the other.
    contesting = (claim for claim in claims if claim.predicate == SG + "contestedBy" or claim.denied)
    return Conviction(
        sentence=sentence,
        facts=tuple((name, found) for name, found in facts if found),
        contesting=(*contesting, *_recognitions(site, people, *_span(sentence, measures))),
        afterwards=afterwards,
        newest=_newest(site, (iri, *(measure.iri for measure in afterwards))),
    )


def _values(site: Site, name: str, query: str) -> list[str]:
    return [row[name].value for row in ask_rows(site, query)]


def _measures(site: Site, iris: Iterable[str]) -> tuple[Measure, ...]:
    rows = ask_rows(site, texts.write(texts.EVENTS, things=texts.iris(sorted(iris))))
    variables = ("event", "type", "from", "to", "case", "reported")
    measures = (Measure(*(text(row, name) for name in variables)) for row in rows if row)
    # What has no day comes last.
    return tuple(sorted(measures, key=lambda measure: (not measure.first, measure.first, measure.iri)))


def _span(sentence: Measure, measures: Iterable[Measure]) -> tuple[str, str]:
    """From the first day of this prosecution to the first of the next one of the same people."""
    starts: dict[str, str] = {}
    for measure in measures:
        if measure.case and measure.first:
            starts[measure.case] = min(measure.first, starts.get(measure.case, measure.first))
    start = starts.get(sentence.case, "")
    return start, min((other for other in starts.values() if start and other > start), default="")


def _recognitions(site: Site, people: str, start: str, following: str) -> tuple[ClaimView, ...]:
    """Who recognised them as political prisoners in that time contests what they were convicted of."""
    found = _values(site, "event", texts.write(texts.RECOGNITIONS, people=people))
    events = [
        event.iri
        for event in _measures(site, found)
        if not event.over_before(start) and not (following and event.first >= following)
    ]
    return find_claims(site, texts.RECOGNISING.format(things=texts.iris(events))) if events else ()


def _newest(site: Site, events: Iterable[str]) -> str:
    rows = ask_rows(site, texts.write(texts.NEWEST_ARTICLE, things=texts.iris(events)))
    return text(rows[0], "newest") if rows else ""
