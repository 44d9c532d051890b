"""Requests to one other server.

Redirects are not followed by anybody who has credentials or writes: they may lead to another server, and they turn a
POST into a GET that changes nothing and succeeds.
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
from solidarity_graph.sparql.remote.authentication import Credentials, Signer

_NEVER_IN_ADDRESSES = re.compile(r"[\x00-\x20\x7f]")

Connected = Callable[[http.client.HTTPConnection], None]


class Connections:
    """Opens a connection for each request to one server, as one asker. Safe to use from several threads."""

    def __init__(self, credentials: Credentials | None = None, *, writes: bool = False) -> None:
        self._signer = Signer(credentials or Credentials())
        self._stays = writes or bool(credentials)

    def open(
        self, request: urllib.request.Request, seconds: float, connected: Connected | None = None
    ) -> http.client.HTTPResponse:
        """Send it. `connected` gets the connection as soon as there is one. Errors are urllib's."""
        hook = connected or _nothing
        handlers: list[urllib.request.BaseHandler] = [_Http(hook), _Https(hook), self._signer.handler()]
        if self._stays:
            handlers.append(_NoRedirect())
        opener = urllib.request.build_opener(*handlers)
        return cast(http.client.HTTPResponse, opener.open(request, timeout=seconds))

    def introduce(self, url: str, seconds: float) -> None:
        """Learn how the server wants to be told who asks, before it breaks off in the middle of a large body."""
        if not self._signer.is_asked:
            self.ask_again(url, seconds)

    def ask_again(self, url: str, seconds: float) -> None:
        """A request without a body, for the sake of what the server asks for."""
        try:
            self.open(urllib.request.Request(url), seconds).close()  # noqa: S310 (checked: http)
        except urllib.error.HTTPError as error:
            error.close()


def check_address(url: str) -> str:
    """The address, if it is one. Raises CallError, without repeating a password."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise CallError(f"{shown(url)} is no address of an endpoint: {error}.") from error
    if _NEVER_IN_ADDRESSES.search(url):
        raise CallError(f"The address of {parts.hostname} holds a space or a control character. Write it as %20 or so.")
    if parts.username or parts.password:
        raise CallError(f"Leave user and password out of the address of {parts.hostname}: addresses get written down.")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CallError(f"{shown(url)} is no address of an endpoint. Give one that begins with http or https.")
    return url


def shown(url: str) -> str:
    """The address as messages name it: some servers take a token in the query string.

    >>> shown("https://a.example/sparql?access-token=x")
    'https://a.example/sparql'
    """
    return url.partition("?")[0].partition("#")[0]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None  # urllib makes an HTTPError of it


class _Http(urllib.request.HTTPHandler):
    def __init__(self, connected: Connected) -> None:
        super().__init__()
        self._connection = partial(_reporting, http.client.HTTPConnection, connected)

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(cast(Any, self._connection), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, connected: Connected) -> None:
        super().__init__()
        self._connection = partial(_reporting, http.client.HTTPSConnection, connected)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(cast(Any, self._connection), req)


def _reporting(
    kind: type[http.client.HTTPConnection], connected: Connected, host: str, **options: Any
) -> http.client.HTTPConnection:
    connection = kind(host, **options)
    connect = connection.connect

    def connect_and_report() -> None:
        connect()
        connected(connection)

    connection.connect = connect_and_report  # type: ignore[method-assign]
    return connection


def _nothing(_: http.client.HTTPConnection) -> None:
    """Nobody wants to know."""
