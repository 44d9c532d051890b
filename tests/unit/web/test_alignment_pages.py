"""The pages and files of the alignments, and what the pages of our terms say of them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema.alignments import read_alignments

HTML = {"Accept": "text/html"}
FOLDER = ontology_dir() / "alignments"


@pytest.mark.parametrize("name", read_alignments())
def test_the_page_of_an_alignment_gives_each_row_with_its_reason(client: FlaskClient, name: str) -> None:
    page = client.get(f"/ontology/alignments/{name}", headers=HTML).text
    rows = re.findall("<tr.*?</tr>", page)[1:]
    expected = read_alignments()[name].rows
    assert len(rows) == len(expected)
    for shown, row in zip(rows, expected, strict=True):
        assert all(f"<code>{each}</code>" in shown for each in (row.subject, row.target))
        assert str(escape(row.reason)) in shown
        assert (">not close to " in shown) is row.negated
        assert ("if it took place" in shown) is row.if_held


@pytest.mark.parametrize(
    ("file", "media_type"),
    [
        ("foaf.sssom.tsv", "text/tab-separated-values"),
        ("foaf.ttl", "text/turtle"),
        ("held-events.rq", "application/sparql-query"),
    ],
)
def test_the_files_come_unchanged(client: FlaskClient, file: str, media_type: str) -> None:
    answer = client.get(f"/ontology/alignments/{file}")
    assert answer.mimetype == media_type
    assert answer.data == (FOLDER / file).read_bytes()


@pytest.mark.parametrize("file", ["nothing", "nothing.ttl", "nothing.sssom.tsv", "foaf.doc"])
def test_an_unknown_alignment_is_not_found(client: FlaskClient, file: str) -> None:
    assert client.get(f"/ontology/alignments/{file}").status_code == 404


def test_the_address_of_an_alignment_is_its_iri_and_gives_data_to_programs(client: FlaskClient) -> None:
    address = "/ontology/alignments/foaf"
    data = client.get(address, headers={"Accept": "text/turtle"})
    assert data.data == client.get(f"{address}.ttl").data
    assert client.get(address, headers={"Accept": "application/pdf"}).status_code == 406
    page = client.get(address, headers={"Accept": "text/html"})
    assert (page.mimetype, f"{address}.ttl" in page.headers["Link"]) == ("text/html", True)
    assert "Accept" in page.headers["Vary"]


def test_an_entry_without_an_iri_of_its_own_has_an_anchor_at_its_address(client: FlaskClient) -> None:
    page = client.get("/ontology/alignments/sharp", headers=HTML).text
    assert page.count('id="34"') == page.count('id="47"') == 1
    assert '<a href="/ontology/alignments/sharp#34"><code>sharp:34</code></a>' in page


def test_the_ontology_says_how_each_term_relates_to_others_and_links_both_forms(client: FlaskClient) -> None:
    page = client.get("/ontology", headers=HTML).text
    for name in read_alignments():
        assert all(f'href="/ontology/alignments/{name}{suffix}"' in page for suffix in ("", ".ttl", ".sssom.tsv"))
    event = page[page.index('id="Event"') : page.index('id="SolidarityAction"')]
    assert "not " in event
    assert "It is one if it took place." in event
    assert 'href="http://www.cidoc-crm.org/cidoc-crm/E5_Event"' in event


def test_a_concept_says_how_it_relates_to_others(client: FlaskClient) -> None:
    page = client.get("/concept/house-arrest.html").text
    assert 'href="/ontology/alignments/huridocs#4-030105000000"' in page
