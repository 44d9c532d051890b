"""Write a page with each drawing of a release's own actions, to be looked at: maps, timelines, charts.

python -m tests.browser.drawings_page PAGE.html [RELEASE]

The page links the style sheets by their files, so it can be opened and photographed without a server:

    chromium --headless --screenshot=page.png --window-size=390,3000 --allow-file-access-from-files PAGE.html
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from solidarity_graph.resources import data_dir, program_dir
from solidarity_graph.web.drawings import (
    FORMATTER,
    SIZES,
    Category,
    ChartRow,
    Happening,
    MapPlace,
    Unit,
    count_by_period,
    draw_chart,
    draw_columns,
    draw_map,
    draw_timeline,
)
from solidarity_graph.web.text_direction import AutoDirection

STATUSES = tuple(
    Category(key, key) for key in ("held", "planned", "permitted", "banned", "cancelled", "ongoing", "unknown")
)
KINDS = tuple(
    Category(key, label)
    for key, label in (
        ("Arrest", "arrest"),
        ("Sentence", "sentence"),
        ("DisciplinaryPenalty", "penalty"),
        ("LegalMeasure", "other measure"),
        ("Release", "release"),
        ("Conferral", "award"),
        ("Recognition", "recognition"),
    )
)

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Drawings</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
{% for style in styles %}<link rel="stylesheet" href="{{ style }}">{% endfor %}</head>
<body><main class="frame">
{% from "drawings/map.html" import map %}
{% from "drawings/timeline.html" import columns, timeline %}
{% from "drawings/chart.html" import chart %}
<h1>Drawings</h1>
<h2>Map</h2>{{ map('map', 'Actions on a map', maps, statuses, unit, format) }}
<h2>By month or year</h2>{{ columns('columns', 'Actions by time', counts, unit, format) }}
<h2>Timeline</h2>{{ timeline('time', 'Actions in time', times, statuses, format) }}
<h2>A case</h2>{{ timeline('case', 'A case in time', cases, kinds, format) }}
<h2>Chart</h2>{{ chart('chart', 'Actions by country', charts, statuses, 'Country', unit, format) }}
</main></body></html>
"""


def templates() -> Environment:
    """Return the templates of the site as the site sets them up, without Flask."""
    folder = program_dir() / "web" / "templates"
    loader = FileSystemLoader(folder)
    environment = Environment(
        loader=loader,
        extensions=[AutoDirection, "jinja2.ext.i18n"],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # a method of the extension
    return environment


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def places(rows: Iterable[Mapping[str, str]]) -> list[MapPlace]:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        if row["latitude"]:
            point = row["latitude"], row["longitude"]
            counts[point][row["status"]] += 1
            names[point] = min(names.get(point, row["places"]), *row["places"].split("; "), key=len)
    return [MapPlace(names[point], f"#{names[point]}", *map(float, point), found) for point, found in counts.items()]


def happenings(rows: Iterable[Mapping[str, str]], kind: str) -> list[Happening]:
    return [
        Happening(
            row["label"],
            row["event"],
            row[kind],
            day(row["not_before"]),
            day(row["not_after"]),
            row["date_certainty"] in ("certain", ""),
        )
        for row in rows
    ]


def chart_rows(rows: Iterable[Mapping[str, str]]) -> list[ChartRow]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row["country"] or "no country"][row["status"]] += 1
    return [ChartRow(country, f"#{country}", found) for country, found in counts.items()]


def page(release: Path) -> str:
    """Return the page of a release."""

    def read(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader((release / name).read_text("utf-8").splitlines()))

    actions, measures = read("actions.csv"), read("measures.csv")
    case = [row for row in measures if row["class"] != "AuthorityResponse"]
    case += [{**row, "class": "Conferral"} for row in read("conferrals.csv")]
    actions_in_time = happenings(actions, "status")
    return (
        templates()
        .from_string(PAGE)
        .render(
            styles=[(program_dir() / "web" / "static" / name).as_uri() for name in ("site.css", "drawings.css")],
            format=FORMATTER,
            unit=Unit("%(count)s action", "%(count)s actions"),
            statuses=STATUSES,
            kinds=KINDS,
            maps=[draw_map(places(actions), STATUSES, size) for size in SIZES],
            counts=[draw_columns(count_by_period(actions_in_time), size) for size in SIZES],
            times=[draw_timeline(actions_in_time, STATUSES, size) for size in SIZES],
            cases=[draw_timeline(happenings(case, "class"), KINDS, size) for size in SIZES],
            charts=[draw_chart(chart_rows(actions), STATUSES, size) for size in SIZES],
        )
    )


def main(arguments: Sequence[str]) -> None:
    target, *release = map(Path, arguments)
    target.write_text(page(release[0] if release else data_dir() / "release"), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
