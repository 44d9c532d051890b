"""Who decided: published by name only for editors who are public themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from solidarity_graph.model import Dataset, Record
from solidarity_graph.model.record import rewrite
from solidarity_graph.schema.field_types import Field, Sort

AN_EDITOR = "an editor"
"""The role that is published instead of somebody who is not declared in `dataset.toml`."""
R = TypeVar("R", bound=Record)
_WITH_EDITORS = (
    *("articles", "entities"),
    *("realisations", "disagreements", "merges", "assessments", "unknown_outcomes"),
)


def with_public_editors(dataset: Dataset) -> Dataset:
    """Return the dataset with the role `an editor` in place of everybody who is not one of its declared `editors`."""
    declared = {*dataset.description.editors}

    def change(field: Field, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(rewrite(item, change) if isinstance(item, Record) else item for item in value)
        return AN_EDITOR if field.sort is Sort.EDITOR and value not in declared else value

    def changed(records: tuple[R, ...]) -> tuple[R, ...]:
        return tuple(new for record in records if (new := rewrite(record, change)))

    changes: dict[str, Any] = {name: changed(getattr(dataset, name)) for name in _WITH_EDITORS}
    return replace(dataset, **changes)
