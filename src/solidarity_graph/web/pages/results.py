"""The answer to a query in the form that a page shows: a table, a boolean, or a graph as text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from flask_babel import lazy_gettext

from solidarity_graph.documents import Value
from solidarity_graph.saved_queries import ResultColumn
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import DCTERMS, RDF, SCHEMA, SG, SGC, SKOS, shorten
from solidarity_graph.web.date_texts import certainty_in_words, day_in_words, duration_in_words, period_in_words
from solidarity_graph.web.languages import gettext
from solidarity_graph.web.pages.names import TERMS, PageNames

JSON = "application/sparql-results+json"
MEDIA_TYPES = f"{JSON}, text/turtle"
"""The media types that a page requests from the store: JSON results for SELECT and ASK, Turtle for a graph."""

_NUMBERS = ("#integer", "#decimal", "#double", "#float")
_DATES = ("#date", "#gYear", "#gYearMonth", "/EDTF")
_LONG = 60  # characters of a text that needs a wide column
_PERIOD = ("notBefore", "notAfter", "certainty")
_EVIDENCE = ("grade", "grades")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d[?~%]?")
_DIGITS = re.compile(r"(\d{1,18})")
# What saved queries say where no concept fits.
_PHRASES = {
    "not reported": lazy_gettext("not reported"),
    "phrase": lazy_gettext("phrase"),
    "value": lazy_gettext("value"),
}
_VOCABULARIES = (SKOS, DCTERMS, SCHEMA, RDF)

Row = Mapping[str, Value]
Binding = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The rows of an answer that one page shows: those after the first `skipped`. `total` counts all its rows.

    heads  how the page shows columns; empty if as they are.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    skipped: int = 0
    heads: tuple[ResultColumn, ...] = ()

    @property
    def shown(self) -> tuple[ResultColumn, ...]:
        """The columns of the page, in order."""
        return self.heads or tuple(ResultColumn(name, "", title=name) for name in self.columns)

    @property
    def shown_names(self) -> set[str]:
        """The names of the columns of the page, and of those that stand beside them."""
        return {name for column in self.shown for name in (column.name, *(other.name for other in column.beside))}

    @property
    def first(self) -> int:
        """The number of the first row shown, from 1."""
        return self.skipped + 1

    @property
    def last(self) -> int:
        """The number of the last row shown; equal to `skipped` if no row is."""
        return self.skipped + len(self.rows)


@dataclass(frozen=True, slots=True)
class QueryResult:
    """An answer: exactly one of a table, a boolean and a graph in Turtle."""

    table: ResultTable | None = None
    truth: bool | None = None
    graph: str = ""

    def iris(self, base: str = "") -> Iterator[str]:
        """Yield every IRI in the rows shown, also repeatedly, for which the page needs a name.

        base  the prefix of the dataset's IRIs, for columns with keys of articles.
        """
        for row in self.table.rows if self.table else ():
            yield from (term.value for term in row.values() if term.is_iri)
            for column in self.table.heads if self.table else ():
                if column.is_articles and column.name in row:
                    yield from article_iris(row[column.name], base)


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: a QueryResult whose rows are kept as the JSON has them until they are shown."""

    columns: tuple[str, ...] = ()
    bindings: Sequence[Binding] = field(default=())
    result: QueryResult | None = None

    def page(self, skip: int, limit: int, heads: tuple[ResultColumn, ...] = ()) -> QueryResult:
        """Return the answer; a table keeps `limit` rows after the first `skip`, and is shown in the columns `heads`."""
        if self.result is not None:
            return self.result
        rows = tuple(map(_read_row, self.bindings[skip : skip + limit]))
        return QueryResult(ResultTable(self.columns, rows, len(self.bindings), skip, heads))

    def rows(self) -> Iterator[Row]:
        """Yield all rows of a table."""
        return map(_read_row, self.bindings)

    def filled(self) -> set[str]:
        """Return the columns that have a value in some row."""
        found: set[str] = set()
        for binding in self.bindings:
            found.update(name for name, value in binding.items() if value["value"] != "")
            if len(found) == len(self.columns):
                break
        return found

    def iris_in(self, column: str) -> set[str]:
        """Return the IRIs in a column."""
        found = (binding.get(column) for binding in self.bindings)
        return {value["value"] for value in found if value and value["type"] == "uri"}

    def sort(self, column: ResultColumn, names: PageNames, *, descending: bool = False) -> Answer:
        """Return the answer with its rows sorted by what pages show in a column; rows without a value are the last.

        Numbers and dates are in their natural order, texts too: "2" before "10". Rows that are equal keep their order.
        """
        key = _order_by(column, names)
        there: list[Binding] = []
        absent: list[Binding] = []
        for binding in self.bindings:
            (there if binding.get(column.name, {}).get("value") else absent).append(binding)
        there.sort(key=lambda binding: key(binding[column.name]), reverse=descending)
        return replace(self, bindings=[*there, *absent])


def read_answer(media_type: str, body: bytes) -> Answer:
    """Return the answer in the body of a complete response. `media_type` is one of `MEDIA_TYPES`."""
    if media_type != JSON:
        return Answer(result=QueryResult(graph=body.decode()))
    document = json.loads(body)
    if "boolean" in document:
        return Answer(result=QueryResult(truth=document["boolean"]))
    return Answer(tuple(document["head"]["vars"]), document["results"]["bindings"])


def read_result(media_type: str, body: bytes, skip: int, limit: int) -> QueryResult:
    """Return the result in the body of a complete response. A table keeps `limit` rows after the first `skip`."""
    return read_answer(media_type, body).page(skip, limit)


def choose_columns(
    columns: Sequence[ResultColumn], chosen: Sequence[str], filled: set[str], usual: Sequence[str] = ()
) -> tuple[ResultColumn, ...]:
    """Return the columns that a page shows, those always kept among them.

    What stands beside another column is no column of its own: that one's `beside` has those shown, and its title.

    chosen  names of columns, shown in the order of the query; empty for the usual ones that have a value in some row.
    usual   their names, in their order; empty for those that are not folded.
    """
    if chosen:
        return _join([column for column in columns if column.name in chosen or column.is_kept])
    kept = [column.name for column in columns if (column.is_kept if usual else not column.is_folded)]
    by_name = {column.name: column for column in columns}
    first = dict.fromkeys((*usual, *kept))
    names = dict.fromkeys(name for each in first for name in (each, *by_name[each].joins) if name in by_name)
    # Both bounds of a period are one value, also where no row has the first one.
    return _join([by_name[name] for name in names if filled.intersection(_one_value(by_name[name]))]) or tuple(columns)


def _one_value(column: ResultColumn) -> tuple[str, ...]:
    """Return the names of the columns that together hold what the title of a column says."""
    return (column.name, *column.joins) if column.joint_title else (column.name,)


def _join(columns: Sequence[ResultColumn]) -> tuple[ResultColumn, ...]:
    """Return the columns without those that stand beside another one."""
    by_name = {column.name: column for column in columns}
    joined = {name for column in columns for name in column.joins}
    shown = []
    for column in columns:
        beside = tuple(by_name[name] for name in column.joins if name in by_name)
        if column.name in joined:
            continue
        shown.append(replace(column, beside=beside))
        if beside and column.joint_title:
            # The description is that of one column: under the title of both it would be wrong.
            shown[-1] = replace(shown[-1], title=column.joint_title, description="")
    return tuple(shown)


def cell_text(row: Row, column: ResultColumn) -> str:
    """Return the literal in a column of a row as a page shows it: dates, lengths, booleans and local names in words."""
    value = row[column.name]
    if value.datatype.endswith("#boolean"):
        return gettext("yes") if value.value in ("true", "1") else gettext("no")
    # What a statement says is of the type of its property.
    of = row["property"].value if column.name == "value" and "property" in row else ""
    if column.is_date or of == "date" or value.datatype.endswith(_DATES):
        return day_in_words(value.value)
    if column.name == "became":  # labels of events, each with its day
        return _DAY.sub(lambda day: day_in_words(day[0]), value.value)
    if of == "duration":
        return duration_in_words(value.value)
    if column.name == "certainty":
        return certainty_in_words(value.value) or gettext("certain")
    if column.name == "exactness":
        return _joined([gettext(word) for word in value.value.split(" and ")])
    return in_words(value.value) if column.is_coded or of in read_ontology().properties else value.value


def _joined(words: Sequence[str]) -> str:
    *others, last = words
    return gettext("%(dates)s and %(last)s", dates=", ".join(others), last=last) if others else last


def is_text(value: Value, column: ResultColumn) -> bool:
    """Return True for a cell without a link or a language: most are, and `cell_text` is all that they need."""
    return not (value.is_iri or value.language or column.thing or column.is_articles)


def is_joint(column: ResultColumn) -> bool:
    """Return True for a column whose cells show more than its value: those of others, or marks."""
    return bool(column.beside) or is_evidence(column)


def is_evidence(column: ResultColumn) -> bool:
    """Return True for a column of grades of evidence."""
    return column.name in _EVIDENCE


def repeats(row: Row, above: Row | None, column: ResultColumn) -> bool:
    """Return True if a cell has the same long text as that of the row above it."""
    names = (column.name, *(other.name for other in column.beside))
    texts = [row[name].value for name in names if name in row and not row[name].is_iri]
    is_long = not is_evidence(column) and len("".join(texts)) > _LONG
    return is_long and above is not None and all(row.get(name) == above.get(name) for name in names)


def period_text(row: Row) -> str:
    """Return the days from the first to the last possible one in words, and why they are not certain."""
    first, last, certainty = (row[name].value if name in row else "" for name in _PERIOD)
    words, doubt = period_in_words(first, last), certainty_in_words(certainty)
    return gettext("%(date)s (%(certainty)s)", date=words, certainty=doubt) if words and doubt else words


def article_iris(value: Value, base: str) -> list[str]:
    """Return the IRIs of articles from a text with their keys, `; ` between them; from a number of articles, none."""
    if value.datatype.endswith(_NUMBERS):
        return []
    return [f"{base}id/article/{key}" for key in value.value.split("; ") if key]


def cell_class(value: Value, column: ResultColumn) -> str:
    """Return the class of a cell for style sheets: number, short (not to be broken), long, or none."""
    if value.datatype.endswith(_NUMBERS):
        return "number"
    if column.is_date or value.datatype.endswith((*_DATES, "Duration")):
        return "short"
    return "long" if len(value.value) > _LONG and not value.is_iri else ""


def title_of(column: ResultColumn) -> str:
    """Return what a page calls a column. Where another column names its things, it is told apart as that of keys."""
    title = gettext(column.heading)
    return gettext("%(title)s (key)", title=title) if column.is_named else title


def in_words(text: str) -> str:
    """Return a text of local names with `; ` between them as labels; what is no local name is unchanged.

    An arrest that is "held", as the status is labelled, could be misread.

    >>> in_words("planned; one-person-picket"), in_words("SolidarityAction"), in_words("prefLabel"), in_words("held")
    ('planned; one-person picket', 'act of solidarity', 'name', 'took place')
    """
    return "; ".join(map(_label, text.split("; ")))


def _label(name: str) -> str:
    ontology = read_ontology()
    if name in _PHRASES:
        return str(_PHRASES[name])
    if name in ontology.concepts:
        return TERMS.of(SGC + name).value
    if name in ontology.classes or name in ontology.properties:
        return TERMS.of(SG + name).value
    for vocabulary in _VOCABULARIES:
        label = TERMS.of(vocabulary + name).value
        if label != shorten(vocabulary + name):
            return label
    return name


def _read_row(binding: Binding) -> Row:
    return {name: _read_term(value) for name, value in binding.items()}


def _read_term(value: Mapping[str, Any]) -> Value:
    # https://www.w3.org/TR/sparql11-results-json/#select-encode-terms
    if not isinstance(value["value"], str):  # a triple term of SPARQL 1.2: shown as JSON
        return Value(json.dumps(value["value"], ensure_ascii=False))
    return Value(value["value"], value["type"] == "uri", value.get("xml:lang", ""), value.get("datatype", ""))


def _order_by(column: ResultColumn, names: PageNames) -> Callable[[Mapping[str, Any]], tuple[int, float, list[Any]]]:
    def key(value: Mapping[str, Any]) -> tuple[int, float, list[Any]]:
        term = _read_term(value)
        if term.datatype.endswith(_NUMBERS) and (number := _number(term.value)) is not None:
            return 0, number, []
        text = names.of(term.value).value if term.is_iri else in_words(term.value) if column.is_coded else term.value
        parts = _DIGITS.split(text.casefold())
        # Texts and numbers alternate, a text first: parts at the same place are always of one type.
        return 1, 0.0, [int(part) if number % 2 else part for number, part in enumerate(parts)]

    return key


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return None if number != number else number  # NaN has no place in an order


TESTS: Final[Mapping[str, Callable[..., bool]]] = {
    "evidence": is_evidence,
    "joint": is_joint,
    "plain_cell": is_text,
}
FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    "article_iris": article_iris,
    "cell_class": cell_class,
    "cell_text": cell_text,
    "column_title": title_of,
    "period_text": period_text,
    "repeats": repeats,
}
"""What the templates of result tables use, by name: tests and filters."""
