"""Names of people and places: language tags, what spellings share, and the rule by which a text names somebody."""

from __future__ import annotations

import re

from solidarity_graph.names.search import NameSearch
from solidarity_graph.names.word_forms import latin_forms, possible_stems, script_of, sound_keys, stems

__all__ = ["NameSearch", "is_language_tag", "latin_forms", "possible_stems", "script_of", "sound_keys", "stems"]

# A language and an optional script, in lower case, as the SPARQL engine writes tags.
_TAG = re.compile(r"[a-z]{2,3}(-[a-z]{4})?")


def is_language_tag(text: str) -> bool:
    """Return True for a language tag that this dataset allows: `en`, `be-latn` (https://www.rfc-editor.org/info/bcp47)."""
    return bool(_TAG.fullmatch(text))
