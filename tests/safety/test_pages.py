"""Pages say that something is not shown, so that nobody takes silence for absence."""

from __future__ import annotations

from werkzeug.test import Client

from tests.safety.conftest import Site


def page(site: Site, path: str) -> str:
    answer = Client(site.app).get(path, buffered=True)
    assert answer.status_code == 200
    return answer.text


def test_the_page_of_an_article_says_how_many_claims_are_not_shown(site: Site) -> None:
    text = page(site, "/id/article/lanternfield-vigil.html")
    assert '<dt>Statements not shown</dt><dd dir="auto">3</dd>' in text
    assert "Where the article says so is not shown." in text


def test_the_page_of_a_claim_below_public_says_its_level_and_that_its_words_are_not_shown(site: Site) -> None:
    claim = next(claim for claim in site.published.claims if claim.level == "pseudonymised")
    text = page(site, f"/id/claim/{claim.key}.html")
    assert "Where the article says so is not shown." in text
    assert ">pseudonymised</a>" in text


def test_the_page_of_a_pseudonym_names_nobody(site: Site) -> None:
    pseudonym = next(entity for entity in site.published.entities if entity.level == "pseudonymised")
    text = page(site, f"/id/person/{pseudonym.ref.key}.html")
    assert '<h1 dir="auto">a person who is not named</h1>' in text


def test_the_page_of_a_sentence_says_as_of_which_day_nothing_is_known_of_what_became_of_it(site: Site) -> None:
    text = page(site, "/id/event/quill-sentence.html")
    assert "<p>We looked up what became of it on 1 June 2031 and found nothing.</p>" in text
    assert 'id="judgement-outcome-2031-06-01"' in text
