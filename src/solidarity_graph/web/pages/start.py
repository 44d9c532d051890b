"""What the start page shows of a release: actions on a map and in time, first answers, two claims that differ."""

from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import combinations, islice

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from solidarity_graph.documents import Document, Value, key_of
from solidarity_graph.saved_queries import SavedQuery
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.search import PERSPECTIVES, Bitmap, Listing
from solidarity_graph.web.drawings import (
    Happening,
    MapPlace,
    Period,
    Size,
    count_by_period,
    draw_columns,
    draw_map,
)
from solidarity_graph.web.drawings.columns import ColumnsDrawing, Periods
from solidarity_graph.web.drawings.map import MapDrawing
from solidarity_graph.web.pages.names import PageNames, find_names, names_in
from solidarity_graph.web.pages.results import Row, in_words
from solidarity_graph.web.pages.statuses import STATUSES, status_categories
from solidarity_graph.web.pages.things import is_asserted, one, spans
from solidarity_graph.web.site import Site

_SIZE = Size("small", 480, 13)
_MOST_PLACES = 16  # with more, their list would be longer than the rest of the page
_ROWS = 3
_MOST_COMPARED = 200  # disagreements, of which the first that fits is shown
_KINDS = ("conflict", "wording")  # those that a reader sees at a glance, the clearest first
_START_BYTES = 64 << 10  # of an answer
_MOST_KEPT = 8
_LONG = 60  # characters of a cell with several values
_WORD = re.compile(r"\w{3,}")

# The questions of the start page, with a title for each column shown; columns with names of people are left out.
QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "how-many-people": {"label": _l("Action"), "words": _l("In the words of the source"), "article": _l("Source")},
    "banned-actions": {"label": _l("Action"), "place": _l("Place"), "bannedBy": _l("Banned by")},
    "what-became-of-announced-actions": {"label": _l("Announced action"), "outcome": _l("What became of it")},
    "prison-regime-in-each-article": {
        "words": _l("In the words of the article"),
        "contestedBy": _l("Sentence contested by"),
        "disagreement": _l("Where they differ"),
    },
    "who-organised-what": {"name": _l("Organiser"), "label": _l("Action"), "country": _l("Country")},
    "forms-of-action-by-country": {
        "countryName": _l("Country"),
        "type": _l("Form of action"),
        "actions": _l("Actions"),
    },
}


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first rows of the answer to a saved query: its name and question, titles of columns, and rows of cells.

    A cell is a value and the number of further ones that are not shown.
    """

    name: str
    question: str
    titles: Sequence[str]
    rows: Sequence[Sequence[tuple[Value, int]]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A statement that two articles make in different words: the disagreement, and each claim with its article."""

    disagreement: Document
    sides: Sequence[tuple[Document, Document]]


@dataclass(frozen=True, slots=True)
class Overview:
    """Actions on a map, of which `more_places` places are left out, by month or year, and by status.

    chosen  what makes the list of actions count as this does: each action once.
    """

    places: MapDrawing
    more_places: int
    months: ColumnsDrawing
    counts: Mapping[str, int]
    chosen: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StartPage:
    """What the start page shows of a release, without the parts that depend on the request.

    numbers   how many things are on each list, by its name, each action once; and how many claims there are.
    chosen    what makes the list of actions have that number.
    specimen  a claim as an example, where there is no difference; None if the release has none that names nobody.
    overview  actions on a map, in time and by status, as HTML.
    """

    numbers: Mapping[str, int]
    chosen: Mapping[str, str]
    specimen: Document | None
    overview: Markup
    answers: Sequence[FirstRows]
    difference: Difference | None
    names: PageNames


_lock = threading.Lock()
_kept: dict[tuple[str, ...], StartPage] = {}


def start_page(
    site: Site,
    variant: tuple[str, ...],
    actions_href: Callable[..., str],
    render: Callable[[Overview], Markup],
) -> StartPage:
    """Return what the start page of a release shows. It is made once for each release and `variant`, and kept.

    variant       what the functions depend on: mount path and language.
    actions_href  the address of the list of actions under a selection: a value for each facet by its name.
    render        the overview as HTML.
    """
    edition = site.edition, *variant
    if not (made := _kept.get(edition)):
        made = _make(site, actions_href, render)
        with _lock:
            while len(_kept) >= _MOST_KEPT:
                del _kept[next(iter(_kept))]
            _kept[edition] = made
    return made


def _make(site: Site, actions_href: Callable[..., str], render: Callable[[Overview], Markup]) -> StartPage:
    document = site.about
    numbers = {name: len(site.documents.listing(name).keys) for name in PERSPECTIVES}
    numbers["claims"] = document.get("counts", {}).get("classes", {}).get(f"{SG}Claim", 0)
    actions = site.documents.listing("actions")
    # A graph without a summary does not say what is a part of what.
    chosen = {"extent": "whole"} if "whole" in actions.facets["extent"] else {}
    counted = actions.select({name: [value] for name, value in chosen.items()}, actions.everything())
    numbers["actions"] = counted.bit_count()
    places = _places(site, counted, partial(actions_href, **chosen))
    overview = Overview(
        draw_map(places[:_MOST_PLACES], status_categories(), _SIZE),
        max(len(places) - _MOST_PLACES, 0),
        draw_columns(_months(site, counted), _SIZE, partial(_period_href, partial(actions_href, **chosen))),
        {key: count for key, count in _by_status(actions, counted).items() if count >= site.fewest},
        chosen,
    )
    people = _names_of_people(site)
    answers = [*_answers(site, people)]
    difference = _difference(site, people)
    told = [difference.disagreement, *(article for _, article in difference.sides)] if difference else []
    names = names_in(site, document, *told)
    iris = {value.value for answer in answers for row in answer.rows for value, _ in row if value.is_iri}
    names = PageNames(names.base, {**find_names(site, iris).things, **names.things})
    return StartPage(
        numbers,
        chosen,
        None if difference else document.get("specimen"),
        render(overview),
        answers,
        difference,
        names,
    )


def _period_href(href: Callable[..., str], period: Period) -> str:
    """Return the address of the actions of a month or year."""
    return href(month=f"{period.first:%Y-%m}") if period.unit == "month" else href(year=f"{period.first:%Y}")


def _places(site: Site, counted: Bitmap, href: Callable[..., str]) -> list[MapPlace]:
    """Return the places where the lists' map has those of the actions that are `counted`, most actions first.

    Places with fewer actions than counts may tell of are left out.
    """
    actions = site.documents.listing("actions")
    placed = [(each, each.bits & counted) for each in site.documents.placed("actions")]
    placed = [(each, there) for each, there in placed if there.bit_count() >= max(site.fewest, 1)]
    names = find_names(site, (f"{site.release.base}id/{each.place}" for each, _ in placed))
    found = [
        MapPlace(
            names.of(f"{site.release.base}id/{each.place}").value,
            href(place=each.place),
            each.latitude,
            each.longitude,
            _by_status(actions, there),
        )
        for each, there in placed
    ]
    return sorted(found, key=lambda place: (-place.count, place.name))


def _by_status(actions: Listing, bits: Bitmap) -> Mapping[str, int]:
    counts = {status: (actions.facets["status"].get(status, 0) & bits).bit_count() for status in STATUSES}
    return {key: count for key, count in counts.items() if count}


def _months(site: Site, counted: Bitmap) -> Periods:
    """Return the number of these actions in each month or year; none at all if one of them may not be told."""
    actions = site.documents.listing("actions")
    cells = site.documents.cells("actions", actions.in_order(counted, range(len(actions.keys))))
    periods = count_by_period(
        [Happening("", "", "", _day(row["notBefore"]), _day(row["notAfter"])) for row in cells.values()]
    )
    is_told = all(period.count >= site.fewest for period in periods.periods if period.count)
    return periods if is_told and periods.elsewhere not in range(1, site.fewest) else Periods((), 0)


def _day(found: Sequence[str]) -> date | None:
    return date.fromisoformat(found[0]) if found else None


def _names_of_people(site: Site) -> set[str]:
    """Return the words in names of people, in every spelling, who are not named in the title of the dataset.

    Search engines may list the start page, so it names only whom every page names.
    """
    return _words(site.documents.spellings("person")) - _words([site.release.title])


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.casefold())}


def _answers(site: Site, people: set[str]) -> Iterator[FirstRows]:
    known = {query.name: query for query in site.catalogue}
    for saved in (known[name] for name in QUESTIONS if name in known):
        titles = QUESTIONS[saved.name]
        cells = [[row.get(name, Value("")) for name in titles] for row in _prepared_rows(site, saved)]
        whole = [row for row in cells if all(value.value for value in row)]
        names = find_names(site, {value.value for row in whole for value in row if value.is_iri})
        fitting = (row for row in whole if people.isdisjoint(_words(_text(value, names) for value in row)))
        unlike = {(row[0], row[1]): row for row in reversed([*fitting])}  # several articles may say the same
        codes = {column.name for column in saved.columns if column.is_coded}
        first = islice(reversed(unlike.values()), _ROWS)
        rows = [[_cell(value, name in codes) for name, value in zip(titles, row, strict=True)] for row in first]
        yield FirstRows(saved.name, saved.question, [*titles.values()], rows)


def _prepared_rows(site: Site, saved: SavedQuery) -> Sequence[Row]:
    """Return the first rows of an answer that the release holds; none if this site leaves small counts out of it.

    Of a large answer only the beginning is read.
    """
    file = site.prepared(saved, site.bind(saved, {}), "csv")
    if file is None:
        return ()
    start = site.files.open(file.name).read(_START_BYTES)
    rows = [*csv.DictReader(io.StringIO(start.decode(errors="ignore"), newline=""))]
    whole = rows[:-1] if len(start) < file.size else rows  # the last one may be cut off
    base = site.release.base
    return [{name: Value(text, text.startswith(base)) for name, text in row.items() if text} for row in whole]


def _text(value: Value, names: PageNames) -> str:
    return names.of(value.value).value if value.is_iri else value.value


def _cell(value: Value, is_coded: bool) -> tuple[Value, int]:
    """Return a value and how many follow it; with labels in place of local names where the column `is_coded`."""
    if value.is_iri or len(value.value) < _LONG:
        return (Value(in_words(value.value)) if is_coded else value), 0
    first, *others = value.value.split("; ")
    return Value(first, language=value.language), len(others)


def _difference(site: Site, people: set[str]) -> Difference | None:
    """Return the first contradiction, else the first difference in wording, that two articles can be quoted for.

    Convictions are left out: what contests them would have to stand beside them.
    """
    keys = [key for key, _ in site.documents.of_kind("disagreement")][:_MOST_COMPARED]
    fit = [each for each in site.documents.get_many(keys) if not each.get("convictions") and _kind(each) in _KINDS]
    for document in sorted(fit, key=lambda each: _KINDS.index(_kind(each))):
        about = names_in(site, document).of(document["about"]).value
        quoted = [claim for claim in document["claims"] if _can_be_quoted(claim, people)]
        pair = next((pair for pair in combinations(quoted, 2) if _differ(*pair)), ())
        if pair and people.isdisjoint(_words([about])):
            base = site.release.base
            articles = {a["id"]: a for a in site.documents.get_many(key_of(claim["statedIn"], base) for claim in pair)}
            return Difference(document, [(claim, articles[claim["statedIn"]]) for claim in pair])
    return None


def _kind(disagreement: Document) -> str:
    return str(disagreement["disagreementKind"]).removeprefix(SGC)


def _can_be_quoted(claim: Document, people: set[str]) -> bool:
    """Return True if a claim has one phrase, which names nobody, and is its article's own."""
    words = [span["exact"] for span in spans(claim) if span.get("exact")]
    return len(words) == 1 and is_asserted(claim) and people.isdisjoint(_words((*words, claim.get("valueText", ""))))


def _differ(claim: Document, other: Document) -> bool:
    return claim["statedIn"] != other["statedIn"] and one(claim, "object") != one(other, "object")
