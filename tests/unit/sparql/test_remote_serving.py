"""A remote endpoint as the store of a site: limits, counters, status, the dataset, and what visitors are told."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from solidarity_graph.errors import (
    BusyError,
    CallError,
    EngineError,
    ReleaseError,
    SolidarityGraphError,
    TooLargeError,
    TooSlowError,
)
from solidarity_graph.sparql import Limits, Store
from solidarity_graph.sparql.pool.query_errors import ClientLeftError
from solidarity_graph.sparql.remote.authentication import Credentials
from solidarity_graph.sparql.remote.remote_store import RemoteStore


@dataclass
class Played:
    """An endpoint that answers every query the same way."""

    url: str = ""
    respond: Callable[[Handler], None] = lambda handler: handler.give(b"n\r\n1\r\n")
    asked: list[list[tuple[str, str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        self._play(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._play(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _play(self, parameters: str) -> None:
        played: Played = self.server.played
        played.asked.append(parse_qsl(parameters, keep_blank_values=True))
        played.headers.append(dict(self.headers))
        played.respond(self)
        self.close_connection = True

    def give(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.start(status, **{"Content-Length": str(len(body)), **headers})
        self.wfile.write(body)

    def start(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": "text/csv", **given}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def played() -> Iterator[Played]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        endpoint = Played(f"http://127.0.0.1:{listening.server_port}/sparql")
        listening.played = endpoint  # type: ignore[attr-defined]
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield endpoint
        endpoint.done.set()
        listening.shutdown()
        thread.join()


def silent(handler: Handler) -> None:
    handler.server.played.done.wait(20)


def dripping(**headers: str) -> Callable[[Handler], None]:
    def drip(handler: Handler) -> None:
        handler.start(**headers)
        while not handler.server.played.done.wait(0.01):
            handler.wfile.write(b"1\r\nx\r\n")

    return drip


def test_a_remote_store_has_the_face_of_every_store(played: Played) -> None:
    store: Store = RemoteStore(played.url)
    store.close()


def test_the_dataset_is_passed_on_as_parameters(played: Played) -> None:
    with RemoteStore(played.url) as store:
        store.answer("ASK {}", "*/*", default_graphs=["urn:a", "urn:b"], named_graphs=["urn:c"]).read()
    assert played.asked == [
        [
            ("default-graph-uri", "urn:a"),
            ("default-graph-uri", "urn:b"),
            ("named-graph-uri", "urn:c"),
            ("query", "ASK {}"),
        ]
    ]


def test_parameters_of_the_address_are_sent_with_every_query(played: Played) -> None:
    with RemoteStore(f"{played.url}?default-graph-uri=urn:merged&x=%2B") as store:
        store.answer("ASK {}", "*/*").read()
        store.answer("ASK {} #" + "x" * 2000, "*/*").read()
        store.answer("ASK {}", "*/*", named_graphs=["urn:c"]).read()
    assert [("default-graph-uri", "urn:merged"), ("x", "+")] == played.asked[0][:2] == played.asked[1][:2]
    assert played.asked[2] == [("x", "+"), ("named-graph-uri", "urn:c"), ("query", "ASK {}")]


def test_what_is_part_of_an_address_is_not_shown(played: Played) -> None:
    played.respond = lambda handler: handler.give(b"", 404)
    with RemoteStore(f"{played.url}?access-token=secret") as store, pytest.raises(CallError) as caught:
        store.answer("ASK {}", "*/*")
    assert str(caught.value) == f"{played.url} answered 404."


def test_an_address_that_the_server_repeats_loses_its_parameters(
    played: Played, caplog: pytest.LogCaptureFixture
) -> None:
    played.respond = lambda handler: handler.give(f"No {handler.path} here, and no ?s".encode(), 404)
    with caplog.at_level(logging.WARNING), RemoteStore(f"{played.url}?access-token=secret", serving=True) as store:
        with pytest.raises(ReleaseError):
            store.answer("ASK {}", "*/*")
        assert "No /sparql here, and no ?s" in caplog.text


@pytest.mark.parametrize("path", ["/spa rql", "/sparql\x7f"])
def test_an_address_that_cannot_be_is_refused_and_not_repeated(path: str) -> None:
    with pytest.raises(CallError, match="a space or a control character") as caught:
        RemoteStore(f"http://127.0.0.1:9{path}?access-token=secret")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("serving", [False, True])
def test_an_address_that_a_redirect_makes_up_is_not_repeated(
    played: Played, serving: bool, caplog: pytest.LogCaptureFixture
) -> None:
    played.respond = lambda handler: handler.give(b"", 302, Location="http://127.0.0.1:port/?secret&query=ASK")
    with (
        RemoteStore(f"{played.url}?access-token=secret", serving=serving) as store,
        pytest.raises(SolidarityGraphError) as caught,
    ):
        store.answer("ASK {}", "*/*")
    assert "secret" not in str(caught.value) + caplog.text
    assert "ASK" not in str(caught.value) + caplog.text


@pytest.mark.parametrize(
    "headers",
    [{}, {"Transfer-Encoding": "chunked"}, {"Content-Length": "100000"}],
    ids=["until closed", "chunks", "length"],
)
def test_a_drip_ends_at_the_deadline_whatever_the_framing(played: Played, headers: dict[str, str]) -> None:
    played.respond = dripping(**headers)
    with RemoteStore(played.url) as store:
        with pytest.raises(TooSlowError):
            store.answer("ASK {}", "*/*", Limits(seconds=0.3)).read()
        assert (store.counters()["killed_time"], store.status().idle) == (1, 8)


def test_a_drip_of_headers_ends_at_the_deadline(played: Played) -> None:
    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not handler.server.played.done.wait(0.01):
            handler.wfile.write(b"X-Y: z\r\n")

    played.respond = drip
    with RemoteStore(played.url) as store, pytest.raises(TooSlowError):
        store.answer("ASK {}", "*/*", Limits(seconds=0.3))


def test_a_question_ends_when_its_asker_has_left(played: Played) -> None:
    played.respond = silent
    with RemoteStore(played.url) as store:
        with pytest.raises(ClientLeftError):
            store.answer("ASK {}", "*/*", gone=lambda: True)
        assert store.counters()["killed_gone"] == 1


def test_an_asker_who_leaves_in_the_middle_ends_the_answer(played: Played) -> None:
    played.respond = dripping(**{"Transfer-Encoding": "chunked"})
    left = threading.Event()
    with RemoteStore(played.url) as store:
        answer = store.answer("ASK {}", "*/*", gone=left.is_set)
        assert next(answer.body)
        left.set()
        with pytest.raises(ClientLeftError):
            list(answer.body)


def test_closing_an_answer_frees_its_place_at_once(played: Played) -> None:
    played.respond = dripping()
    with RemoteStore(played.url, connections=1) as store:
        answer = store.answer("ASK {}", "*/*")
        assert store.status().idle == 0
        answer.close()
        answer.close()
        assert store.status().idle == 1


def test_an_answer_closed_by_another_thread_is_never_taken_for_whole(played: Played) -> None:
    played.respond = dripping(**{"Transfer-Encoding": "chunked"})
    with RemoteStore(played.url) as store:
        answer = store.answer("ASK {}", "*/*")
        next(answer.body)
        answer.close()
        with pytest.raises((ClientLeftError, EngineError)):
            list(answer.body)


def test_closing_the_store_breaks_answers_under_way(played: Played) -> None:
    played.respond = dripping()
    store = RemoteStore(played.url)
    answer = store.answer("ASK {}", "*/*")
    store.close()
    with pytest.raises(CallError, match="closed"):
        list(answer.body)
    with pytest.raises(CallError, match="closed"):
        store.answer("ASK {}", "*/*")


def test_closing_the_store_refuses_those_who_wait(played: Played) -> None:
    played.respond = dripping()
    store = RemoteStore(played.url, connections=1)
    with store.answer("ASK {}", "*/*"):
        refused: list[SolidarityGraphError] = []

        def wait() -> None:
            with pytest.raises(CallError, match="closed") as caught:
                store.answer("ASK {}", "*/*", Limits(waiting_seconds=60))
            refused.append(caught.value)

        waiting = threading.Thread(target=wait)
        waiting.start()
        while not store.status().waiting:
            pass
        store.close()
        waiting.join(10)
    assert len(refused) == 1


def test_a_short_answer_holds_no_connection_while_it_is_read(played: Played) -> None:
    with RemoteStore(played.url, connections=1) as store:
        with store.answer("ASK {}", "*/*"):
            assert store.status().idle == 1
        assert store.counters()["answered"] == 1


def test_past_the_line_questions_are_turned_away(played: Played) -> None:
    played.respond = dripping()
    with RemoteStore(played.url, connections=1, queue_size=0) as store, store.answer("ASK {}", "*/*"):
        with pytest.raises(BusyError, match="Too many"):
            store.answer("ASK {}", "*/*")
        assert store.counters()["busy"] == 1


def test_a_question_waits_no_longer_than_it_may(played: Played) -> None:
    played.respond = dripping()
    with (
        RemoteStore(played.url, connections=1) as store,
        store.answer("ASK {}", "*/*"),
        pytest.raises(BusyError, match=r"within 0\.05 seconds"),
    ):
        store.answer("ASK {}", "*/*", Limits(waiting_seconds=0.05))


def test_a_question_takes_the_place_that_becomes_free(played: Played) -> None:
    played.respond = dripping()
    with RemoteStore(played.url, connections=1) as store:
        first = store.answer("ASK {}", "*/*")
        threading.Timer(0.05, first.close).start()
        played.respond = lambda handler: handler.give(b"yes")
        assert store.answer("ASK {}", "*/*").read() == b"yes"


def test_what_became_of_questions_is_counted(played: Played) -> None:
    with RemoteStore(played.url) as store:
        store.answer("ASK {}", "*/*").read()
        with pytest.raises(TooLargeError):
            store.answer("ASK {}", "*/*", Limits(output_bytes=1))
        played.respond = lambda handler: handler.give(b"", 500)
        with pytest.raises(EngineError):
            store.answer("ASK {}", "*/*")
        counted = {name: count for name, count in store.counters().items() if count}
    assert counted == {"asked": 3, "answered": 1, "killed_output": 1, "killed_engine": 1, "started": 3}


def test_nesting_is_refused_before_it_is_sent(played: Played) -> None:
    with RemoteStore(played.url) as store, pytest.raises(TooLargeError, match="nested"):
        store.answer("ASK " + "{" * 9 + "}" * 9, "*/*", Limits(nesting=8))
    assert played.asked == []


def test_an_endpoint_that_answers_is_ready(played: Played) -> None:
    played.respond = lambda handler: handler.give(b"{}", Content_Type="application/sparql-results+json")
    with RemoteStore(played.url) as store:
        status = store.status()
        assert (status.ready, status.reason, status.workers, status.guarded) == (True, "", 8, "remote")


def test_an_endpoint_that_fails_is_not_ready_and_is_not_asked_again_at_once(played: Played) -> None:
    played.respond = lambda handler: handler.give(b"", 500)
    with RemoteStore(played.url, serving=True) as store:
        assert not store.status().ready
        assert store.status().reason == "The store behind this site answered 500."
    assert len(played.asked) == 1


def test_who_asks_for_the_status_does_not_wait_while_another_finds_out(played: Played) -> None:
    asked = threading.Event()

    def hang(handler: Handler) -> None:
        asked.set()
        silent(handler)

    played.respond = hang
    with RemoteStore(played.url) as store:
        first = threading.Thread(target=store.status)
        first.start()
        assert asked.wait(10)
        assert store.status().reason == "It has not been asked yet."
        assert len(played.asked) == 1
        played.done.set()
        first.join(10)


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_visitors_are_neither_blamed_for_the_address_nor_told_it(
    played: Played, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    played.respond = lambda handler: handler.give(b"words", status)
    with (
        caplog.at_level(logging.WARNING),
        RemoteStore(played.url, serving=True) as store,
        pytest.raises(ReleaseError) as caught,
    ):
        store.answer("ASK {}", "*/*")
    assert str(caught.value) == "The store behind this site cannot be used at the moment."
    assert played.url in caplog.text


def test_a_store_that_is_down_is_no_fault_of_visitors(caplog: pytest.LogCaptureFixture) -> None:
    with RemoteStore("http://127.0.0.1:9/sparql", serving=True) as store:
        with pytest.raises(ReleaseError):
            store.answer("ASK {}", "*/*")
        assert store.counters()["start_failures"] == 1
        assert not store.status().ready


def test_service_is_refused_to_visitors(played: Played) -> None:
    query = "ASK { SERVICE <http://other.example/sparql> {} }"
    with RemoteStore(played.url, serving=True) as store, pytest.raises(CallError, match="SERVICE is refused"):
        store.answer(query, "*/*")
    escaped = query.replace("SERVICE", "\\u0053ERVIC\\U00000045")
    for hosts in ([], ["third.example"]):
        with RemoteStore(played.url, serving=True, service_hosts=hosts) as store, pytest.raises(CallError):
            store.answer(escaped, "*/*")
    assert played.asked == []
    with RemoteStore(played.url, serving=True, service_hosts=["other.example"]) as store:
        store.answer(query, "*/*").read()
    with RemoteStore(played.url) as store:
        store.answer(query, "*/*").read()
    assert len(played.asked) == 2


def test_credentials_do_not_follow_a_redirect(played: Played) -> None:
    played.respond = lambda handler: handler.give(b"", 302, Location="http://127.0.0.1:9/elsewhere")
    with (
        RemoteStore(played.url, credentials=Credentials(token="secret")) as store,
        pytest.raises(CallError, match="a redirect, which is not followed here") as caught,
    ):
        store.answer("ASK {}", "*/*")
    assert played.headers[0]["Authorization"] == "Bearer secret"
    assert "secret" not in str(caught.value)


def test_a_question_without_credentials_may_be_sent_on(played: Played) -> None:
    def move(handler: Handler) -> None:
        if "moved" in handler.path:
            handler.give(b"here")
        else:
            handler.give(b"", 302, Location=f"{played.url}/moved?query=ASK%20%7B%7D")

    played.respond = move
    with RemoteStore(played.url) as store:
        assert store.answer("ASK {}", "*/*").read() == b"here"


def test_a_part_of_an_answer_is_not_passed_on_as_the_whole(played: Played) -> None:
    played.respond = lambda handler: handler.give(b"n\r\n1\r\n", **{"X-SQL-State": "S1TAT"})
    with RemoteStore(played.url) as store, pytest.raises(TooSlowError, match="a part of the answer only"):
        store.answer("ASK {}", "*/*")


@pytest.mark.parametrize(
    ("media_type", "head", "row"),
    [
        ("text/csv", b"n\r\n", b"1\r\n"),
        ("text/tab-separated-values", b"?n\n", b"1\n"),
        ("application/sparql-results+json", b'{"results": [\n', b" {},\n"),
        ("application/sparql-results+xml", b"<results>\n", b" <result>\n  </result>\n"),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_an_answer_that_reaches_the_servers_limit_of_rows_is_taken_for_cut(
    played: Played, media_type: str, head: bytes, row: bytes, chunked: bool
) -> None:
    rows = 2

    def respond(handler: Handler) -> None:
        body = head + rows * row
        headers = {"X-SPARQL-MaxRows": "3", "Content-Type": media_type}
        if not chunked:
            handler.give(body, **headers)
            return
        handler.start(**headers, **{"Transfer-Encoding": "chunked"})
        for place in range(0, len(body), 5):
            piece = body[place : place + 5]
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        handler.wfile.write(b"0\r\n\r\n")

    played.respond = respond
    with RemoteStore(played.url) as store:
        assert store.answer("ASK {}", "*/*").read()
        rows = 3
        with pytest.raises(TooLargeError, match="at most 3 rows"):
            store.answer("ASK {}", "*/*").read()
        assert store.counters()["killed_output"] == 1
