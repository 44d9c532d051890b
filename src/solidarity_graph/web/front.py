"""What stands before Flask: which release a request asks, and answers that are kept, which need no more than this."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from werkzeug.wsgi import ClosingIterator

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.web.caching import Address, Cache, Reply
from solidarity_graph.web.compression import choose_coding
from solidarity_graph.web.opened import Opened
from solidarity_graph.web.problems import describe
from solidarity_graph.web.refusals import refusal
from solidarity_graph.web.releases import Releases
from solidarity_graph.web.site import ADDRESS, FOUND, PERMALINK, REFUSAL, ROOT, ROUTE, SITE, VERSION
from solidarity_graph.web.validators import address_of, is_named

_RELEASE = "/release/"
_CURRENT = "no-cache"
# A release does not change. But what must be taken back has to be gone soon: one day, and never "immutable".
_FOR_A_DAY = "public, max-age=86400"
_KEPT = "solidarity_graph.kept"
_NOT_IN_304 = ("Content-Type", "Content-Length", "Content-Encoding")

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


def cache_control(permalink: bool) -> str:
    """How long an answer may be used without asking again."""
    return _FOR_A_DAY if permalink else _CURRENT


class Front:
    """A WSGI application around the one of Flask."""

    def __init__(self, inner: Callable[[Environ, StartResponse], Iterable[bytes]], releases: Releases, cache: Cache):
        self._inner = inner
        self._releases = releases
        self._cache = cache

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept, or let Flask answer while the release is held open."""
        if at_hand := environ.get(_KEPT):
            return _repeat(at_hand[0], at_hand[1], environ, start_response)
        environ[FOUND] = environ[ROUTE] = ""
        environ[ROOT] = environ.get("SCRIPT_NAME", "")
        try:
            opened = self._open(environ)
        except SolidarityGraphError as error:  # nothing is open any more
            told = refusal(describe(error))
            start_response(told.status, list(told.headers))
            return (told.body,)
        environ[SITE] = opened.site
        environ[VERSION] = opened.site.release.version
        try:
            if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
                environ[ADDRESS] = address = _address(environ, opened.site.edition)
                if kept := self._cache.find_reply(address):
                    opened.leave()
                    return _repeat(*kept, environ, start_response)
            body = self._inner(environ, start_response)
            if isinstance(body, environ.get("wsgi.file_wrapper", ())):
                # The server sends a file by itself, and knows it by its class. It is open apart from the release.
                opened.leave()
                return cast(Iterable[bytes], body)
            return ClosingIterator(body, opened.leave)
        except BaseException:
            opened.leave()
            raise

    def is_at_hand(self, environ: Environ) -> bool:
        """Whether the answer is kept. If so, it goes into the environ, and the call that follows gives it: without
        Flask, without waiting, whatever becomes of cache and release meanwhile.
        """
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ["PATH_INFO"].startswith(_RELEASE):
            return False
        try:
            opened = self._releases.enter()
        except SolidarityGraphError:
            return False
        try:
            environ[_KEPT] = kept = self._cache.find_reply(_address(environ, opened.site.edition))
            environ[VERSION] = opened.site.release.version
        finally:
            opened.leave()
        return kept is not None

    def _open(self, environ: Environ) -> Opened:
        """The release that the address names, taken from the address; else the current one."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(_RELEASE):
            return self._releases.enter()
        version, _, rest = path.removeprefix(_RELEASE).partition("/")
        try:
            opened = self._releases.enter_version(version)
        except SolidarityGraphError as error:
            environ[REFUSAL] = error
            return self._releases.enter()
        environ[PERMALINK] = True
        if rest not in opened.site.files:
            environ["SCRIPT_NAME"] = f"{environ[ROOT]}{_RELEASE}{version}"
            environ["PATH_INFO"] = f"/{rest}"
        return opened


def _address(environ: Environ, edition: str) -> Address:
    coding = choose_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    return (edition, coding, "permalink" if PERMALINK in environ else "", *address_of(environ))


def _repeat(reply: Reply, body: bytes, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    environ[FOUND], environ[ROUTE] = "hit", reply.route
    headers = list(reply.headers)
    had = environ.get("HTTP_IF_NONE_MATCH", "")
    if is_named(reply.tag, had) or had.strip() == "*":
        start_response("304 NOT MODIFIED", [pair for pair in headers if pair[0] not in _NOT_IN_304])
        return ()
    start_response("200 OK", headers)
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)
