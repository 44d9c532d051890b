"""An address with a slash too many leads to the one without: with its query, with its method, on this site."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/sparql/", "/sparql"),
        ("/sparql/?query=ASK%7B%7D&format=json", "/sparql?query=ASK%7B%7D&format=json"),
        ("/queries/held-actions/", "/queries/held-actions"),
        ("/queries/held-actions.csv/?since=2029-01-01", "/queries/held-actions.csv?since=2029-01-01"),
        ("/id/person/p1/", "/id/person/p1"),
        ("/id/person/p1.html//", "/id/person/p1.html"),
        ("/concept/picket/", "/concept/picket"),
        ("/graph/harbour/", "/graph/harbour"),
        ("/ontology/", "/ontology"),
        ("/context.jsonld/", "/context.jsonld"),
        ("/health/", "/health"),
        ("/release/2030-01-01/id/person/p1/", "/release/2030-01-01/id/person/p1"),
        ("/id/person/p%C3%A9%3Fx/", "/id/person/p%C3%A9%3Fx"),
        ("/static/site.css/", "/static/site.css"),
        ("/release/2030-01-01/actions.csv/?excel=1", "/release/2030-01-01/actions.csv?excel=1"),
        ("/release/2030-01-01/SHA256SUMS//", "/release/2030-01-01/SHA256SUMS"),
        # Too few, and doubled
        ("/queries?q=a%20b", "/queries/?q=a%20b"),
        ("/downloads", "/downloads/"),
        ("/release/2030-01-01/queries", "/release/2030-01-01/queries/"),
        ("/id//person/p1", "/id/person/p1"),
        ("/queries//held-actions.csv?since=2029-01-01", "/queries/held-actions.csv?since=2029-01-01"),
    ],
)
def test_a_slash_too_many_redirects_with_the_query(client: FlaskClient, path: str, location: str) -> None:
    for method in ("GET", "HEAD"):
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.headers["Location"]) == (308, location)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_old_client_that_names_no_host_is_redirected_to_the_one_it_asked(client: FlaskClient) -> None:
    nameless = {"SERVER_PROTOCOL": "HTTP/1.0", "SERVER_NAME": "waitress.invalid"}
    answer = client.get("/queries", environ_overrides=nameless)
    assert (answer.status_code, answer.headers["Location"]) == (308, "/queries/")


def test_a_redirect_stays_below_the_path_at_which_the_site_is_mounted(client: FlaskClient) -> None:
    for path, location in (("/queries?q=x", "/data/queries/?q=x"), ("/sparql/", "/data/sparql")):
        assert client.get(path, base_url="https://b.example/data/").headers["Location"] == location


def test_a_query_that_is_posted_with_a_slash_too_many_arrives(client: FlaskClient) -> None:
    form, direct = "application/x-www-form-urlencoded", "application/sparql-query"
    for data, content_type in (("query=ASK%7B%7D", form), ("ASK{}", direct)):
        answer = client.post("/sparql/?format=json", data=data, content_type=content_type)
        assert (answer.status_code, answer.headers["Location"]) == (308, "/sparql?format=json")
        followed = client.post("/sparql/?format=json", data=data, content_type=content_type, follow_redirects=True)
        assert followed.get_json(force=True)["boolean"] is True


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "//evil.example//",
        "/%2Fevil.example/",
        "/\\evil.example/",
        "//evil.example/sparql/",
        "/https://evil.example/",
    ],
)
def test_no_redirect_leads_to_another_site(client: FlaskClient, path: str) -> None:
    answer = client.open(path, environ_overrides={"PATH_INFO": path.replace("%2F", "/")})
    location = answer.headers.get("Location", "")
    assert answer.status_code == 404 or location.startswith(("http://localhost/", "/s"))


def test_slashes_before_a_known_address_stay_on_this_site(client: FlaskClient) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": "//sparql/"})
    assert answer.headers["Location"] in ("/sparql", "http://localhost/sparql/", "http://localhost/sparql")


@pytest.mark.parametrize("path", ["/nothing/", "/id/person/", "/static/", "/release/1999-01-01/sparql/"])
def test_an_unknown_address_stays_unknown(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_method_that_is_not_taken_does_not_redirect(client: FlaskClient) -> None:
    assert client.post("/queries/held-actions/").status_code in (404, 405)
