"""The selection of a list: what an address chooses, and the addresses of neighbouring selections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

VIEWS = ("table", "map", "timeline", "chart", "network", "values")
"""What `view` can be, the default first. `values` has all values of one facet."""
ROWS = 50
_OF_VALUES = ("chart", "values")


@dataclass(frozen=True, slots=True)
class Selection:
    """The parsed address of a list.

    chosen  the chosen values of each facet that has any.
    words   what is searched for; empty for nothing.
    sort    the name of a column; empty for that of the list.
    view    one of `VIEWS`.
    by      the facet whose values are counted by a chart, or shown as `values`; empty for the list's first one.
    named   words that shown values of `by` have in their names; empty for all values.
    """

    chosen: Mapping[str, Sequence[str]]
    words: str = ""
    sort: str = ""
    descending: bool = False
    view: str = VIEWS[0]
    by: str = ""
    named: str = ""
    page: int = 1
    limit: int = ROWS
    excel: bool = False

    @property
    def order(self) -> str:
        """The parameter `sort`: the name of a column, with `-` for the last first."""
        return f"{'-' if self.descending else ''}{self.sort}"

    def address(
        self,
        *,
        without: tuple[str, str] | None = None,
        adding: Mapping[str, str] | None = None,
        sort: str | None = None,
        view: str | None = None,
        by: str | None = None,
        page: int = 1,
    ) -> str:
        """Return the query string of the selection, without its default values.

        without  a facet and the value that is left out.
        adding   values by facet that are chosen instead of those there.
        sort     another order, with `-` for the last first; '' for that of the list.
        """
        view = self.view if view is None else view
        own = {
            "q": self.words,
            "sort": self.order if sort is None else sort,
            "view": "" if view == VIEWS[0] else view,
            "by": "" if view not in _OF_VALUES else self.by if by is None else by,
            "page": str(page) if page > 1 else "",
            "limit": str(self.limit) if self.limit != ROWS else "",
        }
        pairs = [pair for pair in self._choices() if pair[0] not in (adding or {})]
        pairs += sorted((adding or {}).items())
        return urlencode([pair for pair in (*pairs, *own.items()) if pair[1] and pair != without])

    def address_of_data(self) -> str:
        """Return the query string of the selection for its data, which comes whole and in the order of the list."""
        return urlencode([*self._choices(), *([("q", self.words)] if self.words else [])])

    def _choices(self) -> list[tuple[str, str]]:
        return [(name, value) for name, values in sorted(self.chosen.items()) for value in values]
