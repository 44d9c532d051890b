"""Credentials for one server, and the Authorization header of requests to it.

A password is sent only after the server's challenge, and then by the safest scheme that it offers: Digest before Basic.
Later requests send the header at once, so that a large body need not be sent twice.
"""

from __future__ import annotations

import hashlib
import re
import threading
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field

from urllib3 import HTTPHeaderDict
from urllib3.util import parse_url

from solidarity_graph.errors import CallError

_SCHEME = re.compile(r"\b(basic|digest)\b(?=\s|$)", re.IGNORECASE)
_Challenge = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and password, or a token (`Authorization: Bearer`). Shown neither by `repr` nor in any message.

    CallError if both a user and a token are given, or a character that cannot be sent in a header.
    """

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
    """Answers the server's challenge, and keeps it for later requests. Safe to use from several threads."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._challenge: _Challenge | None = None
        self._passwords = urllib.request.HTTPPasswordMgr()
        self._digest = _Digest(self._passwords)
        self._lock = threading.Lock()  # a nonce is counted

    def accept_challenge(self, headers: HTTPHeaderDict) -> bool:
        """Keep the challenge in these headers of a response with status 401.

        Return False if there is no Digest or Basic challenge, or no user to answer it with.
        """
        offered = _offered(headers)
        if not self._credentials.user or offered is None:
            return False
        self._challenge = offered
        return True

    def headers(self, method: str, url: str) -> dict[str, str]:
        """Return the Authorization header for a request, from the token or the challenge. Empty if there is neither."""
        value = ""
        if self._credentials.token:
            value = f"Bearer {self._credentials.token}"
        elif self._challenge:
            value = self._answer(method, url, *self._challenge)
        return {"Authorization": value} if value else {}

    def _answer(self, method: str, url: str, scheme: str, challenge: dict[str, str]) -> str:
        user, password = self._credentials.user, self._credentials.password
        if scheme == "basic":
            return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
        url = parse_url(url).url  # as urllib3 sends the address: the server compares the two
        request = urllib.request.Request(url, method=method)  # noqa: S310 (never opened)
        with self._lock:
            self._passwords.add_password(challenge.get("realm", ""), url, user, password)
            return f"Digest {self._digest.get_authorization(request, challenge)}"


class _Digest(urllib.request.AbstractDigestAuthHandler):
    """Digest with passwords that are not ASCII and with SHA-256 (RFC 7616), which Python's own lacks."""

    def get_algorithm_impls(self, algorithm: str) -> tuple[Callable[[str], str], Callable[[str, str], str]]:
        name = {"MD5": "md5", "SHA-256": "sha256"}.get(algorithm.upper())
        if name is None:
            raise CallError(f"The server asks for Digest with {algorithm}, which is not known here.")

        def hashed(text: str) -> str:
            return hashlib.new(name, text.encode()).hexdigest()

        return hashed, lambda secret, data: hashed(f"{secret}:{data}")


def _offered(headers: HTTPHeaderDict) -> _Challenge | None:
    """Return the safest scheme that the server offers, with its parameters; None if there is none."""
    found: dict[str, dict[str, str]] = {}
    for header in headers.getlist("WWW-Authenticate"):
        _, *parts = _SCHEME.split(header)
        for scheme, text in zip(parts[::2], parts[1::2], strict=True):
            pairs = [pair for pair in urllib.request.parse_http_list(text) if "=" in pair]
            found[scheme.lower()] = urllib.request.parse_keqv_list(pairs)
    return next(((scheme, found[scheme]) for scheme in ("digest", "basic") if scheme in found), None)
