"""What is withheld, what was erased and what never was are answered alike: the answer tells nobody which it is."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from werkzeug.test import Client

from tests.safety.conftest import REMOVED, Site

WITHHELD, NEVER = "pw2n", "pz8z"
ERASED = REMOVED
ADDRESSES = [
    "/id/{kind}/{key}",
    *(f"/id/{{kind}}/{{key}}.{end}" for end in ("html", "ttl", "jsonld", "nt", "rdf")),
    "/graph/{key}",
    "/graph/{key}.ttl",
    "/queries/measures-against-a-person.csv?person={key}",
    "/queries/where-somebody-is-now.html?person={key}",
    # A thing as other answers and pages name it, and in another notation.
    *(
        f"/queries/measures-against-a-person.json?person={form}"
        for form in (
            "person/{key}",
            "https://w3id.org/solidarity-graph/id/person/{key}",
            "http://localhost/id/person/{key}.html",
            "{key}%20",
            "&person={key}&person={key}",
            "{key}&release=2031-06-01",
            "{key}&excel=1",
        )
    ),
    *("/id/{kind}/{key}.json", "/id/{kind}/{key}/", "/id/{kind}/{key}.html?lang=be", "/id/{kind}/{key}.csv"),
    *("/id/{kind}/%{hexadecimal}{rest}", "/queries/measures-against-a-person.csv?person=%{hexadecimal}{rest}"),
    "/release/2031-06-01/id/{kind}/{key}.ttl",
]
QUERIES = [
    "DESCRIBE <{iri}>",
    "ASK { <{iri}> ?p ?o }",
    "SELECT * { { <{iri}> ?p ?o } UNION { ?s ?p <{iri}> } UNION { ?s <{iri}> ?o } }",
    "SELECT * { GRAPH ?g { <{iri}> ?p ?o } }",
    "SELECT ?g { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '{key}')) }",
]


def answer(client: Client, address: str, key: str) -> tuple[object, ...]:
    """Return status, headers and body, with KEY for the key and DIGEST for that in a key of BibTeX.

    Both repeat the request.
    """
    came = client.get(address, headers={"Accept": "text/html;q=0.5, */*;q=0.4"}, buffered=True)
    headers = sorted((name, value) for name, value in came.headers if name not in ("Date", "ETag"))
    given = re.compile(rf"{key}|%{ord(key[0]):x}{key[1:]}")
    body = re.sub(r"(solidarity-graph-[\w-]+-)[0-9a-f]{8}\b", r"\1DIGEST", came.get_data(as_text=True))
    return came.status_code, given.sub("KEY", str(headers)), given.sub("KEY", body)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("kind", ["person", "claim"])
def test_an_address_is_answered_alike(site: Site, address: str, kind: str) -> None:
    client = Client(site.app)
    answers = {
        answer(client, address.format(kind=kind, key=key, hexadecimal=f"{ord(key[0]):x}", rest=key[1:]), key)
        for key in (WITHHELD, ERASED, NEVER, "cz02", "cz01")
    }
    assert len(answers) == 1


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("kind", ["person", "claim"])
def test_a_query_is_answered_alike(site: Site, query: str, kind: str) -> None:
    client = Client(site.app)
    answers = set()
    for key in (WITHHELD, ERASED, NEVER, "cz02"):
        text = query.replace("{iri}", f"{site.release.base}id/{kind}/{key}").replace("{key}", key)
        answers.add(answer(client, f"/sparql?query={quote(text, safe='')}", key))
    assert len(answers) == 1


def test_the_removal_list_alone_knows_the_key_of_what_was_erased(site: Site) -> None:
    """A list of what to delete is what importers need; docs/safety.md says what it tells holders of old copies."""
    lines = site.release.nquads.read_text("utf-8").splitlines()
    graphs = {line.rpartition(" <")[2] for line in lines if REMOVED in line}
    assert graphs == {f"{site.release.base}graph/provenance> ."}
