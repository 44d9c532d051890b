"""The pipeline from data files to a release and its store. Each step imports what it uses, for a quick start."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from solidarity_graph.release import Release, input_digest, is_current, open_release
from solidarity_graph.resources import build_inputs, queries_dir

if TYPE_CHECKING:
    from solidarity_graph.model import Dataset
    from solidarity_graph.records import Files
    from solidarity_graph.sparql import SnapshotStore
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


def build(data: Path, target: Path, private: Path | None = None, *, validated: Report | None = None) -> Built:
    """Build the release of `data` and its overlay; `validated`: see `build_graph`. Invalid: the old one stays."""
    digest = input_digest(dict(build_inputs(data, private)))
    if is_current(target, digest, private):
        return Built(None, open_release(target))
    from solidarity_graph.build import build_graph, executor_for
    from solidarity_graph.records import load_files
    from solidarity_graph.release.build_folder import working_folder
    from solidarity_graph.release.writer import write_release
    from solidarity_graph.saved_queries import load_catalogue
    from solidarity_graph.validation import as_json

    dataset = published(load_files(data, private))
    about, executor = dataset.description, executor_for(len(dataset.claims))
    with working_folder(target) as folder:  # `erase` removes the leftovers of a killed build there
        graph, report = build_graph(dataset, folder, executor, validated=validated)
        del dataset  # large, and no longer needed
        if not report.conforms:
            return Built(report, None)
        more = {"validation": json.loads(as_json(report)), "catalogue": load_catalogue(queries_dir()), "digest": digest}
        return Built(report, write_release(target, about, graph, executor=executor, private=private, **more))


def open_store(
    release: Release, *, cache: Path | None = None, environment: Mapping[str, str] | None = None, **options: Any
) -> SnapshotStore:
    """Return a store over a snapshot of the release, made on first use. `options` are those of `SnapshotStore`."""
    from solidarity_graph.schema.namespaces import NAMESPACES
    from solidarity_graph.sparql import SnapshotStore, snapshot_for

    release.verify(release.nquads.name)
    snapshot = snapshot_for(release.nquads, cache, environment)
    return SnapshotStore(snapshot, prefixes=NAMESPACES, environment=environment, **options)
