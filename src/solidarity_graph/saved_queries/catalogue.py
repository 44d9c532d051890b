"""The saved queries of a folder, by name and by tag."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from solidarity_graph.errors import DataError, DataErrors, UnknownNameError
from solidarity_graph.saved_queries.presentation import Audience, Presentation
from solidarity_graph.saved_queries.query_file import parse_saved_query
from solidarity_graph.saved_queries.saved_query import SavedQuery


class Catalogue:
    """A collection of saved queries, sorted by name, and what is declared of how pages show them."""

    def __init__(self, queries: Iterable[SavedQuery], presentation: Presentation | None = None) -> None:
        self._presentation = presentation or Presentation.read({})
        shown = (self._presentation.apply(query) for query in sorted(queries, key=lambda query: query.name))
        self._queries = {query.name: query for query in shown}

    def get(self, name: str) -> SavedQuery:
        """Return the saved query with a name. Raises UnknownNameError, which suggests the most similar name."""
        if name in self._queries:
            return self._queries[name]
        near = get_close_matches(name, self._queries, n=1)
        if near:
            raise UnknownNameError("There is no saved query %(name)r. Did you mean %(near)s?", name=name, near=near[0])
        raise UnknownNameError("There is no saved query %(name)r.", name=name)

    def groups(self) -> dict[str, tuple[SavedQuery, ...]]:
        """Return the saved queries by tag, sorted by name; a query with two tags is in both groups.

        The tags are in the order of the declared subjects, those that are none after them.
        """
        found = {tag for query in self for tag in query.tags}
        tags = [tag for tag in self.subjects if tag in found] + sorted(found - self.subjects.keys())
        return {tag: tuple(query for query in self if tag in query.tags) for tag in tags}

    @property
    def subjects(self) -> Mapping[str, str]:
        """The titles under which pages list questions, by tag, in the order of the page."""
        return self._presentation.subjects

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """For whom there are questions."""
        return self._presentation.audiences

    def texts(self) -> Iterator[str]:
        """Yield, also repeatedly, the English texts that pages translate: questions, titles, descriptions, choices."""
        yield from self.subjects.values()
        for audience in self.audiences:
            yield from (audience.title, audience.description)
        for query in self:
            yield from (query.question, query.description)
            for column in query.columns:
                yield from (column.heading, *filter(None, (column.joint_title,)), column.description)
            for parameter in query.parameters:
                yield from (parameter.title or parameter.label, *parameter.choices)

    def __iter__(self) -> Iterator[SavedQuery]:
        return iter(self._queries.values())


def load_catalogue(folder: Path) -> Catalogue:
    """Return the saved queries of all `.rq` files of a folder. Raises DataErrors with every fault found.

    The file `columns.toml`, if there is one, describes columns that several queries have; `pages.toml` says how pages
    show columns, parameters and subjects.
    """
    columns, pages = (_read(folder / name) for name in ("columns.toml", "pages.toml"))
    queries: list[SavedQuery] = []
    faults: list[DataError] = []
    for path in sorted(folder.glob("*.rq")):
        try:
            queries.append(parse_saved_query(path.stem, path.read_text(encoding="utf-8"), columns))
        except UnicodeDecodeError as error:
            faults.append(DataError(f"not UTF-8 at byte {error.start}.", file=path.name, remedy="Save it as UTF-8."))
        except DataError as error:
            faults.append(error)
    if faults:
        raise DataErrors(faults)
    return Catalogue(queries, Presentation.read(pages))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
