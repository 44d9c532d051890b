"""How each web server is started, by its public settings alone: one process, 64 threads where it has threads."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.asking import HOST
from benchmarks.waitress_tuned import SEND_BUFFER, SETTINGS

REQUIREMENTS = (
    "a2wsgi==1.10.10",
    "cheroot==11.1.2",
    "flask==3.1.3",
    "gevent==26.9.0",
    "granian==2.8.9",
    "gunicorn==27.0.1",
    "hypercorn==0.18.0",
    "packaging==26.2",
    "uvicorn[standard]==0.54.0",
    "waitress==3.0.2",
)
_WSGI, _ASGI = "benchmarks.breaking:app", "benchmarks.breaking_asgi:app"
_BIND = f"{HOST}:{{port}}"
_WAITRESS = (
    *("waitress-serve", f"--listen={_BIND}", "--threads=64", "--connection-limit=2048", "--asyncore-use-poll"),
    "--channel-timeout=20",
)
_TUNED = (
    f"waitress.serve(app, sockets=[a listening socket with SO_SNDBUF={SEND_BUFFER}], "
    f"{', '.join(f'{name}={value}' for name, value in SETTINGS.items())})"
)
_GUNICORN = (
    *("gunicorn", "-b", _BIND, "-w", "1", "--worker-connections", "2048", "--keep-alive", "20"),
    *("--graceful-timeout", "1"),  # else its worker outlives the measurement
)


@dataclass(frozen=True, slots=True)
class WebServer:
    """A name, a command in which `{port}` stands for the port, and settings that the command does not show."""

    name: str
    command: tuple[str, ...]
    more: str = ""

    @property
    def settings(self) -> str:
        """Those settings, or else the command without the address, as Markdown."""
        omitted = ("-b", "--bind", "--host", HOST)
        shown = " ".join(word for word in self.command if "{port}" not in word and word not in omitted)
        return f"`{self.more or shown}`"


WEB_SERVERS = (
    WebServer("waitress 3.0.2, tuned", ("python", "-m", "benchmarks.waitress_tuned", "{port}"), _TUNED),
    WebServer("waitress 3.0.2", (*_WAITRESS, "--channel-request-lookahead=1", _WSGI)),
    WebServer("waitress 3.0.2, no lookahead", (*_WAITRESS, "--channel-request-lookahead=0", _WSGI)),
    WebServer("gunicorn 27.0.1, gthread", (*_GUNICORN, "-k", "gthread", "--threads", "64", _WSGI)),
    WebServer("gunicorn 27.0.1, gevent", (*_GUNICORN, "-k", "gevent", _WSGI)),
    WebServer(
        "cheroot 11.1.2",
        ("cheroot", "--bind", _BIND, "--threads", "64", "--max-threads", "64", "--timeout", "20", _WSGI),
    ),
    WebServer(
        "granian 2.8.9",
        (
            *("granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "64", "--backlog", "2048"),
            *("--http1-header-read-timeout", "20000", "--host", HOST, "--port={port}", _WSGI),
        ),
    ),
    WebServer(
        "uvicorn 0.54.0, a2wsgi",
        ("uvicorn", "--host", HOST, "--port={port}", "--no-access-log", "--timeout-keep-alive", "20", _ASGI),
    ),
    WebServer("hypercorn 0.18.0, a2wsgi", ("hypercorn", "--bind", _BIND, "-w", "1", "--keep-alive", "20", _ASGI)),
)
