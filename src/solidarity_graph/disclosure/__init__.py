"""The private model to the published one. Everything after this room sees only what it returns."""

from __future__ import annotations

from solidarity_graph.errors import DataError, DataErrors
from solidarity_graph.model import Dataset


def publish(dataset: Dataset) -> Dataset:
    """What of a dataset may be published: all of it, once every person has a ground to be named.

    Raises DataErrors that name each person without one.
    """
    faults = [
        DataError(
            "a person without a ground to be named.",
            file=entity.file,
            entry=entity.entry,
            remedy="Add naming = { ground, reviewer, reviewed, scope }, or take the person out.",
        )
        for entity in dataset.entities
        if entity.ref.kind == "person" and not entity.naming
    ]
    if faults:
        raise DataErrors(faults)
    return dataset
