"""HTTP requests to one other server.

Requests with credentials and requests that write follow no redirects: these may lead to another server, and they turn
a POST into a GET that changes nothing and succeeds.
"""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from typing import Any, cast
from urllib.parse import urlsplit

from solidarity_graph.errors import CallError
from solidarity_graph.sparql.remote.authentication import Authenticator, Credentials

_FORBIDDEN_CHARACTERS = re.compile(r"[\x00-\x20\x7f]")

OnConnect = Callable[[http.client.HTTPConnection], None]


class Connections:
    """Opens a connection for each request to one server, with its credentials. Safe to use from several threads."""

    def __init__(self, credentials: Credentials | None = None, *, writes: bool = False) -> None:
        self._authenticator = Authenticator(credentials or Credentials())
        self._follows_no_redirects = writes or bool(credentials)

    def open(
        self, request: urllib.request.Request, seconds: float, on_connect: OnConnect | None = None
    ) -> http.client.HTTPResponse:
        """Send a request. `on_connect` is called with the connection once it is open. Errors are urllib's."""
        hook = on_connect or _nothing
        handlers: list[urllib.request.BaseHandler] = [_Http(hook), _Https(hook), self._authenticator.handler()]
        if self._follows_no_redirects:
            handlers.append(_NoRedirect())
        opener = urllib.request.build_opener(*handlers)
        return cast(http.client.HTTPResponse, opener.open(request, timeout=seconds))

    def authenticate(self, url: str, seconds: float) -> None:
        """Get the server's challenge, so that it does not break off in the middle of a large body."""
        if not self._authenticator.is_ready:
            self.renew_challenge(url, seconds)

    def renew_challenge(self, url: str, seconds: float) -> None:
        """Send a request without a body, to get a new challenge."""
        try:
            self.open(urllib.request.Request(url), seconds).close()  # noqa: S310 (checked: http)
        except urllib.error.HTTPError as error:
            error.close()


def check_url(url: str) -> str:
    """Return the address; CallError, without its password, if it is not one of an endpoint."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise CallError(f"{redact_url(url)} is no address of an endpoint: {error}.") from error
    if _FORBIDDEN_CHARACTERS.search(url):
        raise CallError(f"The address of {parts.hostname} holds a space or a control character. Write it as %20 or so.")
    if parts.username or parts.password:
        raise CallError(f"Leave user and password out of the address of {parts.hostname}: addresses get written down.")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CallError(f"{redact_url(url)} is no address of an endpoint. Give one that begins with http or https.")
    return url


def redact_url(url: str) -> str:
    """Return the address as error messages name it: some servers take a token in the query string.

    >>> redact_url("https://a.example/sparql?access-token=x")
    'https://a.example/sparql'
    """
    return url.partition("?")[0].partition("#")[0]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None  # urllib makes an HTTPError of it


class _Http(urllib.request.HTTPHandler):
    def __init__(self, on_connect: OnConnect) -> None:
        super().__init__()
        self._connection = partial(_reporting, http.client.HTTPConnection, on_connect)

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(cast(Any, self._connection), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, on_connect: OnConnect) -> None:
        super().__init__()
        self._connection = partial(_reporting, http.client.HTTPSConnection, on_connect)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(cast(Any, self._connection), req)


def _reporting(
    kind: type[http.client.HTTPConnection], on_connect: OnConnect, host: str, **options: Any
) -> http.client.HTTPConnection:
    connection = kind(host, **options)
    connect = connection.connect

    def connect_and_report() -> None:
        connect()
        on_connect(connection)

    connection.connect = connect_and_report  # type: ignore[method-assign]
    return connection


def _nothing(_: http.client.HTTPConnection) -> None:
    """Do nothing: the default of `on_connect`."""
