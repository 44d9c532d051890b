"""Names of people and places: language and script tags, and which label to show."""

from __future__ import annotations

import re
from collections.abc import Mapping

# A language, then at most a script, all lower case: the engine lower-cases tags, so we write them so.
_TAG = re.compile(r"[a-z]{2,3}(-[a-z]{4})?")


def is_language_tag(text: str) -> bool:
    """`en`, `be`, `be-latn`: the tags this dataset uses (a part of https://www.rfc-editor.org/info/bcp47)."""
    return bool(_TAG.fullmatch(text))


def display_name(labels: Mapping[str, str], language: str = "en") -> str:
    """Of names by language tag, the one in that language, else the first by tag; empty where there is none."""
    return labels.get(language) or (labels[min(labels)] if labels else "")
