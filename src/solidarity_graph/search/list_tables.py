"""The tables of lists in an index: the things of each list in their order, who has which value of a facet, and where.

A facet's value is stored with a bitmap of the things that have it, so that counts under a selection are a few
operations on integers; and so is a place with those that a map shows there.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping

from solidarity_graph.documents import Document, key_of
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.record_format import CONCEPT_KIND
from solidarity_graph.search.facets import edges_of, extent_of, text_of, values_in, venues_of
from solidarity_graph.search.index_reader import SHOWN
from solidarity_graph.search.perspectives import PERSPECTIVES, Column, Facet, Perspective, steps

SCHEMA = """
CREATE TABLE item (list TEXT, number INTEGER, key TEXT, cells TEXT, PRIMARY KEY (list, number)) WITHOUT ROWID;
CREATE TABLE facet (list TEXT, name TEXT, value TEXT, bits BLOB, PRIMARY KEY (list, name, value)) WITHOUT ROWID;
CREATE TABLE placed (
    list TEXT, place TEXT, latitude REAL, longitude REAL, bits BLOB, PRIMARY KEY (list, place)) WITHOUT ROWID;
CREATE TEMP TABLE listed (
    list TEXT, key TEXT, cells TEXT, extent TEXT, venues TEXT, PRIMARY KEY (list, key)) WITHOUT ROWID;
CREATE TEMP TABLE located (place TEXT PRIMARY KEY, latitude REAL, longitude REAL) WITHOUT ROWID;
CREATE TEMP TABLE edge (name TEXT, source TEXT, target TEXT, PRIMARY KEY (name, source, target)) WITHOUT ROWID;
CREATE TEMP TABLE reached (number INTEGER, node TEXT, PRIMARY KEY (number, node)) WITHOUT ROWID;
CREATE TEMP TABLE related (key TEXT, node TEXT, PRIMARY KEY (key, node)) WITHOUT ROWID;
"""
_EVERY_EVENT = "Event"  # a class that says nothing of an event
# CROSS JOIN keeps the order: from each node along the edges of a name, not over all edges of that name.
_NEXT = "SELECT number, edge.{to} FROM reached CROSS JOIN edge ON edge.name = ? AND edge.{at} = reached.node"


def add_document(connection: sqlite3.Connection, document: Document, base: str) -> None:
    """Store what the lists need of a document: its cells in each list that it is on, and its edges."""
    connection.executemany(
        "INSERT OR IGNORE INTO edge VALUES (?, ?, ?)",
        [(name, source, target) for source, name, target in edges_of(document, base)],
    )
    if "lat" in document and "long" in document:
        point = (key_of(document["id"], base), float(document["lat"]), float(document["long"]))
        connection.execute("INSERT OR IGNORE INTO located VALUES (?, ?, ?)", point)
    types = {document["type"]} if isinstance(document.get("type"), str) else {*document.get("type", ())}
    for perspective in PERSPECTIVES.values():
        if types & perspective.all_classes:
            columns = [column for column in perspective.columns if column.path]
            cells = {column.name: _sort_key(column, document, base) for column in columns}
            shown = {c.name: [*values_in(document.get(c.shown) or document.get(c.member))] for c in columns}
            written = json.dumps({**cells, SHOWN: shown}, ensure_ascii=False)
            venues = json.dumps(venues_of(document, base) if perspective.placed else [])
            row = (perspective.name, key_of(document["id"], base), written, extent_of(document), venues)
            connection.execute("INSERT OR IGNORE INTO listed VALUES (?, ?, ?, ?, ?)", row)


def _sort_key(column: Column, document: Document, base: str) -> str | float | None:
    text = text_of(document, column.member, base)
    return float(text) if column.number and text else text


def fill(connection: sqlite3.Connection) -> None:
    """Make the tables, after all documents were added.

    The temporary table `related` then has, for full text, the things by whose names a thing is found, too.
    """
    concepts = read_ontology().concepts
    broader = [(f"concept/{name}", f"concept/{other}") for name, term in concepts.items() for other in term.broader]
    connection.executemany("INSERT OR IGNORE INTO edge VALUES ('broader', ?, ?)", broader)
    connection.execute("CREATE INDEX temp.back ON edge (name, target, source)")
    for perspective in PERSPECTIVES.values():
        connection.execute(
            """INSERT INTO item SELECT list, ROW_NUMBER() OVER (ORDER BY json_extract(cells, ?), key) - 1, key, cells
            FROM listed WHERE list = ?""",
            (f"$.{perspective.sort}", perspective.name),
        )
        for facet in perspective.facets:
            _fill_facet(connection, perspective, facet)
    _fill_placed(connection)


def _fill_facet(connection: sqlite3.Connection, perspective: Perspective, facet: Facet) -> None:
    if facet.choices:
        query = "SELECT number, extent FROM listed JOIN item USING (list, key) WHERE list = ? AND extent <> ''"
        having = {*connection.execute(query, (perspective.name,))}
    else:
        having = set.intersection(*(_follow(connection, perspective, facet, path) for path in facet.paths))
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, value in having:
        numbers[value].append(number)
    rows = [(perspective.name, facet.name, value, _bits(having)) for value, having in numbers.items()]
    connection.executemany("INSERT INTO facet VALUES (?, ?, ?, ?)", rows)


def _follow(connection: sqlite3.Connection, perspective: Perspective, facet: Facet, path: str) -> set[tuple[int, str]]:
    """Return (number of a thing, value) for all that the path reaches from the things of a list."""
    connection.execute("DELETE FROM reached")
    connection.execute("INSERT INTO reached SELECT number, key FROM item WHERE list = ?", (perspective.name,))
    for names, is_inverse, is_repeated in steps(path):
        query = _NEXT.format(to="source" if is_inverse else "target", at="target" if is_inverse else "source")
        if is_repeated:
            while sum(connection.execute(f"INSERT OR IGNORE INTO reached {query}", (name,)).rowcount for name in names):
                pass
        else:
            found = [row for name in names for row in connection.execute(query, (name,))]
            connection.execute("DELETE FROM reached")
            connection.executemany("INSERT OR IGNORE INTO reached VALUES (?, ?)", found)
    if facet.named:
        query = "INSERT OR IGNORE INTO related SELECT key, node FROM reached JOIN item USING (number) WHERE list = ?"
        connection.execute(query, (perspective.name,))
    reached = connection.execute("SELECT number, node FROM reached")
    return {(number, value) for number, node in reached if (value := _value(facet, node))}


def _fill_placed(connection: sqlite3.Connection) -> None:
    """Store at which place a map shows each thing: the first with coordinates, of its own and those they lie in."""
    points = {place: point for place, *point in connection.execute("SELECT * FROM located")}
    within: defaultdict[str, list[str]] = defaultdict(list)
    for place, other in connection.execute("SELECT source, target FROM edge WHERE name = 'within'"):
        within[place].append(other)
    query = "SELECT list, number, venues FROM listed JOIN item USING (list, key) WHERE venues <> '[]'"
    numbers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for name, number, venues in connection.execute(query):
        if place := _first_located(json.loads(venues), points, within):
            numbers[name, place].append(number)
    rows = [(name, place, *points[place], _bits(found)) for (name, place), found in numbers.items()]
    connection.executemany("INSERT INTO placed VALUES (?, ?, ?, ?, ?)", rows)


def _first_located(venues: Iterable[str], points: Container[str], within: Mapping[str, Iterable[str]]) -> str:
    """Return the first place with coordinates, of these and then of those that they lie in; '' if there is none."""
    reached = dict.fromkeys(venues)
    while not (found := [place for place in reached if place in points]):
        wider = {other: None for place in reached for other in within.get(place, ())}
        if wider.keys() <= reached.keys():
            return ""
        reached |= wider
    return found[0]


def _value(facet: Facet, node: str) -> str:
    """Return a node as a value of the facet, as addresses have it; '' for a node that cannot be one."""
    if facet.range == "text":
        return node[: facet.length or None]
    if facet.range == "thing":
        return node
    if facet.range == "concept":
        kind, _, name = node.partition("/")
        return name if kind == CONCEPT_KIND else ""
    return node if node in read_ontology().classes and node != _EVERY_EVENT else ""


def _bits(numbers: Iterable[int]) -> bytes:
    bits = bytearray(max(numbers := [*numbers]) // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return bytes(bits)
