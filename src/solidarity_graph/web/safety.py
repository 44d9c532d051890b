"""Security headers of every response, which limit what a page can do in a browser."""

from __future__ import annotations

PAGE_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
BARE_POLICY = "default-src 'none'"


def safe_headers(policy: str) -> tuple[tuple[str, str], ...]:
    """Return the security headers, with `policy` as the Content-Security-Policy."""
    return (
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        # Other sites do not learn which page a link was followed from.
        ("Referrer-Policy", "no-referrer"),
    )
