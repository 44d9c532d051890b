"""What is counted once for a release: triples, things, graphs. What is not counted within the limits stays unsaid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from solidarity_graph.descriptions import Statistics
from solidarity_graph.errors import LimitError
from solidarity_graph.web.pages import texts
from solidarity_graph.web.pages.rows import ask_rows
from solidarity_graph.web.request_context import never_tag
from solidarity_graph.web.site import Site

T = TypeVar("T")


def count_graphs(site: Site) -> Mapping[str, int | None]:
    """The named graphs, each with its number of triples."""

    def count() -> Mapping[str, int | None]:
        return dict(_counts(site, texts.GRAPH_SIZES))

    def name() -> Mapping[str, int | None]:
        return {row["graph"].value: None for row in ask_rows(site, texts.write(texts.GRAPH_NAMES))}

    return _or_else(lambda: site.remember("graphs", count), name)


def count_all(site: Site) -> int | None:
    """The triples of the default graph."""
    return _or_else(lambda: site.remember("triples", lambda: _count(site, texts.TRIPLES)), lambda: None)


def count_dataset(site: Site) -> Statistics:
    """The figures of VoID, for the default graph."""
    nothing: Mapping[str, int] = {}
    return Statistics(
        triples=count_all(site),
        subjects=_or_else(lambda: site.remember("subjects", lambda: _count(site, texts.SUBJECTS)), lambda: None),
        objects=_or_else(lambda: site.remember("objects", lambda: _count(site, texts.OBJECTS)), lambda: None),
        classes=_or_else(lambda: site.remember("classes", lambda: _counts(site, texts.CLASSES)), lambda: nothing),
        properties=_or_else(
            lambda: site.remember("properties", lambda: _counts(site, texts.PROPERTIES)), lambda: nothing
        ),
    )


def _or_else(count: Callable[[], T], without: Callable[[], T]) -> T:
    try:
        return count()
    except LimitError:
        never_tag()
        return without()


def _count(site: Site, text: str) -> int | None:
    (row,) = ask_rows(site, texts.write(text))
    return int(row["count"].value)


def _counts(site: Site, text: str) -> dict[str, int]:
    rows = ask_rows(site, texts.write(text))
    return {row["counted"].value: int(row["count"].value) for row in rows if "counted" in row}
