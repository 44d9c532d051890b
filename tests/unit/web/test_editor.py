"""The query editor's page, and what the editor completes: terms, things, examples."""

from __future__ import annotations

import gzip
import html
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.web import assets
from solidarity_graph.web.pages.completions import suggest_things
from tests.unit.web.building import BASE

BROWSER = {"Accept": "text/html,*/*;q=0.8"}
SENTENCES = Path(__file__).parents[3] / "browser" / "src" / "marks.ts"


@pytest.fixture
def vocabulary(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/sparql/completions.json")
    assert answer.mimetype == "application/json"
    return {"prefixes": answer.json["prefixes"], **{term["name"]: term for term in answer.json["terms"]}}


def show(client: FlaskClient, query: str) -> str:
    return client.get("/sparql", query_string={"query": query}, headers=BROWSER).text


def test_terms_have_kind_label_and_definition(vocabulary: dict[str, Any]) -> None:
    kinds = {"sg:Event": "class", "sg:actionType": "property", "sgc:picket": "concept", "sgc:action-types": "scheme"}
    assert {name: vocabulary[name]["kind"] for name in kinds} == kinds
    assert vocabulary["sg:actionType"]["label"] == "type of action"
    assert vocabulary["sg:actionType"]["definition"].endswith(".")


def test_terms_of_other_vocabularies_are_completed_too(vocabulary: dict[str, Any]) -> None:
    assert vocabulary["skos:prefLabel"]["kind"] == "property"
    assert vocabulary["geosparql:Geometry"]["kind"] == "class"


def test_the_prefixes_are_those_of_the_graph(vocabulary: dict[str, Any]) -> None:
    assert (vocabulary["prefixes"]["sg"], vocabulary["prefixes"]["sgc"]) == (SG, SGC)


def test_a_concept_is_found_in_other_languages(vocabulary: dict[str, Any]) -> None:
    assert "пікет" in vocabulary["sgc:picket"]["also"]
    assert "picket" not in vocabulary["sgc:picket"]["also"]


def test_a_property_of_concepts_names_their_scheme(vocabulary: dict[str, Any]) -> None:
    assert vocabulary["sg:actionType"]["scheme"] == vocabulary["sgc:picket"]["scheme"]


def test_terms_are_sent_once(client: FlaskClient) -> None:
    tag = client.get("/sparql/completions.json").headers["ETag"]
    assert client.get("/sparql/completions.json", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("words", ["Ada", "экзэмпл", "ada exa"])
def test_a_thing_is_suggested_by_its_name_in_any_script(client: FlaskClient, words: str) -> None:
    answer = client.get("/sparql/suggest", query_string={"q": words})
    assert {"iri": f"{BASE}id/person/p1", "name": "Ada Example", "kind": "person"} in answer.json["things"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("words", ["", " ", "nowhere", '"', "*", "a" * 2000])
def test_words_that_find_nothing_suggest_nothing(client: FlaskClient, words: str) -> None:
    assert client.get("/sparql/suggest", query_string={"q": words}).json == {"things": []}


def test_at_most_twenty_things_are_suggested_and_none_without_a_name() -> None:
    class Documents:
        def search(self, words: str, limit: int) -> list[tuple[str, str]]:
            return [("concept/picket", "picket"), ("person/p0", ""), *((f"place/{n}", words) for n in range(limit))]

    site: Any = type("Site", (), {"documents": Documents(), "release": type("Release", (), {"base": BASE})})
    things = suggest_things(site, "quay")
    assert [thing["iri"] for thing in things] == [f"{BASE}id/place/{n}" for n in range(20)]


def test_things_whose_shown_name_begins_so_come_first() -> None:
    site: Any = type("Site", (), {"release": type("Release", (), {"base": BASE})})
    found = [("article/a", "A report on the harbour"), ("place/p", "Old Quay"), ("event/e", "Vigil")]
    site.documents = type("Documents", (), {"search": lambda self, words, limit: list(found)})()
    assert suggest_things(site, "qua")[0]["name"] == "Old Quay"


def test_an_example_opens_with_its_question_and_without_its_header(client: FlaskClient) -> None:
    answer = client.get("/sparql/examples/held-actions")
    assert answer.status_code == 302
    (query,) = parse_qs(urlsplit(answer.headers["Location"]).query)["query"]
    assert query.startswith("# ")
    assert "#+" not in query
    assert "SELECT" in query
    assert client.get(answer.headers["Location"], headers=BROWSER).status_code == 200


def test_an_example_that_does_not_exist_is_not_found(client: FlaskClient) -> None:
    assert client.get("/sparql/examples/no-such-query").status_code == 404


def test_the_page_says_how_many_rows_there_are(client: FlaskClient) -> None:
    assert re.search(r"<h2[^>]*>2 rows</h2>", show(client, "SELECT ?x { VALUES ?x { 1 2 } }"))
    assert re.search(r"<h2[^>]*>1 row</h2>", show(client, "SELECT ?x { VALUES ?x { 1 } }"))


def test_the_time_that_an_answer_took_is_left_to_the_browser_so_that_equal_pages_are_equal(client: FlaskClient) -> None:
    assert '<p class="aside" id="took" hidden></p>' in show(client, "ASK {}")
    assert show(client, "ASK {}") == show(client, "ASK {}")


def test_no_row_is_said_in_words(client: FlaskClient) -> None:
    assert "Nothing in the graph fits this query." in show(client, "SELECT ?x { ?x a <urn:nothing> }")


def test_the_place_of_an_error_is_in_the_field(client: FlaskClient) -> None:
    page = show(client, "SELECT *\nWHERE { ?s ?p }")
    assert re.search(r'<textarea [^>]*data-line="2" data-column="\d+" data-detail="[^"]+"', page)


def test_without_the_built_files_the_page_has_a_plain_text_field(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "bundled_packages", list)
    page = show(client, "ASK {}")
    assert "built/" not in page
    assert '<textarea id="query" name="query"' in page
    assert 'id="query-help" hidden' in page


def test_with_the_built_files_the_page_links_the_editor(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "bundled_packages", lambda: [{"name": "a-package"}])
    assert '<script type="module" src="/static/built/editor.js"></script>' in show(client, "ASK {}")


def test_the_licences_of_bundled_packages_are_read_from_the_file_that_the_build_writes(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(assets, "program_dir", lambda: tmp_path)
    assert assets.bundled_packages.__wrapped__() == []
    folder = tmp_path / "web" / "static" / "built"
    folder.mkdir(parents=True)
    package = {"name": "a-package", "version": "1.2", "licence": "MIT", "text": "Free <for> all"}
    (folder / "licences.json").write_text(json.dumps([package]))
    monkeypatch.setitem(app.jinja_env.globals, "bundled_packages", assets.bundled_packages.__wrapped__)
    page = client.get("/licences").text
    assert "a-package 1.2, MIT" in page
    assert "Free &lt;for&gt; all" in page


def test_every_sentence_of_the_editor_is_in_the_page_for_translation(client: FlaskClient) -> None:
    words = re.search(r"data-words='([^']*)'", client.get("/sparql", headers=BROWSER).text)
    assert words
    declared = SENTENCES.read_text("utf-8").partition("SENTENCES = {")[2].partition("}")[0]
    sentences = re.findall(r': "([^"]+)"', declared)
    assert len(sentences) == 6
    assert {*sentences} < json.loads(html.unescape(words[1])).keys()


def test_kinds_of_things_are_translated_by_the_page_since_data_is_the_same_in_every_language(
    client: FlaskClient,
) -> None:
    (found,) = client.get("/sparql/suggest?q=Aboria+case", headers={"Accept-Language": "be"}).json["things"]
    words = re.search(r"data-words='([^']*)'", client.get("/be/sparql", headers=BROWSER).text)
    assert words
    translated = json.loads(html.unescape(words[1]))
    assert translated[found["kind"]] not in ("", "case")


@pytest.mark.skipif(not assets.bundled_packages(), reason="needs the browser code (make assets)")
def test_the_first_load_of_the_editor_is_below_200_kilobytes_compressed(client: FlaskClient) -> None:
    page = client.get("/sparql", headers=BROWSER).text
    linked = {path.partition("?")[0] for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page)}
    assert "/static/built/editor.js" in linked
    bodies = [client.get(path).data for path in (*linked, "/sparql/completions.json")]
    assert sum(len(gzip.compress(body)) for body in (page.encode(), *bodies)) < 200_000


def test_an_iri_that_is_no_address_of_the_web_is_text(client: FlaskClient) -> None:
    iris = " ".join(f"<{iri}>" for iri in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "urn:x:y"))
    for query in (
        f"SELECT * {{ VALUES ?x {{ {iris} }} }}",
        f"SELECT ?x ?xLabel {{ VALUES ?x {{ {iris} }} BIND('a' AS ?xLabel) }}",
    ):
        text = show(client, query)
        assert "javascript:alert(1)" in text
        assert 'href=""' not in text
        assert 'href="javascript' not in text
