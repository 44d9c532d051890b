"""Errors that say why a query was refused or stopped, in finer classes than those of `errors`."""

from __future__ import annotations

from solidarity_graph.errors import CallError, ReleaseError, TooLargeError


class OverMemoryError(TooLargeError):
    """The query needs more memory than its limit."""


class OverOutputError(TooLargeError):
    """The answer has more bytes than its limit."""


class OverNestingError(TooLargeError):
    """The query is nested more deeply than its limit."""


class ClientLeftError(CallError):
    """The client disconnected, or closed the answer before its end."""


class StoreClosedError(CallError):
    """The store was closed, before the query or during it."""

    def __init__(self) -> None:
        super().__init__("The store is closed.")


class NoWorkerError(ReleaseError):
    """No query worker can be started."""
