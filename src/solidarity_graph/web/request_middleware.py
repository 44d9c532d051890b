"""WSGI middleware around Flask: checks Host, limits each client, chooses the release, counts and logs requests."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from flask import Flask, redirect, request
from flask.globals import request_ctx
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.errors import BusyError, CallError, SolidarityGraphError, UnknownNameError
from solidarity_graph.search import PERSPECTIVES
from solidarity_graph.web.client_limits import ClientLimits
from solidarity_graph.web.languages import split_language
from solidarity_graph.web.monitoring import Observer, Outcome, log_request
from solidarity_graph.web.parameters import with_query
from solidarity_graph.web.problems import respond_before_flask
from solidarity_graph.web.releases import Releases
from solidarity_graph.web.site import CONTEXT, RequestContext, Site, current_context

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger(__name__)
_RELEASE = "/release/"
# Monitoring must be answered even if other requests from the same address have reached its limit. It has one address
# each, without a language or a release: a proxy that shuts one would leave the others open.
_METRICS = "/metrics"
_MONITORING = ("/health", _METRICS)
# These endpoints use neither the store nor much CPU, so the limit of queries does not count them.
_CHEAP = frozenset({"static", "home.health", "metrics.metrics", "dataset.release_file"})
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# A name or an address, and perhaps a port, which pages write in addresses. Two Host headers arrive joined by a comma.
# https://www.rfc-editor.org/rfc/rfc9112#section-3.2
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Operations:
    """Settings for the operation of the site.

    client_requests  requests of one client at a time; further ones are refused with status 503.
    client_queries   how many of these may use the store at a time; the others wait.
    trusted_proxies  number of reverse proxies: the client is that many places from the end of X-Forwarded-For.
    log_requests     log one line for each request, without query and client.
    log_queries      add the query to these lines.
    log_addresses    add the client's network to these lines: the first 24 bits of an address, 48 for IPv6.
    """

    # A browser sends some twenty at once over HTTP/2. With 64 threads, two clients at this limit leave threads to
    # others; limiting more clients is left to the reverse proxy.
    client_requests: int = 24
    # A page and a download, or a script and a page. With eight workers, three clients that send only the heaviest
    # queries leave two workers to others.
    client_queries: int = 2
    trusted_proxies: int = 0
    log_requests: bool = False
    log_queries: bool = False
    log_addresses: bool = False


class RequestMiddleware:
    """A WSGI application around that of Flask: limits each client, and chooses the release for each request.

    observers  are called with the outcome of each request.
    """

    def __init__(
        self, application: WSGIApplication, releases: Releases, clients: ClientLimits, observers: Iterable[Observer]
    ) -> None:
        self._application = application
        self._releases = releases
        self._clients = clients
        self._observers = tuple(observers)
        self._warned = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, as WSGI defines it."""
        exchange = _Exchange(environ, start_response, self._observers)
        try:
            environ[CONTEXT] = self._admit(environ, exchange.cleanup)
        except SolidarityGraphError as error:
            return exchange.refuse(error)
        return exchange.run(self._application)

    def _admit(self, environ: WSGIEnvironment, cleanup: ExitStack) -> RequestContext:
        """Return the context of a request. Raises the error with which the request is refused."""
        _check_host(environ)
        queries = None
        if environ.get("PATH_INFO") not in _MONITORING:
            try:
                queries = cleanup.enter_context(self._clients.count_request(environ.get("REMOTE_ADDR", "")))
            except BusyError:
                self._warn_of_proxy(environ)
                raise
        mount = environ.get("SCRIPT_NAME", "")
        language = _move_language(environ)
        context = self._choose_release(environ, mount, cleanup)
        context.language, context.queries = language, queries
        return context

    def _choose_release(self, environ: WSGIEnvironment, mount: str, cleanup: ExitStack) -> RequestContext:
        """Return the context for the release that the path names, moved to SCRIPT_NAME; else for the current one."""
        path, root = environ.get("PATH_INFO", ""), environ.get("SCRIPT_NAME", "")

        def hold(site: Site) -> RequestContext:
            cleanup.callback(site.leave)
            return RequestContext(site, mount, cleanup, deterministic=site.immutable)

        if not path.startswith(_RELEASE):
            return hold(self._releases.enter(withdrawn=path == _METRICS))
        version, _, rest = path.removeprefix(_RELEASE).partition("/")
        try:
            context = hold(self._releases.enter_version(version))
        except SolidarityGraphError as error:  # Flask reports it, as a page for browsers
            context = hold(self._releases.enter(withdrawn=True))
            context.refusal = error
            return context
        context.permalink = context.site.lasts
        if not _is_monitoring(rest) and not _is_file(context.site, rest, environ):
            if context.site.release.is_draft:
                context.refusal = UnknownNameError(
                    "%(version)s is a draft. Drafts have no permalinks.", version=version
                )
                return context
            environ["SCRIPT_NAME"] = f"{root}{_RELEASE}{version}"
            environ["PATH_INFO"] = f"/{rest}"
        return context

    def _warn_of_proxy(self, environ: WSGIEnvironment) -> None:
        if "HTTP_X_FORWARDED_FOR" in environ and "werkzeug.proxy_fix.orig" not in environ and not self._warned:
            self._warned = True
            _log.warning(
                "Requests come through a proxy, so that all clients look like one and share its limit: "
                "say how many proxies there are, for example --trusted-proxy 1."
            )


class _Exchange:
    """One request and its response. Iterating over it yields the body of the response.

    cleanup  is closed when the response is sent or has failed; at last, it reports the outcome to the observers.
    """

    def __init__(self, environ: WSGIEnvironment, start_response: StartResponse, observers: Iterable[Observer]) -> None:
        self.cleanup = ExitStack()
        self.cleanup.callback(self._report)
        self._environ = environ
        self._start_response = start_response
        self._observers = observers
        self._began = time.perf_counter()
        self._status = 500
        self._sent = 0
        self._end = "left"
        self._pieces: Iterator[bytes] = iter(())

    def refuse(self, error: SolidarityGraphError) -> Iterable[bytes]:
        """Return problem details as the body, without calling Flask."""
        self._end = "refused"
        with self.cleanup:
            body = list(respond_before_flask(error)(self._environ, self._start))
            self._sent = sum(map(len, body))
        return body

    def run(self, application: WSGIApplication) -> Iterable[bytes]:
        """Return the body of the application's response. The cleanup runs when the body is closed."""
        try:
            body = application(self._environ, self._start)
        except BaseException:
            self._end = "broken"
            self.close()
            raise
        if isinstance(body, cast("type[object]", self._environ.get("wsgi.file_wrapper", type(None)))):
            # The server sends files outside its threads and needs this object itself; its descriptor is its own.
            self._end = "whole"
            self.close()
            return body
        if hasattr(body, "close"):
            self.cleanup.callback(body.close)
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
        self._sent += len(piece)
        return piece

    def close(self) -> None:
        """Close the body and finish the request. The server calls this when the response is sent or has failed."""
        self.cleanup.close()

    def _start(self, status: str, headers: list[tuple[str, str]], failure: Any = None) -> Callable[[bytes], object]:
        self._status = int(status[:3])
        return self._start_response(status, headers, failure)

    def _report(self) -> None:
        seconds = time.perf_counter() - self._began
        method = self._environ.get("REQUEST_METHOD", "")
        context: RequestContext | None = self._environ.get(CONTEXT)
        outcome = Outcome(
            context.route if context else "",
            method if method in _METHODS else "other",  # each method is a label, and clients can invent any
            self._status,
            seconds,
            self._sent,
            self._end,
            (context.query if context else "") or self._environ.get("QUERY_STRING", ""),
            self._environ.get("REMOTE_ADDR", ""),
        )
        for observer in self._observers:
            observer(outcome)


def install(app: Flask, releases: Releases, operations: Operations, observers: Iterable[Observer]) -> None:
    """Wrap the application in the middleware. No other middleware may be added around it afterwards.

    observers  are called after each request, besides the request log.
    """
    clients = ClientLimits(operations.client_requests, operations.client_queries)
    if operations.log_requests:
        log = partial(log_request, with_query=operations.log_queries, with_network=operations.log_addresses)
        observers = [*observers, log]
    wrapped: WSGIApplication = RequestMiddleware(app.wsgi_app, releases, clients, observers)
    if proxies := operations.trusted_proxies:
        wrapped = ProxyFix(wrapped, proxies, proxies, x_host=0)
    app.wsgi_app = wrapped  # type: ignore[assignment, method-assign]  # Flask's own advice for middleware
    app.url_value_preprocessor(_note_route)  # called before any `before_request`
    app.before_request(_redirect_slashes)
    app.before_request(_limit_queries)


def _note_route(*_: object) -> None:
    if request.url_rule is not None:
        current_context().route = _PARAMETER.sub(r"{\1}", request.url_rule.rule)


def _redirect_slashes() -> BaseResponse | None:
    """Redirect, with 308 and the query string, an address that is known with other slashes: doubled or at its end.

    Only the path is given: the host that the client asked for need not be known here, nor its scheme.
    """
    error, path, adapter = request.routing_exception, request.path.rstrip("/"), request_ctx.url_adapter
    if isinstance(error, RequestRedirect):
        path = unquote(urlsplit(error.new_url).path).removeprefix(request.script_root)
    elif path == request.path or adapter is None:
        return None
    elif error is None and not any(str(value).endswith("/") for value in (request.view_args or {}).values()):
        return None  # the slash belongs to the address
    elif error is not None and not (isinstance(error, NotFound) and adapter.test(path, request.method)):
        return None
    # One slash at the beginning: with two, it would be an address on another host.
    return redirect(with_query(f"{request.script_root}/{quote(path.lstrip('/'))}"), 308)


def _limit_queries() -> None:
    """Wait until the client may use the store. Raises BusyError if that takes too long."""
    context = current_context()
    if context.queries is None or request.method == "OPTIONS" or request.endpoint in (None, *_CHEAP):
        return
    if not context.queries.acquire(timeout=context.site.limits.waiting_seconds):
        raise BusyError("Your other questions are still being answered. Ask again in a moment.")
    context.cleanup.callback(context.queries.release)


def _is_file(site: Site, path: str, environ: WSGIEnvironment) -> bool:
    """Return True if a path in a release is that of a file, also with a slash too many at its end.

    The file of an answer has the address of its query, and a table that of a list: with parameters, they are asked.
    """
    file = site.release.file(path)
    query = environ.get("QUERY_STRING", "")
    asked = file is not None and query and (file.answers or _selects(path.partition(".")[0], query))
    return path.rstrip("/") in site.files and not asked


def _move_language(environ: WSGIEnvironment) -> str:
    """Return the language with which the path begins, moved to SCRIPT_NAME; '' if it begins with none."""
    language, rest = split_language(environ.get("PATH_INFO", ""))
    if not language or _is_monitoring(rest):
        return ""
    environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{language}"
    environ["PATH_INFO"] = rest
    return language


def _is_monitoring(path: str) -> bool:
    """Return True for a path of monitoring, also with doubled slashes or one at its end, which would be redirected."""
    return f"/{path.strip('/')}" in _MONITORING


def _selects(name: str, query: str) -> bool:
    """Return True if a query string has a value of a parameter of the list of this name."""
    if name not in PERSPECTIVES:
        return False
    known = {"q", "sort", *(facet.name for facet in PERSPECTIVES[name].facets)}
    return any(given in known for given, _ in parse_qsl(query))


def _check_host(environ: WSGIEnvironment) -> None:
    """Raise CallError for what RFC 9112 forbids: HTTP/1.1 without Host, or a Host that is not exactly one host."""
    host = environ.get("HTTP_HOST")
    if host is None and environ.get("SERVER_PROTOCOL") == "HTTP/1.1":
        raise CallError("An HTTP/1.1 request needs a Host header.")
    if host is not None and not _HOST.fullmatch(host):
        raise CallError("The Host header names no single host.")
