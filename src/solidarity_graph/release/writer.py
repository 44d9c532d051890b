"""Writes a release next to the old one, then publishes it in its place. If writing fails, the old one stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from solidarity_graph.build import Executor, GraphFiles, one_by_one
from solidarity_graph.documents import codebook
from solidarity_graph.model import DatasetDescription
from solidarity_graph.release.answers import FOLDER, AnswerFile, answer_query, digest_of
from solidarity_graph.release.build_folder import publish, working_folder
from solidarity_graph.release.document_files import DOCUMENTS, write_documents
from solidarity_graph.release.dumps import DUMPS, write_dump
from solidarity_graph.release.manifest import (
    BUILT_SUMS,
    DUMP_NAME,
    MANIFEST,
    SUMS,
    Release,
    ReleaseFile,
    hash_file,
    manifest_text,
    open_release,
)
from solidarity_graph.release.opened_store import opened_here
from solidarity_graph.release.stamp import STAMP, write_overlay_stamp
from solidarity_graph.saved_queries import Catalogue

_NO_QUERIES = Catalogue(())
_BUILT = (".trig", ".nt", ".jsonld", ".jsonl", ".json")
"""Suffixes of the files that the repository leaves out (see .gitignore), except the report and the manifest."""
_REPORT = "validation.json"
FILE_DESCRIPTIONS = {
    f"{DUMP_NAME}.nq": ("application/n-quads", "all graphs, one line a quad, sorted"),
    f"{DUMP_NAME}.trig": ("application/trig", "all graphs"),
    f"{DUMP_NAME}.ttl": ("text/turtle", "the set union of all graphs"),
    f"{DUMP_NAME}.nt": ("application/n-triples", "the set union of all graphs, sorted"),
    f"{DUMP_NAME}.jsonld": ("application/ld+json", "the set union of all graphs"),
    "actions.csv": ("text/csv", "acts of solidarity and campaigns, one row an event"),
    "measures.csv": ("text/csv", "arrests, verdicts, sentences, penalties, releases and authorities' responses"),
    "conferrals.csv": ("text/csv", "awards and recognitions"),
    "custody.csv": ("text/csv", "what happened to people in custody, and their own protests"),
    DOCUMENTS: ("application/jsonl", "one JSON-LD document for each thing and claim, one line each"),
    "codebook.md": ("text/markdown", "what each column of the tables holds"),
    _REPORT: ("application/json", "what was validated and found"),
}
"""The media type of each file of a release, and what it holds: pages translate it."""


def write_release(
    target: Path,
    about: DatasetDescription,
    graph: GraphFiles,
    *,
    validation: Mapping[str, Any],
    digest: str,
    private: Path | None = None,
    catalogue: Catalogue = _NO_QUERIES,
    executor: Executor = one_by_one,
    approve: Callable[[str], None] = lambda _: None,
) -> Release:
    """Write the release of a published graph to `target`, replacing the release there, and return it.

    about       the description of the dataset.
    validation  the content of `validation.json`.
    digest      that of the build's input: see `input_digest`.
    private     the folder of the overlay if it is part of the input: then the stamp is written there.
    catalogue   the saved queries whose answers the release includes.
    approve     is called with the SHA-256 of the manifest before the release is published; an error stops it.
    """
    with working_folder(target) as place, opened_here():
        fresh = place / "new"
        fresh.mkdir()
        for _ in executor(partial(write_dump, graph=graph, folder=fresh), DUMPS):
            pass
        write_documents(graph, fresh, about.base, executor)
        (fresh / "codebook.md").write_text(codebook(), "utf-8")
        report = json.dumps(validation, ensure_ascii=False, indent=2, sort_keys=True)
        (fresh / _REPORT).write_text(report + "\n", "utf-8")
        files = [_file(fresh, name, *described) for name, described in FILE_DESCRIPTIONS.items()]
        for answers in executor(partial(answer_query, store=graph.store, base=about.base), tuple(catalogue)):
            files += [_write_answer(fresh, answer) for answer in answers]
        manifest = _write_manifest(fresh, about, files)
        if private is None:
            (fresh / STAMP).write_text(digest + "\n", "utf-8")
        publish(fresh, target, partial(approve, manifest.sha256))
    release = open_release(target)
    if private:
        write_overlay_stamp(release, digest, private)
    return release


def _write_answer(folder: Path, answer: AnswerFile) -> ReleaseFile:
    (folder / FOLDER).mkdir(exist_ok=True)
    (folder / answer.name).write_bytes(answer.content)
    return replace(_file(folder, answer.name, answer.media_type, answer.question), answers=digest_of(answer.query))


def _write_manifest(folder: Path, about: DatasetDescription, files: list[ReleaseFile]) -> ReleaseFile:
    manifest = manifest_text(about.version, about.base, about.title, tuple(files))
    (folder / MANIFEST).write_text(manifest, "utf-8")
    listed = _file(folder, MANIFEST, "application/json", "the files of the release")
    built = [file for file in files if file.name.endswith(_BUILT) and file.name != _REPORT]
    _write_sums(folder / SUMS, [*(file for file in files if file not in built), listed])
    _write_sums(folder / BUILT_SUMS, built)
    return listed


def _write_sums(path: Path, files: Iterable[ReleaseFile]) -> None:
    path.write_text("".join(f"{file.sha256}  {file.name}\n" for file in files), "utf-8")


def _file(folder: Path, name: str, media_type: str, description: str) -> ReleaseFile:
    path = folder / name
    return ReleaseFile(name, media_type, description, path.stat().st_size, hash_file(path))
