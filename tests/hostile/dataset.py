"""A release of some 80,000 invented triples, shaped to hurt: a dense web of links, and values of every kind.

The numbers are drawn from a fixed seed, so that every run attacks the same data.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from solidarity_graph.release.manifest import SUMS, ReleaseFile, manifest_text

BASE = "https://w3id.org/solidarity-graph/"
EX = "https://example.org/"
VERSION = "2030-01-01"
EVENTS = 3500
PERSONS = 500
_PLACES = 100
_NODES = 2000
_LINKS = 8
_VALUES = 14000
_SG = f"{BASE}ontology#"
_SGC = f"{BASE}concept/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def label_of(number: int) -> str:
    """The name of an event: what a well-behaved client expects to be told."""
    return f"Picket no. {number}"


def write_release(folder: Path, version: str = VERSION, statements: Iterable[str] | None = None) -> Path:
    """The folder of a release, as `serve --release` takes it."""
    folder.mkdir(parents=True)
    content = "".join(f"{line} .\n" for line in statements or _statements()).encode()
    about = ("solidarity-graph.nq", "application/n-quads", "all graphs")
    file = ReleaseFile(*about, len(content), hashlib.sha256(content).hexdigest())
    (folder / file.name).write_bytes(content)
    (folder / "manifest.json").write_text(manifest_text(version, BASE, "An invented dataset", (file,)), "utf-8")
    (folder / SUMS).write_text(f"{file.sha256}  {file.name}\n", "utf-8")
    return folder


def _statements() -> Iterator[str]:
    dice = random.Random(80_000)
    yield from _in_graph("entities", _entities())
    yield from _in_graph("summary", _summary(dice))
    yield from _in_graph("links", _links(dice))
    yield from _in_graph("values", (f"<{EX}value/{n}> <{EX}value> {_value(n)}" for n in range(_VALUES)))
    yield from _in_graph("texts", (f'<{EX}text/{n}> <{EX}text> "{_text(dice)}"' for n in range(2000)))
    title = f'<{BASE}dataset> <http://purl.org/dc/terms/title> "An invented dataset"@en'
    yield from _in_graph("provenance", iter((title,)))


def _in_graph(name: str, triples: Iterator[str]) -> Iterator[str]:
    return (f"{triple} <{BASE}graph/{name}>" for triple in triples)


def _entities() -> Iterator[str]:
    for number in range(EVENTS):
        event = _thing("event", number)
        yield f"{event} {_TYPE} <{_SG}SolidarityAction>"
        yield f"{event} {_TYPE} <{_SG}Event>"
        yield f'{event} {_LABEL} "{label_of(number)}"@en'
    for kind, name, count in (("person", "Person", PERSONS), ("place", "Place", _PLACES)):
        for number in range(count):
            yield f"{_thing(kind, number)} {_TYPE} <{_SG}{name}>"
            yield f'{_thing(kind, number)} {_LABEL} "{name} no. {number}"@en'


def _summary(dice: random.Random) -> Iterator[str]:
    for number in range(EVENTS):
        event = _thing("event", number)
        day = f'"{2000 + number % 30}-{1 + number % 12:02}-{1 + number % 28:02}"^^<{_XSD}date>'
        yield f"{event} <{_SG}notBefore> {day}"
        yield f"{event} <{_SG}notAfter> {day}"
        yield f"{event} <{_SG}currentStatus> <{_SGC}held>"
        yield f"{event} <{_SG}actionType> <{_SGC}picket>"
        yield f'{event} <{_SG}origins> "1"^^<{_XSD}integer>'
        yield f"{event} <{_SG}place> {_thing('place', dice.randrange(_PLACES))}"
        for person in sorted(dice.sample(range(PERSONS), 5)):
            yield f"{event} <{_SG}involves> {_thing('person', person)}"


def _links(dice: random.Random) -> Iterator[str]:
    for number in range(_NODES):
        for other in sorted(dice.sample(range(_NODES), _LINKS)):
            yield f"<{EX}node/{number}> <{EX}link> <{EX}node/{other}>"


def _value(number: int) -> str:
    """Values of kinds that have no common order: a sort over them has aborted the engine."""
    clock = f"2001-01-01T0{number % 9}:00:00"
    forms = (
        f'"{number}"^^<{_XSD}integer>',
        f'"{number}.5"^^<{_XSD}decimal>',
        f'"NaN"^^<{_XSD}double>',
        f'"words {number}"',
        f'"words {number}"@en',
        f'"{1900 + number % 200}-01-0{1 + number % 9}"^^<{_XSD}date>',
        f'"{clock}"^^<{_XSD}dateTime>',
        f'"{clock}Z"^^<{_XSD}dateTime>',
        f'"P{number % 50}M"^^<{_XSD}yearMonthDuration>',
        f'"P{number % 90}D"^^<{_XSD}dayTimeDuration>',
        f'"P{number % 3}M{number % 40}D"^^<{_XSD}duration>',
        f'"not a number {number}"^^<{_XSD}integer>',
        f"<{EX}value/{number + 1}>",
    )
    return forms[number * 7919 % len(forms)]


def _text(dice: random.Random) -> str:
    return "".join(dice.choice("aaab") for _ in range(400))


def _thing(kind: str, number: int) -> str:
    return f"<{BASE}id/{kind}/{kind}-{number}>"
