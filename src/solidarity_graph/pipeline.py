"""The whole way, from article to answer, in the order of the rooms. Each step imports what it uses: a quick start."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from solidarity_graph.release import Release, input_digest, is_current, open_release, write_release
from solidarity_graph.resources import build_inputs, queries_dir

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from solidarity_graph.model import Dataset
    from solidarity_graph.records import Files
    from solidarity_graph.search import DocumentIndex
    from solidarity_graph.sparql import SnapshotStore
    from solidarity_graph.validation import Report


class Built(NamedTuple):
    """What a build came to: no report where the input had not changed, no release where the data does not conform."""

    report: Report | None
    release: Release | None


def check(files: Files, *, reference: bool = False) -> tuple[Dataset, tuple[Quad, ...], Report]:
    """Files to the published dataset, its quads and their validation. Raises DataErrors for files at fault."""
    from solidarity_graph.build import build_graphs, in_processes
    from solidarity_graph.disclosure import publish
    from solidarity_graph.model import merged
    from solidarity_graph.records import read_files

    published = merged(publish(read_files(files)))
    return published, *build_graphs(published, in_processes(os.cpu_count() or 1), reference=reference)


def build(data: Path, target: Path, private: Path | None = None) -> Built:
    """The release of the dataset in `data` and its private overlay. Where it does not conform, the last one stays."""
    digest = input_digest(dict(build_inputs(data, private)))
    if is_current(target, digest):
        return Built(None, open_release(target))
    from solidarity_graph.records import load_files
    from solidarity_graph.saved_queries import load_catalogue
    from solidarity_graph.validation import as_json

    published, quads, report = check(load_files(data, private))
    about = {"validation": json.loads(as_json(report)), "catalogue": load_catalogue(queries_dir()), "digest": digest}
    return Built(report, write_release(target, published, quads, **about) if report.conforms else None)


def open_store(
    release: Release, *, cache: Path | None = None, environment: Mapping[str, str] | None = None, **options: Any
) -> SnapshotStore:
    """The release as a snapshot, made on first use, asked by workers that can be killed. Options: `SnapshotStore`'s."""
    from solidarity_graph.schema.namespaces import NAMESPACES
    from solidarity_graph.sparql import SnapshotStore, snapshot_for

    release.verify(release.nquads.name)
    snapshot = snapshot_for(release.nquads, cache, environment)
    return SnapshotStore(snapshot, prefixes=NAMESPACES, environment=environment, **options)


def open_documents(release: Release, cache: Path | None = None) -> DocumentIndex:
    """The documents of the release, indexed on first use in a file beside the snapshot."""
    from solidarity_graph.release import read_documents
    from solidarity_graph.search import FORMAT, DocumentIndex, write_index
    from solidarity_graph.sparql.snapshot.cache import cached_files

    write = partial(write_index, documents=read_documents(release), base=release.base)
    return DocumentIndex.open(cached_files(release.nquads, f"{FORMAT}-documents", write, cache), release.base)
