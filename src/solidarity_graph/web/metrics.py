"""`/metrics`: figures for Prometheus. Routes as patterns, never as asked for; no query, no address, no key.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format

Written by hand: the usual library costs every request three times as much, and the process a tenth of a second at its
start, for a format of two kinds of lines.
"""

from __future__ import annotations

import os
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app

from solidarity_graph import __version__
from solidarity_graph.web.site import CACHE, PRECOMPUTING, RELEASES, current_site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from solidarity_graph.store import StoreStatus
    from solidarity_graph.web.connections import Server
    from solidarity_graph.web.precomputing import Precomputing
    from solidarity_graph.web.reception import Outcome
    from solidarity_graph.web.releases import Releases

METRICS = "solidarity_graph.metrics"
SERVER = "solidarity_graph.server"
AT_HAND = "solidarity_graph.at_hand"
"""Under these names they stand in `app.extensions`; a server only where there is one of ours, which asks of a request
whether its answer is at hand."""

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# From an answer out of the cache to a question that is stopped at ten seconds, and some that operators allow more.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 60.0)
_KILLED = "killed_"
_PREFIX = "solidarity_graph_"

blueprint = Blueprint("metrics", __name__)
Sample = tuple[Mapping[str, object], float]


@dataclass(frozen=True, slots=True)
class Family:
    """One metric: its name without our prefix, its type, what it tells, and its values."""

    name: str
    kind: str
    meaning: str
    samples: Iterable[Sample]

    def lines(self) -> Iterator[str]:
        """As Prometheus reads them."""
        yield f"# HELP {_PREFIX}{self.name} {self.meaning}"
        yield f"# TYPE {_PREFIX}{self.name} {self.kind}"
        for labels, value in self.samples:
            suffix = str(labels.get("__suffix__", ""))
            told = ",".join(f'{name}="{_escape(text)}"' for name, text in labels.items() if name != "__suffix__")
            yield f"{_PREFIX}{self.name}{suffix}{f'{{{told}}}' if told else ''} {value:.10g}"


class Metrics:
    """What is counted of requests. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int, str]] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._seconds: Counter[str] = Counter()
        self._bytes = 0

    def tell(self, outcome: Outcome, _environ: WSGIEnvironment) -> None:
        """One more request is done with."""
        with self._lock:
            self._requests[outcome.route, outcome.method, outcome.status, outcome.end] += 1
            self._bytes += outcome.sent
            buckets = self._buckets.get(outcome.route)
            if buckets is None:
                buckets = self._buckets[outcome.route] = [0] * (len(BUCKETS) + 1)
            buckets[bisect_left(BUCKETS, outcome.seconds)] += 1
            self._seconds[outcome.route] += outcome.seconds  # type: ignore[assignment]  # a Counter adds floats as well

    def families(self) -> Iterator[Family]:
        """What was counted."""
        with self._lock:
            requests, seconds, sent = dict(self._requests), dict(self._seconds), self._bytes
            buckets = {route: tuple(counts) for route, counts in self._buckets.items()}
        labels = ("route", "method", "status", "end")
        yield Family(
            "requests_total",
            "counter",
            "Requests by route, method, status and how their answer ended: whole, broken, left, refused.",
            [(dict(zip(labels, key, strict=True)), count) for key, count in sorted(requests.items())],
        )
        yield Family(
            "request_seconds",
            "histogram",
            "Seconds from a request's arrival until its answer was handed over.",
            [sample for route in sorted(buckets) for sample in _histogram(route, buckets[route], seconds[route])],
        )
        yield Family("sent_bytes_total", "counter", "Bytes of answers, without files.", [({}, sent)])


@blueprint.get("/metrics")
def metrics() -> Response:
    """All of them."""
    extensions = current_app.extensions
    releases = cast("Releases", extensions[RELEASES])
    families = [*_release(), *_store(current_site().standing.status(), releases.counters())]
    families += cast(Metrics, extensions[METRICS]).families()
    if (cache := extensions.get(CACHE)) is not None:
        families += _cache(cache.figures())
    families += [*_releases(releases.figures()), *_made(cast("Precomputing", extensions[PRECOMPUTING]))]
    if (server := extensions.get(SERVER)) is not None:
        families += _server(cast("Server", server))
    families += _process()
    text = "".join(f"{line}\n" for family in families for line in family.lines())
    return Response(text, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def _histogram(route: str, counts: Iterable[int], seconds: float) -> Iterator[Sample]:
    total = 0
    for bound, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
        total += count
        yield {"__suffix__": "_bucket", "route": route, "le": bound}, total
    yield {"__suffix__": "_sum", "route": route}, seconds
    yield {"__suffix__": "_count", "route": route}, total


def _release() -> Iterator[Family]:
    version = current_site().release.version
    yield Family(
        "info", "gauge", "The program and the release it serves.", [({"version": __version__, "release": version}, 1)]
    )


def _store(status: StoreStatus, counters: Mapping[str, int]) -> Iterator[Family]:
    yield Family("ready", "gauge", "1 if queries can be answered.", [({"guarded": status.guarded}, int(status.ready))])
    yield Family("workers", "gauge", "Workers there are.", [({}, status.workers)])
    yield Family("workers_idle", "gauge", "Workers without a query.", [({}, status.idle)])
    yield Family("queries_waiting", "gauge", "Queries that wait for a worker.", [({}, status.waiting)])
    kills = [
        ({"cause": name.removeprefix(_KILLED)}, value) for name, value in counters.items() if name.startswith(_KILLED)
    ]
    yield Family("worker_kills_total", "counter", "Workers ended, by cause.", kills)
    for name, value in counters.items():
        if not name.startswith(_KILLED):
            yield Family(f"store_{name}_total", "counter", _STORE_MEANINGS.get(name, name), [({}, value)])


_STORE_MEANINGS = {
    "asked": "Queries that reached the store.",
    "answered": "Queries whose answer was complete.",
    "busy": "Queries turned away because no worker was free.",
    "started": "Workers started.",
    "start_failures": "Workers that could not be started.",
}


def _cache(figures: Mapping[str, int]) -> Iterator[Family]:
    yield Family("cache_entries", "gauge", "Answers in the cache.", [({}, figures["entries"])])
    yield Family("cache_bytes", "gauge", "Bytes in the cache.", [({}, figures["bytes"])])
    results = [({"result": name}, figures[name]) for name in ("hits", "misses", "shared")]
    yield Family("cache_lookups_total", "counter", "Looks into the cache; shared: one question for several.", results)
    yield Family("cache_evicted_total", "counter", "Answers that made room for others.", [({}, figures["evicted"])])


def _releases(figures: Mapping[str, int]) -> Iterator[Family]:
    yield Family("releases_open", "gauge", "Releases whose snapshot is open.", [({}, figures["open"])])
    results = [({"result": "done"}, figures["swaps"]), ({"result": "failed"}, figures["failed_swaps"])]
    yield Family("release_swaps_total", "counter", "Changes to a new release.", results)


def _made(precomputing: Precomputing) -> Iterator[Family]:
    yield Family("made_answers", "gauge", "Answers of saved queries made beforehand.", [({}, len(current_site().made))])
    yield Family("precomputing", "gauge", "1 while they are being made.", [({}, int(precomputing.at_work))])


def _server(server: Server) -> Iterator[Family]:
    yield Family("connections", "gauge", "Connections open.", [({}, server.connections)])
    cuts = [({"cause": cause}, count) for cause, count in server.cuts.items()]
    yield Family("connections_cut_total", "counter", "Connections cut by the server, by cause.", cuts)
    waiting = len(server.task_dispatcher.queue)
    yield Family("requests_waiting", "gauge", "Requests that wait for a thread.", [({}, waiting)])


def _process() -> Iterator[Family]:
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, IndexError, ValueError):
        pages = 0  # not Linux
    if pages:
        memory = pages * os.sysconf("SC_PAGE_SIZE")
        yield Family("process_memory_bytes", "gauge", "Resident memory of the web process.", [({}, memory)])
    yield Family("process_threads", "gauge", "Threads of the web process.", [({}, threading.active_count())])
    times = os.times()
    yield Family("process_cpu_seconds_total", "counter", "Its processor time.", [({}, times.user + times.system)])


def _escape(text: object) -> str:
    return str(text).replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
