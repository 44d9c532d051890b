"""How the store is doing, for any number of people who want to know: one asks it, the others get what is known."""

from __future__ import annotations

import threading

from solidarity_graph.store import Store, StoreStatus


class Standing:
    """Of one store. To ask it may take seconds, where a disk or another server does not answer; this does not."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: StoreStatus | None = None
        self._asking = threading.Lock()

    def status(self) -> StoreStatus:
        """As it is now, or while somebody else is finding that out, as it was."""
        known = self._known
        if not self._asking.acquire(blocking=known is None) and known is not None:
            return known
        try:
            self._known = status = self._store.status()
        finally:
            self._asking.release()
        return status
