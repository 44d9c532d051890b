"""Credentials for one server, and the Authorization header of requests to it.

A password is sent only after the server's challenge, and then by the safest scheme that it offers: Digest before Basic.
Later requests send the header at once, so that a large body need not be sent twice.
"""

from __future__ import annotations

import hashlib
import http.client
import re
import threading
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from typing import IO, Any, cast

from solidarity_graph.errors import CallError

_SCHEME = re.compile(r"\b(basic|digest)\b(?=\s|$)", re.IGNORECASE)
_Challenge = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and password, or a token (`Authorization: Bearer`). Shown neither by `repr` nor in any message."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if any(ord(letter) < 0x20 for letter in self.user + self.password + self.token):
            raise CallError("The user, password or token holds a control character: an end of line, perhaps.")
        if not (self.token + self.user).isascii() or '"' in self.user:
            raise CallError("The user or token holds a character that cannot be sent in a header.")
        if self.user and self.token:
            raise CallError("There are both a user and a token. Give one of them.")
        if self.password and not self.user:
            raise CallError("There is a password, but no user.")
        if ":" in self.user:
            raise CallError("A colon cannot be sent in the name of a user.")

    def __bool__(self) -> bool:
        """Return True if there is a user or a token."""
        return bool(self.user or self.token)


class Authenticator:
    """Keeps the challenge of one server, and answers it. Safe to use from several threads."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self._challenge: _Challenge | None = None
        self._digest = _Digest(_OneUser(credentials))
        self._lock = threading.Lock()  # a nonce is counted

    def handler(self) -> urllib.request.BaseHandler:
        """Return the urllib handler for one request."""
        return _Authoriser(self)

    def authorise(self, request: urllib.request.Request) -> None:
        """Add the header for a token, or for a challenge that is known."""
        if self.credentials.token:
            _authorise(request, f"Bearer {self.credentials.token}")
        elif self._challenge:
            self._answer(request, *self._challenge)

    @property
    def is_ready(self) -> bool:
        """True if no challenge is needed, or one is known."""
        return not self.credentials.user or self._challenge is not None

    def accept_challenge(self, headers: Message) -> bool:
        """Keep the challenge in these headers. Return False if it cannot be answered."""
        offered = _offered(headers)
        if not self.credentials.user or offered is None:
            return False
        self._challenge = offered
        return True

    def _answer(self, request: urllib.request.Request, scheme: str, challenge: dict[str, str]) -> None:
        if scheme == "basic":
            pair = f"{self.credentials.user}:{self.credentials.password}".encode()
            _authorise(request, f"Basic {b64encode(pair).decode()}")
            return
        with self._lock:
            _authorise(request, f"Digest {self._digest.get_authorization(request, challenge)}")


class _Authoriser(urllib.request.BaseHandler):
    def __init__(self, authenticator: Authenticator) -> None:
        self._authenticator = authenticator
        self._tried = False

    def http_request(self, request: urllib.request.Request) -> urllib.request.Request:
        self._authenticator.authorise(request)
        return request

    https_request = http_request

    def http_error_401(
        self, request: urllib.request.Request, body: IO[bytes], _code: int, _reason: str, headers: Message
    ) -> http.client.HTTPResponse | None:
        # Once for each request: its header may have answered a challenge that has expired.
        if self._tried or not self._authenticator.accept_challenge(headers):
            return None
        self._tried = True
        body.close()
        if hasattr(request.data, "seek"):
            cast(IO[bytes], request.data).seek(0)
        opener = cast(Any, self).parent
        return cast(http.client.HTTPResponse, opener.open(request, timeout=request.timeout))


class _Digest(urllib.request.AbstractDigestAuthHandler):
    """Digest with passwords that are not ASCII and with SHA-256 (RFC 7616), which Python's own lacks."""

    def get_algorithm_impls(self, algorithm: str) -> tuple[Callable[[str], str], Callable[[str, str], str]]:
        name = {"MD5": "md5", "SHA-256": "sha256"}.get(algorithm.upper())
        if name is None:
            raise CallError(f"The server asks for Digest with {algorithm}, which is not known here.")

        def hashed(text: str) -> str:
            return hashlib.new(name, text.encode()).hexdigest()

        return hashed, lambda secret, data: hashed(f"{secret}:{data}")


class _OneUser(urllib.request.HTTPPasswordMgr):
    """One user for every realm: all requests go to one server."""

    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self._pair = (credentials.user, credentials.password)

    def find_user_password(self, *_: Any) -> tuple[str | None, str | None]:
        return self._pair


def _authorise(request: urllib.request.Request, value: str) -> None:
    request.add_unredirected_header("Authorization", value)  # never sent on to where a redirect leads


def _offered(headers: Message) -> _Challenge | None:
    """Return the safest scheme that the server offers, with its parameters; None if there is none."""
    found: dict[str, dict[str, str]] = {}
    for header in headers.get_all("WWW-Authenticate", []):
        places = [*_SCHEME.finditer(header)]
        for place, after in zip(places, [*places[1:], None], strict=False):
            text = header[place.end() : after.start() if after else None].strip().strip(",")
            pairs = [part for part in urllib.request.parse_http_list(text) if "=" in part]
            found[place[1].lower()] = urllib.request.parse_keqv_list(pairs)
    return next(((scheme, found[scheme]) for scheme in ("digest", "basic") if scheme in found), None)
