"""Who says so: on every page that shows a claim, its article, how it stands, a way to the words, and their passage."""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solidarity_graph.documents import Document, make_documents, read_context
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.search import index_in_memory
from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.web import create_app
from tests.unit.web.building import BASE, nquads
from tests.unit.web.conftest import reading

PHRASE = "the words"
LINE = "On Sunday, a few people of the port said "
TEXT = f"{'.' * 200}\n{LINE}{PHRASE} of the day.\n{'many more words ' * 60}"
SHA256 = hashlib.sha256(b"harbour").hexdigest()


class Swapped:
    """The index of the documents of the last client that was made: one application serves all, which saves time."""

    def __init__(self) -> None:
        self.index: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)


class Changed:
    """Makes clients of the small site with some documents changed, and with source texts."""

    def __init__(self, store: SnapshotStore, release: Release, catalogue: Catalogue) -> None:
        quads = pyoxigraph.parse(nquads(), pyoxigraph.RdfFormat.N_QUADS)
        self.documents = {document["id"]: document for document in make_documents(quads, BASE, read_context())}
        self.texts = {"0" * 64: ""}
        self.swapped: Any = Swapped()
        parts: Any = {"store": store, "release": release, "catalogue": catalogue}
        self.clients = {
            has_texts: reading(
                create_app(**parts, open_documents=lambda _: self.swapped, texts=self.texts if has_texts else {})
            )
            for has_texts in (False, True)
        }

    def client(self, *, texts: dict[str, str] | None = None, **changes: dict[str, Any]) -> FlaskClient:
        """`changes` are by key of a claim, with _ for -, or of the article `harbour`: members that replace its own."""
        changed = {f"claim/{key.replace('_', '-')}": members for key, members in changes.items()}
        return self.serve(self.replaced({**changed, "article/harbour": changes.get("harbour", {})}), texts)

    def serve(self, documents: list[Document], texts: dict[str, str] | None = None) -> FlaskClient:
        self.swapped.index = index_in_memory(documents, BASE)
        self.texts.clear()
        self.texts |= texts or {}
        return self.clients[bool(texts)]

    def replaced(self, changes: dict[str, dict[str, Any]]) -> list[Document]:
        def change(node: Any) -> Any:
            if isinstance(node, dict):
                inside = {name: change(value) for name, value in node.items()}
                return inside | changes.get(node.get("id", "").removeprefix(f"{BASE}id/"), {})
            return [change(each) for each in node] if isinstance(node, list) else node

        return [change(document) for document in self.documents.values()]


@pytest.fixture(scope="module")
def changed(store: SnapshotStore, release: Release, catalogue: Catalogue) -> Changed:
    return Changed(store, release, catalogue)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(f"/id/{path}.html")
    assert answer.status_code == 200
    return answer.text


def span(start: int, end: int, phrase: str = "") -> dict[str, Any]:
    return {"id": "x", "start": start, "end": end} | ({"exact": phrase} if phrase else {})


def test_a_fact_has_its_sources_folded_with_article_publisher_and_date(client: FlaskClient) -> None:
    found = page(client, "event/picket")
    (fact,) = re.findall(r">1 May 2029</span></p>(.+?)</details>", found, re.DOTALL)
    assert "<summary>1 source</summary>" in fact
    assert ">A picket by the harbour</a></cite>, <span>Harbour Watch</span>" in fact
    assert ">1 July 2029</span>" in fact
    assert '<a href="/id/claim/k-date.html">This statement</a>' in fact


def test_sources_are_counted_by_article(changed: Changed) -> None:
    assert "<summary>1 source</summary>" in page(changed.client(), "event/sentence")
    picket = changed.documents[f"{BASE}id/event/picket"]
    first = picket["claims"][0]
    other = {**first, "id": f"{BASE}id/claim/k-other", "statedIn": f"{BASE}id/article/court-news"}
    client = changed.serve([{**picket, "claims": [first, first, other]}])
    assert "<summary>2 sources</summary>" in page(client, "event/picket")


def test_a_fact_of_many_sources_quotes_the_first_links_the_next_and_counts_the_others(changed: Changed) -> None:
    picket = changed.documents[f"{BASE}id/event/picket"]
    disagreement = changed.documents[f"{BASE}id/disagreement/regime"]
    for path, document in (("event/picket", picket), ("disagreement/regime", disagreement)):
        claims = [{**document["claims"][0], "id": f"{BASE}id/claim/k{number}"} for number in range(60)]
        documents = {**changed.documents, document["id"]: {**document, "claims": claims}}
        found = page(changed.serve([*documents.values()]), path).partition("conviction")[0]
        assert found.count(">This statement<") == 5
        assert "55 more statements of it, in the articles" in found
        further = found.partition('<ul class="further">')[2].partition("</ul>")[0]
        assert re.findall(r'href="/id/claim/k(\d+)\.html"', further) == [str(number) for number in range(5, 55)]
        assert "5 more statements are in the data." in found


def test_a_conviction_on_the_page_of_another_thing_links_the_sources_of_each_fact(changed: Changed) -> None:
    sentence = changed.documents[f"{BASE}id/event/sentence"]
    (conviction,) = sentence["convictions"]
    fact = conviction["facts"][0]
    several = [{**fact["claims"][0], "id": f"{BASE}id/claim/k{number}"} for number in range(8)]
    for claims, target in ((several, "event/sentence"), (several[:1], "claim/k0")):
        told = {**conviction, "facts": [{**fact, "claims": claims}]}
        documents = {**changed.documents, sentence["id"]: {**sentence, "convictions": [told]}}
        glance = page(changed.serve([*documents.values()]), "claim/k-length").partition('<dl class="glance">')[2]
        assert f'href="/id/{target}.html">1 source<' in glance.partition("</dl>")[0]


def test_a_conviction_has_its_sources_once_on_its_own_page(client: FlaskClient) -> None:
    found = page(client, "event/sentence")
    glance = found.partition('<dl class="glance">')[2].partition("</dl>")[0]
    assert "k-by" not in glance
    assert found.count('href="/id/claim/k-by.html">This statement<') == 1


def test_a_link_opens_the_publishers_page_at_the_words(client: FlaskClient) -> None:
    for path in ("event/picket", "claim/k-date"):
        found = page(client, path)
        assert (
            'href="https://watch.example/picket#:~:text=the%20words" rel="external noreferrer">Open at these' in found
        )


def test_a_claim_without_quoted_words_leads_to_the_page(client: FlaskClient) -> None:
    found = page(client, "claim/k-support")
    assert 'href="https://watch.example/picket" rel="external noreferrer">Open the article' in found
    assert "a fifth of its text" in found


def test_other_phrases_around_the_words_tell_which_words_are_meant(changed: Changed) -> None:
    around = span(90, 90 + len(LINE + PHRASE) + 8, f"{LINE}{PHRASE} of the ")
    client = changed.client(k_place={"evidence": [around]}, k_date={"evidence": [span(131, 140, PHRASE)]})
    assert '#:~:text=the%20port%20said-,the%20words,-of%20the"' in page(client, "claim/k-date")


def test_an_address_that_is_not_on_the_web_is_no_link(changed: Changed) -> None:
    client = changed.client(harbour={"url": "javascript:alert(1)", "archivedAt": "javascript:alert(2)"})
    for path in ("claim/k-date", "event/picket", "article/harbour"):
        assert 'href="javascript' not in page(client, path)


def test_an_archived_copy_is_linked_at_the_words_too(client: FlaskClient) -> None:
    assert 'href="https://archive.example/picket#:~:text=the%20words"' in page(client, "claim/k-date")
    assert "Look for an archived copy" not in page(client, "claim/k-date")


@pytest.mark.parametrize(
    ("status", "linked"), [("gone", True), ("not-opened", True), ("copy-read", True), ("opened", False)]
)
def test_where_the_page_may_be_gone_a_link_looks_for_a_copy(changed: Changed, status: str, linked: bool) -> None:
    client = changed.client(harbour={"archivedAt": [], "addressStatus": f"{BASE}concept/{status}"})
    for path in ("claim/k-date", "article/harbour"):
        assert (
            page(client, path).count('href="https://web.archive.org/web/2029*/https://watch.example/picket"') == linked
        )


@pytest.mark.parametrize("path", ["claim/k-date", "event/picket", "article/harbour"])
def test_a_link_that_is_dangerous_to_open_somewhere_says_where_and_why(changed: Changed, path: str) -> None:
    assert "dangerous" not in page(changed.client(), path)
    risks = [risk("Inkland", "https://gazette.example/decree"), risk("Aboria", "a decree")]
    found = page(changed.serve(changed.replaced({"organisation/harbour-watch": {"risks": risks}})), path)
    assert found.index("In Aboria it may be dangerous to open") < found.index("In Inkland it may be dangerous to open")
    assert "Members or helpers of Harbour Watch have been prosecuted in Inkland since February 2031" in found
    assert 'href="https://gazette.example/decree" rel="external noreferrer">source</a>' in found
    assert "(a decree)" in found
    assert found.index("dangerous") < found.index('href="https://watch.example/picket')


@pytest.mark.parametrize(("tag", "country"), [("be", "Расія: "), ("ru", "Россия: "), ("en", "In Russia it ")])
def test_a_warning_names_the_country_in_the_language_of_the_page(changed: Changed, tag: str, country: str) -> None:
    told = {"organisation/harbour-watch": {"risks": [risk("Russia", "a decree")]}}
    client = changed.serve(changed.replaced(told))
    found = client.get(f"/{tag}/id/event/picket.html", headers={"Accept": "text/html"}).text
    assert country in found
    assert ("Russia" in found) == (tag == "en")


@pytest.mark.parametrize("path", ["event/picket", "disagreement/regime", "claim/k-regime"])
def test_paper_has_the_warning_about_a_publisher_once_after_all_sources(changed: Changed, path: str) -> None:
    assert 'class="printed"' not in page(changed.client(), path)
    risks = [risk("Inkland", "a decree")]
    at_risk = {f"organisation/{key}": {"risks": risks} for key in ("harbour-watch", "court")}
    found = page(changed.serve(changed.replaced(at_risk)), path)
    assert found.count('class="printed"') == 1
    assert found.count("In Inkland it may be dangerous") > 1
    assert found.rindex('class="evidence') < found.index('class="printed"')


def test_an_address_in_what_editors_state_of_a_publisher_is_a_link_below_the_warning(changed: Changed) -> None:
    members = {"risks": [risk("Inkland", "a decree")], "source": ["http://watch.example/about/"]}
    found = page(changed.serve(changed.replaced({"organisation/harbour-watch": members})), "organisation/harbour-watch")
    assert found.index("In Inkland it may be dangerous") < found.index('<a href="http://watch.example/about/" rel=')


def risk(country: str, source: str) -> dict[str, Any]:
    iri = f"{BASE}id/organisation/harbour-watch#risk-{country}"
    return {"id": iri, "type": ["LegalRisk"], "riskIn": {"en": country}, "riskSince": "2031-02", "source": source}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"evidenceGrade": f"{BASE}concept/second-hand"}, "second-hand: nobody here has opened the page yet"),
        ({"evidenceGrade": f"{BASE}concept/page-level"}, "read on the page, no text kept"),
        ({"evidenceGrade": f"{BASE}concept/record-level"}, "from a database record"),
        ({"modality": f"{BASE}concept/alleged"}, "alleged"),
        ({"modality": f"{BASE}concept/denied"}, "denied"),
        (
            {"modality": f"{BASE}concept/denied", "attributedTo": [f"{BASE}id/organisation/court"]},
            'denied by <a href="/id/organisation/court.html"',
        ),
        ({"attributedTo": [f"{BASE}id/organisation/court"]}, 'according to <a href="/id/organisation/court.html"'),
        ({"inferredFrom": {"en": "the year of the page"}}, "inferred"),
        ({"inferredPart": "year"}, "the year is inferred"),
        ({"object": {"@value": "2029-05?", "@type": "http://id.loc.gov/datatypes/edtf/EDTF"}}, "date not certain"),
    ],
)
def test_how_a_claim_stands_is_said_in_words_and_explained(changed: Changed, members: Any, words: str) -> None:
    client = changed.client(k_date=members)
    for path in ("event/picket", "claim/k-date"):
        assert re.search(
            rf'class="flag [a-z-]+"><span aria-hidden="true">.</span> {re.escape(words)}', page(client, path)
        )
    legend = page(client, "claim/k-date").partition("What the marks mean")[2]
    assert words.partition(":")[0].partition(" by ")[0].partition(" to ")[0].replace("the year is ", "") in legend


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("conflict", "another source contradicts it"),
        ("wording", "another source words it differently"),
        ("precision", "other sources are more or less precise"),
    ],
)
def test_a_claim_that_others_contradict_says_so_and_leads_there(changed: Changed, kind: str, words: str) -> None:
    documents = changed.replaced({"disagreement/regime": {"disagreementKind": f"{BASE}concept/{kind}"}})
    found = page(changed.serve(documents), "claim/k-regime")
    assert re.search(rf'href="/id/disagreement/regime.html"><span aria-hidden="true">≠</span> {words}<', found)


def test_a_fact_whose_sources_are_all_weak_says_so_before_they_are_unfolded(changed: Changed) -> None:
    client = changed.client(k_date={"evidenceGrade": f"{BASE}concept/second-hand", "modality": f"{BASE}concept/denied"})
    (summary,) = re.findall(r"<summary>1 source .+?</summary>", page(client, "event/picket"))
    assert "denied" in summary
    assert "second-hand" in summary


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({}, "</cite> says about <a"),
        ({"attributedTo": [f"{BASE}id/organisation/court"]}, ", according to <a"),
        ({"modality": f"{BASE}concept/alleged"}, "</cite> reports what is alleged about <a"),
        ({"modality": f"{BASE}concept/denied"}, "</cite> denies the following about <a"),
    ],
)
def test_the_page_of_a_claim_says_in_a_sentence_who_says_it(changed: Changed, members: Any, words: str) -> None:
    assert words in page(changed.client(k_date=members), "claim/k-date")


@pytest.mark.parametrize("modality", ["alleged", "denied"])
def test_the_sentence_names_the_speaker_of_what_is_alleged_or_denied(changed: Changed, modality: str) -> None:
    speaker = {"modality": f"{BASE}concept/{modality}", "attributedTo": [f"{BASE}id/organisation/court"]}
    found = page(changed.client(k_date=speaker), "claim/k-date")
    assert re.search(rf"</cite> reports what is {modality} about <a[^>]*>[^<]*</a> by <a", found)


def test_the_page_of_a_claim_names_its_evidence_as_other_pages_do(client: FlaskClient) -> None:
    page = client.get("/id/claim/k-date.html").text
    assert page.count(">checked against the text</a>") == 1
    assert "verified span" not in page


def test_the_page_of_a_claim_says_how_to_cite_it(client: FlaskClient) -> None:
    citation = page(client, "claim/k-date").partition('class="citation">')[2].partition("</p>")[0]
    for part in (
        "Harbour Watch",
        "A picket by the harbour",
        "1 July 2029",
        "release 2030-01-01",
        f"{BASE}id/claim/k-date",
    ):
        assert part in citation


def test_the_page_of_an_article_says_once_how_it_is_known(client: FlaskClient) -> None:
    found = page(client, "article/harbour")
    assert "We hold its text" in found
    assert "We read a stored copy of the page" in found
    assert "English" in found
    assert found.count("checked against the text") == 1  # in the legend
    assert found.count('href="https://archive.example/picket"') == 1


def test_the_page_of_a_disagreement_has_the_sides_beside_each_other_unfolded(client: FlaskClient) -> None:
    found = page(client, "disagreement/regime")
    assert found.count('<div class="side">') == 2
    assert found.count("“Open") == 0
    assert '<details class="sources">' not in found.partition('class="conviction"')[0]


def passages(text: str) -> list[str]:
    return re.findall(r'class="passage" lang="en">(.+?)</blockquote>', text, re.DOTALL)


class TestPassages:
    @pytest.fixture
    def given(self, changed: Changed) -> FlaskClient:
        at = TEXT.index(PHRASE)
        place = {"evidence": [span(at, at + len(PHRASE), PHRASE)]}
        twice = {"evidence": [span(at, at + 3, "the"), span(at + 4, at + 9, "words"), span(700, 704)]}
        return changed.client(texts={SHA256: TEXT}, k_date=place, k_place=twice)

    def test_the_words_are_marked_in_their_passage(self, given: FlaskClient) -> None:
        for path in ("claim/k-date", "event/picket", "article/harbour"):
            found = page(given, path)
            assert f"{LINE}<mark>{PHRASE}</mark> of the day." in found

    def test_a_passage_is_short_and_starts_and_ends_with_a_word(self, given: FlaskClient) -> None:
        (passage,) = passages(page(given, "claim/k-date"))
        assert passage.startswith("… ")
        assert passage.endswith("words …")
        assert len(passage) < 9 + 2 * 160 + len("… …<mark></mark>")

    def test_near_spans_are_marked_in_one_passage_and_far_ones_in_another(self, given: FlaskClient) -> None:
        first, second = re.findall(
            r'class="passage" lang="en">(.+?)</blockquote>', page(given, "claim/k-place"), re.DOTALL
        )
        assert "<mark>the</mark> <mark>words</mark>" in first
        assert f"<mark>{TEXT[700:704]}</mark>" in second

    def test_a_link_carries_the_words_around(self, given: FlaskClient) -> None:
        assert "#:~:text=the%20port%20said-,the%20words,-of%20the%20day." in page(given, "claim/k-date")

    def test_no_cache_and_no_search_engine_keeps_a_page_with_a_passage(self, given: FlaskClient) -> None:
        answer = given.get("/id/claim/k-date.html")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in answer.headers

    def test_no_other_site_can_read_a_page_with_a_passage(self, given: FlaskClient) -> None:
        assert "Access-Control-Allow-Origin" not in given.get("/id/claim/k-date.html").headers
        assert "Access-Control-Allow-Origin" in given.get("/id/claim/k-vigil.html").headers

    def test_a_page_kept_from_a_server_without_texts_is_made_anew(
        self, given: FlaskClient, client: FlaskClient
    ) -> None:
        tag = client.get("/id/claim/k-date.html").headers["ETag"]
        assert client.get("/id/claim/k-date.html", headers={"If-None-Match": tag}).status_code == 304
        assert given.get("/id/claim/k-date.html", headers={"If-None-Match": tag}).status_code == 200

    def test_the_rest_of_a_text_is_nowhere(self, given: FlaskClient) -> None:
        for path in ("id/article/harbour.html", "id/article/harbour.json", "id/article/harbour.ttl", "graph/harbour"):
            assert "many more words " * 12 not in given.get(f"/{path}").text

    def test_without_its_text_nothing_changes(self, changed: Changed, client: FlaskClient) -> None:
        other = changed.client(texts={"0" * 64: TEXT})
        for path in ("claim/k-date", "article/harbour"):
            assert page(other, path) == page(client, path)
            assert other.get(f"/id/{path}.html").headers["Cache-Control"] == "no-cache"

    def test_what_may_not_be_shown_has_no_passage(self, changed: Changed) -> None:
        hidden = {"evidence": [], "disclosureLevel": f"{BASE}concept/generalised"}
        found = page(changed.client(texts={SHA256: TEXT}, k_date=hidden), "claim/k-date")
        assert "<mark>" not in found
        assert "Where the article says so is not shown." in found


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, frozenset[str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, frozenset(name for name, _ in attrs)))


MARKUP = st.text(st.sampled_from("<>\"'&;/=-!%{}# \nab"), min_size=1, max_size=40).filter(str.strip)


@pytest.fixture(scope="module")
def plain(changed: Changed) -> dict[str, list[tuple[str, frozenset[str]]]]:
    client = changed.client(texts={SHA256: "a" * 900}, k_date={"evidence": [span(300, 320, "words")]})
    return {path: Elements(page(client, path)).found for path in ("claim/k-date", "event/picket", "article/harbour")}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(phrase=MARKUP, around=MARKUP)
def test_no_phrase_and_no_passage_becomes_markup(
    changed: Changed, plain: dict[str, list[tuple[str, frozenset[str]]]], phrase: str, around: str
) -> None:
    text = (around * 900)[:300] + "words" * 4 + (around * 900)[:580]
    evidence = {"evidence": [span(300, 320, phrase)], "inferredFrom": {"en": f"the year of the page {around}"}}
    for given_texts in ({}, {SHA256: text}):
        client = changed.client(texts=given_texts, k_date=evidence)
        for path in ("claim/k-date", "event/picket", "article/harbour"):
            tags = {(tag, names) for tag, names in Elements(page(client, path)).found}
            allowed = {*plain[path], ("q", frozenset({"class", "lang", "dir"})), ("blockquote", frozenset({"dir"}))}
            assert tags <= allowed, tags - allowed
