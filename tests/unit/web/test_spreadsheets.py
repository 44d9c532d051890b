"""CSV for spreadsheet programs, and the names of the files that answers are kept as."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from solidarity_graph.web.spreadsheets import for_spreadsheets

HTML = {"Accept": "text/html"}


def cells(body: bytes) -> list[list[str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def one(cell: str) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([cell, "x"])
    ((found, _),) = cells(b"".join(for_spreadsheets([written.getvalue().encode()])))
    return found


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        '=HYPERLINK("http://a.example","x")',
        "+1+1",
        "-1-1",
        "@SUM(A1)",
        "\t=1",
        "\tx",
        "\rx",
        "\nx",
        " =1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200b \u200e=1",
        "\x00=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
        "-",
        "--",
        "+",
        "-2013-08",
        "+375 17 000",
        "-1.2.3",
        "-x",
        "=cmd|' /C calc'!A0",
    ],
)
def test_a_cell_that_would_run_is_made_harmless(cell: str) -> None:
    assert one(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell",
    ["", "x", "5", "-5", "+3", "-5.25", "+1e6", "-1.5E-3", "2013-08-04", "Гавань", 'a "b", c', "a\r\nb", "a\rb", "a=b"],
)
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert one(cell) == cell


def test_rows_are_read_whole_wherever_they_are_cut() -> None:
    text = 'a,b\r\nГ,"x\r\ny\u2028z"\r\n"-1","=1"\r\nlast,row'.encode()
    expected = [["a", "b"], ["Г", "x\r\ny\u2028z"], ["-1", "'=1"], ["last", "row"]]
    for size in (1, 2, 3, 7, 1000):
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        assert cells(b"".join(for_spreadsheets(pieces))) == expected


def test_a_long_cell_is_kept() -> None:
    assert one("=" + "x" * 200_000) == "'=" + "x" * 200_000


QUERY = "SELECT ?x ?n WHERE { VALUES (?x ?n) { ('=1+1' -5) ('Гавань' 3) } }"


def test_an_answer_comes_as_a_spreadsheet_reads_it(client: FlaskClient) -> None:
    excel = client.get("/sparql", query_string={"query": QUERY, "excel": "1"})
    assert cells(excel.data) == [["x", "n"], ["'=1+1", "-5"], ["Гавань", "3"]]
    assert excel.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert excel.headers["Content-Disposition"] == "attachment; filename=answer-2030-01-01-excel.csv"
    plain = client.get("/sparql", query_string={"query": QUERY, "format": "csv"})
    assert plain.data == "x,n\r\n=1+1,-5\r\nГавань,3\r\n".encode()
    assert plain.headers["ETag"] != excel.headers["ETag"]
    long = "SELECT (CONCAT('=', STR(?a), STR(?b)) AS ?x) { ?a ?p ?c . ?b ?q ?d } LIMIT 3000"
    rows = cells(client.get("/sparql", query_string={"query": long, "excel": "1"}).data)
    assert len(rows) == 3001
    assert all(row[0].startswith("'=") for row in rows[1:])


def test_a_saved_query_offers_it_on_its_page(client: FlaskClient) -> None:
    page = client.get("/queries/held-actions?since=2028-02-03", headers=HTML).text
    assert 'href="/queries/held-actions.csv?since=2028-02-03&amp;excel=1">CSV for Excel</a>' in page
    assert 'href="/queries/held-actions.csv?excel=1"' in client.get("/queries/held-actions", headers=HTML).text
    assert "excel=1" not in client.get("/queries/one-event", headers=HTML).text
    plain = client.get("/queries/held-actions.csv")
    for address in ("held-actions.csv?excel=1", "held-actions?excel=1", "held-actions?format=csv&excel=1"):
        excel = client.get(f"/queries/{address}", headers=HTML)
        assert cells(excel.data) == list(csv.reader(io.StringIO(plain.text)))
        assert excel.headers["ETag"] != plain.headers["ETag"]
    assert not plain.data.startswith(b"\xef\xbb\xbf")
    assert client.get("/queries/held-actions.csv?excel=0").data == plain.data


def test_the_editor_and_the_downloads_offer_it(client: FlaskClient) -> None:
    page = client.get("/sparql", query_string={"query": QUERY}, headers=HTML).text
    assert "excel=1" in page
    assert 'href="/release/2030-01-01/actions.csv?excel=1"' in client.get("/downloads/").text
    excel = client.get("/release/2030-01-01/actions.csv?excel=1")
    assert cells(excel.data) == [["event"]]
    assert excel.headers["Content-Disposition"] == "attachment; filename=actions-2030-01-01-excel.csv"
    assert client.get("/release/2030-01-01/actions.csv").data == b"event\r\n"


@pytest.mark.parametrize(
    "address",
    [
        "/queries/held-actions.json?excel=1",
        "/queries/held-actions.csv?excel=maybe",
        "/sparql?query=ASK%7B%7D&excel=maybe",
        "/sparql?query=ASK%7B%7D&excel=1&format=json",
        "/release/2030-01-01/solidarity-graph.nq?excel=1",
    ],
)
def test_another_format_or_value_is_an_error_that_names_the_parameter(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, "excel")


def test_a_graph_has_no_rows_for_a_spreadsheet(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string={"query": "DESCRIBE <urn:x>", "excel": "1"}).status_code == 406
    assert client.get("/queries/one-event.csv?excel=1").status_code == 406


@pytest.mark.parametrize(
    ("address", "disposition"),
    [
        ("/queries/held-actions.csv", "attachment; filename=held-actions-2030-01-01.csv"),
        ("/queries/held-actions.tsv", "attachment; filename=held-actions-2030-01-01.tsv"),
        ("/queries/held-actions.json", "inline; filename=held-actions-2030-01-01.json"),
        ("/queries/one-event.ttl", "inline; filename=one-event-2030-01-01.ttl"),
        ("/sparql?query=ASK%7B%7D&format=xml", "inline; filename=answer-2030-01-01.xml"),
        ("/sparql?query=ASK%7B%7D&format=csv", "attachment; filename=answer-2030-01-01.csv"),
        ("/id/person/p1.ttl", "inline; filename=person-p1-2030-01-01.ttl"),
        ("/id/person/p1.json", "inline; filename=person-p1-2030-01-01.json"),
        ("/graph/harbour.nt", "inline; filename=graph-harbour-2030-01-01.nt"),
        # As SHA256SUMS has it
        ("/release/2030-01-01/actions.csv", "inline; filename=actions.csv"),
        ("/release/2030-01-01/queries/held-actions.csv", "attachment; filename=held-actions-2030-01-01.csv"),
    ],
)
def test_data_comes_with_the_name_of_a_file(client: FlaskClient, address: str, disposition: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == disposition


@pytest.mark.parametrize("address", ["/queries/held-actions", "/sparql?query=ASK%7B%7D", "/id/person/p1.html"])
def test_a_page_has_none(client: FlaskClient, address: str) -> None:
    assert "Content-Disposition" not in client.get(address, headers=HTML).headers
