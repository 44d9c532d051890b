"""Graphs, the ontology, concepts, shapes, the context, downloads."""

from __future__ import annotations

import hashlib
import json
import re

import jsonschema
import pyoxigraph
import pytest
from flask.testing import FlaskClient

from solidarity_graph.release import Release, read_documents
from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.schema.ontology import TERMS
from solidarity_graph.schema.ontology_versions import known_versions
from tests.unit.web.building import BASE

HTML = {"Accept": "text/html"}
GRAPH_TYPES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
PARSERS = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
}


@pytest.mark.parametrize("suffix", GRAPH_TYPES)
@pytest.mark.parametrize(
    "path",
    ["/graph/harbour", "/ontology", "/shapes", "/ontology/0.1.0", "/shapes/0.1.0", "/concept/penalties/0.1.0"],
)
def test_a_document_comes_by_accept_and_by_suffix(client: FlaskClient, path: str, suffix: str) -> None:
    by_accept = client.get(path, headers={"Accept": GRAPH_TYPES[suffix]})
    by_suffix = client.get(f"{path}.{suffix}")
    assert by_accept.mimetype == by_suffix.mimetype == GRAPH_TYPES[suffix]
    assert by_accept.data == by_suffix.data
    assert len(list(pyoxigraph.parse(by_suffix.data, PARSERS[suffix]))) > 10


def test_a_graph_holds_its_own_triples_and_no_others(client: FlaskClient) -> None:
    triples = list(pyoxigraph.parse(client.get("/graph/summary.nt").data, pyoxigraph.RdfFormat.N_TRIPLES))
    assert {quad.subject.value.removeprefix(f"{BASE}id/") for quad in triples} == {
        "event/picket",
        "event/sentence",
        "event/release",
        "event/arrest",
        "event/vigil",
    }


@pytest.mark.parametrize("name", ["entities", "judgements", "summary", "provenance", "harbour"])
def test_a_graph_has_a_page(client: FlaskClient, name: str) -> None:
    assert re.search(r"\d triples?</h2>", client.get(f"/graph/{name}", headers=HTML).text)


@pytest.mark.parametrize("path", ["/graph/nothing", "/graph/nothing.ttl", "/graph/harbour.doc", "/graph/A%20b"])
def test_an_unknown_graph_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_dataset_s_own_address_leads_to_its_description(client: FlaskClient) -> None:
    answer = client.get("/dataset")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/graph/provenance")


def test_every_term_is_on_the_page_of_the_ontology(client: FlaskClient) -> None:
    page = client.get("/ontology", headers=HTML).text
    ontology = read_ontology()
    for term in (*ontology.classes.values(), *ontology.properties.values(), *ontology.annotations.values()):
        assert f'id="{term.name}"' in page


NEWEST = read_ontology().version


@pytest.mark.parametrize("path", ["/ontology", "/shapes", "/concept/regimes"])
def test_a_version_is_that_version_or_404_with_a_list_of_those_there_are(client: FlaskClient, path: str) -> None:
    for number in ("0.1.0", NEWEST):
        assert number in client.get(f"{path}/{number}", headers=HTML).text
        triples = client.get(f"{path}/{number}.nt").text
        assert f'<http://www.w3.org/2002/07/owl#versionInfo> "{number}"' in triples
        assert f"{path}/{number}>" in triples
    missing = client.get(f"{path}/0.0.0")
    assert (missing.status_code, missing.mimetype) == (404, "application/problem+json")
    assert "0.1.0" in missing.get_json(force=True)["detail"]


def test_the_newest_version_is_what_the_address_without_a_number_gives(client: FlaskClient) -> None:
    for path in ("/ontology", "/shapes"):
        assert client.get(f"{path}.nt").data == client.get(f"{path}/{NEWEST}.nt").data


def test_an_earlier_version_is_shown_with_its_own_terms(client: FlaskClient) -> None:
    old, new = (client.get(path, headers=HTML).text for path in ("/ontology/0.1.0", "/ontology"))
    assert 'id="Verdict"' in new
    assert 'id="Verdict"' not in old
    assert "This is an earlier version. The newest is" in old
    assert 'href="/ontology/0.1.0.ttl"' in old
    assert 'href="/shapes/0.1.0"' in old
    assert 'href="/ontology/0.1.0/migration.ru"' not in old
    assert 'href="/ontology/0.2.0/migration.ru"' in client.get("/ontology/0.2.0", headers=HTML).text
    assert ("/ontology/alignments/foaf" in new, "/ontology/alignments/foaf" in old) == (True, False)
    assert 'href="/concept/penalties/0.1.0"' in old
    refused = client.get("/concept/verdict-kinds/0.1.0")
    assert (refused.status_code, "Version 0.1.0 has no concept scheme" in refused.text) == (404, True)


def test_an_earlier_version_of_a_scheme_has_the_labels_that_it_had(client: FlaskClient) -> None:
    old, new = (client.get(f"/concept/statuses{path}", headers=HTML).text for path in ("/0.1.0", ".html"))
    assert ("ongoing when reported" in old, "ongoing when reported" in new) == (False, True)


def test_a_version_of_a_scheme_has_its_labels_of_all_languages(client: FlaskClient) -> None:
    number = known_versions()[-2].number
    whole, part = (
        set(pyoxigraph.parse(client.get(f"/{path}/{number}.nt").data, format=pyoxigraph.RdfFormat.N_TRIPLES))
        for path in ("ontology", "concept/action-types")
    )
    assert part == {triple for triple in whole if triple.subject in {each.subject for each in part}}
    assert "es" in {getattr(triple.object, "language", None) for triple in part}


def test_the_page_of_the_ontology_lists_its_versions(client: FlaskClient) -> None:
    page = client.get("/ontology", headers=HTML).text
    for version in known_versions():
        assert f'href="/ontology/{version.number}"' in page
    assert ("not released yet" in page) != known_versions()[0].is_released
    assert 'href="/docs/ontology-changes"' in page
    assert "0.1.0" in client.get("/docs/ontology-changes", headers=HTML).text


def test_a_version_has_its_own_context(client: FlaskClient) -> None:
    names = [client.get(f"/ontology/{number}/context.jsonld").get_json(force=True) for number in ("0.1.0", NEWEST)]
    assert ["Verdict" in each["@context"] for each in names] == [False, True]
    assert client.get("/ontology/0.0.0/context.jsonld").status_code == 404


def test_the_update_of_a_version_is_the_published_one(client: FlaskClient) -> None:
    answer = client.get("/ontology/0.2.0/migration.ru")
    assert answer.mimetype == "application/sparql-update"
    assert answer.data == (ontology_dir() / "migrations" / "0.2.0.ru").read_bytes()
    assert client.get("/ontology/0.1.0/migration.ru").status_code == 404


def test_released_files_come_with_the_bytes_of_their_sums(client: FlaskClient) -> None:
    sums = client.get("/ontology/releases/SHA256SUMS")
    assert sums.mimetype == "text/plain"
    lines = [line.split() for line in sums.text.splitlines()]
    assert len(lines) > 10
    for expected, name in lines:
        assert hashlib.sha256(client.get(f"/ontology/releases/{name}").data).hexdigest() == expected, name
    old, new = (client.get(path, headers=HTML).text for path in ("/ontology/0.2.0", "/ontology"))
    shown = {*re.findall(r'href="/ontology/releases/([^"]+)"', old)}
    assert shown == {name for _, name in lines if name.startswith("0.2.0/")} | {"SHA256SUMS"}
    assert 'href="/ontology/releases/SHA256SUMS"' in new
    assert 'href="/document.schema.json"' in new


@pytest.mark.parametrize("name", ["0.1.0", "0.1.0/shapes", "0.1.0/..%2F..%2Fcontext.jsonld", "../README.md", "nothing"])
def test_nothing_else_is_a_released_file(client: FlaskClient, name: str) -> None:
    assert client.get(f"/ontology/releases/{name}").status_code == 404


def test_a_released_layer_of_shapes_is_a_file(client: FlaskClient) -> None:
    answer = client.get("/shapes/0.1.0/core.ttl")
    assert answer.data == (ontology_dir() / "releases" / "0.1.0" / "shapes" / "core.ttl").read_bytes()
    assert client.get("/shapes/0.1.0/no.ttl").status_code == 404
    assert client.get("/shapes/0.0.0/core.ttl").status_code == 404


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/concept/suspended-term.html", "/ontology#suspended"),
        ("/concept/deportation-penalty.html", "/concept/deportation.html"),
        ("/concept/penalties.html", "/concept/measure-kinds.html"),
    ],
)
def test_the_page_of_a_deprecated_term_leads_to_what_replaces_it(client: FlaskClient, path: str, link: str) -> None:
    page = client.get(path).text
    assert "no longer used" in page
    assert re.search(rf'Use <a href="{link}"[^>]*>[^<]+</a> instead\.', page)


def test_deprecated_concepts_are_not_listed_among_the_others(client: FlaskClient) -> None:
    page = client.get("/concept/", headers=HTML).text
    assert "/concept/length-not-stated.html" in page
    assert "/concept/suspended-term.html" not in page


@pytest.mark.parametrize("name", ["picket", "regimes", "held"])
def test_a_concept_leads_to_its_documents(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/concept/{name}", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/concept/{name}.ttl")
    triples = list(pyoxigraph.parse(client.get(f"/concept/{name}.nt").data, PARSERS["nt"]))
    about = f"{BASE}concept/{name}"
    # Beside the concept, only the ontology is described: in which languages the label is a draft.
    drafts = {quad.object.value for quad in triples if quad.subject.value != about}
    assert {quad.predicate.value for quad in triples if quad.subject.value != about} <= {SG + "draftLabels"}
    assert drafts == TERMS[about].drafts
    assert any(quad.subject.value == about for quad in triples)
    assert client.get(f"/concept/{name}.html").status_code == 200


def test_a_concept_s_page_gives_its_example(client: FlaskClient) -> None:
    page = client.get("/concept/picket.html").text
    example = TERMS[f"{SGC}picket"].short_example
    assert f'<dt>Words that it stands for</dt><dd dir="auto" lang="en"><q dir="auto">{example}</q></dd>' in page


def test_a_concept_s_page_says_what_it_is_said_of(client: FlaskClient) -> None:
    assert "Picket in Aboria" in client.get("/concept/picket.html").text
    assert "Not used in this release" in client.get("/concept/flash-mob.html").text


def test_a_page_shows_the_labels_of_a_term_in_all_languages_and_says_which_are_drafts(client: FlaskClient) -> None:
    shown = re.compile(r'<span(?: dir="auto")? lang="(..)">([^<]+)</span>( \(draft\))?')

    def labels(path: str, term: str) -> dict[str, tuple[str, bool]]:
        page = client.get(path, headers=HTML).text
        about = page[page.index(f'id="{term}"') if term else 0 :]
        (line,) = re.findall(r'<p class="spellings">.*', about)[:1]
        return {tag: (label, bool(draft)) for tag, label, draft in shown.findall(line)}

    for path, iri, page_term in (
        ("/concept/picket.html", SGC + "picket", ""),
        ("/concept/regimes.html", SGC + "regimes", ""),
        ("/ontology.html", SG + "Person", "Person"),
        ("/ontology.html", SG + "sharpMethod", "sharpMethod"),
    ):
        term = TERMS[iri]
        others = {tag: (label, tag in term.drafts) for tag, label in term.labels.items() if tag != "en"}
        assert labels(path, page_term) == others, path
    assert labels("/concept/picket.html", "")["be"] == ("пікет", False)


def test_terms_are_named_in_the_language_of_the_page_and_defined_in_english(client: FlaskClient) -> None:
    person = TERMS[SG + "Person"]
    ontology = client.get("/be/ontology.html", headers=HTML).text
    assert f'lang="be">{person.labels["be"]}</span> <code>sg:Person</code>' in ontology
    assert f'<p lang="en">{person.definition}</p>' in ontology
    scheme = client.get("/ru/concept/regimes.html", headers=HTML).text
    assert re.search(r"<h1[^>]*>Режимы содержания</h1>", scheme)
    assert re.search(r"<h1[^>]*>чуванне</h1>", client.get("/be/concept/vigil.html", headers=HTML).text)


@pytest.mark.parametrize(
    "path", ["/concept/nothing", "/concept/picket.doc", "/ontology.doc", "/shapes.doc", "/shapes/core/no.ttl"]
)
def test_an_unknown_term_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_file_of_shapes_comes_as_it_stands(client: FlaskClient) -> None:
    answer = client.get("/shapes/core/sentence.ttl")
    assert answer.mimetype == "text/turtle"
    assert b"sh:NodeShape" in answer.data


def test_the_context_is_the_published_one(client: FlaskClient) -> None:
    answer = client.get("/context.jsonld")
    assert answer.mimetype == "application/ld+json"
    assert json.loads(answer.data) == json.loads((ontology_dir() / "context.jsonld").read_text(encoding="utf-8"))


def test_the_json_of_each_thing_is_valid_by_the_schema_that_it_links_to(client: FlaskClient, release: Release) -> None:
    schema = client.get("/document.schema.json").get_json(force=True)
    validator = jsonschema.Draft202012Validator(schema)
    paths = [f"/{document['id'].removeprefix(BASE)}.json" for document in read_documents(release)]
    things = [client.get(path) for path in paths if path.startswith("/id/")]
    shown = [thing for thing in things if thing.status_code == 200]
    assert len(shown) > 20
    for thing in shown:
        assert '</document.schema.json>; rel="describedby"' in thing.headers["Link"]
        assert [error.message for error in validator.iter_errors(thing.get_json())] == []


def test_downloads_list_each_file_with_size_and_hash(client: FlaskClient, release: Release) -> None:
    page = client.get("/downloads/").text
    for file in release.files:
        assert file.sha256 in page
        assert f"/release/2030-01-01/{file.name}" in page
    assert "sha256sum --check" in page


def test_a_file_of_the_release_comes_with_the_bytes_of_its_hash(client: FlaskClient, release: Release) -> None:
    for file in release.files:
        answer = client.get(f"/release/{release.version}/{file.name}")
        assert answer.mimetype == file.media_type
        assert hashlib.sha256(answer.data).hexdigest() == file.sha256


@pytest.mark.parametrize(
    "path", ["/release/1999-01-01/actions.csv", "/release/2030-01-01/no.csv", "/release/2030-01-01/..%2Fx"]
)
def test_what_is_not_in_the_release_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_sums_are_there_to_check_with(client: FlaskClient) -> None:
    assert client.get("/release/2030-01-01/SHA256SUMS").mimetype == "text/plain"


def test_a_part_of_a_file_is_given_and_a_part_that_is_not_there_names_the_size(client: FlaskClient) -> None:
    path = "/release/2030-01-01/actions.csv"
    size = len(client.get(path).data)
    part = client.get(path, headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.headers["Content-Range"]) == (206, f"bytes 0-1/{size}")
    past = client.get(path, headers={"Range": f"bytes={size}-"})
    assert (past.status_code, past.headers["Content-Range"]) == (416, f"bytes */{size}")
    assert past.mimetype == "application/problem+json"


@pytest.mark.parametrize("range_", ["bytes=0-0,2-3", "lines=1-2", "bytes=9-2", "bytes=", "bytes"])
def test_a_range_that_is_not_one_of_bytes_is_ignored(client: FlaskClient, range_: str) -> None:
    answer = client.get("/release/2030-01-01/actions.csv", headers={"Range": range_})
    assert (answer.status_code, answer.data) == (200, b"event\r\n")
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_download_goes_on_only_with_the_file_that_it_began_with(client: FlaskClient) -> None:
    path = "/release/2030-01-01/actions.csv"
    tag = client.get(path).headers["ETag"]
    for same in (tag, f'"x", {tag}', "*"):
        answer = client.get(path, headers={"If-Match": same})
        assert (answer.status_code, answer.data) == (200, b"event\r\n")
    other = client.get(path, headers={"If-Match": '"x"'})
    assert (other.status_code, other.mimetype) == (412, "application/problem+json")
    assert "If-Match" in other.get_json(force=True)["detail"]
    assert "ETag" not in other.headers
