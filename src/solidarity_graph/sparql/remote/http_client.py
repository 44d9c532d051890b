"""HTTP requests to one other server, sent by urllib3.

Each request has a connection of its own: a server may close one that is kept open just as a request is sent, and not
every request may be sent twice. Requests with credentials and requests that write follow no redirects, which may lead
to another server.
"""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache
from typing import IO
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from solidarity_graph.errors import CallError
from solidarity_graph.sparql.remote.authentication import Authenticator, Credentials

_FORBIDDEN_CHARACTERS = re.compile(r"[\x00-\x20\x7f]")
_MOST_REDIRECTS = 5

# urllib3 logs whole addresses, with the query and a token if there is one.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)

Body = bytes | IO[bytes] | None
OnConnect = Callable[[HTTPConnection], None]


class HttpClient:
    """Sends requests to one server with one set of credentials. Safe to use from several threads.

    writes  True for requests that change data: redirects are then not followed, nor are they with credentials.
    """

    def __init__(self, credentials: Credentials | None = None, *, writes: bool = False) -> None:
        self._authenticator = Authenticator(credentials or Credentials())
        self._redirects = 0 if writes or credentials else _MOST_REDIRECTS

    def send(
        self,
        method: str,
        url: str,
        seconds: float,
        headers: Mapping[str, str] | None = None,
        body: Body = None,
        on_connect: OnConnect = lambda _: None,
    ) -> urllib3.BaseHTTPResponse:
        """Send a request and return the response with any status, its body still unread. Errors are urllib3's.

        seconds     the timeout of each wait for the server, not of the whole request.
        on_connect  called with the connection once it is open.
        """
        _on_connect.set(on_connect)
        redirects, challenged, authenticator = self._redirects, False, self._authenticator
        with urllib3.PoolManager(ssl_context=_tls()) as manager:
            manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
            while True:
                if body is not None and not isinstance(body, bytes):
                    body.seek(0)
                response = manager.urlopen(
                    method,
                    url,
                    body=body,
                    headers={"Connection": "close", **(headers or {}), **authenticator.headers(method, url)},
                    timeout=seconds,
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    decode_content=False,
                )
                location = response.get_redirect_location()
                if location and redirects:
                    url, redirects = urljoin(url, location), redirects - 1
                # Once for each request: its header may have answered a challenge that has expired.
                elif response.status == 401 and not challenged and authenticator.accept_challenge(response.headers):
                    challenged = True
                else:
                    return response
                response.close()


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()  # reads the system's certificates, which takes longer than a request


_on_connect: ContextVar[OnConnect] = ContextVar("on_connect")


class _HttpConnection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _on_connect.get()(self)


class _HttpsConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _on_connect.get()(self)


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


def media_type(response: urllib3.BaseHTTPResponse) -> str:
    """Return the media type of a response in lower case, without parameters; `text/plain` if the server gives none."""
    return response.headers.get("Content-Type", "text/plain").partition(";")[0].strip().lower()


def check_url(url: str) -> str:
    """Return the address unchanged; CallError if it is not http or https, or contains a user, password or space.

    No request is sent.
    """
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
    """Return the address without query string, which may contain a token, and without fragment: for error messages.

    >>> redact_url("https://a.example/sparql?access-token=x")
    'https://a.example/sparql'
    """
    return url.partition("?")[0].partition("#")[0]
