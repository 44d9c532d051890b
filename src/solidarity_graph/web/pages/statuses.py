"""What became of actions: what pages call each status, in one order, so that a status has one shape on all drawings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from solidarity_graph.web.drawings import Category

STATUS_LABELS: Final[Mapping[str, LazyString]] = {
    "held": _l("took place"),  # as the concept is labelled, an arrest that is "held" could be misread
    "ongoing": _l("ongoing"),
    "banned": _l("banned"),  # third, since the third mark is red
    "planned": _l("planned"),
    "permitted": _l("permitted"),
    "cancelled": _l("cancelled"),
    "unknown": _l("unknown"),
}
"""The label of each status by the local name of its concept, in the language of the page."""
STATUSES: Final = tuple(STATUS_LABELS)
"""The statuses that marks have; any other is drawn as `unknown`."""


def status_categories() -> tuple[Category, ...]:
    """Return a category for each status, in the language of the page."""
    return tuple(Category(status, str(label)) for status, label in STATUS_LABELS.items())
