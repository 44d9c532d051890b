"""`Accept` against what there is."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from solidarity_graph.errors import NotAcceptableError
from solidarity_graph.web.negotiation import GRAPHS, HTML, RESULTS, choose, wants_page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "html"),
        ("*/*", "html"),
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json, text/turtle;q=0.9", "jsonld"),
        ("application/rdf+xml;q=0.5, */*;q=0.1", "rdf"),
        ("text/html;q=0, */*", "ttl"),
        ("application/n-triples, text/html;q=0.2", "nt"),
        ("application/xhtml+xml", "html"),
    ],
)
def test_a_document_is_chosen_by_what_the_client_likes_best(accept: str, name: str) -> None:
    assert choose(parse_accept_header(accept, MIMEAccept), (HTML, *GRAPHS)).name == name


def test_what_cannot_be_given_is_an_error_that_offers_the_rest() -> None:
    with pytest.raises(NotAcceptableError, match="text/turtle") as caught:
        choose(parse_accept_header("image/png", MIMEAccept), GRAPHS)
    assert caught.value.offered == tuple(format_.media_type for format_ in GRAPHS)


@pytest.mark.parametrize(
    ("accept", "page"),
    [(BROWSER, True), ("*/*", False), ("", False), ("text/*", False), ("text/html;q=0", False), ("text/html", True)],
)
def test_only_who_names_html_is_a_browser(accept: str, page: bool) -> None:
    assert wants_page(parse_accept_header(accept, MIMEAccept), RESULTS) is page
