"""What the middleware does with each request, and what an operator is told: shares, /metrics and the log."""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
from collections.abc import Iterable, Iterator
from queue import Queue
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from solidarity_graph.errors import BusyError
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.sparql import Limits, SnapshotStore
from solidarity_graph.web import Operations, create_app
from solidarity_graph.web.logs import JsonFormatter, TextFormatter
from solidarity_graph.web.monitoring import REQUESTS, Outcome
from solidarity_graph.web.request_middleware import install
from tests.unit.web.scripted import NotingStore

SECRET = "Nobody-may-read-this"
Body = Iterable[bytes]


@pytest.fixture
def told() -> list[Outcome]:
    return []


def make_app(told: list[Outcome], **operations: Any) -> Flask:
    app = Flask("tests", root_path=".")
    app.add_url_rule("/<name>", "page", lambda name: name)
    app.add_url_rule("/health", "health", lambda: "well")
    app.register_error_handler(BusyError, lambda error: (str(error), 503))
    site: Any = SimpleNamespace(limits=Limits(waiting_seconds=0.01), files=(), immutable=True, leave=lambda: None)
    releases: Any = SimpleNamespace(enter=lambda **_: site)
    install(app, releases, Operations(**operations), [told.append])
    return app


def begin(app: Flask, path: str = "/page", **environ: Any) -> tuple[Body, str, dict[str, str]]:
    """An answer of which the last byte has not been taken yet."""
    builder = EnvironBuilder(path, environ_base={"REMOTE_ADDR": "192.0.2.1"} | environ)
    body, status, headers = run_wsgi_app(app, builder.get_environ())
    return body, status, dict(headers)


def end(body: Body) -> None:
    b"".join(body)
    body.close()  # type: ignore[attr-defined]


def test_a_preflight_takes_no_turn(told: list[Outcome]) -> None:
    """A browser sends one before its question, whatever else it is waiting for."""
    app = make_app(told, client_queries=1)
    body, _, _ = begin(app)
    assert begin(app)[1][:3] == "503"
    preflight = EnvironBuilder("/page", method="OPTIONS", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert run_wsgi_app(app, preflight.get_environ())[1] == "200 OK"
    end(body)


def test_past_its_share_a_client_is_told_to_come_back_and_others_are_answered(told: list[Outcome]) -> None:
    app = make_app(told, client_requests=1)
    body, _, _ = begin(app)
    refused, status, headers = begin(app)
    assert (status[:3], headers["Retry-After"], headers["Content-Type"]) == ("503", "2", "application/problem+json")
    assert json.loads(b"".join(refused))["type"].endswith("#busy")
    assert begin(app, REMOTE_ADDR="192.0.2.2")[1] == "200 OK"
    end(body)
    assert begin(app)[1] == "200 OK"


def test_health_is_told_to_everybody(told: list[Outcome]) -> None:
    app = make_app(told, client_requests=1)
    begin(app)
    assert begin(app, "/health")[1] == "200 OK"


def test_who_has_all_its_turns_waits_and_is_told_to_come_back(told: list[Outcome]) -> None:
    app = make_app(told, client_queries=1)
    begin(app)
    body, status, _ = begin(app)
    assert status[:3] == "503"
    assert b"Your other questions" in b"".join(body)


def test_addresses_of_one_ipv6_network_are_one_client(told: list[Outcome]) -> None:
    app = make_app(told, client_requests=1)
    begin(app, REMOTE_ADDR="2001:db8::1")
    assert begin(app, REMOTE_ADDR="2001:db8::2")[1][:3] == "503"
    assert begin(app, REMOTE_ADDR="2001:db8:0:1::1")[1] == "200 OK"


@pytest.mark.parametrize(("proxies", "same"), [(0, True), (1, False)])
def test_behind_a_proxy_the_client_is_whom_the_proxy_names(told: list[Outcome], proxies: int, same: bool) -> None:
    app = make_app(told, client_requests=1, trusted_proxies=proxies)
    begin(app, HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert (begin(app, HTTP_X_FORWARDED_FOR="198.51.100.2")[1][:3] == "503") is same


def test_what_a_client_writes_before_the_proxies_words_counts_for_nothing(told: list[Outcome]) -> None:
    app = make_app(told, client_requests=1, trusted_proxies=1)
    begin(app, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.1")
    assert begin(app, HTTP_X_FORWARDED_FOR="203.0.113.8, 198.51.100.1")[1][:3] == "503"


def test_an_unknown_proxy_is_pointed_out_once(told: list[Outcome], caplog: pytest.LogCaptureFixture) -> None:
    app = make_app(told, client_requests=1)
    for _ in range(3):
        begin(app, HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert [record.message.count("--trusted-proxy") for record in caplog.records] == [1]


def test_an_outcome_has_the_pattern_of_the_route_and_is_told_when_the_last_byte_has_left(told: list[Outcome]) -> None:
    body, _, _ = begin(make_app(told), f"/{SECRET}")
    assert told == []
    end(body)
    assert (told[0].route, told[0].status, told[0].sent, told[0].end) == ("/{name}", 200, len(SECRET), "whole")


def broken() -> Iterator[bytes]:
    yield b"some"
    raise OSError("the disk")


def test_an_answer_that_breaks_and_one_that_is_left_are_told_apart(told: list[Outcome]) -> None:
    app = make_app(told)
    app.view_functions["page"] = lambda name: app.response_class(broken())
    left, _, _ = begin(app)
    left.close()  # type: ignore[attr-defined]
    breaking, _, _ = begin(app)
    with pytest.raises(OSError, match="the disk"):
        end(breaking)
    breaking.close()  # type: ignore[attr-defined]
    assert [(outcome.end, outcome.sent) for outcome in told] == [("left", 4), ("broken", 4)]


def test_a_method_that_somebody_made_up_makes_no_new_figure(told: list[Outcome]) -> None:
    begin(make_app(told), REQUEST_METHOD="BREW")
    assert {outcome.method for outcome in told} <= {"other"}


HOSTS = [
    ("HTTP/1.1", "example.org", 200),
    ("HTTP/1.1", "[::1]:8000", 200),
    ("HTTP/1.1", None, 400),
    ("HTTP/1.1", "one.example, two.example", 400),
    ("HTTP/1.1", "", 400),
    ("HTTP/1.1", "user@example.org", 400),
    ("HTTP/1.1", "a:b:c", 400),
    ("HTTP/1.1", "javascript:alert(1)", 400),
    ("HTTP/1.1", 'x"><b>', 400),
    ("HTTP/1.1", "a;b=c", 400),
    ("HTTP/1.0", None, 200),
]


@pytest.mark.parametrize(("protocol", "host", "status"), HOSTS)
def test_a_request_names_one_host(told: list[Outcome], protocol: str, host: str | None, status: int) -> None:
    environ = EnvironBuilder("/page").get_environ() | {"SERVER_PROTOCOL": protocol, "HTTP_HOST": host}
    body, line, _ = run_wsgi_app(make_app(told), {key: value for key, value in environ.items() if value is not None})
    assert int(line[:3]) == status
    if status == 400:
        assert json.loads(b"".join(body))["type"].endswith("#call")
        assert told[0].end == "refused"


@pytest.fixture
def scraped(store: SnapshotStore, release: Release, catalogue: Catalogue) -> str:
    client = Client(create_app(store, release=release, catalogue=catalogue))
    for path in (f"/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%22{SECRET}%22+%7D", f"/{SECRET}", "/id/person/p1.html", "/"):
        client.get(path, buffered=True)
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.77"})
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.text


LINE = re.compile(r'[a-z_]+(\{([a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*)?\})? -?[0-9.e+-]+')


def test_every_line_of_the_metrics_is_one_that_prometheus_reads(scraped: str) -> None:
    wrong = [line for line in scraped.splitlines() if not line.startswith("# ") and not LINE.fullmatch(line)]
    assert wrong == []


def test_each_metric_has_its_meaning_and_its_type_once_and_before_its_values(scraped: str) -> None:
    names = re.findall(r"^# TYPE (\S+) ", scraped, re.MULTILINE)
    assert len(names) == len(set(names))
    assert names == re.findall(r"^# HELP (\S+) \w", scraped, re.MULTILINE)


@pytest.mark.parametrize("path", ["/metrics", "/health"])
def test_monitoring_has_no_address_in_a_language_or_a_release(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200
    for start in ("/be", "/ru/", "/en//", "/release/2030-01-01", "/be/release/2030-01-01/"):
        for end in ("", "/", "//"):
            answer = client.get(start + path + end, follow_redirects=True)
            assert answer.status_code == 404, (start, end)


def test_metrics_count_by_route_and_never_by_what_was_asked(scraped: str) -> None:
    assert 'solidarity_graph_requests_total{end="whole",method="GET",route="/sparql",status="200"} 1.0' in scraped
    assert 'method="GET",route="/id/{kind}/{file}",status="200"' in scraped
    assert 'method="GET",route="",status="404"' in scraped
    for word in (SECRET, "p1", "192.0.2"):
        assert word not in scraped


def test_metrics_tell_of_the_store(scraped: str) -> None:
    assert "\nsolidarity_graph_workers 1.0\n" in scraped
    assert re.search(r"\nsolidarity_graph_store_asked_total [1-9]", scraped)
    assert re.search(r'\nsolidarity_graph_worker_kills_total\{cause="time"\} \d', scraped)


def test_a_histogram_grows_and_its_last_bucket_holds_all(scraped: str) -> None:
    counts = re.findall(r'request_seconds_bucket\{le="([^"]+)",route="/sparql"\} (\d+)', scraped)
    values = [int(count) for _, count in counts]
    assert values == sorted(values)
    assert counts[-1] == ("+Inf", "1")


def log_lines(caplog: pytest.LogCaptureFixture, formatter: logging.Formatter) -> list[str]:
    return [formatter.format(record) for record in caplog.records if record.name == REQUESTS]


def ask(release: Release, catalogue: Catalogue, **operations: Any) -> None:
    app = create_app(NotingStore(), release=release, catalogue=catalogue, operations=Operations(**operations))  # type: ignore[arg-type]
    client = Client(app)
    from_somewhere = {"REMOTE_ADDR": "192.0.2.77"}
    client.get("/sparql", query_string={"query": f"ASK {{ {SECRET} }}"}, environ_base=from_somewhere, buffered=True)
    client.post("/sparql", data={"query": f"ASK {{ {SECRET} }} #2"}, environ_base=from_somewhere, buffered=True)
    direct = {"data": f"ASK {{ {SECRET} }} #3", "content_type": "application/sparql-query"}
    client.post("/sparql", **direct, environ_base=from_somewhere, buffered=True)


def test_a_line_of_the_log_tells_neither_what_was_asked_nor_by_whom(
    release: Release, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ask(release, catalogue, log_requests=True)
    for formatter in (JsonFormatter(), TextFormatter()):
        lines = log_lines(caplog, formatter)
        assert len(lines) == 3
        assert not any(SECRET in line or "192.0.2" in line for line in lines)
    told = json.loads(log_lines(caplog, JsonFormatter())[0])
    assert (told["route"], told["status"], told["end"]) == ("/sparql", 200, "whole")
    assert told["bytes"] > 0
    assert told["time"].endswith("+00:00")


def test_a_line_that_went_through_a_queue_says_its_message_once() -> None:
    record = logging.makeLogRecord({"msg": "The disk is full.", "levelno": logging.ERROR, "levelname": "ERROR"})
    queued = logging.handlers.QueueHandler(Queue()).prepare(record)
    assert TextFormatter().format(queued) == "ERROR: The disk is full."


def test_queries_and_networks_are_logged_where_the_operator_wants_it(
    release: Release, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ask(release, catalogue, log_requests=True, log_queries=True, log_addresses=True)
    told = [json.loads(line) for line in log_lines(caplog, JsonFormatter())]
    assert [line["query"] for line in told] == [
        f"ASK {{ {SECRET} }}",
        *(f"ASK {{ {SECRET} }} #{number}" for number in (2, 3)),
    ]
    assert {line["network"] for line in told} == {"192.0.2.0/24"}


def test_nothing_is_logged_of_requests_where_nobody_asked_for_it(
    release: Release, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ask(release, catalogue)
    assert log_lines(caplog, JsonFormatter()) == []
