"""All of it, in order: what an interrupted run left, the decision, then place after place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from solidarity_graph.errors import DataError, DataErrors, ReleaseError
from solidarity_graph.model.versions import next_version
from solidarity_graph.records import Files, load_files
from solidarity_graph.release import Release, open_release
from solidarity_graph.schema.record_format import PRIVATE
from solidarity_graph.sparql.snapshot.description import hash_file
from solidarity_graph.takedown.journal import Journal, journal_path, overlay_name
from solidarity_graph.takedown.orders import Folders, Order, Tools
from solidarity_graph.takedown.plan import Plan, make_plan, version_of, versioned
from solidarity_graph.takedown.steps import STEPS, Step, Walk
from solidarity_graph.takedown.traces import Traces
from solidarity_graph.takedown.withdrawn_list import withdrawn_versions
from solidarity_graph.writing import EVERYBODY, OWNER, stage, throw_away


def carry_out(order: Order, folders: Folders, tools: Tools) -> Iterator[Step]:
    """Do it. It may be stopped after each step: the next run goes on there. Without a step there was nothing to do.

    Raises DataErrors, with nothing done, where what is left could not be published.
    """
    left = Journal.open(folders)
    if left is not None:
        yield from _walk(Walk(folders, tools, left))
    throw_away(folder for folder in (folders.data, folders.private) if folder)
    plan, journal = _decide(order, folders, tools)
    yield from (Step(text) for text in plan.said)
    yield from _walk(Walk(folders, tools, journal))


def _walk(walk: Walk) -> Iterator[Step]:
    for place in STEPS:
        yield from place(walk)
    walk.journal.finish()


def _decide(order: Order, folders: Folders, tools: Tools) -> tuple[Plan, Journal]:
    """The plan, checked, its texts beside the files they are for, and the journal that says so."""
    files = load_files(folders.data, folders.private)
    plan = make_plan(files, order)
    release = _release(folders)
    if plan.files != files:
        version = next_version(order.day, _taken_versions(files, folders, release))
        plan = versioned(plan, version)
        tools.check(plan.files)
    if faults := [*_other_files(folders, plan.traces)] if not order.leave_words else []:
        raise DataErrors(faults)
    change = {path: text for path, text in plan.files.items() if files.get(path) != text}
    for private, mode in ((False, EVERYBODY), (True, OWNER)):
        texts = {path: text for path, text in change.items() if path.startswith(PRIVATE) == private}
        stage({_place(path, folders): text for path, text in texts.items()}, mode)
    concerned = release is not None and plan.traces.are_in(folders.release)
    journal = Journal(
        journal_path(folders),
        private=overlay_name(folders),
        staged=[str(_place(path, folders)) for path in change],
        deleted=[str(_place(path, folders)) for path in files.keys() - plan.files.keys()],
        addresses=[*plan.traces.addresses],
        names=[*plan.traces.names],
        versions=[release.version] if release and concerned else [],
        dumps=[hash_file(release.nquads)] if release and concerned else [],
    )
    journal.save()
    return plan, journal


def _other_files(folders: Folders, traces: Traces) -> Iterator[DataError]:
    """Whatever else lies in `data/` and tells of it: a person wrote it, and a person has to mend it."""
    for path in sorted(folders.data.rglob("[!.]*")):
        ours = path.suffix == ".toml" or not {folders.release, folders.releases}.isdisjoint(path.parents)
        hidden = any(part.startswith(".") for part in path.relative_to(folders.data).parts)
        if path.is_file() and not (ours or hidden) and traces.are_in_file(path):
            yield DataError("it tells of what is to be taken out.", file=str(path), remedy="Mend it by hand.")


def _release(folders: Folders) -> Release | None:
    try:
        return open_release(folders.release)
    except ReleaseError:
        return None


def _taken_versions(files: Files, folders: Folders, release: Release | None) -> set[str]:
    older = folders.releases if folders.releases and folders.releases.is_dir() else None
    return {
        *([release.version] if release else []),
        *((path.name for path in older.iterdir()) if older else ()),
        *(withdrawn_versions(older) if older else ()),
    } | {version_of(files)}


def _place(path: str, folders: Folders) -> Path:
    if path.startswith(PRIVATE) and folders.private:
        return (folders.private / path.removeprefix(PRIVATE)).resolve()
    return (folders.data / path).resolve()
