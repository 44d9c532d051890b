"""No page and no document that says anything of a conviction is without what contests it and what became of it.

Found by walking: every thing, concept and graph there is, in every form; nobody has to remember to add one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import DCTERMS, RDF, SG
from solidarity_graph.web.negotiation import BY_NAME, GRAPHS
from tests.unit.web.building import BASE, nquads

SENTENCE = f"{BASE}id/event/sentence"
# A graph is what one article says and nothing else; what another says is in that one's. Its page says so.
PARTS_BY_DEFINITION = ("/graph/",)


def things() -> Iterator[str]:
    terms = {
        term
        for quad in pyoxigraph.parse(nquads(), pyoxigraph.RdfFormat.N_QUADS)
        for term in (quad.subject, quad.object)
    }
    names = {term.value.partition("#")[0] for term in terms if isinstance(term, pyoxigraph.NamedNode)}
    for name in sorted(names):
        if name.startswith(f"{BASE}id/"):
            yield name.removeprefix(BASE)
    for concept in read_ontology().concepts:
        if f"{BASE}concept/{concept}" in names:
            yield f"concept/{concept}"


THINGS = tuple(things())


def test_there_is_something_to_walk() -> None:
    assert len(THINGS) > 25


@pytest.mark.parametrize("path", THINGS)
def test_a_page_that_leads_to_a_conviction_shows_all_of_it(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/{path}.html", follow_redirects=True)
    assert answer.status_code == 200
    if re.search(r'href="/id/event/sentence(\.html)?[#"]', answer.text) or path == "id/event/sentence":
        panel = re.search(r'<section class="conviction".*?</section>', answer.text, re.DOTALL)
        assert panel
        for part in ("What contests it", "Harbour Watch", "Release of Ada Example", "as of the release of"):
            assert part in panel[0]


@pytest.mark.parametrize("suffix", [format_.name for format_ in GRAPHS])
@pytest.mark.parametrize("path", [path for path in THINGS if path.startswith("id/")])
def test_a_document_that_says_anything_of_a_conviction_says_all_of_it(
    client: FlaskClient, path: str, suffix: str
) -> None:
    answer = client.get(f"/{path}.{suffix}", follow_redirects=True)
    assert answer.status_code == 200
    media_type = BY_NAME[suffix].media_type
    rdf_format = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert rdf_format
    triples = {
        (quad.subject, quad.predicate.value, quad.object)
        for quad in pyoxigraph.parse(answer.data, rdf_format, base_iri=BASE)
    }
    sentence = pyoxigraph.NamedNode(SENTENCE)
    about = {subject for subject, link, value in triples if (link, value) == (f"{RDF}subject", sentence)}
    if about or any(subject == sentence for subject, _, _ in triples):
        stated = {value.value for subject, link, value in triples if link == f"{RDF}predicate" and subject in about}
        assert f"{SG}contestedBy" in stated
        assert any(value.value == f"{SG}Release" for _, _, value in triples)
        assert any(link == f"{DCTERMS}issued" for _, link, _ in triples)


def test_the_page_of_a_graph_says_that_it_is_a_part(client: FlaskClient) -> None:
    page = client.get("/graph/court-news.html").text
    assert "what contests a sentence may be in the graph of another article" in page
