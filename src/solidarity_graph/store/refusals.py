"""What is refused before the engine sees it, with words for the person who asked."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from solidarity_graph.errors import CallError
from solidarity_graph.store.lexer import nests_deeper_than, service_targets
from solidarity_graph.store.stops import OverNestingError


def refuse_nesting(query: str, most: int) -> None:
    """Unless no more than `most` brackets are open at a time."""
    if nests_deeper_than(most, query):
        raise OverNestingError(f"The query is nested too deeply: more than {most} brackets are open at a time.")


def refuse_service(query: str, hosts: Sequence[str]) -> None:
    """Unless every SERVICE names one of `hosts`, each of them `host` or `host:port`."""
    for target in service_targets(query):
        if not hosts:
            raise CallError(
                "SERVICE is refused: this server sends no requests to others. Ask the other endpoint yourself."
            )
        if not _is_listed(target, hosts):
            raise CallError(
                f"SERVICE is refused: write the address in full, and let it be of one of these hosts: "
                f"{', '.join(hosts)}."
            )


def _is_listed(target: str, hosts: Sequence[str]) -> bool:
    if "\\" in target or "@" in target:  # the two ways to have one host read and another one asked
        return False
    try:
        parts = urlsplit(target)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return False
    listed = {host.lower() for host in hosts}
    return parts.scheme in ("http", "https") and bool({parts.hostname, f"{parts.hostname}:{port}"} & listed)
