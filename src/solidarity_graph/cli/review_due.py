"""`solidarity-graph review-due`: lists the names whose yearly review is due."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import click

from solidarity_graph.cli.options import data_folder, data_option, day_option, private_option
from solidarity_graph.policy import Review, reviews_due
from solidarity_graph.records import read_dataset


@click.command("review-due")
@data_option
@private_option
@day_option("--on", "As of this day.")
@click.option(
    "--within", type=click.IntRange(0, 3650), default=0, show_default=True, metavar="DAYS", help="And so many days on."
)
@click.option("--json", "json_", is_flag=True, help="One JSON object for each.")
def review_due_command(data: Path | None, private: Path | None, day: date, within: int, json_: bool) -> None:
    """List the grounds for naming somebody that were reviewed a year ago or more. Exit status 1 where there are any.

    People are listed by key, so that the list may be kept and sent. Review earlier on arrest, release, exile, death and
    new law; then write the day into `reviewed`, or take the name out.

    \b
    solidarity-graph review-due
    solidarity-graph review-due --within 30 --json
    solidarity-graph review-due --on 2027-01-01
    """
    found = reviews_due(read_dataset(data_folder(data), private).whole.entities, day + timedelta(days=within))
    for review in found:
        click.echo(json.dumps(_as_json(review), ensure_ascii=False) if json_ else _as_text(review))
    click.echo(f"{len(found)} to review.", err=True)
    sys.exit(1 if found else 0)


def _as_text(review: Review) -> str:
    naming, person = review.naming, review.person
    reviewed = f"reviewed {naming.reviewed} by {naming.reviewer}"
    return f"{person.ref}: due {review.due}, {naming.ground}, {reviewed} ({person.file}, {person.entry})"


def _as_json(review: Review) -> dict[str, str]:
    return {
        "person": str(review.person.ref),
        "ground": review.naming.ground,
        "reviewer": review.naming.reviewer,
        "reviewed": review.naming.reviewed,
        "due": review.due.isoformat(),
        "file": review.person.file,
        "entry": review.person.entry,
    }
