"""The last check of the published dataset: no text or key in it may contain a name that is not public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from solidarity_graph.errors import DataError
from solidarity_graph.model import Dataset, Node, Record, Span, Text, Thing, WebAddress
from solidarity_graph.model.levels import PUBLIC
from solidarity_graph.names import NameSearch
from solidarity_graph.policy.disclosure_levels import DisclosureLevels
from solidarity_graph.records.fields import fault_in
from solidarity_graph.schema.field_types import SORTS_WITHOUT_NAMES, Sort

SORTS_OF_TITLES = (Sort.QUOTE, Sort.ADDRESS, Sort.KEY)
"""Sorts of an article's title, address and key: an article named after somebody is published without them."""
REMEDY_FOR_SHARED = 'If it is a common word or the name of others, write shared = ["..."] in private/overlay.toml.'
"""What to do where a word that others share, too, was taken for a name that is not public."""


def secret_names(dataset: Dataset, levels: DisclosureLevels, shared: Iterable[str]) -> NameSearch:
    """Return a search for the labels, name claims and keys of all things that are not public.

    shared  words and names that do not count, since others have them.
    """
    names = [(thing.ref, name) for thing in dataset.things for name in texts_of(thing, Sort.NAMES)]
    names += [
        (claim.subject, claim.object.value)
        for claim in dataset.claims
        if claim.predicate in ("prefLabel", "altLabel") and isinstance(claim.object, Text)
    ]
    hidden = [(ref, name) for ref, name in names if levels.of(ref) != PUBLIC]
    return NameSearch(
        people=(name for ref, name in hidden if ref.kind == "person"),
        others=(name for ref, name in hidden if ref.kind != "person"),
        keys=(thing.ref.key for thing in dataset.things if thing.level != PUBLIC),
        shared=shared,
        public=(name for ref, name in names if ref.kind == "person" and levels.of(ref) == PUBLIC),
    )


def find_leaks(published: Iterable[Record], names: NameSearch) -> Iterator[DataError]:
    """Yield an error for each published record that contains one of the names in a text or in its key."""
    for record in published:
        keys = (record.ref.key,) if isinstance(record, Thing) else ()
        if any(map(names.occur_in, (*keys, *texts_of(record, *(set(Sort) - SORTS_WITHOUT_NAMES))))):
            yield fault_in(
                record,
                "a name that is not public stands in what would be published.",
                f"Say it in other words, or give the entry a level in the private overlay. {REMEDY_FOR_SHARED}",
            )


def texts_of(record: Record, *sorts: Sort) -> Iterator[str]:
    """Yield the texts in a record's fields of these sorts, including those of nested records."""
    for field, value in record.values():
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Record):
                yield from texts_of(item, *sorts)
            elif field.sort in sorts:
                yield from _texts_in(item)


def _texts_in(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Text() | WebAddress():
            yield value.value
        case Span():
            yield value.phrase
        case Node():
            for _, part in value.properties:
                yield from _texts_in(part)
