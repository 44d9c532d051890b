"""Which of a site's addresses with parameters a walk follows: their combinations are too many to follow all."""

from __future__ import annotations

from itertools import combinations
from urllib.parse import parse_qsl, urlsplit

_OF_THE_SAME_ROWS = {"sort", "columns"}  # they put what a page holds in another order, or fold another part of it


class Selections:
    """Pairwise coverage: each value of each parameter of a path is followed once, and each two parameters together."""

    def __init__(self) -> None:
        self._met: set[tuple[str, ...]] = set()

    def is_new(self, address: str) -> bool:
        """Count an address in; return False if those before it had all its values and pairs of parameters."""
        parts = urlsplit(address)
        fields = {
            (name, "" if name in _OF_THE_SAME_ROWS else value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
        }
        values = {(parts.path, name, "=", value) for name, value in fields}
        pairs = {(parts.path, *names) for names in combinations(sorted({name for name, _ in fields}), 2)}
        new = (values | pairs) - self._met
        self._met |= new
        return bool(new) or not parts.query
