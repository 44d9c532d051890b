"""No value from data or from an address becomes markup, on any kind of page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from solidarity_graph.documents import Document, make_documents, read_context
from solidarity_graph.release import Release, open_release
from solidarity_graph.resources import data_dir, queries_dir
from solidarity_graph.saved_queries import Catalogue, load_catalogue
from solidarity_graph.schema.namespaces import NAMESPACES
from solidarity_graph.search import PERSPECTIVES, index_in_memory
from solidarity_graph.sparql import SnapshotStore, make_snapshot
from solidarity_graph.web import close_app, create_app
from tests.unit.web.building import BASE, make_release, nquads
from tests.unit.web.conftest import reading
from tests.unit.web.test_pages import BROWSER, Page

# Each leaves one place where a page shows text: an element, an attribute, a title, a script, a field, a comment.
WAYS_OUT = (
    "<x-markup>",
    '">',
    "'>",
    "</title>",
    "</script>",
    "</textarea>",
    "</svg>",
    "-->",
    "]]>",
    ' x-markup="1',
    "&lt;",
)
ALL_WAYS_OUT = "".join(f"{way}<x-markup x-markup=1>" for way in WAYS_OUT)
HOSTILE = st.lists(st.sampled_from(WAYS_OUT) | st.text(max_size=3), max_size=8).map("".join)
LITERAL_OF_TEXT = ("http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


def became_markup(text: str) -> list[str]:
    return [
        f"<{tag} {attributes}>"
        for tag, attributes in Page(text).tags
        if tag == "x-markup" or any("x-markup" in name for name in attributes)
    ]


def with_text(quads: Iterable[pyoxigraph.Quad], text: str) -> Iterator[pyoxigraph.Quad]:
    """The same quads with a text added to every name, title, phrase, slogan and note."""
    for quad in quads:
        value = quad.object
        if isinstance(value, pyoxigraph.Literal) and value.datatype.value in LITERAL_OF_TEXT:
            value = (
                pyoxigraph.Literal(value.value + text, language=value.language)
                if value.language
                else pyoxigraph.Literal(value.value + text)
            )
        yield pyoxigraph.Quad(quad.subject, quad.predicate, value, quad.graph_name)


def addresses(documents: Iterable[Document], base: str, of_each_kind: int) -> list[str]:
    """The pages of the longest documents of each kind, and the lists."""
    by_kind: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        path = document["id"].removeprefix(base)
        if path.startswith("id/"):
            by_kind[path.split("/")[1]].append(document)
    longest = [
        document["id"]
        for found in by_kind.values()
        for document in sorted(found, key=lambda document: (-len(str(document)), document["id"]))[:of_each_kind]
    ]
    return [*(f"/{iri.removeprefix(base)}.html" for iri in longest), *(f"/{name}" for name in PERSPECTIVES)]


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=HOSTILE)
@example(text=ALL_WAYS_OUT)
def test_no_text_of_the_data_becomes_markup(
    store: SnapshotStore, release: Release, catalogue: Catalogue, text: str
) -> None:
    quads = with_text(pyoxigraph.parse(nquads(), pyoxigraph.RdfFormat.N_QUADS), text)
    documents = list(make_documents(quads, BASE, read_context()))
    app = create_app(
        store,
        release=release,
        catalogue=catalogue,
        open_documents=lambda release: index_in_memory(documents, release.base),
    )
    client = reading(app)
    for address in ("/", *addresses(documents, BASE, of_each_kind=2)):
        answer = client.get(address, headers=BROWSER, follow_redirects=True)
        assert answer.status_code == 200, address
        assert became_markup(answer.text) == [], address


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, list[str]]]:
    """The site of the release, in which every text ends with all ways out, and the addresses of its pages."""
    published = open_release(data_dir() / "release")
    quads = with_text(pyoxigraph.parse(path=published.nquads, format=pyoxigraph.RdfFormat.N_QUADS), ALL_WAYS_OUT)
    folder = tmp_path_factory.mktemp("hostile")
    graph = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    release = make_release(folder, graph, published.base)
    make_snapshot(release.nquads, folder / "snapshot")
    documents = list(
        make_documents(pyoxigraph.parse(graph, pyoxigraph.RdfFormat.N_QUADS), release.base, read_context())
    )
    catalogue = load_catalogue(queries_dir())
    app: Flask = create_app(
        SnapshotStore(folder / "snapshot", workers=1, prefixes=NAMESPACES),
        release=release,
        catalogue=catalogue,
        open_documents=lambda release: index_in_memory(documents, release.base),
    )
    questions = [f"/queries/{query.name}" for query in catalogue]
    article = next(document["id"] for document in documents if "/id/article/" in document["id"])
    graph = article.removeprefix(release.base).replace("id/article/", "graph/")
    others = [
        "/", "/queries/", "/graph/", f"/{graph}", "/concept/held.html", "/downloads/",
        "/search?q=x-markup",
    ]  # fmt: skip
    yield reading(app), [*addresses(documents, release.base, of_each_kind=2), *questions, *others]
    close_app(app)


def test_no_text_of_a_release_becomes_markup_in_its_pages_and_answers(
    hostile_site: tuple[FlaskClient, list[str]],
) -> None:
    client, pages = hostile_site
    shown = 0
    for address in pages:
        answer = client.get(address, headers=BROWSER, follow_redirects=True)
        assert answer.status_code == 200, address
        assert became_markup(answer.text) == [], address
        shown += "&lt;x-markup" in answer.text
    assert shown > len(pages) / 2, "the text is on the pages"


ODD_ADDRESSES = [
    "/{text}", "/id/person/{text}", "/id/person/{text}.html", "/concept/{text}", "/graph/{text}", "/queries/{text}",
    "/release/{text}/licences", "/docs/{text}", "/ontology/{text}", "/search?q={text}", "/queries/?q={text}",
    "/sparql?query={text}", "/sparql?query=SELECT+({literal}+AS+%3Fx)+WHERE+%7B%7D", "/sparql?{text}=1",
    "/queries/held-actions?since={text}", "/queries/held-actions?status={text}", "/queries/held-actions?{text}=1",
    "/queries/held-actions?page={text}", "/queries/held-actions?sort={text}", "/queries/held-actions?view={text}",
    "/queries/one-event?event={text}", "/actions?view={text}", "/actions?place={text}", "/actions?year={text}",
    "/actions?q={text}", "/actions?limit={text}", "/people?sort={text}", "/sources?{text}={text}", "/?lang={text}",
]  # fmt: skip


@pytest.mark.parametrize("address", ODD_ADDRESSES)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE)
def test_nothing_of_an_address_becomes_markup(client: FlaskClient, address: str, text: str) -> None:
    literal = quote('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"', safe="")
    for sent in (text, ALL_WAYS_OUT):
        answer = client.get(address.format(text=quote(sent, safe=""), literal=literal), headers=BROWSER)
        assert answer.status_code < 500, answer.text
        if answer.mimetype == "text/html":
            assert became_markup(answer.text) == []


def test_a_query_that_is_sent_by_form_is_shown_as_text(client: FlaskClient) -> None:
    query = f"SELECT ?x WHERE {{ ?x ?y '''{ALL_WAYS_OUT}''' # {ALL_WAYS_OUT}\n}}"
    for sent in (query, f"{query} }}", ALL_WAYS_OUT):
        answer = client.get(f"/sparql?{urlencode({'query': sent})}", headers=BROWSER)
        assert answer.mimetype == "text/html"
        assert became_markup(answer.text) == []
        assert "&lt;x-markup" in answer.text
