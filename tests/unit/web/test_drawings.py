"""Maps, timelines and charts: where things are drawn, and what the templates make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solidarity_graph.resources import program_dir
from solidarity_graph.web.drawings import (
    FORMATTER,
    SIZES,
    Category,
    ChartRow,
    Happening,
    MapPlace,
    NetworkNode,
    Size,
    Tie,
    Unit,
    count_by_period,
    count_periods,
    draw_chart,
    draw_columns,
    draw_map,
    draw_network,
    draw_timeline,
)
from solidarity_graph.web.drawings.land import LAND_FILE, land_rings
from solidarity_graph.web.drawings.layout import Box, text_width, wrap
from solidarity_graph.web.drawings.map import Marker
from solidarity_graph.web.drawings.time_axis import TimeAxis
from tests.browser.drawings_page import templates

NARROW, WIDE = SIZES
ACTIONS = Unit("%(count)s action", "%(count)s actions")
CATEGORIES = (Category("held", "took place"), Category("banned", "banned"), Category("planned", "planned"))
EUROPE = """Berlin 52.5 13.4|Bern 46.9 7.4|Brussels 50.8 4.4|Gdansk 54.4 18.6|Homel 52.4 31.0|Kyiv 50.5 30.5
London 51.5 -0.1|Minsk 53.9 27.6|Moscow 55.8 37.6|Oslo 59.9 10.8|Paris 48.9 2.4|Prague 50.1 14.4|Rome 41.9 12.5
Vilnius 54.7 25.3|Warsaw 52.2 21.0""".replace("\n", "|").split("|")

days = st.none() | st.dates()
keys = st.sampled_from([key for key, _ in CATEGORIES])
counts = st.dictionaries(keys, st.integers(0, 40))
map_places = st.lists(
    st.builds(MapPlace, st.text(max_size=30), st.just("/p"), st.floats(-90, 90), st.floats(-180, 180), counts),
    max_size=25,
)
sizes = st.sampled_from(SIZES)


def a_happening(first: date | None, last: date | None, label: str, category: str, certain: bool) -> Happening:
    if first and last and last < first:
        first, last = last, first
    return Happening(label, "/e", category, first, last, certain)


happenings = st.lists(
    st.builds(
        a_happening, days, days, st.text(max_size=90), st.sampled_from([key for key, _ in CATEGORIES]), st.booleans()
    ),
    max_size=20,
)
rows = st.lists(st.builds(ChartRow, st.text(max_size=90), st.just("/v"), counts), max_size=12)


def place(text: str, **found: int) -> MapPlace:
    name, latitude, longitude = text.rsplit(" ", 2)
    return MapPlace(name, f"/place/{name}", float(latitude), float(longitude), found or {"held": 1})


def shown(drawing_frames: object) -> Iterator[Marker]:
    """The markers of a map, without the one that stands for the region of the next map."""
    for frame in drawing_frames:  # type: ignore[attr-defined]
        yield from (marker for marker in frame.markers if marker is not frame.region)


def is_land(longitude: float, latitude: float) -> bool:
    """By the even-odd rule: how often a line to the east crosses outlines."""
    crossings = 0
    for ring, _ in land_rings():
        for (x, y), (next_x, next_y) in pairwise([*ring, ring[0]]):
            if (y > latitude) != (next_y > latitude):
                crossings += x + (latitude - y) / (next_y - y) * (next_x - x) > longitude
    return crossings % 2 == 1


class Elements(HTMLParser):
    """Elements and attributes of a page, and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def values(self, name: str) -> list[str]:
        return [value or "" for attribute, value in self.attributes if attribute == name]


PAGE = templates().from_string("""
{% from "drawings/map.html" import map %}{% from "drawings/timeline.html" import columns, timeline %}
{% from "drawings/chart.html" import chart %}
{{ map('m', title, maps, categories, unit, format) }}{{ timeline('t', title, times, categories, format) }}
{{ columns('n', title, numbers, unit, format) }}
{{ chart('c', title, charts, categories, title, unit, format) }}
""")


def render(
    places: list[MapPlace], dated: list[Happening], rows: list[ChartRow], title: str = "Title", label: str = ""
) -> Elements:
    counted = count_by_period(dated)
    categories = [Category(category.key, label or category.label) for category in CATEGORIES]
    return Elements(
        PAGE.render(
            title=title,
            categories=categories,
            format=FORMATTER,
            unit=ACTIONS,
            maps=[draw_map(places, categories, size) for size in SIZES],
            times=[draw_timeline(dated, categories, size) for size in SIZES],
            numbers=[draw_columns(counted, size, lambda period: f"/in/{period.first}") for size in SIZES],
            charts=[draw_chart(rows, categories, size) for size in SIZES],
        )
    )


# Maps


def test_the_outlines_are_the_file_of_world_atlas_2_0_2() -> None:
    content = (program_dir() / LAND_FILE).read_bytes()
    assert sha256(content).hexdigest() == "ead5f68119c49a9250902e7da303bcb209341bbb8fefe7369a439b48b704658a"


@pytest.mark.parametrize(
    ("longitude", "latitude", "expected"),
    [
        (27.6, 53.9, True),  # Minsk
        (34.1, 45.0, True),  # Simferopol
        (185.0, 66.5, True),  # Chukotka, east of 180 degrees: the land goes on
        (0.0, -85.0, True),  # Antarctica, up to the pole
        (-30.0, 40.0, False),  # the Atlantic
        (51.0, 41.5, False),  # the Caspian Sea
    ],
)
def test_land_is_where_it_is(longitude: float, latitude: float, expected: bool) -> None:
    assert is_land(longitude, latitude) is expected


@given(map_places, sizes)
def test_no_marks_or_labels_overlap_and_all_lie_within_the_frame(places: list[MapPlace], size: Size) -> None:
    for frame in draw_map(places, CATEGORIES, size).frames:
        whole = Box(0, 0, frame.width, frame.height)
        for one, other in combinations(frame.markers, 2):
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= (one.radius + other.radius) ** 2
        labels = [marker.label.box for marker in frame.markers if marker.label]
        assert all(whole.contains(box) for box in [*labels, *(marker.box for marker in frame.markers)])
        assert not any(one.overlaps(other) for one, other in combinations(labels, 2))
        assert not any(label.overlaps(marker.box) for label in labels for marker in frame.markers)


@given(map_places, sizes)
def test_each_place_with_something_is_on_the_map_once(places: list[MapPlace], size: Size) -> None:
    drawn = [place for marker in shown(draw_map(places, CATEGORIES, size).frames) for place in marker.places]
    key = repr
    assert sorted(drawn, key=key) == sorted((place for place in places if place.count), key=key)


@given(map_places, sizes, st.randoms())
def test_the_order_of_the_places_makes_no_difference(places: list[MapPlace], size: Size, random: Random) -> None:
    drawing = draw_map(places, CATEGORIES, size)
    random.shuffle(places)
    assert draw_map(places, CATEGORIES, size) == drawing


@pytest.mark.parametrize("size", SIZES)
def test_many_places_in_europe_are_told_apart_beside_two_far_away(size: Size) -> None:
    places = [place(text) for text in [*EUROPE, "Bishkek 42.9 74.6", "New York 40.7 -74.0"]]
    drawing = draw_map(places, CATEGORIES, size)
    overview, detail = drawing.frames
    assert overview.region
    assert {marker.places[0].name for marker in overview.markers if len(marker.places) == 1} == {"Bishkek", "New York"}
    assert overview.region.count == sum(marker.count for marker in detail.markers) == 15
    assert len(detail.markers) >= (14 if size is WIDE else 8)


def test_one_place_is_shown_with_the_land_around_it() -> None:
    (frame,) = draw_map([place("Bishkek 42.9 74.6")], CATEGORIES, WIDE).frames
    (marker,) = frame.markers
    assert (marker.x, marker.y) == (frame.width / 2, frame.height / 2)
    assert marker.label
    assert marker.label.text == "Bishkek"


def test_places_that_would_overlap_are_one_mark_with_their_number() -> None:
    drawing = draw_map([place("Homel 52.4 31.0", held=2), place("A square 52.41 31.0", banned=3)], CATEGORIES, WIDE)
    ((marker,),) = (frame.markers for frame in drawing.frames)
    assert (marker.count, marker.counts) == (5, {"banned": 3, "held": 2})
    assert marker.series == 0
    assert marker.label
    assert marker.label.text == "A square +1"
    assert [(entry.series, entry.label) for entry in drawing.legend] == [(1, "took place"), (2, "banned"), (0, "")]


def test_the_middle_of_a_map_has_true_proportions() -> None:
    """At 60 degrees north, one degree of longitude is half as long as one of latitude."""
    points = [place("North 61 0"), place("South 59 0"), place("East 60 8"), place("West 60 -8")]
    (frame,) = draw_map(points, CATEGORIES, WIDE).frames
    at = {marker.places[0].name: marker for marker in frame.markers}
    across, down = (at["East"].x - at["West"].x) / 16, (at["South"].y - at["North"].y) / 2
    assert across / down == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (MapPlace("Nowhere", "", 91, 0, {"held": 1}), "Nowhere: 91, 0 is no latitude"),
        (MapPlace("Here", "", float("nan"), 0, {"held": 1}), "Here: nan, 0 is no latitude"),
        (MapPlace("Here", "", 1, 0, {"lost": 1}), "Here: the category lost is not declared"),
    ],
)
def test_a_place_that_cannot_be_drawn_is_named(wrong: MapPlace, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw_map([wrong], CATEGORIES, WIDE)


# Timelines


@given(happenings, sizes)
def test_nothing_on_a_timeline_overlaps_and_all_lies_within_it(dated: list[Happening], size: Size) -> None:
    drawing = draw_timeline(dated, CATEGORIES, size)
    whole = Box(0, 0, size.width, drawing.height)
    assert all(whole.contains(mark.box) for mark in drawing.marks)
    assert not any(one.box.overlaps(other.box) for one, other in combinations(drawing.marks, 2))
    assert len(drawing.marks) + len(drawing.undated) == len(dated)


@given(happenings, sizes)
def test_what_is_known_to_be_earlier_is_further_to_the_left(dated: list[Happening], size: Size) -> None:
    marks = draw_timeline(dated, CATEGORIES, size).marks
    for one, other in combinations(marks, 2):
        if one.happening.last and other.happening.first and one.happening.last < other.happening.first:
            assert one.end <= other.start
            assert one.x <= other.x
    assert all(mark.start <= mark.x <= mark.end for mark in marks)


def test_a_bar_goes_from_the_first_possible_day_to_the_last() -> None:
    exact = Happening("Picket", "", "held", date(2013, 8, 4), date(2013, 8, 4))
    month = Happening("Letter", "", "held", date(2013, 8, 1), date(2013, 8, 31))
    letter, picket = draw_timeline([exact, month], CATEGORIES, WIDE).marks
    assert (letter.happening, picket.happening) == (month, exact)
    assert (picket.end - picket.start) * 31 == pytest.approx(letter.end - letter.start, rel=0.02)
    assert letter.start < picket.start < picket.x < picket.end < letter.end


def test_an_open_bar_goes_to_the_end_of_the_axis() -> None:
    arrest = Happening("Arrest", "", "held", date(2011, 8, 4), date(2011, 8, 4))
    until = Happening("Penalty", "", "held", None, date(2013, 8, 1))
    since = Happening("Campaign", "", "held", date(2011, 9, 1), None)
    known, after, before = draw_timeline([since, arrest, until], CATEGORIES, WIDE).marks
    assert (before.open_start, before.open_end) == (True, False)
    assert (after.open_start, after.open_end) == (False, True)
    assert before.start < known.start - 60
    assert after.end > before.end + 60


def test_what_has_no_date_is_listed_beside_the_timeline() -> None:
    undated = Happening("Denied parcel", "/e", "banned", None, None)
    drawing = draw_timeline([undated], CATEGORIES, WIDE)
    assert (drawing.marks, drawing.undated) == ((), (undated,))
    assert "Denied parcel" in render([], [undated], []).texts


def test_a_last_day_before_the_first_is_refused() -> None:
    with pytest.raises(ValueError, match="Trial: its last day, 2011-01-01, is before its first"):
        draw_timeline([Happening("Trial", "", "held", date(2012, 1, 1), date(2011, 1, 1))], CATEGORIES, WIDE)


@pytest.mark.parametrize(
    ("first", "last", "unit"),
    [
        (date(2013, 8, 1), date(2013, 8, 9), "day"),
        (date(2013, 1, 1), date(2013, 12, 31), "month"),
        (date(2009, 5, 5), date(2026, 1, 1), "year"),
        (date.min, date.max, "year"),
    ],
)
def test_ticks_are_days_months_or_years_as_fits(first: date, last: date, unit: str) -> None:
    ticks = TimeAxis(first, last, 0, 960).ticks(90)
    assert {tick.unit for tick in ticks} == {unit}
    assert 4 <= len(ticks) <= 11
    assert all(after.x - before.x > 80 for before, after in pairwise(ticks))


def test_a_label_that_does_not_fit_beside_its_bar_is_written_above_in_lines() -> None:
    label = "Presentation of the book about a case, announced in Moscow and long expected there"
    dated = [Happening(label, "/e", "held", date(2013, 8, 4), date(2013, 8, 4))]
    (mark,) = draw_timeline(dated, CATEGORIES, NARROW).marks
    assert len(mark.lines) == 2
    assert " ".join(mark.lines) == label
    assert mark.label_y + 18 < mark.y
    assert f"{label}, took place, 4 August 2013" in render([], dated, []).values("aria-label")


@given(st.text(max_size=60), st.floats(30, 300))
def test_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    lines = wrap(text, width, 13)
    assert all(text_width(line, 13) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


# Numbers by time, charts


def test_columns_count_what_is_known_to_the_month_and_say_what_is_not() -> None:
    august, july = (date(2013, 8, 1), date(2013, 8, 31)), (date(2013, 7, 1), date(2013, 7, 31))
    inexact = [(None, date(2013, 8, 1)), (july[0], august[1])]
    dated = [Happening("", "", "held", *span) for span in (august, august, july, *inexact)]
    counted = count_by_period(dated)
    assert [(period.first.month, period.unit, period.count) for period in counted.periods] == [
        (7, "month", 1),
        (8, "month", 2),
    ]
    assert counted.elsewhere == 2


@given(happenings, sizes)
def test_columns_add_up_and_are_as_high_as_their_counts(dated: list[Happening], size: Size) -> None:
    counted = count_by_period(dated)
    assert sum(period.count for period in counted.periods) + counted.elsewhere == len(dated)
    columns = draw_columns(counted, size).columns
    assert all(column.x >= 0 and column.x + column.width <= size.width + 0.1 for column in columns)
    for column in columns:
        highest = max(columns, key=lambda column: column.period.count)
        expected = highest.height * column.period.count / highest.period.count
        assert column.height == pytest.approx(expected, abs=0.1)


@given(rows, sizes)
def test_bars_are_sorted_and_as_long_as_their_counts(rows: list[ChartRow], size: Size) -> None:
    bars = draw_chart(rows, CATEGORIES, size).bars
    assert sorted(bar.row.total for bar in bars) == [bar.row.total for bar in reversed(bars)]
    for bar in bars:
        assert sum(segment.width for segment in bar.segments) == pytest.approx(bar.end - 1, abs=0.3)
        assert (bar.end - 1) * bars[0].row.total == pytest.approx((bars[0].end - 1) * bar.row.total, abs=10)
        assert bar.end + text_width(f" {bar.row.total}", size.font) <= size.width
        assert all(left.x + left.width == pytest.approx(right.x, abs=0.2) for left, right in pairwise(bar.segments))


def test_a_chart_of_one_category_has_no_legend() -> None:
    drawing = draw_chart([ChartRow("Poland", "", {"held": 2})], CATEGORIES[:1], WIDE)
    assert drawing.legend == ()


def test_more_categories_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 8 categories"):
        draw_chart([], [Category(f"{number}", "") for number in range(9)], WIDE)


# What the templates write

hostile = st.sampled_from(
    ['"><script>alert(1)</script>', "' onload='x", "</title></svg><b>", "{{ 7 * 7 }}", "&lt;i&gt;"]
)


def drawings_of(text: str, href: str) -> Elements:
    """Every kind of drawing where each value that comes from data is one of the two."""
    day, counts = date(2013, 8, 4), {"held": 1, "banned": 1}
    dated = [Happening(text, href, "held", day, day), Happening(text, href, "held", None, None)]
    places = [
        MapPlace(text, href, 1, 1, counts),
        MapPlace(text, href, 1.01, 1, counts),
        MapPlace(text, href, 50, 1, counts),
    ]
    return render(places, dated, [ChartRow(text, href, counts)], text, text)


@given(hostile, hostile)
def test_no_value_becomes_markup(text: str, other: str) -> None:
    page, plain = (drawings_of(*values) for values in ((text, other), ("A", "/a")))
    assert page.tags == plain.tags
    assert {name for name, _ in page.attributes} == {name for name, _ in plain.attributes}
    assert text in page.texts
    assert other in page.values("href")


def test_drawings_need_no_style_or_script_of_their_own() -> None:
    page = drawings_of("A", "/a")
    assert {"svg", "pattern", "table"} < page.tags
    assert not page.tags & {"style", "script", "foreignobject", "image", "use"}
    assert not {name for name, _ in page.attributes if name == "style" or name.startswith("on")}


def test_every_id_is_there_once_and_every_reference_leads_somewhere() -> None:
    places = [place(text) for text in [*EUROPE, "Bishkek 42.9 74.6", "A suburb 42.95 74.6"]]
    day = date(2013, 8, 4)
    page = render(places, [a_happening(day, day, "B", "held", True)], [ChartRow("C", "", {"held": 1, "banned": 2})])
    ids = page.values("id")
    assert len(set(ids)) == len(ids)
    references = [value[1:] for value in page.values("href") if value.startswith("#")]
    references += [re.sub(r"url\(#(.*)\)", r"\1", value) for value in page.values("fill")]
    references += page.values("aria-labelledby") + page.values("aria-describedby")
    assert any(reference.startswith("m-wide-1-") for reference in references)
    assert set(references) <= set(ids)


def test_the_words_on_a_mark_are_in_its_name() -> None:
    """https://www.w3.org/TR/WCAG22/#label-in-name."""
    two = [place("A house of culture with a long name 52.4 31.0"), place("Homel 52.41 31.0")]
    (marker,) = shown(draw_map(two, CATEGORIES, WIDE).frames)
    assert marker.label
    assert f"{marker.label.text}: 2 actions in 2 places (2 took place)" in render(two, [], []).values("aria-label")


def test_every_mark_has_a_name_with_its_counts() -> None:
    page = render([place("Homel 52.4 31.0", held=1200, banned=1)], [], [ChartRow("Belarus", "", {"held": 2})])
    names = page.values("aria-label")
    assert names.count("Homel: 1,201 actions (1,200 took place, 1 banned)") == 2
    assert names.count("Belarus: 2 actions (2 took place)") == 2


# Colours


def colours() -> list[dict[str, str]]:
    """The variables of the style sheet: light, dark. Paper has the light ones."""
    css = (program_dir() / "web" / "static" / "site.css").read_text(encoding="utf-8")
    assert "@media screen and (prefers-color-scheme: dark)" in css
    light, dark = re.findall(r"\{([^{}]*--series-1: #[^{}]*)\}", css)
    return [dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in (light, dark)]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", range(2), ids=["light", "dark"])
def test_shapes_and_texts_stand_out_from_what_is_behind_them(scheme: int) -> None:
    found = colours()[scheme]
    for series in (f"series-{number}" for number in range(9)):
        assert contrast(found[series], found["paper"]) >= 4.5  # numbers on marks have the colour of the paper
        assert min(contrast(found[series], found[ground]) for ground in ("land", "sea")) >= 3
    assert min(contrast(found["link"], found[ground]) for ground in ("land", "sea", "paper")) >= 4.5


# Networks

ends = st.sampled_from(["a", "b", "c", "dd", ""])
ties = st.dictionaries(st.tuples(ends, ends), st.integers(1, 500), max_size=20).map(
    lambda found: [Tie(left, right, count, "/t") for (left, right), count in found.items()]
)


def nodes(labels: str = "") -> dict[str, NetworkNode]:
    return {key: NetworkNode(f"{key}{labels}", 1, "") for key in ["a", "b", "c", "dd", ""]}


@given(ties, sizes, st.text(max_size=60))
def test_the_nodes_of_a_network_lie_below_each_other_and_their_bands_within_them(
    ties: list[Tie], size: Size, labels: str
) -> None:
    drawing = draw_network(ties, nodes(labels), nodes(labels), size)
    assert {band.tie for band in drawing.bands} == {*ties}
    for side in (drawing.left, drawing.right):
        for above, below in pairwise(side):
            assert above.y + above.height < below.y
        assert all(node.height >= 24 and node.y + node.height <= drawing.height for node in side)
    for band in drawing.bands:
        start, end = (float(pair.split()[-1]) for pair in (band.path.partition("C")[0], band.path))
        (left,) = (node for node in drawing.left if node.node is band.left)
        (right,) = (node for node in drawing.right if node.node is band.right)
        for y, node in ((start, left), (end, right)):
            assert node.y <= y - band.width / 2 + 0.2
            assert y + band.width / 2 - 0.2 <= node.y + node.height


@given(ties, st.randoms())
def test_a_network_is_the_same_in_any_order_of_its_ties_and_a_thicker_band_counts_more(
    ties: list[Tie], random: Random
) -> None:
    drawing = draw_network(ties, nodes(), nodes(), WIDE)
    random.shuffle(ties)
    assert draw_network(ties, nodes(), nodes(), WIDE) == drawing
    for thick, thin in pairwise(drawing.bands):
        assert thick.tie.count >= thin.tie.count
        assert thick.width >= thin.width


@pytest.mark.parametrize("wrong", [[Tie("a", "b", 0)], [Tie("a", "b", 1), Tie("a", "b", 2)]])
def test_a_tie_counts_something_and_is_there_once(wrong: list[Tie]) -> None:
    with pytest.raises(ValueError, match="is there once"):
        draw_network(wrong, nodes(), nodes(), WIDE)


def test_the_template_of_a_network_links_bands_and_nodes_and_has_a_table() -> None:
    left = {"g": NetworkNode("Guild <b>", 3, "/g")}
    right = {"p": NetworkNode("Ada Example", 2, "/p"), "": NetworkNode("nobody named", 1)}
    drawn = [draw_network([Tie("g", "p", 2, "/gp"), Tie("g", "", 1)], left, right, size) for size in SIZES]
    source = (
        "{% from 'drawings/network.html' import network %}{{ network('n', 'Ties', drawn, 'Who', 'Whom', unit, f) }}"
    )
    text = templates().from_string(source).render(drawn=drawn, unit=ACTIONS, f=FORMATTER)
    assert '<a href="/gp" aria-label="Guild &lt;b&gt;, Ada Example: 2 actions">' in text
    assert '<a href="/g" aria-label="Guild &lt;b&gt;: 3 actions">' in text
    assert '<g role="img" aria-label="nobody named: 1 action">' in text
    assert re.search(r'<text class="end total"[^>]*>3</text>', text)
    assert 'class="number"><a href="/gp">2</a></td>' in text


# Maps across 180 degrees, and counts that are known beforehand


@pytest.mark.parametrize("size", SIZES)
def test_places_on_both_sides_of_180_degrees_are_near_each_other(size: Size) -> None:
    places = [place("Suva -18.1 178.4"), place("Apia -13.8 -171.8"), place("Auckland -36.8 174.8")]
    (frame,) = draw_map(places, CATEGORIES, size).frames
    x = {marker.places[0].name: marker.x for marker in frame.markers}
    assert x["Auckland"] < x["Suva"] < x["Apia"]
    assert x["Suva"] - x["Auckland"] < size.width / 2


def test_counts_by_month_are_taken_where_they_are_few_and_say_enough() -> None:
    years = {2013: 5, 2014: 4}
    assert [period.unit for period in count_periods({(2013, 8): 3, (2014, 1): 2}, years, 12).periods] == ["month"] * 6
    assert count_periods({(2013, 8): 3, (2014, 1): 2}, years, 12).elsewhere == 7
    assert [period.count for period in count_periods({(2013, 8): 1}, years, 12).periods] == [5, 4]
    assert count_periods({}, {}, 3) == count_periods({}, {}, 3)
    assert count_periods({}, {}, 3).elsewhere == 3
