"""Good requests while three attackers work: how many are lost, and how long the others wait.

The good client sends one small question every 20 ms, whatever became of the last one, from 127.0.0.2; the attackers are
at 127.0.0.1, each with one endless query at a time and the next one as soon as that has ended. A good request's time
runs from the moment it was due, so that waiting for an earlier one counts; one that was never sent counts as lost.
"""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from dataclasses import dataclass
from itertools import count

from benchmarks.asking import Endpoint, ask, connect, send
from benchmarks.plan import Plan
from benchmarks.questions import ENDLESS, ROWS, SMALL
from benchmarks.servers import Contender, Server, own_memory

GOOD_CLIENT = "127.0.0.2"
_EVERY = 0.02
_CONNECTIONS = 8  # of the good client: what a browser would open
_PATIENCE = 5.0  # seconds after which it gives a request up
_PAUSE = 0.05  # of an attacker that was turned away at once
_ATTACKER_PATIENCE = 30.0
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Goodput:
    """Requests that were due and lost; milliseconds until the others were answered."""

    due: int
    lost: int
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Siege:
    """In calm and under attack; whether the server answered afterwards, and how its first process grew, in MiB."""

    calm: Goodput
    attacked: Goodput
    attacks: int
    survived: bool
    growth: float


def besiege(contender: Contender, events: int, plan: Plan) -> Siege:
    """On a fresh server, which is ended afterwards, for it may be at work for ever."""
    with contender.open(plan.patience) as server:
        calm = _ask_steadily(server.endpoint, events, plan.calm)
        before = own_memory(server.process.pid)
        attackers = _Attackers(server.endpoint)
        attackers.start()
        attacked = _ask_steadily(server.endpoint, events, plan.attack if contender.ours else plan.attack_on_others)
        attackers.stop()
        growth = own_memory(server.process.pid) - before
        return Siege(calm, attacked, attackers.sent, _answers_again(server), growth)


def _answers_again(server: Server) -> bool:
    deadline = time.monotonic() + 2 * _PATIENCE
    while time.monotonic() < deadline:
        if server.alive():
            return True
    return False


class _Attackers:
    """One thread for each endless query. They are daemons: a server that never answers does not hold the benchmark."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._attack, args=(query,), daemon=True) for query in ENDLESS.values()
        ]
        self.sent = 0

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Send no more."""
        self._over.set()

    def _attack(self, query: str) -> None:
        while not self._over.is_set():
            self.sent += 1
            # Another text each time, so that no refusal is remembered.
            text = f"PREFIX run: <urn:attack:{next(_numbers)}>\n{query}"
            reply = ask(self._endpoint, text, ROWS, seconds=_ATTACKER_PATIENCE, keep=1 << 20)
            if reply.total < 1000 * _PAUSE:
                self._over.wait(_PAUSE)


def _ask_steadily(endpoint: Endpoint, events: int, seconds: float) -> Goodput:
    due = int(seconds / _EVERY)
    client = _GoodClient(endpoint, events, due)
    threads = [threading.Thread(target=client.work, daemon=True) for _ in range(_CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = sorted(client.took)
    p50, p99 = (took[int(len(took) * part)] if took else 0.0 for part in (0.5, 0.99))
    return Goodput(due, due - len(took), p50, p99)


class _GoodClient:
    """Several connections that take the requests in the order in which they are due."""

    def __init__(self, endpoint: Endpoint, events: int, due: int) -> None:
        self._endpoint = endpoint
        self._events = events
        self._due = due
        self._tickets = count()
        self._began = time.monotonic() + 0.05
        self._end = self._began + due * _EVERY + _PATIENCE
        self.took: list[float] = []

    def work(self) -> None:
        """Until all are sent, or nobody waits for the rest any more."""
        while True:
            ticket = next(self._tickets)  # a single step of the interpreter: no two threads get the same
            if ticket >= self._due:
                return
            with contextlib.closing(connect(self._endpoint, _PATIENCE, GOOD_CLIENT)) as connection:
                ticket = self._keep_asking(connection, ticket)
            if ticket >= self._due:
                return

    def _keep_asking(self, connection: http.client.HTTPConnection, ticket: int) -> int:
        """Ask on one connection for as long as it holds; the last ticket taken."""
        while ticket < self._due:
            due = self._began + ticket * _EVERY
            time.sleep(max(0.0, due - time.monotonic()))
            if time.monotonic() > self._end or not self._ask(connection):
                return ticket
            self.took.append((time.monotonic() - due) * 1000)
            ticket = next(self._tickets)
        return ticket

    def _ask(self, connection: http.client.HTTPConnection) -> bool:
        number = next(_numbers)
        with contextlib.suppress(OSError, http.client.HTTPException):
            send(connection, self._endpoint.path, SMALL.text(number * 7919 % self._events, number), ROWS)
            response = connection.getresponse()
            response.read()
            return response.status == 200
        return False
