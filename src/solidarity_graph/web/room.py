"""Where there is no room for all, who goes first: whoever has kept us waiting longest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solidarity_graph.web.channels import Channel


def longest_at_rest(channels: Iterable[Channel]) -> Channel | None:
    """The one that has been silent for longest; None where there is something to do for all."""
    return min((channel for channel in channels if channel.at_rest), key=lambda channel: channel.since, default=None)


def who_must_go(channels: Iterable[Channel], most_bytes: int) -> Iterator[Channel]:
    """Those without whom the others hold no more than that in memory."""
    held = {channel: size for channel in channels if (size := channel.held)}
    excess = sum(held.values()) - most_bytes
    if excess <= 0:
        return
    for channel in sorted(held, key=lambda channel: channel.waited_since):
        if excess > 0:
            excess -= held[channel]
            yield channel
