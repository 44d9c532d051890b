"""A release in use: it is let go of when nobody needs it any more, and not before."""

from __future__ import annotations

import threading

from solidarity_graph.web.site import Site


class Opened:
    """A site in use: it is closed when it was given up and its last request has ended."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._users = 0
        self._given_up = False
        self._closed = False
        self._lock = threading.Lock()

    def enter(self) -> bool:
        """One more request; False where it is given up already."""
        with self._lock:
            if not self._given_up:
                self._users += 1
            return not self._given_up

    def leave(self) -> None:
        """That request has ended."""
        with self._lock:
            self._users -= 1
        self._close_if_done()

    def give_up(self) -> None:
        """No more requests."""
        with self._lock:
            self._given_up = True
        self._close_if_done()

    def _close_if_done(self) -> None:
        with self._lock:
            done = self._given_up and not self._users and not self._closed
            self._closed = self._closed or done
        if done:
            self.site.close()
