"""`/about` and `/docs/`: the documents of the repository as pages."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from solidarity_graph.resources import queries_dir
from solidarity_graph.web import documentation
from solidarity_graph.web.documentation import document_files, read_document
from tests.unit.web.test_pages import BROWSER, Page

ROOT = Path(__file__).parents[3]


@pytest.fixture
def own_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The HTML of a document with odd content, `own`, in a folder of documents of its own."""
    text = """# A title & more

<!-- figures: begin -->

The *first* paragraph
in two lines.

## One heading

<b onclick="alert(1)">bold</b> [code](../src/x.py) [out](https://example.org/a) [bad](javascript:alert(1))
[here](#one-heading) [there](own.md#one-heading) [a figure](figures/f.svg)
[a query](../queries/every-action.rq)

### One heading

    code

| | header |
|---|---|
| a | b |
"""
    (tmp_path / "own.md").write_text(text, "utf-8")
    (tmp_path / "README.md").write_text("# Documents\n\n[Own](own.md) [Program](../README.md)\n", "utf-8")
    monkeypatch.setattr(documentation, "docs_dir", lambda: tmp_path)
    document_files.cache_clear()
    read_document.cache_clear()
    try:
        assert [*document_files()] == ["own"]
        return str(read_document("own").html)
    finally:
        document_files.cache_clear()
        read_document.cache_clear()


def test_html_in_a_document_is_text(own_document: str) -> None:
    assert "&lt;b onclick=" in own_document
    assert 'href="javascript' not in own_document
    assert "figures: begin" not in own_document


def test_links_between_documents_stay_on_the_site_and_links_to_code_become_text(own_document: str) -> None:
    assert '<a href="#one-heading">here</a>' in own_document
    assert '<a href="own#one-heading">there</a>' in own_document
    assert '<a href="figures/f.svg">a figure</a>' in own_document
    assert '<a href="../queries/every-action">a query</a>' in own_document
    assert '<a href="https://example.org/a" rel="external noreferrer">out</a>' in own_document
    assert re.search(r"&gt; code <a", own_document)


def test_headings_have_anchors_of_their_own(own_document: str) -> None:
    assert '<h2 id="one-heading">' in own_document
    assert '<h3 id="one-heading-1">' in own_document


def test_an_empty_header_of_a_table_is_a_plain_cell(own_document: str) -> None:
    assert "<td></td>\n<th>header</th>" in own_document


def test_wide_code_scrolls_in_a_box_that_the_keyboard_reaches(own_document: str) -> None:
    assert '<div class="scroll" tabindex="0"><pre><code>code' in own_document


@pytest.mark.parametrize("name", document_files())
def test_a_document_begins_with_its_title_and_says_what_it_is_about(client: FlaskClient, name: str) -> None:
    document = read_document(name)
    page = client.get(f"/docs/{name}", headers=BROWSER).text
    text = re.sub(r"\A<!--.*-->\n+", "", document_files()[name][1].read_text("utf-8"))
    assert text.startswith(f"# {document.title}\n")
    assert f">{document.title}</h1>" in page.replace("&#39;", "'")
    assert len(document.summary) > 40
    assert document.title in client.get("/docs/").text
    names = [tag for tag, _ in Page(page).tags]
    assert names.count("h1") == 1


def test_a_saved_query_that_a_document_links_is_there() -> None:
    linked = {
        name for each in document_files() for name in re.findall('"../queries/([^"]+)"', read_document(each).html)
    }
    assert linked
    assert linked <= {path.stem for path in queries_dir().glob("*.rq")}


def test_every_document_of_the_repository_is_on_the_site() -> None:
    shown = {source for source, _ in document_files().values()}
    there = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")} - {"docs/README.md"}
    there |= {f"{folder}/README.md" for folder in ("data", "ontology", "queries", "shapes")}
    there |= {f"ontology/{folder}/README.md" for folder in ("checks", "examples/cases")}
    assert there | {"ontology/CHANGELOG.md", "ontology/competency-questions.md"} == shown


def test_every_level_of_heading_follows_the_one_above() -> None:
    for name in document_files():
        levels = [1, *(int(level) for level in re.findall(r"<h(\d)", read_document(name).html))]
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("figures/how-it-works.svg", "image/svg+xml"),
        ("figures/site.png", "image/png"),
        ("examples/nginx.conf", "text/plain"),
        ("examples/Dockerfile", "text/plain"),
    ],
)
def test_figures_and_examples_of_the_documents_are_served(client: FlaskClient, path: str, media_type: str) -> None:
    answer = client.get(f"/docs/{path}")
    assert answer.mimetype == media_type
    assert answer.data == (ROOT / "docs" / path).read_bytes()


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("examples/cases/ill-treatment.ttl", "text/turtle"),
        ("examples/cases/ill-treatment.rq", "application/sparql-query"),
        ("examples/cases/ill-treatment.txt", "text/plain"),
        ("examples/faults/foreign-database.ttl", "text/turtle"),
        ("checks/missing-label.rq", "application/sparql-query"),
    ],
)
def test_files_that_documents_of_the_ontology_name_are_served(client: FlaskClient, path: str, media_type: str) -> None:
    answer = client.get(f"/ontology/{path}")
    assert answer.mimetype == media_type
    assert answer.data == (ROOT / "ontology" / path).read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        *("checks/README.md", "checks/catalogues.toml", "checks/..%2Fsolidarity-graph.ttl", "checks/nothing.rq"),
        *("examples/cases/..", "examples/cases/..%2F..%2Fcontext.jsonld", "examples/..%2Fchecks/missing-label.rq"),
        *("examples/cases/%2Fetc%2Fpasswd", "examples/shapes/action-has-type.valid.ttl", "examples/nothing/a.ttl"),
    ],
)
def test_no_other_file_of_the_ontology_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/ontology/{path}").status_code == 404


def test_documents_lead_to_files_of_the_ontology_and_to_saved_queries(client: FlaskClient) -> None:
    leads = {name: {*re.findall(r'href="([^"#]+)', str(read_document(name).html))} for name in document_files()}
    assert "../ontology/examples/cases/acquittal.rq" in leads["competency-questions"]
    assert "../queries/every-action" in leads["competency-questions"]
    assert {"cases", "checks", "../ontology/examples/faults/foreign-database.ttl"} <= leads["ontology"]
    assert "../ontology/checks/missing-label.rq" in leads["checks"]
    assert "ontology" in leads["checks"]
    files = {f"../ontology/examples/cases/{path.name}" for path in (ROOT / "ontology/examples/cases").iterdir()}
    assert files - leads["cases"] == {"../ontology/examples/cases/README.md"}
    for link in {link for links in leads.values() for link in links if link.startswith("../ontology/")}:
        assert client.get(link.removeprefix("..")).status_code == 200, link
        assert client.get(f"/be{link.removeprefix('..')}", follow_redirects=True).status_code == 200, link


@pytest.mark.parametrize("path", ["nothing", "README", "endpoint.md", "figures/none.svg", "src/x.py", "examples/.."])
def test_nothing_else_is_a_document(client: FlaskClient, path: str) -> None:
    assert client.get(f"/docs/{path}").status_code == 404


def test_about_leads_to_what_a_reader_must_know_in_one_click(client: FlaskClient) -> None:
    page = client.get("/about").text
    for address in (
        *("what-the-data-cannot-say", "reading-a-page", "reading-the-graph", "endpoint", "citing"),
        *("data#who-is-named", "safety#taking-back"),
    ):
        assert f'href="/docs/{address}"' in page


def test_every_page_leads_to_about_and_to_the_documents(client: FlaskClient) -> None:
    for path in ("/", "/people", "/id/person/p1.html", "/no-such-page"):
        links = {*Page(client.get(path, headers=BROWSER).text).links()}
        assert {"/about", "/docs/"} <= links
