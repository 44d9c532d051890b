"""SPARQL 1.1 Protocol, the finer points: datasets, wrong requests, HEAD, OPTIONS, scripts of other sites."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.web import create_app
from tests.unit.web.building import BASE
from tests.unit.web.conftest import reading
from tests.unit.web.scripted import NotingStore

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
ONE, TWO, THREE = (f"{BASE}graph/{name}" for name in ("one", "two", "three"))
DATASET = f"default-graph-uri={TWO}&default-graph-uri={ONE}&named-graph-uri={THREE}"


@pytest.fixture
def noting() -> NotingStore:
    return NotingStore()


@pytest.fixture
def asking(noting: NotingStore, release: Release, catalogue: Catalogue) -> FlaskClient:
    return reading(create_app(noting, release=release, catalogue=catalogue))


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "GET", "path": f"/sparql?query=ASK%7B%7D&{DATASET}"},
        {"method": "POST", "path": "/sparql", "data": f"query=ASK%7B%7D&{DATASET}", "content_type": FORM},
        {"method": "POST", "path": f"/sparql?{DATASET}", "data": "query=ASK%7B%7D", "content_type": FORM},
        {"method": "POST", "path": f"/sparql?{DATASET}", "data": "ASK{}", "content_type": QUERY},
    ],
)
def test_the_dataset_is_named_in_every_form_of_request(
    asking: FlaskClient, noting: NotingStore, request_: dict[str, str]
) -> None:
    assert asking.open(**request_).status_code == 200
    assert noting.asked == ["ASK{}"]
    assert noting.datasets == [{"default": (ONE, TWO), "named": (THREE,)}]


def test_an_empty_graph_is_none(asking: FlaskClient, noting: NotingStore) -> None:
    for fields in (
        "default-graph-uri=",
        f"default-graph-uri=&named-graph-uri=&named-graph-uri={ONE}",
        "using-graph-uri=",
    ):
        assert asking.get(f"/sparql?query=ASK%7B%7D&{fields}").status_code == 200
        assert asking.post("/sparql", data=f"query=ASK%7B%7D&{fields}", content_type=FORM).status_code == 200
    nothing = {"default": (), "named": ()}
    assert noting.datasets == [nothing, nothing, *[{"default": (), "named": (ONE,)}] * 2, nothing, nothing]


RELATIVE = "SELECT (<#x> AS ?iri) (STR(<other>) AS ?s) {}"


def test_a_relative_iri_takes_the_endpoint_as_base(client: FlaskClient) -> None:
    answers = [
        client.get("/sparql", query_string={"query": RELATIVE}, headers={"Accept": "text/csv"}),
        client.post("/sparql", data={"query": RELATIVE}, headers={"Accept": "text/csv"}),
        client.post("/sparql", data=RELATIVE, content_type=QUERY, headers={"Accept": "text/csv"}),
    ]
    assert {answer.text for answer in answers} == {"iri,s\r\nhttp://localhost/sparql#x,http://localhost/other\r\n"}
    elsewhere = client.get("/sparql", query_string={"query": RELATIVE}, base_url="http://b.example/data/")
    assert "http://b.example/data/sparql#x" in elsewhere.text
    assert elsewhere.headers["ETag"] != answers[0].headers["ETag"]
    own = client.get("/sparql", query_string={"query": f"BASE <http://c.example/> {RELATIVE}"})
    assert "http://c.example/#x" in own.text


def test_a_relative_iri_names_a_graph_from_the_base_of_the_endpoint(client: FlaskClient) -> None:
    counts = []
    for more in ("", "<graph/court-news>"):
        query = f"SELECT (COUNT(*) AS ?n) FROM <graph/harbour> {'FROM ' + more if more else ''} {{ ?s ?p ?o }}"
        at = {"base_url": "https://w3id.org/solidarity-graph/", "headers": {"Accept": "text/csv"}}
        counts.append(int(client.get("/sparql", query_string={"query": query}, **at).text.split()[1]))
    assert 0 < counts[0] < counts[1]


def test_another_dataset_makes_another_question(asking: FlaskClient, noting: NotingStore) -> None:
    tags = {
        asking.get(f"/sparql?query=ASK%7B%7D{more}").headers["ETag"]
        for more in ("", f"&default-graph-uri={ONE}", f"&named-graph-uri={ONE}", f"&default-graph-uri={TWO}")
    }
    assert len(tags) == len(noting.asked) == 4


def test_a_query_is_read_in_utf_8_and_in_nothing_else(asking: FlaskClient) -> None:
    for content_type, body in ((QUERY, "ASK {}"), (FORM, "query=ASK%7B%7D")):
        said = {charset: f"{content_type}; charset={charset}" for charset in ("utf-8", "UTF-8", "UTF-16")}
        assert asking.post("/sparql", data=body, content_type=said["utf-8"]).status_code == 200
        assert asking.post("/sparql", data=body, content_type=said["UTF-8"]).status_code == 200
        assert asking.post("/sparql", data=body.encode("utf-16"), content_type=said["UTF-16"]).status_code == 415


def test_characters_are_read_in_utf_8_also_where_they_are_not_percent_encoded(
    asking: FlaskClient, noting: NotingStore
) -> None:
    for body in ("query=ASK%7B?s+?p+'Гавань'%7D", "query=ASK{?s+?p+'%D0%93авань'}"):
        assert asking.post("/sparql", data=body.encode(), content_type=FORM).status_code == 200
    assert asking.post("/sparql", data=b"query=ASK{}", content_type=f"{FORM}; charset=US-ASCII").status_code == 200
    assert noting.asked == ["ASK{?s ?p 'Гавань'}"] * 2 + ["ASK{}"]
    for body in ("é".encode("latin-1"), b"query=%E9", b"\xff\xfea\x00"):
        assert "UTF-8" in asking.post("/sparql", data=body, content_type=FORM).get_json(force=True)["detail"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "says"),
    [
        (
            "Query=ASK%7B%7D&format=csv",
            {"Content-Type": FORM},
            400,
            "no field named query. It holds 'Query', 'format'.",
        ),
        ("\ufeffquery=ASK%7B%7D", {"Content-Type": FORM}, 400, "It holds '\\ufeffquery'."),
        ("", {"Content-Type": FORM}, 400, "It holds nothing."),
        ("ASK{}", {"Content-Type": QUERY, "Content-Encoding": "gzip"}, 415, "without Content-Encoding"),
        ("ASK{}", {"Content-Type": f"{QUERY}; charset=cp1251"}, 415, "in UTF-8, not in cp1251"),
        ("query=ASK{}&default-graph-uri=<urn:x>", {"Content-Type": FORM}, 400, "'<urn:x>' is no IRI in full."),
    ],
)
def test_a_refusal_says_what_was_sent(
    asking: FlaskClient, body: str, headers: dict[str, str], status: int, says: str
) -> None:
    answer = asking.post("/sparql", data=body.encode(), headers=headers)
    assert (answer.status_code, says in answer.get_json(force=True)["detail"]) == (status, True)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"method": "GET", "path": "/sparql?query=ASK%7B%7D&query=SELECT%20%2A%20%7B%7D"}, 400),
        ({"method": "GET", "path": "/sparql?query=ASK%7B%7D&format=csv&format=docx"}, 400),
        ({"method": "GET", "path": "/sparql?query=ASK%7B%7D&default-graph-uri=graph/one"}, 400),
        ({"method": "GET", "path": "/sparql?update=CLEAR%20ALL"}, 400),
        ({"method": "POST", "path": "/sparql?query=ASK%7B%7D", "data": "query=ASK%7B%7D", "content_type": FORM}, 400),
        ({"method": "POST", "path": "/sparql?query=ASK%7B%7D", "data": "ASK{}", "content_type": QUERY}, 400),
        ({"method": "POST", "path": "/sparql", "data": "format=csv", "content_type": FORM}, 400),
        ({"method": "POST", "path": "/sparql", "data": "query=ASK%7B%7D"}, 415),
        ({"method": "POST", "path": "/sparql", "data": "ASK {}", "content_type": "text/plain"}, 415),
        ({"method": "PUT", "path": "/sparql", "data": "query=ASK%7B%7D", "content_type": FORM}, 405),
        ({"method": "DELETE", "path": "/sparql"}, 405),
    ],
)
def test_what_the_protocol_forbids_is_refused_unasked(
    asking: FlaskClient, noting: NotingStore, request_: dict[str, str], status: int
) -> None:
    answer = asking.open(**request_)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert noting.asked == []


@pytest.mark.parametrize(
    "path",
    ["/sparql?query=ASK%7B%7D", "/sparql", "/", "/queries/held-actions.csv", "/id/person/p1.ttl", "/graph/harbour"],
)
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, path: str) -> None:
    for accept in ("application/sparql-results+json, text/turtle;q=0.5", "text/html"):
        head = client.head(path, headers={"Accept": accept})
        get = client.get(path, headers={"Accept": accept})
        assert head.status_code == get.status_code
        assert dict(head.headers) == dict(get.headers)
        assert head.data == b""


def test_head_stops_the_query_when_the_status_is_known(release: Release, catalogue: Catalogue) -> None:
    taken = []

    def endless(query: str):
        while True:
            taken.append(1)
            yield b"x" * 40_000

    store = NotingStore(endless)
    answer = reading(create_app(store, release=release, catalogue=catalogue)).head("/sparql?query=ASK%7B%7D")
    assert (answer.status_code, answer.data) == (200, b"")
    assert len(taken) == 1
    assert store.answers_closed == 1


def test_options_names_the_methods(client: FlaskClient) -> None:
    answer = client.options("/sparql")
    assert answer.status_code == 200
    assert {part.strip() for part in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS", "POST"}
    assert "POST" not in client.options("/queries/held-actions.csv").headers["Allow"]


def test_a_script_of_any_site_may_read_data_and_errors(client: FlaskClient) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/sparql?query=nonsense", "/queries/held-actions.csv", "/nowhere"):
        for _ in ("fresh", "kept"):
            answer = client.get(path, headers={"Origin": "https://example.org"})
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert {"ETag", "Retry-After"} <= {
                part.strip() for part in answer.headers["Access-Control-Expose-Headers"].split(",")
            }


def test_a_browser_that_asks_beforehand_may_post_a_query(client: FlaskClient) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,accept,x-requested-with",
    }
    answer = client.options("/sparql", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert {"*", "Authorization", "Accept", "Content-Type"} <= {
        part.strip() for part in answer.headers["Access-Control-Allow-Headers"].split(",")
    }
    assert "Access-Control-Allow-Credentials" not in answer.headers
