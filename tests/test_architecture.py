"""The rooms of the program and the one direction in which they import each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "solidarity_graph"

# Lowest first: a room imports only from rows above its own. A new room is added here, in the row where it belongs.
LAYERS = (
    "errors",  # under everything: `resources` raises them too
    "resources atomic_files",
    "schema",
    "model names saved_queries",
    "records",
    "policy",
    "rdf",
    "documents",
    "validation exchange search",
    "build",
    "release",
    "sparql intake",
    "pipeline takedown",
    "web agents api",
    "cli",
    "__main__",
)
LAYER_OF = {room: layer for layer, rooms in enumerate(LAYERS) for room in rooms.split()}
HOME_OF_LIBRARY = {
    "click": "cli",
    "flask": "web",
    "mcp": "agents",
    "pyshacl": "validation",
    "spacy": "intake",
    "SPARQLWrapper": "sparql",
    "urllib3": "sparql",
    "werkzeug": "web",
}
# They are started as programs of their own, by `make generate` and by the worker pool: they have a standard output and
# an exit status like a command, and no command above them to speak for them.
PROGRAMS = {"schema/generate.py", "sparql/pool/worker.py", "web/messages.py"}
# The sub-rooms of `sparql/`, lowest first, by the same rule. The guarded workers know nothing of what they answer from.
SPARQL_LAYERS = ("pool", "interface query_text", "snapshot remote", "loading")
SPARQL_LAYER_OF = {room: layer for layer, rooms in enumerate(SPARQL_LAYERS) for room in rooms.split()}
# The private model ends at `policy`: what comes later cannot even ask for it. `pipeline` and `takedown` lead from
# one to the other, `cli` calls them.
PRIVATE = {"records", "PrivateDataset"}
PRIVY = {"records", "policy", "model", "pipeline", "takedown", "api", "cli"}
SPEAKING = {"print", "sys.exit", "os.environ", "os.getenv"}
SAYING_NOTHING = {"utils", "util", "helpers", "common", "constants", "services"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{name.name}" for name in node.names)


def spoken(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield "print"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def import_faults(room: str, names: set[str]) -> Iterator[str]:
    for name in sorted(names):
        first, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if name.startswith("."):
            yield f"imports '{name}' relatively"
        elif first == PACKAGE.name and other != room and LAYER_OF.get(other, -1) >= LAYER_OF[room]:
            yield f"'{room}' may not import '{other}', which is not below it"
        elif room not in PRIVY and first == PACKAGE.name and PRIVATE & set(rest.split(".")):
            yield f"'{room}' may see the published model alone, and imports '{rest}'"
        elif HOME_OF_LIBRARY.get(first, room) != room:
            yield f"{first} is known only in {HOME_OF_LIBRARY[first]}/"


def sparql_faults(room: str, names: set[str]) -> Iterator[str]:
    for name in sorted(names):
        package, _, rest = name.partition(".")
        first, *parts = rest.split(".")
        if package != PACKAGE.name or room not in SPARQL_LAYER_OF:
            continue
        other = parts[0] if first == "sparql" and parts else ""
        if room == "pool" and first != "errors" and other != "pool":
            yield f"'sparql/pool' imports nothing of ours but errors, and not '{rest}'"
        elif first == "sparql" and other != room and SPARQL_LAYER_OF.get(other, 99) >= SPARQL_LAYER_OF[room]:
            yield f"'sparql/{room}' may not import '{rest}', which is not below it"


def module_faults(place: Path, tree: ast.AST) -> Iterator[str]:
    room = place.parts[0].removesuffix(".py")
    if {*place.parts[:-1], place.stem} & SAYING_NOTHING:
        yield "the name does not say what the module is for"
    if room not in LAYER_OF:
        if room != "__init__":
            yield f"the room '{room}' has no layer: give it one in {Path(__file__).name}"
        return
    names = set(imported(tree))
    yield from import_faults(room, names)
    if place.parts[:2] == ("web", "drawings"):
        yield from (f"drawings know nothing of {name}" for name in sorted(names) if name.startswith("flask."))
    if room == "sparql":
        yield from sparql_faults(place.parts[1].removesuffix(".py"), names)
    if LAYER_OF[room] < LAYER_OF["cli"] and place.as_posix() not in PROGRAMS:
        yield from (f"{word} is for cli/ alone" for word in sorted({*spoken(tree), *names} & SPEAKING))


def faults(package: Path) -> list[str]:
    places = sorted(path.relative_to(package) for path in package.rglob("*.py"))
    trees = {place: ast.parse((package / place).read_text(encoding="utf-8")) for place in places}
    return [f"{place}: {fault}" for place, tree in trees.items() for fault in module_faults(place, tree)]


def test_every_room_imports_only_from_lower_ones() -> None:
    found = faults(PACKAGE)
    assert not found, "\n".join(found)


def test_the_whole_way_is_read_in_under_80_lines() -> None:
    pipeline = PACKAGE / "pipeline.py"
    assert not pipeline.exists() or len(pipeline.read_text(encoding="utf-8").splitlines()) < 80


@pytest.mark.parametrize(
    ("place", "line", "complaint"),
    [
        ("records/x.py", "from solidarity_graph.web import app", "not below it"),
        ("names/x.py", "import solidarity_graph.model", "not below it"),
        ("records/x.py", "from solidarity_graph import cli", "not below it"),
        ("records/x.py", "from . import y", "relatively"),
        ("web/x.py", "from solidarity_graph.records import read_dataset", "the published model alone"),
        ("release/x.py", "from solidarity_graph.model import PrivateDataset", "the published model alone"),
        ("kitchen/x.py", "", "no layer"),
        ("records/helpers.py", "", "does not say"),
        ("records/x.py", "from flask import Flask", "only in web/"),
        ("rdf/x.py", "import pyshacl.consts", "only in validation/"),
        ("sparql/pool/x.py", "from solidarity_graph.sparql.snapshot import cache", "nothing of ours but errors"),
        ("sparql/pool/x.py", "from solidarity_graph.sparql import Limits", "nothing of ours but errors"),
        ("sparql/pool/x.py", "import solidarity_graph.resources", "nothing of ours but errors"),
        ("sparql/snapshot/x.py", "from solidarity_graph.sparql import Limits", "not below it"),
        ("sparql/snapshot/x.py", "from solidarity_graph.sparql.remote import endpoint", "not below it"),
        ("web/drawings/x.py", "from flask import request", "know nothing of flask"),
        ("release/x.py", "def f(): print('done')", "print is for cli/"),
        ("release/x.py", "import os; home = os.environ['HOME']", "os.environ is for cli/"),
        ("release/x.py", "from sys import exit", "sys.exit is for cli/"),
    ],
)
def test_a_breach_is_noticed(tmp_path: Path, place: str, line: str, complaint: str) -> None:
    module = tmp_path / "solidarity_graph" / place
    module.parent.mkdir(parents=True)
    module.write_text(line)
    found = faults(tmp_path / "solidarity_graph")
    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("records/x.py", "from solidarity_graph import __version__, model"),
        ("records/x.py", "from solidarity_graph.records.y import read"),
        ("sparql/pool/x.py", "from solidarity_graph import errors"),
        ("sparql/pool/x.py", "from solidarity_graph.sparql.pool import worker_protocol"),
        ("sparql/loading/x.py", "from solidarity_graph.sparql.remote.remote_store import RemoteStore"),
        ("cli/serve.py", "import os, sys; print(os.environ); sys.exit(2)"),
        ("sparql/pool/worker.py", "import sys; print('ready'); sys.exit(1)"),
        ("__init__.py", ""),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, place: str, line: str) -> None:
    module = tmp_path / "solidarity_graph" / place
    module.parent.mkdir(parents=True)
    module.write_text(line)
    assert faults(tmp_path / "solidarity_graph") == []
