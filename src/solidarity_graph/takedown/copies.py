"""The steps of a takedown: one function for each kind of copy. Each can be interrupted and run again."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from solidarity_graph.atomic_files import EVERYBODY, put_in_place, write_safely
from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.records.dataset_files import read_record_file
from solidarity_graph.records.release_list import dataset_version, withdraw_listed
from solidarity_graph.records.toml_documents import append_block, as_text, parse
from solidarity_graph.release import Release, open_release
from solidarity_graph.release.build_folder import remove_abandoned
from solidarity_graph.release.withdrawn_list import WITHDRAWN, beside
from solidarity_graph.sparql.loading.loader import Loader
from solidarity_graph.sparql.loading.registry import LoadedStore, note_store, noted_stores
from solidarity_graph.sparql.loading.release_graphs import ReleaseGraphs
from solidarity_graph.sparql.remote.authentication import Credentials
from solidarity_graph.sparql.remote.http_client import redact_url
from solidarity_graph.sparql.snapshot.cache import remove_snapshots
from solidarity_graph.sparql.snapshot.description import hash_file
from solidarity_graph.takedown.journal import Journal
from solidarity_graph.takedown.orders import Folders, Tools

_DELETED = ".withdrawn-"  # prefix of folders that are being deleted


@dataclass(frozen=True, slots=True)
class Step:
    """The result of one action of a takedown step.

    text     the message for the user
    reached  False if the copy could not be changed: the next run tries again
    file     the record file that was written or deleted, if any
    """

    text: str
    reached: bool = True
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a takedown: the arguments of all steps."""

    folders: Folders
    tools: Tools
    journal: Journal


def record_files(run: Run) -> Iterator[Step]:
    """Replace record files by their staged texts, and delete those that are no longer needed."""
    for name in run.journal.staged:
        if put_in_place(Path(name)):
            yield Step(f"{name} is written.", file=Path(name))
    for name in run.journal.deleted:
        if Path(name).exists():
            Path(name).unlink()
            yield Step(f"{name} is deleted.", file=Path(name))


def current_release(run: Run) -> Iterator[Step]:
    """Build the current release, and delete folders of interrupted builds next to it, which may hold removed data.

    A build that is running may still replace the release by an older one: the next run builds it again.
    """
    target = run.folders.release
    # From now on, servers that have the last release open stop answering.
    withdraw(beside(target), run.journal.versions, dataset_version(run.folders.data))
    if run.tools.build():
        yield Step(f"Release {open_release(target).version} is written to {target}.")
    for folder, deleted in remove_abandoned(target):
        yield Step(f"{folder} is deleted." if deleted else f"{folder} is in use: a build is running.", deleted)


def older_releases(run: Run) -> Iterator[Step]:
    """Withdraw and then delete the older releases that contain removed data. The site answers 410 for these.

    Their dumps are noted in the journal, for `snapshots`. `releases.toml` loses the hashes of all that were withdrawn.
    """
    folder, journal = run.folders.releases, run.journal
    if folder is None or not folder.is_dir():
        withdraw_listed(run.folders.data, journal.versions, dataset_version(run.folders.data))
        return
    for renamed in folder.glob(f"{_DELETED}*"):
        shutil.rmtree(renamed)
    affected = [path for path in _releases(folder) if journal.traces.are_in(path)]
    # Snapshots are found by the hashes of their dumps, which cannot be computed after the dumps are deleted.
    dumps = [hash_file(dump) for path in affected for dump in path.glob("*.nq")]
    journal.dumps = [*dict.fromkeys((*journal.dumps, *dumps))]
    journal.save()
    versions = {*journal.versions, *(path.name for path in affected)}
    withdraw_listed(run.folders.data, versions, dataset_version(run.folders.data))
    for version in withdraw(folder / WITHDRAWN, versions, open_release(run.folders.release).version):
        yield Step(f"Release {version} is withdrawn: {folder / WITHDRAWN}.")
    for path in affected:
        renamed = path.rename(path.with_name(_DELETED + path.name))
        shutil.rmtree(renamed)
        yield Step(f"{path} is deleted.")


def _releases(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith("."))


def withdraw(path: Path, versions: Iterable[str], replaced_by: str) -> tuple[str, ...]:
    """Add versions to a list, and return those that were not on it.

    replaced_by  the version that replaces them; also in entries that named one of them as replacement.
    """
    wanted = sorted({*versions} - {replaced_by})
    document = parse(read_record_file(path, str(path)) if path.exists() else "", str(path))
    entries = document.get("withdrawn", [])
    listed = {str(entry["version"]) for entry in entries}
    for entry in entries:
        if entry["replaced-by"] in wanted:
            entry["replaced-by"] = replaced_by
    added = tuple(version for version in wanted if version not in listed)
    for version in added:
        append_block(document, "withdrawn", {"version": version, "replaced-by": replaced_by})
    if added:
        write_safely(path, as_text(document), EVERYBODY)
    return added


def snapshots(run: Run) -> Iterator[Step]:
    """Remove the cached snapshots of withdrawn releases, except those in use by a server."""
    removed, used = remove_snapshots(run.journal.dumps, run.folders.cache)
    run.journal.dumps = [*used]
    run.journal.save()
    for sha256 in removed:
        yield Step(f"The snapshot {sha256[:12]} is deleted.")
    for sha256 in used:
        yield Step(f"The snapshot {sha256[:12]} is in use: a server still has the withdrawn release open.", False)


def remote_stores(run: Run) -> Iterator[Step]:
    """Load the new release into the remote stores of this dataset, which deletes graphs and triples not in it.

    A store that cannot be reached is reported by a Step, not by an error.
    """
    release = open_release(run.folders.release)
    noted = {store.url: store for store in noted_stores(run.folders.state) if store.base == release.base}
    given = {redact_url(url): url for url in run.folders.stores}
    for url in sorted({*noted, *given}):
        store = noted.get(url, LoadedStore(url, release.base))
        if url in given:
            store = replace(store, url=given[url], whole=True)
        if not store.whole:
            yield Step(f"{url} was loaded at a longer address. Name it in full with --store.", False)
            continue
        note_store(run.folders.state, store)
        try:
            if _load(release, store, run.tools.credentials(store.url)):
                yield Step(f"{url} holds release {release.version}.")
        except SolidarityGraphError as error:
            yield Step(f"{url} cannot be reached: {error}", False)


def _load(release: Release, store: LoadedStore, credentials: Credentials) -> bool:
    """Load the release into the store. Return False if the store had it already."""
    loader = Loader(store, credentials)
    with ReleaseGraphs(release.nquads) as graphs, contextlib.closing(loader):
        return bool([*loader.carry_out(loader.plan(graphs, release.version))])


StepFunction = Callable[[Run], Iterator[Step]]
STEPS: tuple[StepFunction, ...] = (record_files, current_release, older_releases, snapshots, remote_stores)
"""All steps in their order: the new release exists before the older ones are deleted."""
