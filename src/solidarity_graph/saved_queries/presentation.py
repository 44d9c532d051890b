"""How pages show saved queries: titles of columns and fields, which columns are folded, subjects and audiences.

It is declared in `pages.toml`, apart from the query files: their headers are part of the text whose hash identifies an
answer, and another title is no other answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from solidarity_graph.errors import DataError
from solidarity_graph.saved_queries.saved_query import Parameter, ResultColumn, SavedQuery


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom some questions are: a name for addresses, a title and a sentence for pages, and names of queries."""

    name: str
    title: str
    description: str
    queries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Presentation:
    """What `pages.toml` declares.

    labels   for the column of a thing, the columns that may name it.
    joint    for a column, `beside`: the columns that pages show in its cells; and `title`, if it then has another one.
    schemes  for a parameter, the scheme whose concepts it takes.
    kinds    for a parameter, the kinds of things that it takes.
    choices  for a parameter, the words that it takes.
    own      for a query: `titles` that columns have in it alone, `shown` for those of its page, in order, `counts`.
    """

    folded: Sequence[str]
    kept: Sequence[str]
    coded: Sequence[str]
    dates: Sequence[str]
    articles: Sequence[str]
    counts: Sequence[str]
    labels: Mapping[str, Sequence[str]]
    joint: Mapping[str, Mapping[str, Any]]
    titles: Mapping[str, str]
    parameters: Mapping[str, str]
    kinds: Mapping[str, Sequence[str]]
    schemes: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]
    subjects: Mapping[str, str]
    own: Mapping[str, Mapping[str, Any]]
    audiences: tuple[Audience, ...]

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """Return what the tables of `pages.toml` declare; what is not there is empty."""
        audiences = (
            Audience(name, one["title"], one["description"], tuple(one["queries"]))
            for name, one in table.get("audiences", {}).items()
        )
        lists: dict[str, Any] = {
            name: table.get(name, ()) for name in ("folded", "kept", "coded", "dates", "articles", "counts")
        }
        names = ("labels", "joint", "titles", "parameters", "kinds", "schemes", "choices", "subjects")
        tables: dict[str, Any] = {name: table.get(name, {}) for name in names}
        return cls(**lists, **tables, own=table.get("queries", {}), audiences=tuple(audiences))

    def apply(self, query: SavedQuery) -> SavedQuery:
        """Return a query with what is declared for its columns and parameters.

        Raises DataError if a column that its page is to show is none of its columns.
        """
        names = [column.name for column in query.columns]
        things = self._things(names)
        own = self.own.get(query.name, {})
        usual = tuple(own.get("shown", ()))
        if unknown := [name for name in usual if name not in names]:
            remedy = f"Name some of {', '.join(names)}."
            message = f"`shown` names {', '.join(unknown)}, which the query does not have."
            raise DataError(message, file="pages.toml", entry=f"queries.{query.name}", remedy=remedy)
        return replace(
            query,
            columns=tuple(self._column(column, own, things) for column in query.columns),
            parameters=tuple(self._parameter(parameter) for parameter in query.parameters),
            usual=usual,
        )

    def _things(self, names: Sequence[str]) -> dict[str, str]:
        """Return for each column that names a thing the column of that thing."""
        things: dict[str, str] = {}
        for thing in names:
            label = next((label for label in self.labels.get(thing, ()) if label in names and label not in things), "")
            if label:
                things[label] = thing
        return things

    def _column(self, column: ResultColumn, own: Mapping[str, Any], things: Mapping[str, str]) -> ResultColumn:
        name, titles = column.name, own.get("titles", {})
        thing = things.get(name, "")
        # A statement is linked from what it says, which has a title of its own.
        titled = name if name in titles or thing in ("", "claim") else thing
        joint = self.joint.get(name, {})
        return replace(
            column,
            title=column.title or titles.get(titled, self.titles.get(titled, "")),
            thing=thing,
            is_folded=name in self.folded or name in things.values(),
            is_kept=name in self.kept,
            is_coded=name in self.coded,
            is_date=name in self.dates,
            is_articles=name in self.articles,
            is_named=name in things.values(),
            is_count=name in self.counts or name in own.get("counts", ()),
            joins=tuple(joint.get("beside", ())),
            joint_title=joint.get("title", ""),
        )

    def _parameter(self, parameter: Parameter) -> Parameter:
        return replace(
            parameter,
            title=self.parameters.get(parameter.name, ""),
            kinds=tuple(self.kinds.get(parameter.name, ())),
            scheme=self.schemes.get(parameter.name, ""),
            choices=tuple(self.choices.get(parameter.name, ())),
        )
