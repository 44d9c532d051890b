"""Names of people and places: language tags, and the choice of the label to show."""

from __future__ import annotations

import re
from collections.abc import Mapping

# A language and an optional script, in lower case, as the SPARQL engine writes tags.
_TAG = re.compile(r"[a-z]{2,3}(-[a-z]{4})?")


def is_language_tag(text: str) -> bool:
    """Return True for a language tag that this dataset allows: `en`, `be-latn` (https://www.rfc-editor.org/info/bcp47)."""
    return bool(_TAG.fullmatch(text))


def display_name(labels: Mapping[str, str], language: str = "en") -> str:
    """Return the name in a language from names by language tag, else the first by tag; empty if there are none."""
    return labels.get(language) or (labels[min(labels)] if labels else "")
