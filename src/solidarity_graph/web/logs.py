"""The log formats and the request log: one line a request, without client and query unless the operator wants them.

Only `cli` configures logging; it uses the classes of this module.
"""

from __future__ import annotations

import ipaddress
import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from solidarity_graph.web.request_middleware import Outcome

REQUESTS = "solidarity_graph.requests"
"""The name of the logger that writes one line for each request."""

_QUERY_CHARACTERS = 10_000
_KEPT_BITS = {4: 24, 6: 48}
_STANDARD = frozenset(vars(logging.makeLogRecord({})))
_BODY = "solidarity_graph.body"
_FORM = "application/x-www-form-urlencoded"


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


class RequestLog:
    """Logs one line for each request. `queries` adds the query, `addresses` the client's network."""

    def __init__(self, *, queries: bool = False, addresses: bool = False) -> None:
        self._queries = queries
        self._addresses = addresses
        self._log = logging.getLogger(REQUESTS)

    def tell(self, outcome: Outcome, environ: WSGIEnvironment) -> None:
        """Log the line for a request that has ended."""
        more: dict[str, object] = {
            "method": outcome.method,
            "route": outcome.route,
            "status": outcome.status,
            "seconds": round(outcome.seconds, 6),
            "bytes": outcome.sent,
            "end": outcome.end,
        }
        if self._queries:
            more["query"] = _query(environ)
        if self._addresses:
            more["network"] = network_of(environ.get("REMOTE_ADDR", ""))
        self._log.info("request", extra=more)


def network_of(address: str) -> str:
    """Return the part of an IP address that is logged: a network of a provider, not a household. Empty if invalid.

    >>> network_of("192.0.2.77"), network_of("2001:db8:1:2::7")
    ('192.0.2.0/24', '2001:db8:1::/48')
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network(f"{parsed}/{_KEPT_BITS[parsed.version]}", strict=False))


def keep_queries(application: WSGIApplication) -> WSGIApplication:
    """Wrap a WSGI application so that the body of each POST is kept in the environ, where the log finds the query."""

    def keep(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("REQUEST_METHOD") == "POST":
            environ[_BODY] = environ["wsgi.input"].read()
            environ["wsgi.input"] = BytesIO(environ[_BODY])
        return application(environ, start_response)

    return keep


def quiet_server() -> None:
    """Silence the log of waitress: it has addresses of pages, and a line for each request that waits for a thread."""
    logging.getLogger("waitress").setLevel(logging.CRITICAL)


def _query(environ: WSGIEnvironment) -> str:
    body: bytes = environ.get(_BODY, b"")
    if body and not environ.get("CONTENT_TYPE", "").startswith(_FORM):
        text = body.decode(errors="replace")
    else:
        encoded = str(body.decode("ascii", "replace") if body else environ.get("QUERY_STRING", ""))
        text = parse_qs(encoded).get("query", [encoded])[0]
    return text[:_QUERY_CHARACTERS]
