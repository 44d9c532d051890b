"""`/queries/`: the catalogue, forms, and data by address."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.web.addresses import TRACKING

HTML = {"Accept": "text/html"}


def test_the_catalogue_lists_every_question_under_its_topics(client: FlaskClient) -> None:
    page = client.get("/queries/").text
    assert page.index("Actions</h2>") < page.index("Which actions were held?") < page.index("Sources</h2>")


def test_a_question_is_found_by_its_words(client: FlaskClient) -> None:
    page = client.get("/queries/?q=what+was+held").text
    assert "1 for “what was held”" in page
    assert "What is there at all?" not in page


def test_words_that_fit_nothing_leave_all_questions_in_view(client: FlaskClient) -> None:
    page = client.get("/queries/?q=zeppelin").text
    assert "Nothing was found for “zeppelin”" in page
    assert "Which actions were held?" in page


def test_a_question_is_answered_in_a_table_with_the_query_below(client: FlaskClient) -> None:
    page = client.get("/queries/held-actions", headers=HTML).text
    assert "1 row</h2>" in page
    assert '<a class="key" href="/id/event/picket.html">event/picket</a>' in page
    assert "SELECT ?action ?label ?from WHERE" in page
    assert 'href="/queries/held-actions.csv"' in page


def test_parameters_in_the_address_take_the_place_of_the_defaults(client: FlaskClient) -> None:
    answer = client.get("/queries/held-actions.csv?since=2029-05-02")
    assert list(csv.reader(io.StringIO(answer.text))) == [["action", "label", "from"]]
    page = client.get("/queries/held-actions?since=2028-02-03", headers=HTML).text
    assert 'value="2028-02-03"' in page
    assert 'href="/queries/held-actions.csv?since=2028-02-03"' in page


def test_an_empty_field_of_the_form_stands_for_the_default(client: FlaskClient) -> None:
    assert client.get("/queries/held-actions.csv?since=").data == client.get("/queries/held-actions.csv").data


def test_a_concept_is_picked_from_its_scheme(client: FlaskClient) -> None:
    page = client.get("/queries/held-actions", headers=HTML).text
    assert '<option dir="auto" value="held" lang="" selected>took place</option>' in page
    assert '<option dir="auto" value="banned" lang="">' in page


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("csv", "text/csv"),
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("tsv", "text/tab-separated-values"),
    ],
)
def test_rows_are_given_in_every_format_of_results(client: FlaskClient, suffix: str, media_type: str) -> None:
    assert client.get(f"/queries/held-actions.{suffix}").mimetype == media_type
    assert client.get("/queries/held-actions", headers={"Accept": media_type}).mimetype == media_type
    assert client.get(f"/queries/held-actions?format={suffix}").mimetype == media_type


@pytest.mark.parametrize(("suffix", "media_type"), [("ttl", "text/turtle"), ("jsonld", "application/ld+json")])
def test_a_graph_is_given_in_every_format_of_graphs(client: FlaskClient, suffix: str, media_type: str) -> None:
    assert client.get(f"/queries/one-event.{suffix}").mimetype == media_type


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("/queries/held-actions?since=yesterday", 400, "since"),
        ("/queries/held-actions.csv?since=2029-02-30", 400, "since"),
        ("/queries/held-actions?sinse=2029-01-01", 400, "sinse"),
        ("/queries/held-actions?status=hold", 400, "status"),
        ("/queries/held-actions?since=2029-01-01&since=2029-01-02", 400, "since"),
        ("/queries/held-actions?page=0", 400, "page"),
        ("/queries/held-actions?page=two", 400, "page"),
        ("/queries/held-actions?page=9", 400, "page"),
        ("/queries/held-actions?limit=100000", 400, "limit"),
        ("/queries/held-actions.csv?limit=5", 400, "limit"),
        ("/queries/held-actions?sort=colour", 400, "sort"),
        ("/queries/held-actions.csv?sort=label", 400, "sort"),
        ("/queries/held-actions?columns=label,colour", 400, "columns"),
        ("/queries/held-actions?view=globe", 400, "view"),
        ("/queries/held-actions?embed=perhaps", 400, "embed"),
        ("/queries/held-actions.bib?format=csv", 400, "format"),
        ("/queries/held-actions?format=docx", 400, "format"),
        ("/queries/held-actions.csv?format=json", 400, "format"),
    ],
)
def test_a_wrong_parameter_is_named(client: FlaskClient, address: str, status: int, parameter: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.get_json(force=True)["parameter"] == parameter


@pytest.mark.parametrize(
    "given",
    [
        "event/picket",
        "picket",
        "http://w3id.org/solidarity-graph/id/event/picket",
        "http://localhost/id/event/picket.html",
        "https://localhost/release/2030-01-01/id/event/picket.ttl",
    ],
)
def test_a_thing_is_given_by_its_key_or_the_address_of_its_page(client: FlaskClient, given: str) -> None:
    answer = client.get("/queries/one-event.nt", query_string={"event": given})
    assert answer.status_code == 200
    assert answer.data == client.get("/queries/one-event.nt").data
    page = client.get("/queries/one-event", query_string={"event": given}, headers=HTML).text
    assert 'value="Picket in Aboria"' in page


def test_a_thing_that_was_merged_is_taken_for_the_other(client: FlaskClient) -> None:
    old, new = (client.get(f"/queries/one-event.nt?event=person/{key}") for key in ("old", "p1"))
    assert old.data == new.data != b""


@pytest.mark.parametrize("suffix", ["", ".nt"])
@pytest.mark.parametrize("given", ["event/nothing", "https://w3id.org/solidarity-graph/id/event/nothing", "nothing"])
def test_a_thing_that_does_not_exist_is_an_error_and_no_empty_answer(
    client: FlaskClient, suffix: str, given: str
) -> None:
    answer = client.get(f"/queries/one-event{suffix}", query_string={"event": given})
    assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, "event")
    assert "nothing is known here by the name" in answer.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "fbclid",
            "utm_source",
            "utm_campaign",
            "gclid",
            "msclkid",
            "yclid",
            "mc_cid",
            "mc_eid",
            "igshid",
            "mibextid",
        ),
        *("_openstat", "gad_source", "_ga", "_gl", "srsltid", "ref", "ref_src", "mtm_source", "pk_campaign", "epik"),
        *("si", "fb_action_ids", "__hstc", "_hsenc", "hsCtaTracking", "trk", "spm", "_branch_match_id", "li_fat_id"),
    ],
)
def test_what_networks_add_to_links_is_ignored(client: FlaskClient, name: str) -> None:
    plain = client.get("/queries/held-actions?since=2028-02-03", headers=HTML)
    tracked = client.get(f"/queries/held-actions?since=2028-02-03&{name}=a&{name}=b", headers=HTML)
    assert (tracked.status_code, tracked.text) == (200, plain.text)
    assert client.get(f"/queries/?{name}=x").status_code == 200
    assert client.get(f"/queries/held-actions.csv?{name}=x").data == client.get("/queries/held-actions.csv").data


def test_no_saved_query_has_a_parameter_that_pages_ignore() -> None:
    names = {parameter.name for query in load_catalogue(queries_dir()) for parameter in query.parameters}
    assert not {name for name in names if TRACKING.match(name)}


def test_a_parameter_that_only_looks_alike_is_unknown_on_a_page(client: FlaskClient) -> None:
    for name in ("utm", "clidx", "since_fbclid"):
        assert client.get(f"/queries/held-actions?{name}=x", headers=HTML).status_code == 400


def test_an_unknown_query_is_answered_with_a_near_one(client: FlaskClient) -> None:
    answer = client.get("/queries/held-action")
    assert answer.status_code == 404
    assert "held-actions" in answer.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    ("address", "status"), [("held-actions.ttl", 406), ("one-event.csv", 406), ("held-actions.doc", 404)]
)
def test_a_format_that_does_not_fit_the_query_is_refused(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(f"/queries/{address}").status_code == status


def test_long_answers_come_in_pages(client: FlaskClient) -> None:
    first = client.get("/queries/everything?limit=10", headers=HTML).text
    assert "1 to 10 of" in first
    assert 'rel="next" href="/queries/everything?limit=10&amp;page=2"' in first
    second = client.get("/queries/everything?limit=10&page=2", headers=HTML).text
    assert "11 to 20 of" in second
    assert 'rel="prev"' in second
