"""Answers that a server has cut short with status 200, and says so in a header of its own. Virtuoso does both.

- `X-SQL-State: S1TAT`: its time was up, and these are the rows that it had.
- `X-SPARQL-MaxRows`: it gives no more rows than that (`ResultSetMaxRows`). The header is there whenever a query has no
  lower LIMIT, so whether there would have been more is told by counting.
"""

from __future__ import annotations

from email.message import Message

from solidarity_graph.errors import TooSlowError
from solidarity_graph.sparql.pool.stop_errors import OverOutputError

# What stands in the answer once for each row; of line ends there is one more.
_ROW = {
    "text/csv": b"\n",
    "text/tab-separated-values": b"\n",
    "application/sparql-results+json": b"\n",
    "application/sparql-results+xml": b"<result>",
}


class RowCount:
    """Counts the rows that pass by, where the server has a limit for them."""

    def __init__(self, name: str, headers: Message, media_type: str) -> None:
        if headers.get("X-SQL-State") == "S1TAT":
            raise TooSlowError(f"{name} had time for a part of the answer only.")
        most = headers.get("X-SPARQL-MaxRows", "")
        self._name = name
        self._most = int(most) if most.isdecimal() else 0
        self._mark = _ROW.get(media_type, b"")
        self._rows = -1 if self._mark == b"\n" else 0
        self._tail = b""

    def take(self, chunk: bytes) -> None:
        """The next bytes; at the end, none: then it is known whether that was the end."""
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
