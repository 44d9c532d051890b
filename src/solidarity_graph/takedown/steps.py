"""The places where something is forgotten, each a function that may be run again whenever it was interrupted."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.release import open_release
from solidarity_graph.sparql.loading.loader import Loader
from solidarity_graph.sparql.loading.registry import LoadedStore, note_store, noted_stores
from solidarity_graph.sparql.loading.release_graphs import ReleaseGraphs
from solidarity_graph.sparql.remote.http_client import redact_url
from solidarity_graph.sparql.snapshot.cache import remove_snapshots
from solidarity_graph.sparql.snapshot.description import hash_file
from solidarity_graph.takedown.journal import Journal
from solidarity_graph.takedown.orders import Folders, Tools
from solidarity_graph.takedown.withdrawn_list import LIST, withdraw
from solidarity_graph.writing import take_place

_GOING = ".withdrawn-"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done, or that could not be: then the next run does it. `file` is a record file."""

    text: str
    reached: bool = True
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """What every place needs to know."""

    folders: Folders
    tools: Tools
    journal: Journal


def record_files(walk: Walk) -> Iterator[Step]:
    """`data/` and the private overlay."""
    for name in walk.journal.staged:
        if take_place(Path(name)):
            yield Step(f"{name} is written.", file=Path(name))
    for name in walk.journal.deleted:
        if Path(name).exists():
            Path(name).unlink()
            yield Step(f"{name} is deleted.", file=Path(name))


def current_release(walk: Walk) -> Iterator[Step]:
    """The release, made anew; and what a build left that was broken off: it may hold the last one."""
    target = walk.folders.release
    if walk.tools.build():
        yield Step(f"Release {open_release(target).version} is written to {target}.")
    for stray in target.parent.glob(".release-*"):
        shutil.rmtree(stray)
        yield Step(f"{stray} is deleted.")


def older_releases(walk: Walk) -> Iterator[Step]:
    """Older releases that hold it are listed as withdrawn, so that they are 410 at once, and then deleted."""
    folder, journal = walk.folders.releases, walk.journal
    if folder is None or not folder.is_dir():
        return
    for going in folder.glob(f"{_GOING}*"):
        shutil.rmtree(going)
    concerned = [path for path in _releases(folder) if journal.traces.are_in(path)]
    # Their snapshots are found by these hashes, which nobody can work out once the dumps are gone.
    dumps = [hash_file(dump) for path in concerned for dump in path.glob("*.nq")]
    journal.dumps = [*dict.fromkeys((*journal.dumps, *dumps))]
    journal.save()
    versions = {*journal.versions, *(path.name for path in concerned)}
    for version in withdraw(folder, versions, open_release(walk.folders.release).version):
        yield Step(f"Release {version} is withdrawn: {folder / LIST}.")
    for path in concerned:
        going = path.rename(path.with_name(_GOING + path.name))
        shutil.rmtree(going)
        yield Step(f"{path} is deleted.")


def _releases(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith("."))


def snapshots(walk: Walk) -> Iterator[Step]:
    """What the cache holds of the dumps that were taken back."""
    gone, used = remove_snapshots(walk.journal.dumps, walk.folders.cache)
    walk.journal.dumps = [*used]
    walk.journal.save()
    for sha256 in gone:
        yield Step(f"The snapshot {sha256[:12]} is deleted.")
    for sha256 in used:
        yield Step(f"The snapshot {sha256[:12]} is in use: a server still has the withdrawn release open.", False)


def remote_stores(walk: Walk) -> Iterator[Step]:
    """Stores that were loaded get the new release, which takes out what is no longer in it."""
    release = open_release(walk.folders.release)
    noted = {store.url: store for store in noted_stores(walk.folders.state) if store.base == release.base}
    given = {redact_url(url): LoadedStore(url, release.base) for url in walk.folders.stores}
    for url in sorted({*noted, *given}):
        known = noted.get(url, given.get(url))
        store = known if url not in given else _at(known, given[url].url)
        if store is None or not store.whole:
            yield Step(f"{url} was loaded at a longer address. Name it in full with --store.", False)
            continue
        note_store(walk.folders.state, store)
        try:
            if _load(walk, store):
                yield Step(f"{url} holds release {release.version}.")
        except SolidarityGraphError as error:
            yield Step(f"{url} cannot be reached: {error}", False)


def _at(known: LoadedStore | None, url: str) -> LoadedStore | None:
    if known is None:
        return None
    return LoadedStore(url, known.base, known.endpoint, known.protocol, known.merge_into)


def _load(walk: Walk, store: LoadedStore) -> bool:
    release = open_release(walk.folders.release)
    loader = Loader(
        store.url,
        base=store.base,
        endpoint=store.endpoint,
        protocol=store.protocol,
        credentials=walk.tools.credentials(store.url),
        merge_into=store.merge_into,
    )
    with ReleaseGraphs(release.nquads) as graphs, contextlib.closing(loader):
        plan = loader.plan(graphs, release.version)
        return len([*loader.carry_out(plan)]) > 0


Place = Callable[[Walk], Iterator[Step]]
STEPS: tuple[Place, ...] = (record_files, current_release, older_releases, snapshots, remote_stores)
"""All of them, in this order: what is published anew stands before what it replaces goes."""
