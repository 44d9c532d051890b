"""`data/releases.toml`: the list of published versions, each of which means one set of bytes for ever.

A build lists a version when it is the first to write it. Then only the same bytes can be built under that version.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from solidarity_graph.atomic_files import EVERYBODY, write_safely
from solidarity_graph.errors import DataError
from solidarity_graph.model import Dataset, ListedRelease
from solidarity_graph.model.versions import DRAFT, free_version, is_draft, next_version
from solidarity_graph.records.dataset_files import RELEASES, listed_releases, read_record_file
from solidarity_graph.records.toml_documents import append_block, as_text, parse

_DATASET = "dataset.toml"


class VersionTakenError(DataError):
    """The version in `dataset.toml` is listed with other bytes, or was withdrawn."""


def read_list(data: Path) -> Mapping[str, ListedRelease]:
    """Return the list of a data folder by version, empty without one. Raises DataErrors if it is invalid."""
    return listed_releases({RELEASES: _list_text(data)})


def dataset_version(data: Path) -> str:
    """Return the version in `dataset.toml`. Raises OSError, or DataError if that is no TOML."""
    return str(parse(read_record_file(data / _DATASET, _DATASET), _DATASET).get("version"))


def is_listed(data: Path) -> bool:
    """Return True if the version in `dataset.toml` is on the list. Raises DataError or DataErrors for invalid files."""
    return dataset_version(data) in read_list(data)


def list_release(data: Path, version: str, sha256: str) -> None:
    """Add a version to the list of a data folder, if it is not there. Drafts are never listed.

    sha256  of the manifest of the release.

    Raises VersionTakenError if the version is listed with another hash or was withdrawn.
    """
    listed = read_list(data)
    known = listed.get(version)
    if is_draft(version) or (known and known.sha256 == sha256):
        return
    if known:
        gone = known.replaced_by and f"was withdrawn, and {known.replaced_by} replaces it"
        raise VersionTakenError(
            f"version {version} {gone or f'was published with other content, says {RELEASES}'}.",
            file=_DATASET,
            remedy=f'To publish: write version = "{free_version(version, listed)}" there, or run '
            "solidarity-graph build --new-version. To try it: solidarity-graph build --draft.",
        )
    document = parse(_list_text(data), RELEASES)
    append_block(document, ListedRelease.TABLE, {"version": version, "sha256": sha256})
    write_safely(data / RELEASES, as_text(document), EVERYBODY)


def withdraw_listed(data: Path, versions: Collection[str], replaced_by: str) -> None:
    """Take the hashes of withdrawn versions off the list of a data folder, and say there what replaces them.

    replaced_by  the version that replaces them; also in entries that named one of them as replacement.
    """
    text = _list_text(data)
    document = parse(text, RELEASES)
    for entry in document.get(ListedRelease.TABLE, []):
        if entry["version"] in versions and entry["version"] != replaced_by:
            for name in ("sha256", "overwritten"):
                entry.pop(name, None)
            entry["replaced-by"] = replaced_by
        elif entry.get("replaced-by") in versions:
            entry["replaced-by"] = replaced_by
    if (changed := as_text(document)) != text:
        write_safely(data / RELEASES, changed, EVERYBODY)


def as_draft(dataset: Dataset, data: Path) -> Dataset:
    """Return the dataset of a data folder with the version of a draft: the next free one, and `-draft`."""
    about = dataset.description
    version = free_version(about.version, read_list(data)) + DRAFT
    return replace(dataset, description=replace(about, version=version))


def renew_version(data: Path, day: str) -> str:
    """Write the first version of a day that is not listed into `dataset.toml`, and return it.

    day  an ISO date.

    Raises OSError, or DataError if the file is no TOML.
    """
    document = parse(read_record_file(data / _DATASET, _DATASET), _DATASET)
    document["version"] = version = next_version(day, read_list(data))
    write_safely(data / _DATASET, as_text(document), EVERYBODY)
    return version


def _list_text(data: Path) -> str:
    path = data / RELEASES
    return read_record_file(path, RELEASES) if os.path.lexists(path) else ""
