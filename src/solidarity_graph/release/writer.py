"""Writes a release next to the old one, then replaces it. If writing fails, the old release stays unchanged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from solidarity_graph.build import Executor, GraphFiles, one_by_one
from solidarity_graph.documents import codebook
from solidarity_graph.model import DatasetDescription
from solidarity_graph.release.answers import FOLDER, AnswerFile, answer_query, digest_of
from solidarity_graph.release.build_folder import working_folder
from solidarity_graph.release.document_files import DOCUMENTS, write_documents
from solidarity_graph.release.dumps import DUMPS, write_dump
from solidarity_graph.release.manifest import (
    DUMP_NAME,
    MANIFEST,
    SUMS,
    Release,
    ReleaseFile,
    manifest_text,
    open_release,
)
from solidarity_graph.release.stamp import STAMP
from solidarity_graph.saved_queries import Catalogue

_NO_QUERIES = Catalogue(())
_DESCRIPTIONS = {
    f"{DUMP_NAME}.nq": ("application/n-quads", "all graphs, one line a quad, sorted"),
    f"{DUMP_NAME}.trig": ("application/trig", "all graphs"),
    f"{DUMP_NAME}.ttl": ("text/turtle", "the set union of all graphs"),
    f"{DUMP_NAME}.nt": ("application/n-triples", "the set union of all graphs, sorted"),
    f"{DUMP_NAME}.jsonld": ("application/ld+json", "the set union of all graphs"),
    "actions.csv": ("text/csv", "acts of solidarity and campaigns, one row an event"),
    "measures.csv": ("text/csv", "arrests, sentences, penalties, releases and authorities' responses"),
    "conferrals.csv": ("text/csv", "awards and recognitions"),
    DOCUMENTS: ("application/jsonl", "one JSON-LD document for each thing and claim, one line each"),
    "codebook.md": ("text/markdown", "what each column of the tables holds"),
    "validation.json": ("application/json", "what was validated and found"),
}


def write_release(
    target: Path,
    about: DatasetDescription,
    graph: GraphFiles,
    *,
    validation: Mapping[str, Any],
    digest: str,
    catalogue: Catalogue = _NO_QUERIES,
    executor: Executor = one_by_one,
) -> Release:
    """Write the release of a published graph to `target`, replacing the release there, and return it.

    about       the description of the dataset.
    validation  the content of `validation.json`.
    digest      that of the build's input: see `input_digest`.
    catalogue   the saved queries whose answers the release includes.
    """
    with working_folder(target) as place:
        fresh = place / "new"
        fresh.mkdir()
        for _ in executor(partial(write_dump, graph=graph, folder=fresh), DUMPS):
            pass
        write_documents(graph, fresh, about.base, executor)
        (fresh / "codebook.md").write_text(codebook(), "utf-8")
        report = json.dumps(validation, ensure_ascii=False, indent=2, sort_keys=True)
        (fresh / "validation.json").write_text(report + "\n", "utf-8")
        files = [_file(fresh, name, *described) for name, described in _DESCRIPTIONS.items()]
        for answers in executor(partial(answer_query, store=graph.store, base=about.base), tuple(catalogue)):
            files += [_write_answer(fresh, answer) for answer in answers]
        _write_manifest(fresh, about, files)
        (fresh / STAMP).write_text(digest + "\n", "utf-8")
        _take_place(fresh, target, place / "old")
    return open_release(target)


def _take_place(fresh: Path, target: Path, old: Path) -> None:
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


def _write_answer(folder: Path, answer: AnswerFile) -> ReleaseFile:
    (folder / FOLDER).mkdir(exist_ok=True)
    (folder / answer.name).write_bytes(answer.content)
    return replace(_file(folder, answer.name, answer.media_type, answer.question), answers=digest_of(answer.query))


def _write_manifest(folder: Path, about: DatasetDescription, files: list[ReleaseFile]) -> None:
    manifest = manifest_text(about.version, about.base, about.title, tuple(files))
    (folder / MANIFEST).write_text(manifest, "utf-8")
    sums = [(file.sha256, file.name) for file in files]
    sums.append((hashlib.sha256(manifest.encode()).hexdigest(), MANIFEST))
    (folder / SUMS).write_text("".join(f"{sha256}  {name}\n" for sha256, name in sums), "utf-8")


def _file(folder: Path, name: str, media_type: str, description: str) -> ReleaseFile:
    path = folder / name
    with path.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    return ReleaseFile(name, media_type, description, path.stat().st_size, sha256)
