"""What an operator is told of requests: `/metrics` for Prometheus, and a line of the log for each.

Labels of metrics are route patterns; queries, client addresses and keys never appear. A line of the log has neither
client nor query unless the operator wants them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import prometheus_client
from flask import Blueprint, Flask, Response, current_app
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from solidarity_graph import __version__
from solidarity_graph.web.client_limits import network_of
from solidarity_graph.web.releases import Releases

REQUESTS = "solidarity_graph.requests"
"""The name of the logger that writes one line for each request."""

# Seconds: from a small answer to a query stopped at the default of 10 s, and longer ones that operators may allow.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 60.0)
_QUERY_CHARACTERS = 10_000  # of a query in the log
_NETWORK_BITS = {4: 24, 6: 48}  # a network of a provider, not a household
_REGISTRY = "solidarity_graph.metrics"
_PREFIX = "solidarity_graph_"
_KILLED = "killed_"
_STORE_MEANINGS = {
    "asked": "Queries that reached the store.",
    "answered": "Queries whose answer was complete.",
    "busy": "Queries turned away because no worker was free.",
    "started": "Workers started.",
    "start_failures": "Workers that could not be started.",
}

_log = logging.getLogger(REQUESTS)

blueprint = Blueprint("metrics", __name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request ended.

    route    the pattern of its route, such as `/id/{kind}/{file}`; empty if none matched.
    seconds  from its arrival until its end.
    sent     the number of bytes of the body; 0 for a file that the server sends itself.
    end      whole, broken (by an error here), left (by the client) or refused (before Flask).
    query    the SPARQL query; else the query string of the address. Private, like `address`, the client's.
    """

    route: str
    method: str
    status: int
    seconds: float
    sent: int
    end: str
    query: str
    address: str


Observer = Callable[[Outcome], None]


class RequestMetrics:
    """Counters of requests by route, method, status and end, with a histogram of seconds. Thread-safe."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            f"{_PREFIX}requests",
            "Requests by route, method, status and how their answer ended: whole, broken, left, refused.",
            ("route", "method", "status", "end"),
            registry=registry,
        )
        self._seconds = Histogram(
            f"{_PREFIX}request_seconds",
            "Seconds from a request's arrival until its answer was handed over.",
            ("route",),
            buckets=BUCKETS,
            registry=registry,
        )
        self._bytes = Counter(f"{_PREFIX}sent_bytes", "Bytes of answers, without files.", registry=registry)

    def count(self, outcome: Outcome) -> None:
        """Count a request that has ended."""
        self._requests.labels(outcome.route, outcome.method, outcome.status, outcome.end).inc()
        self._seconds.labels(outcome.route).observe(outcome.seconds)
        self._bytes.inc(outcome.sent)


def log_request(outcome: Outcome, *, with_query: bool, with_network: bool) -> None:
    """Log the line for a request that has ended.

    with_query    add the query text, cut at 10,000 characters.
    with_network  add the network of the client's address, without the host part.
    """
    more: dict[str, object] = {
        "method": outcome.method,
        "route": outcome.route,
        "status": outcome.status,
        "seconds": round(outcome.seconds, 6),
        "bytes": outcome.sent,
        "end": outcome.end,
    }
    if with_query:
        more["query"] = outcome.query[:_QUERY_CHARACTERS]
    if with_network:
        more["network"] = network_of(outcome.address, _NETWORK_BITS)
    _log.info("request", extra=more)


class _StateCollector(Collector):
    """Collects the state of release, store and threads at the time of the request for `/metrics`."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases

    def collect(self) -> Iterator[Metric]:
        site = self._releases.current
        yield _gauge(
            "info", "The program and the release it serves.", 1, version=__version__, release=site.release.version
        )
        status = site.store.status()
        yield _gauge("ready", "1 if queries can be answered.", int(status.ready), guarded=status.guarded)
        yield _gauge("workers", "Workers there are.", status.workers)
        yield _gauge("workers_idle", "Workers without a query.", status.idle)
        yield _gauge("queries_waiting", "Queries that wait for a worker.", status.waiting)
        yield from self._counters()
        figures = self._releases.statistics()
        yield _gauge("releases_open", "Releases whose snapshot is open.", figures["open"])
        swaps = CounterMetricFamily(f"{_PREFIX}release_swaps", "Changes to a new release.", labels=("result",))
        swaps.add_metric(("done",), figures["swaps"])
        swaps.add_metric(("failed",), figures["failed_swaps"])
        yield swaps
        yield _gauge("process_threads", "Threads of the web process.", threading.active_count())

    def _counters(self) -> Iterator[Metric]:
        kills = CounterMetricFamily(f"{_PREFIX}worker_kills", "Workers ended, by cause.", labels=("cause",))
        for name, value in self._releases.counters().items():
            if name.startswith(_KILLED):
                kills.add_metric((name.removeprefix(_KILLED),), value)
            else:
                meaning = _STORE_MEANINGS.get(name, name)
                yield CounterMetricFamily(f"{_PREFIX}store_{name}", meaning, value=value)
        yield kills


def install(app: Flask, releases: Releases) -> RequestMetrics:
    """Create the metrics registry of an application. Return the object that counts requests, through its `count`."""
    prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    registry.register(_StateCollector(releases))
    ProcessCollector(namespace="solidarity_graph", registry=registry)
    app.extensions[_REGISTRY] = registry
    return RequestMetrics(registry)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return all metrics in the text format of Prometheus."""
    text = prometheus_client.generate_latest(current_app.extensions[_REGISTRY])
    return Response(text, content_type=prometheus_client.CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _gauge(name: str, meaning: str, value: float, **labels: str) -> Metric:
    family = GaugeMetricFamily(f"{_PREFIX}{name}", meaning, labels=tuple(labels))
    family.add_metric(tuple(labels.values()), value)
    return family
