"""Writing a release: all of it beside the old one, then in its place. What fails half-way leaves the old one alone."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from solidarity_graph.documents import TABLES, codebook, make_documents, read_context, write_table
from solidarity_graph.errors import ReleaseError
from solidarity_graph.model import Dataset
from solidarity_graph.release.answers import AnswerFile, answer_queries, digest_of
from solidarity_graph.release.documents import DOCUMENTS, documents_text
from solidarity_graph.release.formats import serialise
from solidarity_graph.release.manifest import MANIFEST, SUMS, Release, ReleaseFile, manifest_text, open_release
from solidarity_graph.saved_queries import Catalogue

# Which input a folder was built from: beside the release, not in it, since it depends on the program as well.
_STAMP = ".built-from"
_NO_QUERIES = Catalogue(())
_DESCRIPTIONS = {
    "solidarity-graph.nq": ("application/n-quads", "all graphs, one line a quad, sorted"),
    "solidarity-graph.trig": ("application/trig", "all graphs"),
    "solidarity-graph.ttl": ("text/turtle", "the set union of all graphs"),
    "solidarity-graph.nt": ("application/n-triples", "the set union of all graphs, sorted"),
    "solidarity-graph.jsonld": ("application/ld+json", "the set union of all graphs"),
    "actions.csv": ("text/csv", "acts of solidarity and campaigns, one row an event"),
    "measures.csv": ("text/csv", "arrests, sentences, penalties, releases and authorities' responses"),
    "conferrals.csv": ("text/csv", "awards and recognitions"),
    DOCUMENTS: ("application/jsonl", "one JSON-LD document for each thing and claim, one line each"),
    "codebook.md": ("text/markdown", "what each column of the tables holds"),
    "validation.json": ("application/json", "what was validated and found"),
}


def write_release(
    target: Path,
    dataset: Dataset,
    quads: Iterable[Quad],
    *,
    validation: Mapping[str, Any],
    digest: str,
    catalogue: Catalogue = _NO_QUERIES,
) -> Release:
    """Writes the release of a published dataset to `target`, in place of what was there.

    `catalogue` are the saved queries whose answers go into it.
    """
    quads = tuple(quads)
    contents = _contents(dataset, quads, validation)
    answers = tuple(answer_queries(quads, catalogue, dataset.description.base))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".release-") as place:
        fresh = Path(place) / "new"
        fresh.mkdir()
        _write(fresh, dataset, contents, answers)
        (fresh / _STAMP).write_text(digest + "\n", "utf-8")
        if target.exists():
            target.rename(Path(place) / "old")
        fresh.rename(target)
    return open_release(target)


def _contents(dataset: Dataset, quads: Iterable[Quad], validation: Mapping[str, Any]) -> dict[str, bytes]:
    about, context = dataset.description, read_context()
    documents = tuple(make_documents(quads, about.base, context))
    tables = {name: write_table(name, documents, context, about.version).encode() for name in TABLES}
    return {
        **{f"solidarity-graph.{ending}": dump for ending, dump in serialise(quads, context).items()},
        **tables,
        DOCUMENTS: documents_text(documents).encode(),
        "codebook.md": codebook().encode(),
        "validation.json": (json.dumps(validation, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode(),
    }


def _write(folder: Path, dataset: Dataset, contents: Mapping[str, bytes], answers: Iterable[AnswerFile]) -> None:
    files = [_file(folder, name, *about, contents[name]) for name, about in _DESCRIPTIONS.items()]
    for answer in answers:
        file = _file(folder, answer.name, answer.media_type, answer.question, answer.content)
        files.append(replace(file, answers=digest_of(answer.query)))
    about = dataset.description
    manifest = manifest_text(about.version, about.base, about.title, tuple(files))
    (folder / MANIFEST).write_text(manifest, "utf-8")
    sums = [(file.sha256, file.name) for file in files]
    sums.append((hashlib.sha256(manifest.encode()).hexdigest(), MANIFEST))
    (folder / SUMS).write_text("".join(f"{sha256}  {name}\n" for sha256, name in sums), "utf-8")


def _file(folder: Path, name: str, media_type: str, description: str, content: bytes) -> ReleaseFile:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return ReleaseFile(name, media_type, description, len(content), hashlib.sha256(content).hexdigest())


def input_digest(files: Mapping[str, bytes]) -> str:
    """One hash over files by name and content: what a build depends on."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def is_current(target: Path, digest: str) -> bool:
    """Whether `target` was built from that input and is whole."""
    stamp = target / _STAMP
    if not stamp.is_file() or stamp.read_text("utf-8").strip() != digest:
        return False
    try:
        release = open_release(target)
        release.verify()
    except ReleaseError:
        return False  # damaged: the next build mends it
    return len(release.present()) == len(release.files)
