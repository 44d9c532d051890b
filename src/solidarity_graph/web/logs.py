"""Formats of the log. Only `cli` configures logging; it uses the classes of this module."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message"}  # which a QueueHandler adds


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
        """Return level (except INFO), message, traceback if there is one, then the fields as `name=value`."""
        more = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        said = record.getMessage() if record.levelno == logging.INFO else super().format(record)
        return " ".join([said, *(f"{key}={value}" for key, value in more.items())])


def quiet_server() -> None:
    """Silence the log of waitress: it has addresses of pages, and a line for each request that waits for a thread."""
    logging.getLogger("waitress").setLevel(logging.CRITICAL)
