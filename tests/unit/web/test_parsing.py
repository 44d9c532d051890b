"""Requests that could be read in two ways, and bodies that are announced and never come."""

from __future__ import annotations

import pytest
from waitress.adjustments import Adjustments

from solidarity_graph.web.parsing import Parser

HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\n"


def parse(*pieces: bytes) -> Parser:
    parser = Parser(Adjustments(max_request_body_size=1000))
    for piece in pieces:
        left = piece
        while left and not parser.completed:
            left = left[parser.received(left) :]
    return parser


def code(parser: Parser) -> int:
    assert parser.completed
    return parser.error.code if parser.error else 200


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\nContent-Length: 4",
        b"Transfer-Encoding: chunked\r\nContent-Length: 0",
        b"Transfer-Encoding: chunked, chunked",
        b"Transfer-Encoding: chunked,\r\n chunked",
        b"TRANSFER-ENCODING: chunked\r\ntransfer-encoding: chunked",
        b"Transfer-Encoding:",
        b"Transfer-Encoding: ,chunked",
    ],
)
def test_a_body_that_could_end_in_two_places_is_refused(fields: bytes) -> None:
    assert code(parse(HEAD + fields + b"\r\n\r\n0\r\n\r\n")) == 400


def test_the_old_protocol_knows_no_chunks() -> None:
    """https://www.rfc-editor.org/rfc/rfc9112#section-6.1"""
    words = b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert code(parse(words)) == 400


def test_chunks_alone_are_read() -> None:
    parser = parse(HEAD + b"Transfer-Encoding:\tChunked \r\n\r\n", b"6\r\nASK", b" {}\r\n0\r\n\r\n")
    assert code(parser) == 200
    assert parser.get_body_stream().read() == b"ASK {}"


@pytest.mark.parametrize("size", [b"F" * 5000, b"3e8", b"0" * 50 + b"7fffffffffffffff"])
def test_a_chunk_past_the_limit_is_refused_before_it_comes(size: bytes) -> None:
    assert code(parse(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", size + b"\r\nA")) == 413


def test_chunks_that_pass_the_limit_together_are_refused_at_the_one_that_does() -> None:
    chunk = b"190\r\n" + b"a" * 400 + b"\r\n"
    parser = parse(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk, chunk)
    assert not parser.completed
    parser.received(b"190\r\n")
    assert code(parser) == 413


def test_a_refused_request_is_not_told_to_go_on() -> None:
    fields = b"Expect: 100-continue\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
    assert not parse(HEAD + fields).expect_continue
