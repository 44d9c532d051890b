"""`solidarity-graph diff`: compares two versions of the ontology and of the shapes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from solidarity_graph.errors import CallError
from solidarity_graph.schema.changelog import describe, summary_of
from solidarity_graph.schema.changes import Change, level_of, raised
from solidarity_graph.schema.ontology_versions import (
    OntologyVersion,
    compare,
    find_version,
    known_versions,
    read_vocabulary,
)
from solidarity_graph.validation import read_quads

_NUMBER = re.compile(r"\d+\.\d+\.\d+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d.*")


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--json", "json_", is_flag=True, help="One JSON object.")
def diff_command(old: str, new: str, json_: bool) -> None:
    """Compare two versions of the ontology: terms and constraints added, changed, deprecated and removed.

    OLD and NEW are version numbers, that of the version at work too, or an RDF file, or a folder with an ontology and
    shapes in Turtle. The first line says whether it is a patch, minor or major change, by the rules of the README.

    \b
    solidarity-graph diff 0.1.0 0.2.0
    solidarity-graph diff 0.1.0 my-copy/ontology --json
    solidarity-graph diff their-ontology-2.ttl their-ontology-3.ttl
    """
    before, after = _read(old), _read(new)
    changes = compare(before, after)
    if json_:
        click.echo(json.dumps(_as_json(before, after, changes), ensure_ascii=False, indent=2))
        return
    lines = [f"From {before.number} to {after.number}: {summary_of(changes)}.", "", *describe(changes, "#")]
    if changes and (least := _least_number(before, changes)):
        lines[0] += f" The least number for that is {least}."
    click.echo("\n".join(lines).rstrip())
    for version in (before, after):
        if not version.has_shapes:
            click.echo(f"{version.number} has no shapes: constraints are not compared.", err=True)


def _read(name: str) -> OntologyVersion:
    """Return the version of a number, or what is at a path. Raises CallError for neither."""
    path = Path(name)
    if _NUMBER.fullmatch(name) and not path.exists():
        return find_version(name)
    if _DAY.fullmatch(name) and not path.exists():
        raise CallError(
            f"{name} is a release of the data, and diff compares versions of the ontology: "
            f"{', '.join(version.number for version in known_versions())}, a file or a folder."
        )
    return read_vocabulary(path, read_quads)


def _least_number(old: OntologyVersion, changes: tuple[Change, ...]) -> str:
    """Return the least number for a version with these changes; '' if the old one has none."""
    return raised(old.number, level_of(changes)) if _NUMBER.fullmatch(old.number) else ""


def _as_json(old: OntologyVersion, new: OntologyVersion, changes: tuple[Change, ...]) -> dict[str, object]:
    return {
        "old": old.number,
        "new": new.number,
        "level": level_of(changes).name.lower(),
        "least": _least_number(old, changes),
        "changes": [
            {
                "what": change.what,
                "kind": change.kind,
                "name": change.name,
                "level": change.level.name.lower(),
                "replacedBy": change.replaced_by,
                "parts": [
                    {"part": part.name, "level": part.level.name.lower(), "gone": part.gone, "new": part.new}
                    for part in change.parts
                ],
            }
            for change in changes
        ],
    }
