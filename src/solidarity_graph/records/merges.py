"""Checks merges, and writes and removes their entries in `judgements.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import tomlkit

from solidarity_graph.errors import DataError, UnknownNameError
from solidarity_graph.model import Dataset, Merge, Ref, replacements
from solidarity_graph.records.fields import nearest

MERGES_FILE = "judgements.toml"
# Kinds that are never merged: an article is one document, a claim one statement of it.
_NEVER_MERGED = frozenset({"article", "claim", "disagreement"})
_ENTRY = re.compile(r"\[\[\s*merge\s*\]\]")


def merge_faults(dataset: Dataset, *more: Merge) -> Iterator[DataError]:
    """Yield an error for each merge that cannot be applied after those before it.

    Checked are the merges of the dataset, then `more`, which is to be added. A plan merged with its happening is an
    error, too.
    """
    classes = {event.ref: event.class_name for event in dataset.events}
    merged_refs: set[Ref] = set()
    valid: list[Merge] = []
    for merge in (*dataset.merges, *more):
        message = _fault_of(merge, valid, merge.old in merged_refs)
        if not message and classes.get(merge.old) != classes.get(merge.new):
            message = f"{merge.old} is a {classes.get(merge.old)}, {merge.new} a {classes.get(merge.new)}."
        if message:
            yield DataError(message, file=merge.file or MERGES_FILE, entry=merge.entry, remedy="Take this merge out.")
        else:
            valid.append(merge)
        merged_refs.add(merge.old)
    ends = replacements(valid)
    for each in dataset.realisations:
        if ends.get(each.happening, each.happening) == ends.get(each.plan, each.plan):
            message = f"{each.happening} realises {each.plan}: a plan and its happening stay two events."
            yield DataError(
                message, file=each.file or MERGES_FILE, entry=each.entry, remedy="Take the merge out, or this."
            )


def _fault_of(merge: Merge, others: list[Merge], already_merged: bool) -> str:
    """Return the error message for a merge; empty if it is valid."""
    if merge.old.kind != merge.new.kind:
        return f"{merge.old} and {merge.new} are of different kinds."
    if merge.old.kind in _NEVER_MERGED:
        return f"a thing of the kind {merge.old.kind} is never merged."
    if already_merged:
        return f"{merge.old} is merged already."
    try:
        replacements([*others, merge])
    except ValueError:
        return f"{merge.old} would be merged into itself."
    return ""


def with_merge(text: str, merge: Merge) -> str:
    """Return the text of `judgements.toml` with an entry added, after the last merge or at the end.

    Whether the merge is valid is not checked.
    """
    entry = tomlkit.table()
    for field, value in merge.values():
        entry.add(field.name, str(value))
    written = tomlkit.dumps({"merge": [entry]}).strip()
    lines = text.splitlines()
    starts = _starts(lines)
    place = _end(lines, starts[-1]) if starts else len(lines)
    before = "\n".join(lines[:place]).rstrip("\n")
    after = "\n".join(lines[place:]).strip("\n")
    return "\n\n".join(part for part in (before, written, after) if part) + "\n"


def without_merge(text: str, old: Ref) -> str:
    """Return the text of `judgements.toml` without the entry that merges the key `old`. Comments stay.

    Raises UnknownNameError if there is none, DataError if its lines cannot be identified.
    """
    merges = tomllib.loads(text).get("merge", [])
    index = next((number for number, entry in enumerate(merges) if entry.get("old") == str(old)), None)
    if index is None:
        known = [str(entry.get("old")) for entry in merges]
        raise UnknownNameError(f"{old} is not merged. {nearest(str(old), known)}".rstrip())
    lines = text.splitlines()
    starts = _starts(lines)
    remaining = ""
    if len(starts) == len(merges):
        start, end = starts[index], _end(lines, starts[index])
        kept = [*lines[:start], *lines[end + (end < len(lines) and not lines[end]) :]]
        remaining = "\n".join(kept).rstrip("\n") + "\n"
    # Lines were found without a parser: make sure that exactly this entry is removed.
    if not remaining or _data(remaining) != _data(text, index):
        raise DataError(
            "its merges are not written one below the other.", file=MERGES_FILE, remedy="Take the entry out by hand."
        )
    return remaining


def _starts(lines: list[str]) -> list[int]:
    return [number for number, line in enumerate(lines) if _ENTRY.match(line.strip())]


def _end(lines: list[str], start: int) -> int:
    """Return the number of the line after an entry's last value. Comments after it belong to the next entry."""
    end = next((n for n in range(start + 1, len(lines)) if lines[n].lstrip().startswith("[")), len(lines))
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end


def _data(text: str, leaving_out: int | None = None) -> dict[str, Any]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}
    if leaving_out is not None:
        del data["merge"][leaving_out]
    return {name: value for name, value in data.items() if value}
