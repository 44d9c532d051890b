"""Tags, 304 and how long an answer may be used: the same answer, however it comes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from solidarity_graph.errors import BusyError, TooSlowError
from solidarity_graph.release import Release
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import Catalogue, load_catalogue
from solidarity_graph.schema.namespaces import SGC
from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.web import create_app
from solidarity_graph.web.data_responses import BrokenAnswerError
from solidarity_graph.web.protocol import Query
from tests.unit.web.building import BASE
from tests.unit.web.conftest import reading
from tests.unit.web.scripted import NotingStore

CSV = {"Accept": "text/csv"}
ALL = "/sparql?query=SELECT%20%2A%20%7B%3Fs%20%3Fp%20%3Fo%7D"
ADDRESSES = [
    ALL,
    "/queries/everything.csv",
    "/queries/held-actions",
    "/id/person/p1.ttl",
    "/id/person/p1.html",
    "/graph/harbour.nt",
    "/",
    "/ontology",
    "/ontology.ttl",
    "/sparql",
    "/.well-known/void",
    "/static/site.css",
]

Make = Callable[..., FlaskClient]


@pytest.fixture
def make(release: Release, catalogue: Catalogue) -> Make:
    def make(store: object, **settings: object) -> FlaskClient:
        settings = {"release": release, "catalogue": catalogue, **settings}
        return reading(create_app(store, **settings))

    return make


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_was_not_changed_is_304_without_a_body(make: Make, store: SnapshotStore, path: str) -> None:
    client = make(store)
    tag = client.get(path).headers["ETag"]
    for again in (client, make(store)):
        # A proxy that compresses makes the tag a weak one.
        answer = again.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == tag
        assert "no-cache" in answer.headers["Cache-Control"]
        assert "Content-Length" not in answer.headers
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 304


@pytest.mark.parametrize(
    "path", ["/sparql?query=ASK%7B%7D", "/queries/held-actions.csv", "/id/person/p1.ttl", "/graph/harbour.nt"]
)
def test_304_asks_the_store_nothing(make: Make, store: SnapshotStore, path: str) -> None:
    tag = make(store).get(path).headers["ETag"]
    asked = NotingStore()
    asked.arrangement = store.arrangement
    assert make(asked).get(path, headers={"If-None-Match": tag}).status_code == 304
    assert asked.asked == []
    asked.arrangement = "another"
    assert make(asked).get(path, headers={"If-None-Match": tag}).status_code == 200


def test_get_and_saved_query_and_every_way_of_asking_share_one_tag(make: Make, catalogue: Catalogue) -> None:
    client = make(NotingStore())
    bound = catalogue.get("everything").bind({}, BASE)
    saved = client.get("/queries/everything.csv")
    asked = client.get("/sparql", query_string={"query": bound}, headers=CSV)
    assert saved.headers["ETag"] == asked.headers["ETag"]
    assert client.get("/queries/everything", headers=CSV).headers["ETag"] == saved.headers["ETag"]


def test_the_tag_depends_on_release_question_and_media_type(make: Make, store: SnapshotStore, release: Release) -> None:
    changed = dataclasses.replace(release.files[0], sha256="0" * 64)
    other = dataclasses.replace(release, files=(changed, *release.files[1:]))
    client = make(store)
    tags = [
        client.get(ALL, headers=CSV).headers["ETag"],
        client.get(ALL, headers={"Accept": "application/sparql-results+json"}).headers["ETag"],
        client.get(ALL, headers={"Accept": "application/json"}).headers["ETag"],
        client.get(f"{ALL}%23", headers=CSV).headers["ETag"],
        make(store, release=other).get(ALL, headers=CSV).headers["ETag"],
    ]
    assert len(set(tags)) == len(tags)
    assert not any(tag.startswith("W/") for tag in tags)
    assert make(store).get(ALL, headers=CSV).headers["ETag"] == tags[0]


def test_an_answer_to_post_has_no_tag(client: FlaskClient) -> None:
    answer = client.post("/sparql", data={"query": "ASK {}"})
    assert answer.status_code == 200
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (RAND() AS ?x) {}",
        "SELECT (now () AS ?x) {}",
        "SELECT (STRUUID() AS ?x) {}",
        "SELECT (RAND # there\n () AS ?x) {}",
        "SELECT (NOW # now\n\n # now\n () AS ?x) {}",
        "SELECT (\\u0052AND() AS ?x) {}",
        "CONSTRUCT { [] <a:p> ?o } { ?s ?p ?o }",
        "CONSTRUCT { _:x <a:p> ?o } { ?s ?p ?o }",
        "CONSTRUCT { # }\n [] <a:p> ?o } { ?s ?p ?o }",
        'CONSTRUCT { ?s ?p "}" . [] <a:p> ?o } { ?s ?p ?o }',
        "# CONSTRUCT { }\nCONSTRUCT { [] <a:p> ?o } { ?s ?p ?o }",
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o {| <urn:q> 1 |} } WHERE { ?s ?p ?o }",
        "CONSTRUCT { << ?s ?p ?o >> <urn:q> 1 } WHERE { ?s ?p ?o }",
        "CONSTRUCT { <<?s ?p ?o>> <urn:q> 1 } WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o ~ } WHERE { ?s ?p ?o }",
        "SELECT ?g { GRAPH ?g {} }",
        "SELECT ?g { graph #\n ?g { FILTER(true) } }",
    ],
)
def test_what_may_differ_next_time_is_not_tagged(make: Make, query: str) -> None:
    store = NotingStore()
    client = make(store)
    for accept in ("*/*", "text/html"):
        store.body = lambda _: iter((b'{"head": {"vars": []}, "results": {"bindings": []}}',))
        answers = [client.get("/sparql", query_string={"query": query}, headers={"Accept": accept}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert not any("ETag" in answer.headers for answer in answers)
        assert all(answer.headers["Cache-Control"] == "no-cache" for answer in answers)
    assert store.asked == [query] * 4


@pytest.mark.parametrize(
    "query",
    [
        f"PREFIX sgc: <{SGC}> ASK {{ ?x a sgc:prayer-service }}",
        f"ASK {{ ?x a <{SGC}prayer-service> }}",
        "SELECT * { ?s ?p 'self-service', \"Service\"@en }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        pytest.param(f"SELECT * {{ ?s a 'service{' ' * 10_000}' }}", id="long"),
    ],
)
def test_words_of_values_change_no_answer(query: str) -> None:
    assert Query(query).is_deterministic()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?a ?b FILTER(?a<now()&&?b>?s) }",
        "SELECT * { ?s ?a ?b FILTER(?a<'x>'&&now()>'y') }",
        "SELECT * { ?s ?a ?b FILTER(?a<'x>')SERVICE<urn:x>{?c ?d ?e}FILTER(?b<'z>') }",
        "SELECT * { ?s ?a ?b FILTER(?a<?b#>'''\n&&now()>?s#'''\n) }",
        "SELECT * { ?s a 'a(' SERVICE <urn:x> {} ?s a ')b' }",
        "PREFIX a: <urn:a> SELECT * { ?s ?p a:b.SERVICE <urn:x> {} }",
        "SELECT (\\u004eOW() AS ?n) { ?s a 'service' }",
        "SELECT * { ?s a '''a' SERVICE <urn:x> {} ?s a 'b' }",
        "SELECT * { ?s a \\'service }",
    ],
)
def test_what_may_be_read_as_a_call_or_a_service_is_in_doubt(query: str) -> None:
    assert not Query(query).is_deterministic()


def test_what_differs_each_time_is_not_kept_at_a_permalink_either(client: FlaskClient) -> None:
    for query, kept in (("SELECT (RAND() AS ?x) {}", "no-cache"), ("ASK {}", "public, max-age=86400")):
        answer = client.get("/release/2030-01-01/sparql", query_string={"query": query})
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, kept)


def test_every_saved_query_has_an_answer_that_lasts() -> None:
    passing = [saved.name for saved in load_catalogue(queries_dir()) if not Query(saved.text).is_deterministic()]
    assert passing == []


def test_where_others_may_change_the_data_nothing_is_tagged(make: Make) -> None:
    store = NotingStore()
    client = make(store, immutable=False)
    answers = [client.get("/sparql?query=ASK%7B%7D") for _ in range(2)]
    assert len(store.asked) == 2
    assert not any("ETag" in answer.headers for answer in answers)


def broken(query: str) -> Iterator[bytes]:
    yield b"some,rows\r\n" * 5000
    yield b"more,rows\r\n" * 5000
    raise TooSlowError("Time was up.")


def test_an_answer_that_broke_off_is_broken(make: Make) -> None:
    store = NotingStore(broken)
    client = make(store)
    for _ in range(2):
        answer = client.get("/sparql?query=ASK%7B%7D", headers=CSV, buffered=False)
        with pytest.raises(BrokenAnswerError):
            list(answer.iter_encoded())
        answer.close()
    assert len(store.asked) == 2


def test_a_failure_soon_after_the_first_bytes_still_has_a_status(make: Make) -> None:
    def soon(query: str) -> Iterator[bytes]:
        yield b"a few bytes"
        raise TooSlowError("Time was up.")

    answer = make(NotingStore(soon)).get("/sparql?query=ASK%7B%7D", headers=CSV)
    assert answer.status_code == 503
    assert b"a few bytes" not in answer.data


def test_an_error_is_not_tagged(make: Make) -> None:
    def fail(query: str) -> Iterator[bytes]:
        raise BusyError("Busy.")
        yield b""

    store = NotingStore(fail)
    client = make(store)
    for _ in range(2):
        answer = client.get("/sparql?query=ASK%7B%7D", headers=CSV)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
    assert len(store.asked) == 2


PAGES = [
    "/", "/id/person/p1.html", "/id/event/sentence.html", "/id/article/court-news.html", "/id/claim/k-date.html",
    "/id/disagreement/regime.html", "/id/event/picket.ttl", "/id/event/picket.json", "/graph/", "/graph/entities.html",
    "/concept/picket.html", "/concept/", "/ontology", "/queries/", "/downloads/", "/.well-known/void", "/sparql",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_the_store_nothing_and_stands_while_it_is_busy(make: Make, path: str) -> None:
    def fail(query: str) -> Iterator[bytes]:
        raise BusyError("Busy.")
        yield b""

    store = NotingStore(fail)
    answer = make(store).get(path)
    assert answer.status_code == 200
    assert answer.headers["ETag"]
    assert store.asked == []


def test_health_is_never_kept(make: Make) -> None:
    client = make(NotingStore())
    for _ in range(2):
        answer = client.get("/health")
        assert answer.get_json() == {"alive": True, "ready": True, "release": "2030-01-01", "guarded": "namespace"}
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


def test_a_permalink_to_data_that_others_may_change_is_asked_anew(make: Make) -> None:
    answer = make(NotingStore(), immutable=False).get("/release/2030-01-01/sparql?query=ASK%7B%7D")
    assert answer.headers["Cache-Control"] == "no-cache"
