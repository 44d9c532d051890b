"""The columns of an answer to any query, told by their values: what views draw, as for a saved question."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from solidarity_graph.documents import Value
from solidarity_graph.saved_queries import ResultColumn
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.results import Answer, Row
from solidarity_graph.web.site import Site

_LOOKED_AT: Final = 500  # rows: enough to tell what a column has
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d\Z")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?\Z")
_CATEGORIES: Final[tuple[str, ...]] = ("kind", "status", "type")
_POINT: Final = {"lat": ("lat", "latitude"), "long": ("long", "longitude")}
_PERIODS: Final = (("notBefore", "notAfter"), ("first", "last"), ("from", "until"))
_NO_COUNT: Final = ("year", "month", "day")


def shown_columns(answer: Answer) -> tuple[ResultColumn, ...]:
    """Return the columns of a page: the variables by their own names, all of them."""
    return tuple(ResultColumn(name, "", title=name) for name in answer.columns)


def drawn_columns(answer: Answer, site: Site) -> tuple[tuple[ResultColumn, ...], Answer]:
    """Return an answer in the columns that views know, as far as its own have such values, and these columns.

    The first column of things and concepts gives what is drawn, with the text that stands beside it or the name of each
    for a label; the first of days gives the time, and the first of whole numbers the count.
    """
    rows = [*islice(answer.rows(), _LOOKED_AT)]
    places = f"{site.release.base}id/"
    things = _having(answer, rows, lambda value: value.is_iri and value.value.startswith((places, SG, SGC)))
    days = _having(answer, rows, lambda value: bool(_DAY.match(value.value)))
    numbers = _having(answer, rows, lambda value: bool(_NUMBER.match(value.value)))
    texts = _having(answer, rows, lambda value: not value.is_iri and not value.datatype)
    texts = [name for name in texts if name not in {*days, *numbers, *_CATEGORIES}]
    found: dict[str, str] = {name: name for name in _CATEGORIES if name in answer.columns}
    found |= {name: variable for name, spellings in _POINT.items() for variable in numbers if variable in spellings}
    found |= _period(days)
    counts = [name for name in numbers if name not in {*found.values(), *_NO_COUNT} and _is_whole(rows, name)]
    found |= {"count": counts[0]} if counts else {}
    if things:
        of_events = _having(answer, rows, lambda value: value.value.startswith(f"{places}event/"))
        placed = of_events or _having(answer, rows, lambda value: value.value.startswith(f"{places}place/"))
        found |= {"event": placed[0]} if placed else {"thing": things[0]}
    if texts or things:
        found["label"] = texts[0] if texts else found.get("event", found.get("thing", ""))
    named = find_names(site, answer.iris_in(found["label"])) if not texts and things else None

    def drawn(row: Mapping[str, Any]) -> Mapping[str, Any]:
        kept = {name: row[variable] for name, variable in found.items() if variable in row}
        for name in _CATEGORIES:
            if name in kept:
                kept[name] = {**kept[name], "value": kept[name]["value"].removeprefix(SGC).removeprefix(SG)}
        if named and "label" in kept:
            kept["label"] = {"type": "literal", "value": named.of(kept["label"]["value"]).value}
        return kept

    columns = tuple(_column(name, variable, found) for name, variable in found.items())
    return columns, Answer(tuple(found), [drawn(row) for row in answer.bindings])


def _column(name: str, variable: str, found: Mapping[str, str]) -> ResultColumn:
    thing = next((each for each in ("event", "thing") if each in found), "label") if name == "label" else ""
    return ResultColumn(name, "", title=variable, thing=thing, is_count=name == "count")


def _having(answer: Answer, rows: Sequence[Row], fits: Callable[[Value], bool]) -> list[str]:
    """Return the columns that have values, and none that does not fit."""
    values = {name: [row[name] for row in rows if name in row] for name in answer.columns}
    return [name for name, found in values.items() if found and all(map(fits, found))]


def _period(days: Sequence[str]) -> dict[str, str]:
    if not days:
        return {}
    first, last = next((pair for pair in _PERIODS if {*pair} <= {*days}), (days[0], days[0]))
    return {"first": first, "last": last}


def _is_whole(rows: Sequence[Row], name: str) -> bool:
    return all(row[name].value.isdecimal() and row[name].datatype for row in rows if name in row)
