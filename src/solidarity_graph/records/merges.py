"""Checks merges, and writes and removes their entries in `judgements.toml`."""

from __future__ import annotations

from collections.abc import Iterator

import tomlkit

from solidarity_graph.errors import DataError, UnknownNameError
from solidarity_graph.model import Dataset, Merge, Ref, replacements
from solidarity_graph.records.fields import nearest
from solidarity_graph.records.toml_documents import Documents, parse

MERGES_FILE = "judgements.toml"
# Kinds that are never merged: an article is one document, a claim one statement of it.
_NEVER_MERGED = frozenset({"article", "claim", "disagreement"})


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
    fields = {field.name: str(value) for field, value in merge.values()}
    if not _is_grouped(text):
        return f"{text.rstrip()}\n\n{tomlkit.dumps({'merge': [fields]})}"
    documents = Documents({MERGES_FILE: text})
    documents.append(MERGES_FILE, "merge", fields)
    return documents.text(MERGES_FILE)


def without_merge(text: str, old: Ref) -> str:
    """Return the text of `judgements.toml` without the entry that merges the key `old`, and the comment above it.

    Raises UnknownNameError if there is none, DataError if entries of different tables alternate.
    """
    documents = Documents({MERGES_FILE: text})
    merges = {entry.block.get("old"): entry for entry in documents.entries(MERGES_FILE) if entry.kind == "merge"}
    if str(old) not in merges:
        raise UnknownNameError(f"{old} is not merged. {nearest(str(old), map(str, merges))}".rstrip())
    if not _is_grouped(text):
        raise DataError(
            "its merges are not written one below the other.", file=MERGES_FILE, remedy="Take the entry out by hand."
        )
    documents.drop(merges[str(old)])
    return documents.text(MERGES_FILE)


def _is_grouped(text: str) -> bool:
    """Return True if the entries of each table are written one below the other: tomlkit would reorder others."""
    return tomlkit.dumps(parse(text, MERGES_FILE)) == text
