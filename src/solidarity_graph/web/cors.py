"""CORS headers that let scripts of any origin read the data: it is public, and no cookies or logins are used.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

from flask import Response, request

ALLOW_ORIGIN = ("Access-Control-Allow-Origin", "*")
_READABLE = "ETag, Retry-After, Link, Content-Disposition"
_SENDABLE = "Accept, Accept-Language, Content-Type, If-None-Match, Cache-Control"
_METHODS = "GET, HEAD, POST, OPTIONS"
_DAY = 86_400


def allow_everybody(response: Response) -> None:
    """Add the CORS headers for every origin to a response; to a preflight's also the allowed methods and headers."""
    response.headers.set(*ALLOW_ORIGIN)
    response.headers["Access-Control-Expose-Headers"] = _READABLE
    if (
        request.method == "OPTIONS"
        and "Access-Control-Request-Method" in request.headers
        and response.status_code < 300
    ):
        allowed = response.headers.get("Allow", _METHODS)
        response.headers["Access-Control-Allow-Methods"] = ", ".join(
            sorted(part.strip() for part in allowed.split(","))
        )
        response.headers["Access-Control-Allow-Headers"] = _SENDABLE
        response.headers["Access-Control-Max-Age"] = str(_DAY)
