"""What the selector of the system watches for us: the door, the trigger that wakes the loop, and connections."""

from __future__ import annotations

import selectors
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solidarity_graph.web.channels import Channel
    from solidarity_graph.web.connections import Server


class Watched:
    """Used by the thread of the loop alone."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._door_open = False

    def begin(self, server: Server, trigger: Any) -> None:
        """With the door, and the trigger, open."""
        self._server = server
        self._selector.register(trigger.socket, selectors.EVENT_READ, trigger)
        self.open_door(open_=True)

    def select(self, seconds: float) -> Iterator[tuple[Any, int]]:
        """Whoever has something to do, and what, after waiting for it so long at most."""
        for key, events in self._selector.select(seconds):
            yield key.data, events

    def watch(self, channel: Channel) -> None:
        """For what it waits for now."""
        reading = selectors.EVENT_READ if channel.readable() else 0
        events = reading | (selectors.EVENT_WRITE if channel.writable() else 0)
        if events == channel.watched:
            return
        if not events:
            self._selector.unregister(channel.socket)
        elif channel.watched:
            self._selector.modify(channel.socket, events, channel)
        else:
            self._selector.register(channel.socket, events, channel)
        channel.watched = events

    def forget(self, channel: Channel) -> None:
        """Before it is closed, or after something has gone wrong with it."""
        if channel.watched:
            with suppress(KeyError, ValueError, OSError):
                self._selector.unregister(channel.socket)
        channel.watched = 0

    def open_door(self, *, open_: bool) -> None:
        """Take new connections, or let them wait."""
        if open_ and not self._door_open:
            self._selector.register(self._server.socket, selectors.EVENT_READ, self._server)
        elif not open_ and self._door_open:
            self._selector.unregister(self._server.socket)
        self._door_open = open_

    def close(self) -> None:
        """Watch nothing any more."""
        self._selector.close()
