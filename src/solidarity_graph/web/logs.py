"""The log formats and the request log: one line a request, without client and query unless the operator wants them.

Only `cli` configures logging; it uses the classes of this module.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from solidarity_graph.web.client_limits import network_of

if TYPE_CHECKING:
    from solidarity_graph.web.request_middleware import Outcome

REQUESTS = "solidarity_graph.requests"
"""The name of the logger that writes one line for each request."""

_QUERY_CHARACTERS = 10_000
_NETWORK_BITS = {4: 24, 6: 48}  # a network of a provider, not a household
_STANDARD = frozenset(vars(logging.makeLogRecord({})))
_log = logging.getLogger(REQUESTS)


class JsonFormatter(logging.Formatter):
    """Formats a log record as one JSON object: time, level, logger, message and the fields given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({key: value for key, value in vars(record).items() if key not in _STANDARD})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """Formats a log record as text for a terminal: the message and the fields given as `extra`, without a time."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of text."""
        more = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        said = record.getMessage() if record.levelno == logging.INFO else super().format(record)
        return " ".join([said, *(f"{key}={value}" for key, value in more.items())])


def log_request(outcome: Outcome, *, with_query: bool, with_network: bool) -> None:
    """Log the line for a request that has ended; optionally with its query, and the network of its client."""
    more: dict[str, object] = {
        "method": outcome.method,
        "route": outcome.route,
        "status": outcome.status,
        "seconds": round(outcome.seconds, 6),
        "bytes": outcome.sent,
        "end": outcome.end,
    }
    if with_query:
        more["query"] = outcome.query[:_QUERY_CHARACTERS]
    if with_network:
        more["network"] = network_of(outcome.address, _NETWORK_BITS)
    _log.info("request", extra=more)


def quiet_server() -> None:
    """Silence the log of waitress: it has addresses of pages, and a line for each request that waits for a thread."""
    logging.getLogger("waitress").setLevel(logging.CRITICAL)
