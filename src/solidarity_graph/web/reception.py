"""Every request passes here, cached or not: it is counted against its client, timed, and told of when it has left."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from solidarity_graph.errors import BusyError
from solidarity_graph.web.clients import DEFAULT_REQUESTS, DEFAULT_TURNS, Clients, Visit, client_of
from solidarity_graph.web.logs import RequestLog, keep_queries
from solidarity_graph.web.problems import describe
from solidarity_graph.web.refusals import refusal
from solidarity_graph.web.site import FOUND, ROUTE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger(__name__)
_VISIT = "solidarity_graph.visit"
# Whoever watches over the server must see it even when it is busy with requests from the same address.
_WATCHED = ("/health", "/metrics")
# These neither ask the store nor make anything: no turn is needed for them.
_GIVEN = frozenset({"static", "home.health", "metrics.metrics", "downloads.release_file"})


@dataclass(frozen=True, slots=True)
class Operations:
    """How the site is run.

    client_requests  requests at a time for each client; one more is turned away at once.
    client_queries   of these, how many are worked out at a time rather than taken from the cache; the others wait.
    trusted_proxies  how many proxies stand before us: the client is that many places from the end of X-Forwarded-For.
    log_requests     one line each, which tells neither who asked nor what.
    log_queries      the lines tell what was asked.
    log_addresses    the lines tell from which network: the first 24 bits of an address, 48 of IPv6.
    """

    client_requests: int = DEFAULT_REQUESTS
    client_queries: int = DEFAULT_TURNS
    trusted_proxies: int = 0
    log_requests: bool = False
    log_queries: bool = False
    log_addresses: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of a request. `end`: whole, broken (by us) or left (by the client)."""

    route: str
    method: str
    status: int
    seconds: float
    sent: int
    end: str
    cache: str


Telling = Callable[[Outcome, "WSGIEnvironment"], None]


class Reception:
    """A WSGI application around another."""

    def __init__(
        self, application: WSGIApplication, clients: Clients, routes: Mapping[str, str], tell: Iterable[Telling]
    ) -> None:
        self._application = application
        self._clients = clients
        self._routes = routes
        self._tell = tuple(tell)
        problem = describe(BusyError("Too many requests at a time from your address. Ask again in a moment."))
        self._refusal = refusal(problem)
        self._warned = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        began = time.perf_counter()
        passing = _Passing(self, environ, began)
        if environ.get("PATH_INFO") not in _WATCHED:
            passing.visit = self._clients.enter(client_of(environ.get("REMOTE_ADDR", "")))
            if passing.visit is None:
                return self._refuse(passing, start_response)
            environ[_VISIT] = passing.visit

        def start(status: str, headers: list[tuple[str, str]], failure: Any = None) -> Callable[[bytes], object]:
            passing.status = int(status[:3])
            return start_response(status, headers, failure)

        try:
            body = self._application(environ, start)
        except BaseException:
            passing.finish("broken")
            raise
        return passing.follow(body)

    def finished(self, environ: WSGIEnvironment, outcome: Outcome, visit: Visit | None) -> None:
        """A request is done with."""
        if visit is not None:
            self._clients.leave(visit)
        outcome.route = self._routes.get(environ.get(ROUTE, ""), "")
        outcome.cache = environ.get(FOUND, "")
        for tell in self._tell:
            tell(outcome, environ)

    def _refuse(self, passing: _Passing, start_response: StartResponse) -> Iterable[bytes]:
        passing.status = int(self._refusal.status[:3])
        passing.sent = len(self._refusal.body)
        passing.finish("refused")
        self._warn_of_proxy(passing.environ)
        start_response(self._refusal.status, list(self._refusal.headers))
        return [self._refusal.body]

    def _warn_of_proxy(self, environ: WSGIEnvironment) -> None:
        if "HTTP_X_FORWARDED_FOR" in environ and "werkzeug.proxy_fix.orig" not in environ and not self._warned:
            self._warned = True
            _log.warning(
                "Requests come through a proxy, so that all clients look like one and share its limit: "
                "say how many proxies there are, for example --trusted-proxy 1."
            )


class _Passing:
    """One request on its way through. As an iterable it is the body of its answer."""

    def __init__(self, reception: Reception, environ: WSGIEnvironment, began: float) -> None:
        self.environ = environ
        self.visit: Visit | None = None
        self.status = 500
        self.sent = 0
        self._reception = reception
        self._began = began
        self._body: Iterable[bytes] = ()
        self._pieces: Iterator[bytes] = iter(())
        self._end = "left"
        self._told = False

    def follow(self, body: Iterable[bytes]) -> Iterable[bytes]:
        """The body, or what stands for it until its last byte has left."""
        if isinstance(body, list | tuple):
            self.sent = sum(map(len, body))
            self.finish("whole")
            return body
        if isinstance(body, cast("type[object]", self.environ.get("wsgi.file_wrapper", list))):
            # The server sends a file without a thread, as fast as the client reads. It must get it as it is.
            self.finish("whole")
            return body
        self._body = body
        self._pieces = iter(body)
        return self

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            piece = next(self._pieces)
        except StopIteration:
            self._end = "whole"
            raise
        except BaseException:
            self._end = "broken"
            raise
        self.sent += len(piece)
        return piece

    def close(self) -> None:
        """The server's last word on this answer."""
        try:
            if (close := getattr(self._body, "close", None)) is not None:
                close()
        finally:
            self.finish(self._end)

    def finish(self, end: str) -> None:
        """Once."""
        if self._told:
            return
        self._told = True
        method = self.environ.get("REQUEST_METHOD", "")
        if method not in ("GET", "HEAD", "POST", "OPTIONS"):
            method = "other"  # a client can make up any number of them
        seconds = time.perf_counter() - self._began
        self._reception.finished(
            self.environ, Outcome("", method, self.status, seconds, self.sent, end, ""), self.visit
        )


def receive(app: Flask, operations: Operations, waiting_seconds: float, tell: Iterable[Telling]) -> None:
    """Let every request to the application pass here. The last thing to be put around it."""
    clients = Clients(operations.client_requests, operations.client_queries)
    log = RequestLog(queries=operations.log_queries, addresses=operations.log_addresses)
    telling = [*tell, log.tell] if operations.log_requests else [*tell]
    inner = keep_queries(app.wsgi_app) if operations.log_queries else app.wsgi_app
    wrapped: WSGIApplication = Reception(inner, clients, _patterns(app), telling)
    app.wsgi_app = _trust(wrapped, operations.trusted_proxies)  # type: ignore[assignment, method-assign]  # Flask's own advice for middleware

    @app.before_request
    def take_turn() -> None:
        visit = cast("Visit | None", request.environ.get(_VISIT))
        if visit is None or request.method == "OPTIONS" or request.endpoint in (None, *_GIVEN):
            return
        if not clients.take_turn(visit, waiting_seconds):
            raise BusyError("Your other questions are still being answered. Ask again in a moment.")


def behind_proxies(question: Callable[[WSGIEnvironment], bool], proxies: int) -> Callable[[WSGIEnvironment], bool]:
    """The question, asked of the environ as the application will see it. Making it so twice does no harm."""

    def ask(environ: WSGIEnvironment, start_response: StartResponse) -> Any:  # noqa: ARG001 (as an application)
        return question(environ)

    trusting = _trust(ask, proxies)
    return lambda environ: bool(trusting(environ, cast("StartResponse", None)))


def _trust(application: WSGIApplication, proxies: int) -> WSGIApplication:
    return ProxyFix(application, proxies, proxies, x_host=0) if proxies else application


def _patterns(app: Flask) -> Mapping[str, str]:
    """The route of each endpoint as the documentation writes it: `/id/{kind}/{file}`."""
    patterns: dict[str, str] = {}
    for rule in app.url_map.iter_rules():
        patterns.setdefault(rule.endpoint, rule.rule.replace("<path:", "<").replace("<", "{").replace(">", "}"))
    return patterns
