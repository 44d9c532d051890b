"""What became of actions, as drawings tell it apart: in one order, so that a status has one shape on all pages."""

from __future__ import annotations

from typing import Final

from flask_babel import gettext

from solidarity_graph.schema.ontology import CONCEPTS
from solidarity_graph.web.drawings import Category

STATUSES: Final = ("held", "ongoing", "permitted", "planned", "banned", "cancelled", "unknown")
"""The statuses that marks have; any other is drawn as `unknown`."""
HELD: Final = "held"


def status_categories() -> tuple[Category, ...]:
    """Return a category for each status, in the language of the page."""
    return tuple(Category(status, status_label(status)) for status in STATUSES)


def status_label(status: str) -> str:
    """Return what a status is called: an arrest that is "held", as its label says, could be misread."""
    return str(gettext("took place") if status == HELD else gettext(CONCEPTS[status].label))
