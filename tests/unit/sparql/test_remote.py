"""A remote endpoint, played by a server on the loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from solidarity_graph.errors import (
    BusyError,
    CallError,
    EngineError,
    NotAcceptableError,
    QuerySyntaxError,
    SolidarityGraphError,
    TooLargeError,
    TooSlowError,
    UpdateRefusedError,
)
from solidarity_graph.sparql import DEFAULT_LIMITS, Limits, Store
from solidarity_graph.sparql.remote.endpoint_errors import EndpointError
from solidarity_graph.sparql.remote.remote_store import RemoteStore


@dataclass
class Endpoint:
    """What the server answers, and what it was asked."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/csv"})
    body: bytes = b"n\r\n1\r\n"
    respond: Callable[[BaseHTTPRequestHandler], None] | None = None
    asked: list[tuple[str, str, str]] = field(default_factory=list)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    played = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._play(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._play(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _play(self, parameters: str) -> None:
            query = parse_qs(parameters)["query"][0]
            played.asked.append((self.command, query, self.headers["Accept"]))
            if played.respond:
                played.respond(self)
                return
            self.send_response(played.status)
            for name, value in {
                "Content-Length": str(len(played.body)),
                "Connection": "close",
                **played.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(played.body)
            self.close_connection = True

        def log_message(self, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        played.url = f"http://127.0.0.1:{server.server_port}/sparql"
        yield played
        server.shutdown()
        thread.join()


def ask(
    endpoint: Endpoint, query: str = "ASK {}", media_type: str = "text/csv", limits: Limits = DEFAULT_LIMITS
) -> bytes:
    return RemoteStore(endpoint.url).answer(query, media_type, limits).read()


def failure(
    endpoint: Endpoint, status: int, body: bytes = b"", content_type: str = "text/plain"
) -> SolidarityGraphError:
    endpoint.status, endpoint.body, endpoint.headers = status, body, {"Content-Type": content_type}
    with pytest.raises(SolidarityGraphError) as caught:
        ask(endpoint)
    return caught.value


def test_the_bytes_are_the_endpoints(endpoint: Endpoint) -> None:
    store: Store = RemoteStore(endpoint.url)
    with store.answer("SELECT * {}", "text/turtle, text/csv; charset=utf-8") as answer:
        assert (answer.media_type, b"".join(answer.body)) == ("text/csv", endpoint.body)
    store.close()
    assert endpoint.asked == [("GET", "SELECT * {}", "text/turtle;q=1, text/csv;q=0.9")]


def test_a_query_arrives_as_it_was_written(endpoint: Endpoint) -> None:
    query = "SELECT * { ?s ?p 'жук %2B + & ;' }\n# no form that a pattern would find: SELEKT"
    ask(endpoint, query)
    ask(endpoint, "nonsense")
    assert [asked for _, asked, _ in endpoint.asked] == [query, "nonsense"]


def test_a_long_query_goes_by_post(endpoint: Endpoint) -> None:
    query = "ASK {} #" + "ж" * 2000
    ask(endpoint, query)
    assert endpoint.asked[0][:2] == ("POST", query)


def test_a_query_longer_than_the_limit_is_not_sent(endpoint: Endpoint) -> None:
    with pytest.raises(TooLargeError):
        ask(endpoint, limits=Limits(query_bytes=3))
    assert endpoint.asked == []


def test_an_update_is_never_sent(endpoint: Endpoint) -> None:
    with pytest.raises(UpdateRefusedError):
        ask(endpoint, "PREFIX ex: <http://a.example/> DELETE WHERE { ?s ?p ?o }")
    assert endpoint.asked == []


def test_another_name_of_the_format_is_understood(endpoint: Endpoint) -> None:
    endpoint.headers = {"Content-Type": "application/json; charset=utf-8"}
    with RemoteStore(endpoint.url).answer("ASK {}", "application/sparql-results+json") as answer:
        assert answer.media_type == "application/sparql-results+json"


def test_a_format_that_was_not_asked_for_is_an_error(endpoint: Endpoint) -> None:
    endpoint.headers = {"Content-Type": "text/html"}
    with pytest.raises(NotAcceptableError, match="text/html, which was not asked for") as caught:
        ask(endpoint)
    assert caught.value.offered == ("text/html",)


@pytest.mark.parametrize(
    ("words", "line", "column"),
    [
        (b"Lexical error at line 3, column 7.", 3, 7),
        (b"error at 2:27: expected one of ...", 2, 27),
        (b"SPARQL compiler, line 4: syntax error", 4, 0),
    ],
)
def test_a_syntax_error_keeps_the_endpoints_place(endpoint: Endpoint, words: bytes, line: int, column: int) -> None:
    error = failure(endpoint, 400, words)
    assert isinstance(error, QuerySyntaxError)
    assert (error.line, error.column) == (line, column)
    assert words.decode() in str(error)


@pytest.mark.parametrize(
    ("words", "line", "column", "said"),
    [
        (b"Lexical error at line 3, column 3.", 2, 3, "line 2, column 3"),
        (b"error at 2:27: expected one of ...", 1, 27, "at 1:27"),
        (b"Line 1, column 4: no such base", 1, 4, "Line 1, column 4"),
    ],
)
def test_the_place_is_that_in_the_query_also_where_a_base_is_sent_before_it(
    endpoint: Endpoint, words: bytes, line: int, column: int, said: str
) -> None:
    endpoint.status, endpoint.body, endpoint.headers = 400, words, {"Content-Type": "text/plain"}
    with pytest.raises(QuerySyntaxError, match=said) as caught:
        RemoteStore(endpoint.url).answer("ASK { <#x> }", "text/csv", base="http://a.example/")
    assert (caught.value.line, caught.value.column) == (line, column)
    assert endpoint.asked[0][1] == "BASE <http://a.example/>\nASK { <#x> }"


@pytest.mark.parametrize(
    ("content_type", "body", "words"),
    [
        ("application/problem+json", b'{"title": "Bad", "detail": "Unknown parameter"}', "Unknown parameter"),
        ("application/json", b'["odd"]', '["odd"]'),
        ("application/json", b"{", "{"),
        ("text/html", b"<style>p {}</style><p>No &amp; <b>no</b></p>", "No & no"),
        ("text/html", b"<p>No</p>" + b"<script >a < b;" * 900, "No"),
        ("text/plain", b"x" * 100_000, "x" * 500),
        ("text/plain", b"", "answered 400."),
    ],
)
def test_the_endpoints_words_are_passed_on(endpoint: Endpoint, content_type: str, body: bytes, words: str) -> None:
    error = failure(endpoint, 400, body, content_type)
    assert type(error) is CallError
    assert str(error).endswith(words)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, EndpointError),
        (404, EndpointError),
        (406, NotAcceptableError),
        (414, TooLargeError),
        (429, BusyError),
        (500, EngineError),
        (503, BusyError),
        (504, TooSlowError),
    ],
)
def test_a_status_becomes_an_error_that_names_the_endpoint(
    endpoint: Endpoint, status: int, kind: type[SolidarityGraphError]
) -> None:
    error = failure(endpoint, status, b"words")
    assert type(error) is kind
    assert str(error) == f"{endpoint.url} answered {status}: words"


def test_an_endpoint_that_does_not_answer_is_too_slow(endpoint: Endpoint) -> None:
    done = threading.Event()

    def keep_waiting(handler: BaseHTTPRequestHandler) -> None:
        done.wait(20)

    endpoint.respond = keep_waiting
    with pytest.raises(TooSlowError):
        ask(endpoint, limits=Limits(seconds=0.2))
    done.set()


def test_an_endpoint_that_drips_is_too_slow(endpoint: Endpoint) -> None:
    done = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/csv")
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        while not done.wait(0.02):
            handler.wfile.write(b"x")

    endpoint.respond = drip
    with pytest.raises(TooSlowError):
        ask(endpoint, limits=Limits(seconds=0.2))
    done.set()


def test_an_answer_that_is_too_large_is_cut(endpoint: Endpoint) -> None:
    endpoint.body = b"x" * 1000
    with pytest.raises(TooLargeError, match="larger than 999 bytes"):
        ask(endpoint, limits=Limits(output_bytes=999))


@pytest.mark.parametrize("headers", [{"Content-Length": "100"}, {"Transfer-Encoding": "chunked"}])
def test_an_answer_that_breaks_off_is_never_taken_for_whole(endpoint: Endpoint, headers: dict[str, str]) -> None:
    def break_off(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/csv")
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(b"5\r\n12345\r\n")
        handler.close_connection = True

    endpoint.respond = break_off
    with pytest.raises(EngineError, match="broke off"):
        ask(endpoint)


def test_an_answer_closed_early_leaves_nothing_open(endpoint: Endpoint) -> None:
    endpoint.body = b"x" * 200_000
    with RemoteStore(endpoint.url).answer("ASK {}", "*/*") as answer:
        assert next(answer.body)


def test_a_refused_connection_names_the_endpoint() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/sparql"
        with pytest.raises(CallError, match=f"{url} cannot be reached"):
            RemoteStore(url).answer("ASK {}", "text/csv")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "sparql", "http://", "http://[", "http://a.example:x/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(CallError, match="no address of an endpoint"):
        RemoteStore(url).answer("ASK {}", "text/csv")


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(CallError) as caught:
        RemoteStore("http://reader:secret@a.example/sparql")
    assert "secret" not in str(caught.value)
