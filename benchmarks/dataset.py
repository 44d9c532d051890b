"""Invented data of the shape of ours, as large as asked for, the same bytes each time.

Each article makes 24 claims about four events; a claim is eleven triples or more, with its span and its plain triple.
Events have a summary, a person is supported by the events of five articles, organisations and places are shared by all.
Nobody in it exists.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

BASE = "https://w3id.org/solidarity-graph/"
SG = f"{BASE}ontology#"
SGC = f"{BASE}concept/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OA = "http://www.w3.org/ns/oa#"
DCTERMS = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

EVENTS_OF_AN_ARTICLE = 4
_CITIES, _COUNTRIES, _ORGANISATIONS, _ARTICLES_OF_A_PERSON = 60, 12, 97, 5
_STATUSES = ("held", "held", "held", "planned", "held", "banned", "held", "cancelled", "held", "ongoing")
_FORMS = ("picket", "vigil", "march", "petition", "open-letter", "exhibition", "concert")
_REGIMES = ("general-regime", "reinforced-regime", "strict-regime", "medium-security")
_FIRST_DAY = dt.date(2008, 1, 1)
_DAYS = 6000

Statement = tuple[str, str, str, str]  # subject, predicate, object, graph: each as N-Quads writes it


@dataclass(frozen=True, slots=True)
class Data:
    """The same statements as quads, and without their graphs."""

    nquads: Path
    ntriples: Path
    triples: int
    articles: int

    @property
    def events(self) -> int:
        """How many events there are: `id/event/0` and so on."""
        return self.articles * EVENTS_OF_AN_ARTICLE


def make_data(folder: Path, triples: int) -> Data:
    """At least that many triples, and less than an article more."""
    folder.mkdir(parents=True, exist_ok=True)
    quads, union = folder / "data.nq", folder / "data.nt"
    written = articles = 0
    with ExitStack() as files:
        outputs = [files.enter_context(path.open("w", encoding="utf-8")) for path in (quads, union)]
        written += _write(_world(), outputs)
        while written < triples:
            written += _write(_article(articles), outputs)
            articles += 1
    return Data(quads, union, written, articles)


def _write(statements: Iterator[Statement], outputs: Sequence[TextIO]) -> int:
    count = 0
    for subject, predicate, value, graph in statements:
        outputs[0].write(f"{subject} {predicate} {value} {graph} .\n")
        outputs[1].write(f"{subject} {predicate} {value} .\n")
        count += 1
    return count


def _world() -> Iterator[Statement]:
    graph = _graph("entities")
    for kind, key, label in _shared_things():
        thing = _thing(kind, key)
        yield thing, _a, _iri(SG + kind.capitalize()), graph
        yield thing, _iri(SKOS + "prefLabel"), _text(label), graph
    for city in range(_CITIES):
        country = _thing("place", f"country-{city % _COUNTRIES}")
        yield _thing("place", f"city-{city}"), _iri(SG + "within"), country, graph


def _shared_things() -> Iterator[tuple[str, str, str]]:
    yield from (("place", f"country-{n}", f"Country {n}") for n in range(_COUNTRIES))
    yield from (("place", f"city-{n}", f"City {n}") for n in range(_CITIES))
    yield from (("organisation", str(n), f"Organisation {n}") for n in range(_ORGANISATIONS))


def _article(number: int) -> Iterator[Statement]:
    article, graph, entities = _thing("article", str(number)), _graph(f"article-{number}"), _graph("entities")
    source = article[:-1] + "#text>"
    yield article, _a, _iri(SG + "Article"), graph
    yield article, _iri(DCTERMS + "title"), _text(f"What happened in week {number}"), graph
    yield article, _iri(DCTERMS + "language"), '"en"', graph
    yield article, _iri(DCTERMS + "publisher"), _organisation(number), graph
    yield article, _iri(DCTERMS + "issued"), _typed(_day(number), XSD + "date"), graph
    yield article, _iri(SG + "completeness"), _iri(SGC + "complete"), graph
    yield article, _iri(SG + "sourceText"), source, graph
    yield source, _a, _iri(SG + "SourceText"), graph
    yield source, _iri(SG + "sha256"), f'"{hashlib.sha256(str(number).encode()).hexdigest()}"', graph
    if number % _ARTICLES_OF_A_PERSON == 0:
        yield _person(number), _a, _iri(SG + "Person"), entities
        yield _person(number), _iri(SKOS + "prefLabel"), _text(f"Person {number // _ARTICLES_OF_A_PERSON}"), entities
    for place in range(EVENTS_OF_AN_ARTICLE):
        yield from _event(number, number * EVENTS_OF_AN_ARTICLE + place, graph)
    if number % 10 == 0:
        yield from _disagreement(number)


def _event(article: int, number: int, graph: str) -> Iterator[Statement]:
    event, entities, summary = _thing("event", str(number)), _graph("entities"), _graph("summary")
    measure = number % EVENTS_OF_AN_ARTICLE == 0
    status, day = _iri(SGC + _STATUSES[number % len(_STATUSES)]), _typed(_day(number), XSD + "date")
    kind = "Sentence" if measure else "SolidarityAction"
    word = "Sentence" if measure else _FORMS[number % len(_FORMS)].replace("-", " ").capitalize()
    yield event, _a, _iri(SG + "Event"), entities
    yield event, _a, _iri(SG + kind), entities
    yield event, _iri(SKOS + "prefLabel"), _text(f"{word} {number} in City {number % _CITIES}"), entities
    yield event, _iri(SG + "currentStatus"), status, summary
    yield event, _iri(SG + "notBefore"), day, summary
    yield event, _iri(SG + "notAfter"), day, summary
    yield event, _iri(SG + "involves"), _person(article), summary
    yield event, _iri(SG + "origins"), _integer(1 + number % 3), summary
    said = _said_of_a_measure(article, number) if measure else _said_of_an_action(article, number)
    for place, (name, value) in enumerate([("status", status), ("date", _typed(_day(number), EDTF)), *said]):
        yield from _claim(f"c{number}x{place}", article, (event, _iri(SG + name), value), 40 * place, graph)


def _said_of_a_measure(article: int, number: int) -> list[tuple[str, str]]:
    return [
        ("imposedOn", _person(article)),
        ("duration", _typed(f"P{1 + number % 12}Y", XSD + "yearMonthDuration")),
        ("regime", _iri(SGC + _REGIMES[number // EVENTS_OF_AN_ARTICLE % len(_REGIMES)])),
        ("imposedBy", _organisation(number)),
    ]


def _said_of_an_action(article: int, number: int) -> list[tuple[str, str]]:
    return [
        ("actionType", _iri(SGC + _FORMS[number % len(_FORMS)])),
        ("place", _thing("place", f"city-{number % _CITIES}")),
        ("inSupportOf", _person(article)),
        ("organiser", _organisation(number)),
    ]


def _claim(key: str, article: int, said: tuple[str, str, str], start: int, graph: str) -> Iterator[Statement]:
    claim = _thing("claim", key)
    span = claim[:-1] + "#span>"
    yield (*said, graph)
    yield claim, _a, _iri(SG + "Claim"), graph
    for part, value in zip(("subject", "predicate", "object"), said, strict=True):
        yield claim, _iri(RDF + part), value, graph
    yield claim, _iri(SG + "statedIn"), _thing("article", str(article)), graph
    yield claim, _iri(SG + "evidence"), span, graph
    yield claim, _iri(SG + "evidenceGrade"), _iri(SGC + "verified-span"), graph
    yield claim, _iri(SG + "modality"), _iri(SGC + "asserted"), graph
    yield span, _a, _iri(SG + "TextSpan"), graph
    yield span, _iri(OA + "start"), _integer(start), graph
    yield span, _iri(OA + "end"), _integer(start + 30), graph
    if start == 0:
        yield span, _iri(OA + "exact"), '"words of the article"', graph


def _disagreement(article: int) -> Iterator[Statement]:
    """Between the dates of the article's first two events, as if they were one."""
    first = article * EVENTS_OF_AN_ARTICLE
    node, graph = _thing("disagreement", str(article)), _graph("judgements")
    yield node, _a, _iri(SG + "Disagreement"), graph
    yield node, _iri(SG + "about"), _thing("event", str(first)), graph
    yield node, _iri(SG + "onProperty"), _iri(SG + "date"), graph
    yield node, _iri(SG + "disagreementKind"), _iri(SGC + "conflict"), graph
    for number in (first, first + 1):
        yield node, _iri(SG + "claim"), _thing("claim", f"c{number}x1"), graph


def _iri(text: str) -> str:
    return f"<{text}>"


def _thing(kind: str, key: str) -> str:
    return f"<{BASE}id/{kind}/{key}>"


def _graph(key: str) -> str:
    return f"<{BASE}graph/{key}>"


def _person(article: int) -> str:
    return _thing("person", f"p{article // _ARTICLES_OF_A_PERSON}")


def _organisation(number: int) -> str:
    return _thing("organisation", str(number % _ORGANISATIONS))


def _day(number: int) -> str:
    # 37 and the number of days have no common divisor: the days are spread evenly, and no two neighbours are near.
    return (_FIRST_DAY + dt.timedelta(days=number * 37 % _DAYS)).isoformat()


def _typed(text: str, datatype: str) -> str:
    return f'"{text}"^^<{datatype}>'


def _integer(value: int) -> str:
    return _typed(str(value), XSD + "integer")


def _text(text: str) -> str:
    return f'"{text}"@en'


_a = _iri(RDF + "type")
