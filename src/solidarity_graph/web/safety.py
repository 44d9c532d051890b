"""What browsers are told with every answer, so that nothing in it can turn against its reader."""

from __future__ import annotations

PAGE_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
BARE_POLICY = "default-src 'none'"


def safe_headers(policy: str) -> tuple[tuple[str, str], ...]:
    """The headers, with this policy for what a page may load."""
    return (
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        # Which page somebody came from is nobody's business.
        ("Referrer-Policy", "no-referrer"),
    )
