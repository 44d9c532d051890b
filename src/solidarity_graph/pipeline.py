"""The pipeline from data files to a release. Each step imports what it uses, for a quick start."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from solidarity_graph.records.release_list import VersionTakenError, as_draft, is_listed, list_release
from solidarity_graph.release import Release, input_digest, unchanged_release, working_folder
from solidarity_graph.resources import build_inputs, queries_dir

if TYPE_CHECKING:
    from solidarity_graph.model import Dataset
    from solidarity_graph.records import Files
    from solidarity_graph.validation import Report


class Built(NamedTuple):
    """The result of a build. `report` is None if the input is unchanged, `release` if the data does not conform."""

    report: Report | None
    release: Release | None


def published(files: Files) -> Dataset:
    """Return the published part of the data in files. Raises DataErrors for faults in the files."""
    from solidarity_graph.model import merged
    from solidarity_graph.policy import publish
    from solidarity_graph.records import read_files

    return merged(publish(read_files(files)))


def check(files: Files, *, reference: bool = False) -> Report:
    """Return the validation report on the published part of the data. Raises DataErrors for faults in the files."""
    from solidarity_graph.build import build_graph, executor_for

    dataset = published(files)
    with tempfile.TemporaryDirectory() as folder:
        return build_graph(dataset, Path(folder), executor_for(len(dataset.claims)), reference=reference)[1]


def build(
    data: Path, target: Path, private: Path | None = None, *, draft: bool = False, validated: Report | None = None
) -> Built:
    """Build the release of `data`, or a draft where its version is taken by others; invalid data leaves the old one."""
    digest = input_digest(dict(build_inputs(data, private)))
    if release := unchanged_release(target, digest, private, draft=draft):
        list_release(data, release.version, release.manifest_sha256())
        return Built(None, release)
    if draft and is_listed(data):
        with suppress(VersionTakenError):
            return _build(data, target, private, digest, draft=False, validated=validated)
    return _build(data, target, private, digest, draft=draft, validated=validated)


def _build(
    data: Path, target: Path, private: Path | None, digest: str, *, draft: bool, validated: Report | None
) -> Built:
    from solidarity_graph.build import build_graph, executor_for
    from solidarity_graph.records import load_files
    from solidarity_graph.release.writer import write_release
    from solidarity_graph.saved_queries import load_catalogue
    from solidarity_graph.validation import as_json

    dataset = published(load_files(data, private))
    dataset = as_draft(dataset, data) if draft else dataset
    about, executor = dataset.description, executor_for(len(dataset.claims))
    with working_folder(target) as folder:  # the next build removes the leftovers of a killed one there
        graph, report = build_graph(dataset, folder, executor, validated=validated)
        del dataset  # large, and no longer needed
        if not report.is_accepted:
            return Built(report, None)
        more = {"validation": json.loads(as_json(report)), "catalogue": load_catalogue(queries_dir()), "digest": digest}
        more |= {"approve": lambda sha256: list_release(data, about.version, sha256), "private": private}
        return Built(report, write_release(target, about, graph, executor=executor, **more))
