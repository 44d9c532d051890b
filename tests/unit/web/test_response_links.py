"""The Link header leads to other formats, to what describes the data, and to the address that lasts."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.web import create_app
from tests.unit.web.conftest import reading
from tests.unit.web.described import readable_addresses

HOST = "http://localhost"
LINK = re.compile(r'<([^<>"]*)>; rel="([a-z-]+)"(?:; type="([a-z/+.-]+)")?')


def links(client: FlaskClient, path: str) -> list[tuple[str, str, str]]:
    """Address, relation and media type of each link of a response. The header has nothing else."""
    header = client.get(path).headers["Link"]
    assert LINK.sub("", header).replace(", ", "") == ""
    return [(match[1], match[2], match[3] or "") for match in LINK.finditer(header)]


def of(client: FlaskClient, path: str, relation: str) -> list[str]:
    return [address for address, name, _ in links(client, path) if name == relation]


def test_every_link_of_every_address_leads_to_the_type_that_it_says(client: FlaskClient) -> None:
    paths = [prefix + path for path in readable_addresses(client) for prefix in ("", "/be/release/2030-01-01")]
    paths += [f"{path}?excel=1" for path in ("/actions", "/actions.csv", "/queries/held-actions.csv")]
    answers = {path: client.get(path) for path in paths}
    found = {}
    for path, answer in answers.items():
        for match in LINK.finditer(answer.headers.get("Link", "")):
            if match[1].startswith(("/", HOST)):
                found[match[1], match[3] or ""] = path
            assert match[2] != "alternate" or match[3] != answer.mimetype, (path, match[1])
    assert len(found) > 200
    for (address, type_), path in found.items():
        answer = client.get(address, headers={"Accept": f"{type_}, */*;q=0.1"} if type_ else {})
        assert (answer.status_code, type_ or answer.mimetype) == (200, answer.mimetype), (path, address)


@pytest.mark.parametrize("path", ["/actions.bib", "/people.csl.json", "/id/event/picket.ris", "/queries/one-event.bib"])
def test_a_citation_is_no_format_of_the_data(client: FlaskClient, path: str) -> None:
    assert of(client, path, "alternate") == []


def test_an_alternate_keeps_the_selection_but_not_what_is_for_pages_alone(client: FlaskClient) -> None:
    found = of(client, "/actions?status=held&page=1&limit=5&sort=-label&view=table", "alternate")
    assert "/actions.csv?status=held" in found
    assert "/queries/held-actions.csv?since=2028-01-01" in of(
        client, "/queries/held-actions?since=2028-01-01&limit=5", "alternate"
    )


def test_the_canonical_address_has_no_release_and_nothing_that_says_nothing(client: FlaskClient) -> None:
    for path, canonical in {
        "/": "/",
        "/release/2030-01-01/id/event/picket.html": "/id/event/picket.html",
        "/actions?page=1&utm_source=mail&status=held&q=": "/actions?status=held",
        "/actions?status=held&sort=label": "/actions?sort=label&status=held",
        "/licences?%FF": "/licences",
        "/be/actions?status=held": "/be/actions?status=held",
    }.items():
        assert of(client, path, "canonical") == [HOST + canonical]
        assert f'<link rel="canonical" href="{(HOST + canonical).replace("&", "&amp;")}">' in client.get(path).text


def test_data_has_no_canonical_address_of_a_page(client: FlaskClient) -> None:
    assert of(client, "/id/event/picket.ttl", "canonical") == []


@pytest.mark.parametrize(
    "path", ["/id/event/picket.ttl", "/queries/held-actions.csv?since=2028-01-01", "/actions.csv?status=held"]
)
def test_the_address_to_cite_is_the_permalink_and_stays_it(client: FlaskClient, path: str) -> None:
    (lasting,) = of(client, path, "cite-as")
    assert lasting == f"{HOST}/release/2030-01-01{path}"
    assert client.get(lasting).data == client.get(path).data
    assert of(client, lasting.removeprefix(HOST), "cite-as") == [lasting]


def test_a_list_whose_address_in_the_release_is_that_of_a_table_is_not_cited_by_it(client: FlaskClient) -> None:
    assert client.get("/release/2030-01-01/actions.csv").data != client.get("/actions.csv").data
    assert of(client, "/actions.csv", "cite-as") == []
    assert of(client, "/people.csv", "cite-as") == [f"{HOST}/release/2030-01-01/people.csv"]


def test_a_file_of_a_release_is_cited_by_its_own_address(client: FlaskClient) -> None:
    path = "/release/2030-01-01/actions.csv"
    assert of(client, path, "cite-as") == [HOST + path]


def test_what_may_change_has_no_address_to_cite(
    client: FlaskClient, store: SnapshotStore, release: Release, catalogue: Catalogue
) -> None:
    assert of(client, "/sparql?query=ASK%20%7B%7D", "cite-as") == []
    changing = reading(create_app(store, release=release, catalogue=catalogue, immutable=False))
    assert of(changing, "/id/event/picket.html", "cite-as") == []


@pytest.mark.parametrize("path", ["/id/event/picket.json", "/actions.csv", "/sparql?query=ASK%20%7B%7D", "/"])
def test_every_answer_leads_to_the_description_of_the_api(client: FlaskClient, path: str) -> None:
    assert of(client, path, "service-desc") == ["/openapi.json"]
    assert client.get("/openapi.json").status_code == 200


def test_data_leads_to_the_description_of_the_dataset(client: FlaskClient) -> None:
    assert of(client, "/actions.csv", "describedby") == ["/.well-known/void"]
    assert "/document.schema.json" in of(client, "/id/event/picket.json", "describedby")


def test_below_a_prefix_links_stay_below_it(client: FlaskClient) -> None:
    answer = client.get("/id/event/picket.html", base_url="https://graph.example/below")
    found = [match[1] for match in LINK.finditer(answer.headers["Link"])]
    assert len(found) > 5
    for address in found:
        assert address.startswith(("/below/", "https://graph.example/below/")), address


@pytest.mark.parametrize("path", ["/none", "/id/event/picket", "/static/site.css"])
def test_errors_redirects_and_assets_have_no_links(client: FlaskClient, path: str) -> None:
    assert "Link" not in client.get(path).headers


def test_a_page_of_an_error_has_no_canonical_address(client: FlaskClient) -> None:
    assert 'rel="canonical"' not in client.get("/none?%FF", headers={"Accept": "text/html"}).text


def test_nothing_in_an_address_ends_a_link(client: FlaskClient) -> None:
    found = links(client, '/search?q=">%3E%22, <http://evil.example>; rel="canonical"&x=a%0Ab')
    (canonical,) = [address for address, name, _ in found if name == "canonical"]
    assert canonical.startswith(f"{HOST}/search?")


def test_a_long_query_is_not_repeated_in_the_header(client: FlaskClient) -> None:
    header = client.get(f"/sparql?query=ASK{{}}{'+' * 2000}", headers={"Accept": "text/html"}).headers["Link"]
    assert len(header) < 500
