"""`/sparql`: the three forms of the protocol, refusals, the description, the editor."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from solidarity_graph.sparql import Answer, SnapshotStore
from tests.unit.web.building import BASE

JSON = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SD = "http://www.w3.org/ns/sparql-service-description#"

# A plus sign, a percent sign, an ampersand and letters beyond ASCII: whatever is decoded twice, or not at all, shows.
TELLING = (
    "SELECT ?n ?p WHERE { { ?n <" + BASE + 'ontology#countText> "some 20 people + a dog"@en }'
    ' UNION { BIND("100%2B & Ада" AS ?p) } }'
)


def by_get(client: FlaskClient, query: str, accept: str = JSON) -> TestResponse:
    return client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})


def by_form(client: FlaskClient, query: str, accept: str = JSON) -> TestResponse:
    return client.post("/sparql", data={"query": query}, headers={"Accept": accept})


def directly(client: FlaskClient, query: str, accept: str = JSON) -> TestResponse:
    return client.post("/sparql", data=query.encode(), content_type=QUERY, headers={"Accept": accept})


@pytest.mark.parametrize("ask", [by_get, by_form, directly])
def test_every_form_of_request_asks_the_same_question(client: FlaskClient, ask) -> None:
    rows = ask(client, TELLING).get_json(force=True)["results"]["bindings"]
    assert sorted(value["value"] for row in rows for value in row.values()) == [
        "100%2B & Ада",
        f"{BASE}id/claim/k-count#value",
    ]


def test_the_three_forms_answer_with_the_same_bytes(client: FlaskClient) -> None:
    answers = {ask(client, TELLING).data for ask in (by_get, by_form, directly)}
    assert len(answers) == 1


def test_a_plus_sign_in_a_form_survives_one_decoding_and_no_second(client: FlaskClient) -> None:
    body = "query=ASK+%7B+FILTER(%22a%2Bb%22+%3D+%22a%5Cu002Bb%22)+%7D"
    answer = client.post("/sparql", data=body, content_type=FORM, headers={"Accept": JSON})
    assert json.loads(answer.data)["boolean"] is True


def test_the_default_graph_holds_a_triple_once_that_two_graphs_hold(client: FlaskClient) -> None:
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ <{BASE}id/event/picket> a <{BASE}ontology#Event> }}"
    assert by_get(client, query).get_json(force=True)["results"]["bindings"][0]["n"]["value"] == "1"


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("*/*", JSON),
        ("", JSON),
        (JSON, JSON),
        ("application/json", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.3, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        (f"{JSON};q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        (BROWSER, "text/html; charset=utf-8"),
        ("text/html;q=0.1, text/csv", "text/csv; charset=utf-8"),
    ],
)
def test_the_best_liked_type_is_given(client: FlaskClient, accept: str, given: str) -> None:
    answer = by_get(client, "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1", accept)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, given)
    assert "Accept" in answer.vary


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        (JSON + ", text/turtle;q=0.5", "text/turtle; charset=utf-8"),
    ],
)
def test_a_graph_is_given_in_the_best_liked_format_of_graphs(client: FlaskClient, accept: str, given: str) -> None:
    answer = by_get(client, "CONSTRUCT WHERE { ?s a ?o }", accept)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, given)


def test_a_format_is_named_in_the_address(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=ASK%7B%7D&format=xml", headers={"Accept": BROWSER})
    assert answer.mimetype == "application/sparql-results+xml"


@pytest.mark.parametrize("accept", ["image/png", "text/turtle"])
def test_an_unknown_type_is_answered_with_the_list_of_what_there_is(client: FlaskClient, accept: str) -> None:
    answer = by_get(client, "ASK {}", accept)
    assert answer.status_code == 406
    assert JSON in answer.get_json(force=True)["offered"]


def test_a_syntax_error_names_line_and_column(client: FlaskClient) -> None:
    problem = by_get(client, "SELECT ?s WHERE {\n  ?s ?p ;;; }", "application/json")
    assert problem.status_code == 400
    assert problem.get_json(force=True)["line"] == 2
    assert problem.get_json(force=True)["column"] > 1
    page = by_get(client, "SELECT ?s WHERE {\n  ?s ?p ;;; }", "text/html").text
    assert ">The query does not parse at line 2" in page
    assert "<b>The query does not parse" not in page


@pytest.mark.parametrize(
    "refused",
    [
        {"data": {"update": "DROP ALL"}},
        {"data": "DROP ALL", "content_type": "application/sparql-update"},
        {"data": {"query": "DROP ALL"}},
        {"data": "INSERT DATA { <a:a> <a:a> <a:a> }", "content_type": QUERY},
    ],
)
def test_an_update_is_refused_and_nothing_changes(client: FlaskClient, refused: dict[str, object]) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    before = by_get(client, count).data
    answer = client.post("/sparql", **refused)
    assert answer.status_code == 400
    assert answer.get_json(force=True)["type"].endswith("#update-refused")
    assert by_get(client, count).data == before


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"data": b"ASK {}", "content_type": "text/plain"}, 415),
        ({"data": {"nothing": "here"}}, 400),
        ({"data": {}}, 415),
        ({"data": b"query=ASK%7B%7D&query=ASK%7B%7D", "content_type": FORM}, 400),
        ({"data": b"query=%FF", "content_type": FORM}, 400),
        ({"data": b"query=\xff", "content_type": FORM}, 400),
        ({"data": b"ASK { \xff }", "content_type": QUERY}, 400),
        ({"data": b"a&" * 1000, "content_type": FORM}, 400),
        ({"data": {"query": "ASK {}", "default-graph-uri": "graph/harbour"}}, 400),
        ({"data": {"query": "ASK {}", "format": "docx"}}, 400),
        ({"data": {"query": "# " + "x" * 70_000}}, 413),
        ({"data": {"query": "# " + "x" * 700_000}}, 413),
    ],
)
def test_a_malformed_request_is_told_so(client: FlaskClient, request_: dict[str, object], status: int) -> None:
    answer = client.post("/sparql", **request_)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_a_query_too_long_for_an_address_is_told_to_come_by_post(client: FlaskClient) -> None:
    answer = by_get(client, "ASK {} #" + "x" * 70_000)
    assert answer.status_code == 414
    assert "POST" in answer.get_json(force=True)["detail"]


def test_without_a_query_the_endpoint_describes_itself_truly(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    store = pyoxigraph.Store()
    store.load(answer.data, pyoxigraph.RdfFormat.TURTLE)

    def values(name: str) -> set[str]:
        found = store.quads_for_pattern(None, pyoxigraph.NamedNode(SD + name), None, None)
        return {quad.object.value for quad in found}

    assert values("endpoint") == {"http://localhost/sparql"}
    assert SD + "UnionDefaultGraph" in values("feature")
    graphs = ("harbour", "court-news", "naviny", "entities", "judgements", "summary", "provenance")
    assert values("name") == {f"{BASE}graph/{name}" for name in graphs}
    assert len(values("resultFormat")) == 8
    assert not any(isinstance(quad.subject, pyoxigraph.BlankNode) for quad in store)


def test_a_browser_without_a_query_gets_the_editor(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": BROWSER}).text
    assert '<textarea id="query" name="query"' in page
    assert "/sparql/examples/held-actions" in page


def test_a_browser_sees_rows_with_links_into_this_site(client: FlaskClient) -> None:
    page = by_get(client, f"SELECT ?s WHERE {{ ?s a <{BASE}ontology#Place> }}", BROWSER).text
    assert '<a href="/id/place/aboria.html">Aboria</a>' in page


PICKETS = f"""PREFIX sg: <{BASE}ontology#> SELECT ?event ?from ?n WHERE {{
  ?event sg:notBefore ?from ; sg:currentStatus ?status BIND (STRLEN(STR(?event)) AS ?n) }} ORDER BY ?event"""


def shown(client: FlaskClient, query: str = PICKETS, **how: str) -> TestResponse:
    return client.get("/sparql", query_string={"query": query, **how}, headers={"Accept": BROWSER})


def first_cells(page: str) -> list[str]:
    return re.findall(r'<tr role="row"><td[^>]*>(?:<a[^>]*>)?([^<]*)', page)


def test_rows_of_any_query_are_sorted_by_any_column_and_come_in_pages(client: FlaskClient) -> None:
    assert first_cells(shown(client, sort="from").text)[0] == "Arrest of Ada Example"
    assert first_cells(shown(client, sort="-from").text)[0] == "Release of Ada Example"
    second = shown(client, sort="from", limit="1", page="2").text
    assert len(first_cells(second)) == 1
    assert 'rel="next"' in second
    assert "sort=-from" in shown(client, sort="from").text


def test_columns_of_any_query_can_be_chosen(client: FlaskClient) -> None:
    page = shown(client, columns="event").text
    assert page.count('role="columnheader"') == 1
    assert 'name="columns" value="from"' in page
    assert f'type="hidden" name="query" value="{escape(PICKETS)}">' in page


def test_days_give_a_timeline_and_numbers_a_chart_by_the_names_of_things(client: FlaskClient) -> None:
    assert {*re.findall(r"view=(\w+)", shown(client).text)} == {"map", "timeline", "chart"}
    for view in ("timeline", "chart"):
        drawn = shown(client, view=view).text.partition('class="scroll results"')[0]
        assert '<a href="/id/event/picket.html"' in drawn
        assert "Picket in Aboria" in drawn


def test_a_view_is_drawn_from_the_one_answer(client: FlaskClient, store: SnapshotStore, monkeypatch) -> None:
    asked = []

    def answer(query: str, *rest: object, **more: object) -> Answer:
        asked.append(query)
        return ask(query, *rest, **more)

    ask = store.answer
    monkeypatch.setattr(store, "answer", answer)
    assert shown(client, view="timeline", sort="n").status_code == 200
    assert asked == [PICKETS]


@pytest.mark.parametrize(
    "how", [{"view": "globe"}, {"sort": "name"}, {"columns": "name"}, {"page": "9"}, {"limit": "x"}]
)
def test_what_an_answer_cannot_be_shown_as_is_told_and_the_query_kept(client: FlaskClient, how: dict[str, str]) -> None:
    answer = shown(client, **how)
    assert answer.status_code == 400
    assert escape(PICKETS) in answer.text


def test_programs_may_send_parameters_of_pages_which_change_nothing(client: FlaskClient) -> None:
    plain = by_get(client, PICKETS).data
    assert client.get("/sparql", query_string={"query": PICKETS, "sort": "x", "limit": "1"}).data == plain


def test_any_answer_is_cited_with_the_hash_of_its_rows_and_copied_by_its_address(client: FlaskClient) -> None:
    page = shown(client).text
    address, sha256 = re.findall(r'SHA-256 of <a rel="bookmark" href="([^"]+)">.*?<code class="hash">(\w+)', page)[0]
    assert hashlib.sha256(client.get(unescape(address)).data).hexdigest() == sha256
    assert "Older releases are kept as files" in page
    (copied,) = re.findall(r"curl [^<]*?(http[^<]*format=csv)", page)
    assert client.get(unescape(unescape(copied)).strip("'")).mimetype == "text/csv"
    assert "SHA-256" not in shown(client, "SELECT (RAND() AS ?n) {}").text


def test_what_has_no_short_address_is_a_table_without_links_to_one(client: FlaskClient) -> None:
    assert 'id="cite"' not in shown(client, f"{PICKETS} # {'x' * 4000}").text
    posted = by_form(client, PICKETS, BROWSER).text
    assert first_cells(posted)
    assert 'id="cite"' not in posted
    assert "sort=" not in posted


def test_the_editor_keeps_the_query_that_failed(client: FlaskClient) -> None:
    answer = by_get(client, "SELECT <&> nonsense", BROWSER)
    assert answer.status_code == 400
    assert "SELECT &lt;&amp;&gt; nonsense</textarea>" in answer.text
    assert 'role="alert"' in answer.text


def test_a_term_that_does_not_exist_is_hinted_at_beside_the_answer(client: FlaskClient) -> None:
    query = f"PREFIX sg: <{BASE}ontology#> SELECT ?s WHERE {{ ?s a sg:Persn }}"
    for ask in (by_get, by_form, directly):
        answer = ask(client, query)
        assert answer.get_json(force=True)["results"]["bindings"] == []
        assert answer.headers["Query-Hint"] == "sg:Persn is no term of ours. Did you mean sg:Person?"
        assert "Query-Hint" in answer.headers["Access-Control-Expose-Headers"]
    page = by_get(client, query, BROWSER).text
    assert '<div class="problem" role="status">' in page
    assert "Did you mean sg:Person?" in page
    assert "Query-Hint" not in by_get(client, query.replace("Persn", "Person")).headers
    strange = by_get(client, query.replace("Persn", "Persón\u0416"))
    assert strange.status_code == 200
    assert strange.headers["Query-Hint"].isascii()


def test_head_answers_as_get_does_without_a_body(client: FlaskClient) -> None:
    answer = client.head("/sparql?query=ASK%7B%7D", headers={"Accept": JSON})
    assert (answer.status_code, answer.mimetype, answer.data) == (200, JSON, b"")
