"""Carries out an order: finishes an interrupted run, plans and saves the changes, then runs all steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from solidarity_graph.atomic_files import EVERYBODY, OWNER, discard_staged, stage
from solidarity_graph.errors import DataError, DataErrors, ReleaseError
from solidarity_graph.model.versions import next_version
from solidarity_graph.records import Files, listed_releases, load_files
from solidarity_graph.release import Release, open_release
from solidarity_graph.release.build_folder import BUILDING
from solidarity_graph.release.withdrawn_list import WITHDRAWN, read_withdrawn
from solidarity_graph.schema.record_format import PRIVATE, is_private
from solidarity_graph.sparql.snapshot.description import hash_file
from solidarity_graph.takedown.copies import STEPS, Run, Step
from solidarity_graph.takedown.file_search import Traces
from solidarity_graph.takedown.journal import Journal, journal_path, overlay_name
from solidarity_graph.takedown.orders import Folders, Order, Tools
from solidarity_graph.takedown.plan import Plan, make_plan, version_of, versioned


def carry_out(order: Order, folders: Folders, tools: Tools) -> Iterator[Step]:
    """Carry out an order, and yield a message for each action; none if nothing had to be done.

    It can be interrupted at any time: the next run continues. Raises CallError or DataErrors, before any change for the
    order, if it is not possible or if the remaining data could not be published.
    """
    interrupted = Journal.open(folders)
    if interrupted is not None:
        yield from _run_steps(Run(folders, tools, interrupted))
    discard_staged(folder for folder in (folders.data, folders.private) if folder)
    plan, journal = _prepare(order, folders, tools)
    yield from (Step(text) for text in plan.messages)
    yield from _run_steps(Run(folders, tools, journal))


def _run_steps(run: Run) -> Iterator[Step]:
    for step in STEPS:
        yield from step(run)
    run.journal.finish()


def _prepare(order: Order, folders: Folders, tools: Tools) -> tuple[Plan, Journal]:
    """Return the checked plan and the saved journal, with the new texts of record files staged."""
    files = load_files(folders.data, folders.private)
    plan = make_plan(files, order)
    release = _release(folders)
    affected = release is not None and plan.traces.are_in(release.folder)
    if plan.files != files or affected:
        version = next_version(order.day, _used_versions(files, folders, release))
        plan = versioned(plan, version)
        tools.check(plan.files)
    if faults := [*_names_in_other_files(folders, files, plan.traces)] if not order.leave_words else []:
        raise DataErrors(faults)
    changed = {path: text for path, text in plan.files.items() if files.get(path) != text}
    for path, text in changed.items():
        stage({_path_of(path, folders): text}, OWNER if is_private(path) else EVERYBODY)
    journal = Journal(
        journal_path(folders.data, folders.state),
        verb=order.verb,
        private=overlay_name(folders),
        staged=[str(_path_of(path, folders)) for path in changed],
        deleted=[str(_path_of(path, folders)) for path in files.keys() - plan.files.keys()],
        addresses=[*plan.traces.addresses],
        names={kind: [*names] for kind, names in asdict(plan.traces.names).items()},
        versions=[release.version] if release and affected and not release.is_draft else [],
        dumps=[hash_file(release.nquads)] if release and affected else [],
    )
    journal.save()
    return plan, journal


def _names_in_other_files(folders: Folders, files: Files, traces: Traces) -> Iterator[DataError]:
    """Yield an error for each other file in `data/` that contains a removed key or name: only the user can edit it."""
    releases = {folder.resolve() for folder in (folders.release, folders.releases) if folder}
    for path in sorted(folders.data.rglob("*")):
        name = path.relative_to(folders.data)
        searched_elsewhere = name.as_posix() in files or not releases.isdisjoint(path.resolve().parents)
        passed = searched_elsewhere or name.parts[0] == ".git" or name.parts[0].startswith(BUILDING)
        if path.is_file() and not passed and traces.are_in_file(path, folders.data):
            message = "it tells of what is to be taken out, or is packed and cannot be opened."
            yield DataError(message, file=str(path), remedy="Mend it by hand.")


def _release(folders: Folders) -> Release | None:
    try:
        return open_release(folders.release, listed=False)
    except ReleaseError:
        return None


def _used_versions(files: Files, folders: Folders, release: Release | None) -> set[str]:
    older = folders.releases if folders.releases and folders.releases.is_dir() else None
    return {
        *([release.version] if release else []),
        *((path.name for path in older.iterdir()) if older else ()),
        *(_withdrawn(older / WITHDRAWN) if older else ()),
        *listed_releases(files),
    } | {version_of(files)}


def _withdrawn(path: Path) -> Mapping[str, str]:
    try:
        return read_withdrawn(path)
    except ValueError as error:
        raise DataError(f"the list cannot be read: {error}.", file=str(path), remedy="Mend it there.") from None


def _path_of(path: str, folders: Folders) -> Path:
    if is_private(path) and folders.private:
        return (folders.private / path.removeprefix(PRIVATE)).resolve()
    return (folders.data / path).resolve()
