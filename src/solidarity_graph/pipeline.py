"""The whole way, from article to answer, in the order of the rooms."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from solidarity_graph.dataset import assemble, ntriples, origins, union
from solidarity_graph.descriptions import provenance_quads
from solidarity_graph.disclosure import publish
from solidarity_graph.model import Dataset, merged
from solidarity_graph.ontology.namespaces import NAMESPACES
from solidarity_graph.records import Files, load_files, read_files
from solidarity_graph.release import Release, input_digest, is_current, open_release, write_release
from solidarity_graph.resources import ontology_dir, program_dir, shapes_dir
from solidarity_graph.store import SnapshotStore, snapshot_for
from solidarity_graph.validation import Report, as_json, parse, validate

_INPUTS = {".toml", ".ttl", ".jsonld", ".py"}


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to: no report where the input had not changed, no release where the data does not conform."""

    report: Report | None
    release: Release | None


def check(
    data: Path, private: Path | None = None, *, reference: bool = False
) -> tuple[Dataset, tuple[Quad, ...], Report]:
    """Files to the published dataset, its quads and their validation. Raises DataErrors for files at fault."""
    return check_files(load_files(data, private), reference=reference)


def check_files(files: Files, *, reference: bool = False) -> tuple[Dataset, tuple[Quad, ...], Report]:
    """The same, for files that are not in their folders yet."""
    published = merged(publish(read_files(files)))
    quads = assemble(published, provenance_quads(published))
    graph = parse(ntriples(union(quads)), ".nt", "data")
    return published, quads, validate(graph, locate=origins(published).get, reference=reference)


def build(data: Path, target: Path, private: Path | None = None) -> Built:
    """The release of the dataset in `data` and its private overlay. Where it does not conform, the last one stays."""
    digest = input_digest(dict(_inputs(data, private)))
    if is_current(target, digest):
        return Built(None, open_release(target))
    published, quads, report = check(data, private)
    if not report.conforms:
        return Built(report, None)
    context = json.loads((ontology_dir() / "context.jsonld").read_text("utf-8"))["@context"]
    summary = json.loads(as_json(report))
    return Built(report, write_release(target, published, quads, context=context, validation=summary, digest=digest))


def open_store(
    release: Release, *, cache: Path | None = None, environment: Mapping[str, str] | None = None, **options: Any
) -> SnapshotStore:
    """The release as a snapshot, made on first use, asked by workers that can be killed. Options: `SnapshotStore`'s."""
    release.verify_dump()
    snapshot = snapshot_for(release.nquads, cache, environment)
    return SnapshotStore(snapshot, prefixes=NAMESPACES, environment=environment, **options)


def _inputs(data: Path, private: Path | None) -> Iterator[tuple[str, bytes]]:
    """All that a build depends on: the records, the ontology, the shapes and the program itself."""
    folders = {"data": data, "ontology": ontology_dir(), "shapes": shapes_dir(), "program": program_dir()}
    for role, folder in (folders | ({"private": private} if private else {})).items():
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.suffix in _INPUTS and (role != "data" or name.parts[0] != "release"):
                yield f"{role}/{name.as_posix()}", path.read_bytes()
