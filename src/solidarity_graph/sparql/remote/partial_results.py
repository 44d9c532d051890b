"""Detects answers with status 200 that are incomplete: Virtuoso says so in two headers of its own.

- `X-SQL-State: S1TAT`: the time limit was reached, and the answer holds the rows found until then.
- `X-SPARQL-MaxRows`: the most rows of an answer (`ResultSetMaxRows`). The header is sent whenever a query has no lower
  LIMIT: an answer with that many rows may be incomplete.
"""

from __future__ import annotations

from urllib3 import HTTPHeaderDict

from solidarity_graph.errors import TooSlowError
from solidarity_graph.sparql.pool.stop_errors import OverOutputError

# The bytes that each row has once; line ends occur once more.
_ROW = {
    "text/csv": b"\n",
    "text/tab-separated-values": b"\n",
    "application/sparql-results+json": b"\n",
    "application/sparql-results+xml": b"<result>",
}


class PartialResultCheck:
    """Counts the rows of an answer if its headers name a limit on them.

    The constructor raises TooSlowError if the headers say that the answer is incomplete. `name` is the endpoint's.
    """

    def __init__(self, name: str, headers: HTTPHeaderDict, media_type: str) -> None:
        if headers.get("X-SQL-State") == "S1TAT":
            raise TooSlowError(f"{name} had time for a part of the answer only.")
        most = headers.get("X-SPARQL-MaxRows", "")
        self._name = name
        self._most = int(most) if most.isdecimal() else 0
        self._mark = _ROW.get(media_type, b"")
        self._rows = -1 if self._mark == b"\n" else 0
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        """Count the rows in the next bytes of the answer. No bytes mean its end: OverOutputError at the limit."""
        if not self._most or not self._mark:
            return
        if not chunk:
            self._check()
        text = self._tail + chunk
        self._rows += text.count(self._mark)
        self._tail = text[len(text) - len(self._mark) + 1 :]

    def _check(self) -> None:
        if self._rows >= self._most:
            raise OverOutputError(
                f"{self._name} gives at most {self._most} rows and may have cut the answer there. "
                "Ask for fewer, with LIMIT."
            )
