"""What the IRIs of things and graphs are made of: kinds and keys. Published IRIs never change."""

from __future__ import annotations

import re

from solidarity_graph.schema.record_format import TABLES

KINDS = frozenset(table.kind for table in TABLES.values() if table.kind)
"""The kinds of things: the first part of a reference."""
RESERVED_GRAPHS = ("entities", "judgements", "summary", "provenance")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_key(text: str) -> bool:
    """Return True if the text is lower-case letters, digits and single hyphens, which no IRI or TOML file escapes."""
    return bool(_KEY.fullmatch(text))
