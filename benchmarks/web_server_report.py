"""What was measured of web servers, and the Markdown tables of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.crowd import PATIENCE
from benchmarks.kept_connections import Losses
from benchmarks.load import Rate, generator
from benchmarks.machine import describe_machine
from benchmarks.report import table
from benchmarks.web_server_commands import WebServer

CLIENTS = (8, 64)
NOT_READING = "64 not reading"
_LONGEST_WAIT = 1.0  # seconds; a server that lets a good client wait so long beside a crowd fails
# To make so many long answers takes seconds of computing, by any server: it fails if it does not end.
_LONGEST_WAITS = {NOT_READING: PATIENCE}
_CONDITIONS = (
    "server",
    "requests lost on kept connections (of these after an unread body); slowest, s",
    "incomplete answer is seen",
    "client that left is noticed, ms",
    *(f"answers a second, {clients} clients (p99, ms)" for clients in CLIENTS),
    "fails on",
)


@dataclass(slots=True)
class Found:
    """What was measured of one server.

    odd      what is answered to odd requests
    broken   by way of delimiting a body: True if the client sees that it broke off
    noticed  seconds until the application notices that a client has left; None if it does not
    waits    by crowd: longest waits of a good client in seconds, on new connections and on a kept one
    rates    by number of clients
    losses   on kept connections
    """

    name: str
    odd: dict[str, str] = field(default_factory=dict)
    broken: dict[str, bool] = field(default_factory=dict)
    noticed: float | None = None
    waits: dict[str, tuple[float, float]] = field(default_factory=dict)
    rates: list[Rate] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)

    def failures(self) -> list[str]:
        """The conditions that it does not meet."""
        failed = [f"broken body ({way})" for way in ("chunked", "Content-Length") if not self.broken[way]]
        if self.noticed is None:
            failed.append("client that left")
        failed += [
            crowd for crowd, waits in self.waits.items() if max(waits) >= _LONGEST_WAITS.get(crowd, _LONGEST_WAIT)
        ]
        if self.losses.lost:
            failed.append("lost")
        return failed


def report(servers: Sequence[WebServer], found: Sequence[Found]) -> Iterator[str]:
    """The lines of the tables, and of the settings."""
    yield f"One process, 64 threads, the same Flask application; {describe_machine()}; load from {generator()}.\n"
    yield from table(_CONDITIONS, (_conditions(one) for one in found))
    yield "\nLongest wait of a good client during each attack, in seconds, on new connections / on a kept one:\n"
    yield from table(("server", *found[0].waits), ((one.name, *map(_waits, one.waits.values())) for one in found))
    yield "\nAnswers to unusual requests (with `Expect: 100-continue`, those before and after the body was sent):\n"
    yield from table(("server", *found[0].odd), ((one.name, *one.odd.values()) for one in found))
    yield "\nSettings:\n"
    yield from (f"- {server.name}: {server.settings}" for server in servers)


def _conditions(one: Found) -> tuple[str, ...]:
    losses = one.losses
    lost = f"{losses.lost.total():,} of {losses.requests:,} ({losses.after_unread:,}); {losses.slowest:.2f}"
    ways = ", ".join(f"{way} {'yes' if seen else '**no**'}" for way, seen in one.broken.items())
    noticed = "**no**" if one.noticed is None else f"{1000 * one.noticed:.0f}"
    rates = (f"{rate.a_second:,.0f} ({rate.p99:.1f})" for rate in one.rates)
    return one.name, lost, ways, noticed, *rates, "; ".join(one.failures()) or "nothing"


def _waits(waits: tuple[float, float]) -> str:
    return " / ".join(f"over {PATIENCE:.0f}" if wait >= PATIENCE else f"{wait:.2f}" for wait in waits)
