"""Merges as records: which are sound, and the writer of their entries in `judgements.toml`."""

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
# An article is a document and a claim its words: neither becomes another.
_NEVER_MERGED = frozenset({"article", "claim", "disagreement"})
_ENTRY = re.compile(r"\[\[\s*merge\s*\]\]")


def merge_faults(dataset: Dataset, *more: Merge) -> Iterator[DataError]:
    """A fault for each merge that cannot be carried out, of the dataset's and of those to be added."""
    classes = {event.ref: event.class_name for event in dataset.events}
    seen: set[Ref] = set()
    sound: list[Merge] = []
    for merge in (*dataset.merges, *more):
        message = _refusal(merge, sound, merge.old in seen)
        if not message and classes.get(merge.old) != classes.get(merge.new):
            message = f"{merge.old} is a {classes.get(merge.old)}, {merge.new} a {classes.get(merge.new)}."
        if message:
            yield DataError(message, file=merge.file or MERGES_FILE, entry=merge.entry, remedy="Take this merge out.")
        else:
            sound.append(merge)
        seen.add(merge.old)
    ends = replacements(sound)
    for each in dataset.realisations:
        if ends.get(each.happening, each.happening) == ends.get(each.plan, each.plan):
            message = f"{each.happening} realises {each.plan}: a plan and its happening stay two events."
            yield DataError(
                message, file=each.file or MERGES_FILE, entry=each.entry, remedy="Take the merge out, or this."
            )


def _refusal(merge: Merge, others: list[Merge], again: bool) -> str:
    if merge.old.kind != merge.new.kind:
        return f"{merge.old} and {merge.new} are of different kinds."
    if merge.old.kind in _NEVER_MERGED:
        return f"a thing of the kind {merge.old.kind} is never merged."
    if again:
        return f"{merge.old} is merged already."
    try:
        replacements([*others, merge])
    except ValueError:
        return f"{merge.old} would be merged into itself."
    return ""


def with_merge(text: str, merge: Merge) -> str:
    """The text of the file with an entry more, after the last merge or at the end."""
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
    """The text of the file without the entry of that key; comments stay. UnknownNameError where there is none."""
    merges = tomllib.loads(text).get("merge", [])
    index = next((number for number, entry in enumerate(merges) if entry.get("old") == str(old)), None)
    if index is None:
        known = [str(entry.get("old")) for entry in merges]
        raise UnknownNameError(f"{old} is not merged. {nearest(str(old), known)}".rstrip())
    lines = text.splitlines()
    starts = _starts(lines)
    shorter = ""
    if len(starts) == len(merges):
        start, end = starts[index], _end(lines, starts[index])
        left = [*lines[:start], *lines[end + (end < len(lines) and not lines[end]) :]]
        shorter = "\n".join(left).rstrip("\n") + "\n"
    # Lines were counted, not parsed: what was not meant must not be lost.
    if not shorter or _data(shorter) != _data(text, index):
        raise DataError(
            "its merges are not written one below the other.", file=MERGES_FILE, remedy="Take the entry out by hand."
        )
    return shorter


def _starts(lines: list[str]) -> list[int]:
    return [number for number, line in enumerate(lines) if _ENTRY.match(line.strip())]


def _end(lines: list[str], start: int) -> int:
    """The line after the entry's last value: the comments and gaps that follow belong to what comes next."""
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
