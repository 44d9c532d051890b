"""Counts the requests that use a release, and closes it after the last one."""

from __future__ import annotations

import threading

from solidarity_graph.web.site import Site


class Opened:
    """An open site, with the number of requests that use it. After `give_up`, it is closed once no request uses it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._users = 0
        self._given_up = False
        self._closed = False
        self._lock = threading.Lock()

    def enter(self) -> bool:
        """Count one more request, which `leave` must end. Return False, and count nothing, after `give_up`."""
        with self._lock:
            if not self._given_up:
                self._users += 1
            return not self._given_up

    def leave(self) -> None:
        """Count one request fewer; after `give_up`, the last one closes the site."""
        with self._lock:
            self._users -= 1
        self._close_if_done()

    def give_up(self) -> None:
        """Let no new request in, and close the site once no request uses it."""
        with self._lock:
            self._given_up = True
        self._close_if_done()

    def _close_if_done(self) -> None:
        with self._lock:
            done = self._given_up and not self._users and not self._closed
            self._closed = self._closed or done
        if done:
            self.site.close()
