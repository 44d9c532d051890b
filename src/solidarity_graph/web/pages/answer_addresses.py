"""How an address shows an answer, of a saved question or a query at /sparql: view, order, columns, page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from solidarity_graph.errors import ParameterError
from solidarity_graph.saved_queries import ResultColumn
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.result_views import TABLE
from solidarity_graph.web.pages.results import Answer, QueryResult, choose_columns
from solidarity_graph.web.protocol import Fields
from solidarity_graph.web.site import Site

FOR_PAGES = ("page", "limit", "sort", "view", "columns", "embed")
"""The parameters that only pages have: data comes whole."""
_ROWS = 100
_MOST_ROWS = 1000
LONGEST_TEXT = 200  # characters: nobody asks for more words, and a page repeats them in each of its links
_ALL = "all"  # in place of the names of all columns

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAddress:
    """The parsed address of an answer: what is asked, and how to show the answer.

    own      the fields that say what is asked.
    page     the number of the page, from 1; `limit` is the number of rows on a page.
    columns  the names of those to show; empty for those that are shown by default.
    sort     the name of a column; empty for the order of the query.
    view     how to show the answer: one of `result_views.VIEWS`.
    embed    True for a page without header and footer, for frames.
    """

    own: tuple[tuple[str, str], ...]
    page: int = 1
    limit: int = _ROWS
    columns: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False
    view: str = TABLE
    embed: bool = False

    def address(self, **changes: object) -> str:
        """Return the query string of the page with these changes, without default values, on its first page."""
        return urlencode(replace(self, **{"page": 1, **changes}).fields())  # type: ignore[arg-type]

    def fields(self, *without: str) -> Pairs:
        """Return the fields of the address but for those of these names, without default values."""
        return [pair for pair in (*self.own, *self.display()) if pair[0] not in without]

    def display(self) -> Pairs:
        """Return the fields of the address that say how to show the answer, without default values."""
        pairs = [("columns", name) for name in self.columns]
        pairs += [
            ("sort", f"{'-' if self.descending else ''}{self.sort}" if self.sort else ""),
            ("view", self.view if self.view != TABLE else ""),
            ("limit", str(self.limit) if self.limit != _ROWS else ""),
            ("page", str(self.page) if self.page > 1 else ""),
            ("embed", "1" if self.embed else ""),
        ]
        return [pair for pair in pairs if pair[1]]

    def shown_as(self, given: Fields, known: Collection[str], views: Sequence[str]) -> Self:
        """Return the address with the fields that say how to show an answer with these columns and views.

        Raises ParameterError for a value that the answer does not allow.
        """
        single = {name: values[0] for name, values in given.items() if values}
        sort = single.get("sort", "")
        columns = dict.fromkeys(name for value in given.get("columns", ()) for name in value.split(",") if name)
        if _ALL in columns:
            columns = dict.fromkeys(known)
        for name, column in [("sort", sort.removeprefix("-")), *(("columns", column) for column in columns)]:
            if column and column not in known:
                raise ParameterError(
                    name,
                    "the answer has no column “%(column)s”. Available: %(known)s.",
                    column=column,
                    known=", ".join(known),
                )
        if (view := single.get("view") or TABLE) not in views:
            raise ParameterError(
                "view",
                "the answer cannot be shown as “%(view)s”. Available: %(views)s.",
                view=view,
                views=", ".join(views),
            )
        if (embed := single.get("embed", "")) not in ("", "0", "1"):
            raise ParameterError("embed", "write 1 for a page without header and footer, or leave it out.")
        return replace(
            self,
            page=whole_number(single, "page", 1, 1_000_000),
            limit=whole_number(single, "limit", _ROWS, _MOST_ROWS),
            columns=tuple(columns),
            sort=sort.removeprefix("-"),
            descending=sort.startswith("-"),
            view=view,
            embed=embed == "1",
        )


def show_answer(
    answer: Answer, columns: Sequence[ResultColumn], asked: AnswerAddress, site: Site, usual: Sequence[str] = ()
) -> tuple[Answer, QueryResult, set[str]]:
    """Return the answer in the order of an address, the page of it, and the names of columns with a value in some row.

    usual  names of the columns that the page shows unless the address names others; empty for all but the folded.

    Raises ParameterError for a page that the answer does not have.
    """
    if asked.sort:
        column = next(column for column in columns if column.name == asked.sort)
        answer = answer.sort(column, find_names(site, answer.iris_in(asked.sort)), descending=asked.descending)
    filled = answer.filled()
    shown = choose_columns(columns, asked.columns, filled, usual)
    result = answer.page((asked.page - 1) * asked.limit, asked.limit, shown)
    if result.table and asked.page > 1 and not result.table.rows:
        raise ParameterError("page", "the answer has fewer pages.")
    return answer, result, filled


def short_text(given: Mapping[str, str], name: str) -> str:
    """Return a parameter without the space around it; '' if it is not given. Raises ParameterError for a long text."""
    text = given.get(name, "").strip()
    if len(text) > LONGEST_TEXT:
        raise ParameterError(
            name, "give at most %(most)s characters; these are %(length)s.", most=LONGEST_TEXT, length=len(text)
        )
    return text


def whole_number(given: Mapping[str, str], name: str, default: int, most: int) -> int:
    """Return a parameter as a number from 1 to `most`, or its default. Raises ParameterError for another value."""
    value = given.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or len(value) > 9 or not 1 <= int(value) <= most:
        raise ParameterError(name, "give a whole number from 1 to %(most)s.", most=most)
    return int(value)
