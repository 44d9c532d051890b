"""Releases a version of the ontology, and checks that released ones stay as they are and the next gets a fit number.

A released version is a folder of `ontology/releases/`, and `SHA256SUMS` there has the hash of each of its files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from solidarity_graph.errors import DataError
from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema.changes import Level, level_of, numbers_of, raised
from solidarity_graph.schema.ontology_versions import (
    RELEASES,
    OntologyVersion,
    compare,
    read_released,
    read_working,
    released_numbers,
)

SUMS: Final = "SHA256SUMS"
"""The list of the hashes of all files of released versions: `sha256sum --check` reads it."""


def write_release(folder: Path | None = None, shapes: Path | None = None) -> Path:
    """Write the version at work as a released one, list its hashes, and return its folder.

    Raises DataError if the version is released with other content, or its number does not fit the changes.
    """
    folder = folder or ontology_dir()
    version = read_working(folder, shapes)
    if faults := version_faults(folder, shapes):
        raise DataError(faults[0], file=f"version {version.number} of the ontology")
    place = folder / RELEASES / version.number
    for name, text in version.files().items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    sums = {**_sums(folder), **{f"{version.number}/{name}": _sha256(place / name) for name in version.files()}}
    lines = (f"{sum_}  {name}\n" for name, sum_ in sorted(sums.items()))
    (folder / RELEASES / SUMS).write_text("".join(lines), encoding="utf-8")
    return place


def version_faults(folder: Path | None = None, shapes: Path | None = None) -> list[str]:
    """Return what is wrong with versions: a released file that changed, a number that the changes do not allow."""
    folder = folder or ontology_dir()
    version, released = read_working(folder, shapes), released_numbers(folder)
    faults = [*_changed_files(folder)]
    if version.number in released:
        faults += _changed_since(version, read_released(version.number, folder))
    elif version.prior != (released[0] if released else ""):
        faults.append(f"owl:priorVersion is {version.prior or 'missing'}, and the last release is {released[0]}.")
    elif released and numbers_of(version.number) < numbers_of(least := _least_number(version, folder)):
        faults.append(f"{version.number} is too low for what changed since {released[0]}: it must be at least {least}.")
    return faults


def _least_number(version: OntologyVersion, folder: Path) -> str:
    return raised(version.prior, level_of(compare(read_released(version.prior, folder), version)) or Level.PATCH)


def _changed_since(version: OntologyVersion, released: OntologyVersion) -> Iterator[str]:
    if version.files() != released.files():
        least = raised(version.number, level_of(compare(released, version)) or Level.PATCH)
        yield (
            f"{version.number} is released, and ontology/ or shapes/ differ from it. Write into the header of "
            f"solidarity-graph.ttl: {least} or more (owl:versionInfo, owl:versionIRI), {version.number} as "
            "owl:priorVersion, the day (dcterms:issued), and why (skos:changeNote)."
        )


def _changed_files(folder: Path) -> Iterator[str]:
    """Yield a sentence for each file of a released version that is not what the list of hashes says."""
    listed, place = _sums(folder), folder / RELEASES
    there = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()} - {SUMS}
    for name in sorted({*listed, *there}):
        if name not in there:
            yield f"releases/{name} is missing, and {SUMS} lists it: restore it."
        elif name not in listed:
            yield f"releases/{name} is not in {SUMS}: take it away."
        elif listed[name] != _sha256(place / name):
            yield f"releases/{name} has changed, which no released file may: restore it."


def _sums(folder: Path) -> dict[str, str]:
    path = folder / RELEASES / SUMS
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return {name: sum_ for sum_, _, name in (line.partition("  ") for line in lines)}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
