"""What pages call statuses and grades of evidence, in place of the labels of the ontology.

Statuses are in one order, so that each has one shape on all drawings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from solidarity_graph.web.drawings import Category

STATUS_LABELS: Final[Mapping[str, LazyString]] = {
    "held": _l("took place"),  # as the concept is labelled, an arrest that is "held" could be misread
    "ongoing": _l("ongoing when reported"),
    "banned": _l("banned"),  # third, since the third mark is red
    "planned": _l("planned"),
    "permitted": _l("permitted"),
    "cancelled": _l("cancelled"),
    "unknown": _l("unknown"),
}
"""The label of each status by the local name of its concept, in the language of the page."""
STATUSES: Final = tuple(STATUS_LABELS)
"""The statuses that marks have; any other is drawn as `unknown`."""


GRADE_LABELS: Final[Mapping[str, LazyString]] = {
    "verified-span": _l("checked against the text"),
    "page-level": _l("read on the page, no text kept"),
    "record-level": _l("from a database record"),
    "second-hand": _l("second-hand"),
}
"""The label of each grade of evidence by the local name of its concept, in the language of the page."""


def status_categories() -> tuple[Category, ...]:
    """Return a category for each status, in the language of the page."""
    return tuple(Category(status, str(label)) for status, label in STATUS_LABELS.items())
