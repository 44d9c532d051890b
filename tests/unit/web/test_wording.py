"""Values in words, and IRIs as addresses."""

from __future__ import annotations

import pytest

from solidarity_graph.web.addresses import Links, linked
from solidarity_graph.web.date_texts import days_between, duration_in_words
from tests.unit.web.building import BASE


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2013-08-04", "2013-08-04", "4 August 2013"),
        ("2013-08-01", "2013-08-31", "August 2013"),
        ("2012-02-01", "2012-02-29", "February 2012"),
        ("2012-12-01", "2012-12-31", "December 2012"),
        ("2013-01-01", "2013-12-31", "2013"),
        ("2013-08-01", "2013-08-30", "1 August 2013 to 30 August 2013"),
        ("2013-08-01", "", "from 1 August 2013"),
        ("", "2013-08-01", "by 1 August 2013"),
        ("", "", ""),
    ],
)
def test_two_days_become_the_month_or_year_that_they_span(first: str, last: str, words: str) -> None:
    assert days_between(first, last) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [("P4Y6M", "4 years 6 months"), ("P15D", "15 days"), ("P1Y", "1 year"), ("P", "P"), ("PT5H", "PT5H")],
)
def test_a_length_of_time_is_put_into_words(text: str, words: str) -> None:
    assert duration_in_words(text) == words


@pytest.mark.parametrize(
    ("iri", "href"),
    [
        (f"{BASE}id/person/p1", "/top/id/person/p1.html"),
        (f"{BASE}id/claim/k1#span-2", "/top/id/claim/k1.html#span-2"),
        (f"{BASE}graph/summary", "/top/graph/summary"),
        (f"{BASE}concept/picket", "/top/concept/picket.html"),
        (f"{BASE}ontology#Person", "/top/ontology#Person"),
        (f"{BASE}ontology", "/top/ontology"),
        ("https://www.wikidata.org/entity/Q1", "https://www.wikidata.org/entity/Q1"),
        ("javascript:alert(1)", ""),
        ("urn:uuid:1", ""),
        ('https://a.example/"><b>', ""),
    ],
)
def test_an_iri_leads_to_this_site_where_it_is_ours_and_nowhere_where_it_is_not_safe(iri: str, href: str) -> None:
    assert Links(BASE, "/top").href(iri) == href


def test_terms_stay_local_for_a_dataset_with_a_base_of_its_own() -> None:
    links = Links("https://graph.example/", "")
    assert links.href(f"{BASE}concept/picket") == "/concept/picket.html"
    assert links.href("https://graph.example/id/event/e1") == "/id/event/e1.html"


def test_web_addresses_in_a_text_are_links_and_nothing_in_it_becomes_markup() -> None:
    assert linked("no address: ftp, <b>") == "no address: ftp, <b>"
    assert linked("(<b>, http://a.example/?y&z). Then HTTPS://b.example/ж.") == (
        '(&lt;b&gt;, <a href="http://a.example/?y&amp;z" rel="external noreferrer">http://a.example/?y&amp;z</a>). '
        'Then <a href="HTTPS://b.example/ж" rel="external noreferrer">HTTPS://b.example/ж</a>.'
    )
    assert linked("javascript://x data://y") == "javascript://x data://y"
