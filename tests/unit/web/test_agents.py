"""The tools for language models, asked by the client of the official SDK."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client
from pyoxigraph import RdfFormat, parse

from solidarity_graph.agents import Answers
from solidarity_graph.agents.server import make_server
from solidarity_graph.cli.mcp import mcp_command
from solidarity_graph.documents.reading_rules import READING_RULES
from solidarity_graph.errors import CallError
from solidarity_graph.release import Release, read_documents
from solidarity_graph.release.manifest import manifest_text
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.schema.ontology import CONCEPTS
from solidarity_graph.search import DocumentIndex, index_in_memory
from solidarity_graph.sparql import Limits, SnapshotStore
from tests.unit.web.building import BASE, make_release

SECONDS = 60


@pytest.fixture(scope="module")
def documents(release: Release) -> DocumentIndex:
    return index_in_memory(read_documents(release), BASE)


@pytest.fixture(scope="module")
def answers(store: SnapshotStore, documents: DocumentIndex, release: Release, catalogue: Catalogue) -> Answers:
    return Answers(store, documents, release, catalogue, Limits(seconds=SECONDS), "https://graph.example/")


def ask(answers: Answers, tool: str, **arguments: Any) -> Any:
    """What a tool gives to a client; the text of its error."""

    async def call() -> Any:
        async with Client(make_server(answers)) as client:
            result = await client.call_tool(tool, arguments)
            return result.content[0].text if result.is_error else result.structured_content  # type: ignore[union-attr]

    return anyio.run(call)


def test_the_tools_say_that_they_only_read(answers: Answers) -> None:
    async def call() -> Any:
        async with Client(make_server(answers)) as client:
            return (await client.list_tools()).tools, client.instructions

    tools, instructions = anyio.run(call)
    assert {tool.name for tool in tools} == {
        *("search", "thing", "saved_questions", "ask_saved_question", "sparql", "cite"),
    }
    for tool in tools:
        assert tool.description
        assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
    for rule in READING_RULES:
        assert rule in instructions


def test_a_search_finds_a_person_in_another_script(answers: Answers) -> None:
    assert ask(answers, "search", words="Экзэмпл", kind="person")["found"] == [
        {"key": "person/p1", "name": "Ada Example"}
    ]


@pytest.mark.parametrize("kind", ["persons", "claim", "disagreement"])
def test_a_search_for_a_kind_that_none_finds_says_which_there_are(answers: Answers, kind: str) -> None:
    assert "Available: article, award, case, concept, document, event" in ask(answers, "search", words="Ada", kind=kind)


def test_a_thing_comes_with_each_claim_and_who_says_so(answers: Answers) -> None:
    found = ask(answers, "thing", key="event/picket")
    (claim,) = [each for each in found["claims"] if each["claim"] == "claim/k-count"]
    assert claim["words"] == ["some 20 people"]
    assert (claim["modality"], claim["evidence"]) == ("asserted", "verified span")
    assert claim["source"]["title"] == "A picket by the harbour"
    assert claim["source"]["publisher"] == "Harbour Watch"
    assert claim["source"]["address"] == "https://watch.example/picket"
    assert found["derived"]["currentStatus"] == "held"


def test_claims_come_in_parts(answers: Answers) -> None:
    whole = ask(answers, "thing", key="event/picket")
    parts = [ask(answers, "thing", key="event/picket", first=first, limit=2)["claims"] for first in (1, 3, 5)]
    assert [claim for part in parts for claim in part] == whole["claims"][:6]
    assert ask(answers, "thing", key="event/picket", limit=1)["number of claims"] == whole["number of claims"]


def test_a_claim_tells_what_it_says_and_who_says_so(answers: Answers) -> None:
    found = ask(answers, "thing", key="claim/k-alleged")
    assert (found["name"], found["number of claims"]) == ("Sentence of Ada Example: stated reason", 1)
    (claim,) = found["claims"]
    assert (claim["claim"], claim["about"]) == ("claim/k-alleged", "Sentence of Ada Example")
    assert (claim["property"], claim["value"]) == ("stated reason", "A wrong reason.")
    assert (claim["modality"], claim["said by"]) == ("alleged", ["Court of Aboria"])
    assert (claim["words"], claim["source"]["title"]) == (["the words"], "News of the court")
    assert [each["key"] for each in found["convictions"]] == ["event/sentence"]


def test_a_claim_tells_the_parts_of_its_value(answers: Answers) -> None:
    (claim,) = ask(answers, "thing", key="claim/k-count")["claims"]
    parts = claim["value in parts"]
    assert (parts["agent"], parts["role"]) == ("Ada Example", "participant")
    assert (parts["countMin"], parts["countMax"], parts["countUnit"]) == (20, 21, "people")
    (vigil,) = ask(answers, "thing", key="claim/k-vigil-date")["claims"]
    assert vigil["value in parts"] == {"notBefore": "2027-04-01"}


def test_a_claim_comes_the_same_alone_and_with_its_thing(answers: Answers) -> None:
    for claim in ask(answers, "thing", key="event/sentence")["claims"]:
        assert ask(answers, "thing", key=claim["claim"])["claims"] == [claim]


def test_a_disagreement_tells_what_differs_and_who_judged_so(answers: Answers) -> None:
    found = ask(answers, "thing", key="disagreement/regime")
    (difference,) = found["differences"]
    assert found["name"] == "Sentence of Ada Example: regime"
    assert (difference["about"], difference["on"]) == ("Sentence of Ada Example", "regime")
    assert (difference["kind"], difference["note"]) == ("wording", "One term, two translations.")
    assert (difference["judged by"], difference["judged on"]) == (["an editor"], "2030-01-02")
    assert [claim["claim"] for claim in found["claims"]] == difference["claims"]


def test_a_concept_tells_its_definition_and_uses(answers: Answers) -> None:
    found = ask(answers, "thing", key="concept/picket")
    assert (found["name"], found["kinds"]) == ("picket", ["Concept"])
    assert (found["definition"], found["names"]["be"]) == (CONCEPTS["picket"].definition, "пікет")
    assert found["example"] == CONCEPTS["picket"].short_example
    assert found["broader"] == [f"concept/{name}" for name in CONCEPTS["picket"].broader]
    assert found["appears in"] == [{"key": "event/picket", "name": "Picket in Aboria", "as": ["type of action"]}]
    assert ask(answers, "thing", key="concept/hunger-strike")["appears in"] == []
    assert ask(answers, "thing", key=f"{BASE}concept/picket") == found


def test_terms_that_the_ontology_does_not_label_are_named_as_on_pages(answers: Answers) -> None:
    found = ask(answers, "thing", key="organisation/harbour-watch")
    assert ["publisher"] in [mention["as"] for mention in found["appears in"]]


def test_a_concept_comes_with_the_convictions_that_it_is_shown_to_be_used_of(answers: Answers) -> None:
    assert [each["key"] for each in ask(answers, "thing", key="concept/strict-regime")["convictions"]] == [
        "event/sentence"
    ]
    assert ask(answers, "thing", key="concept/strict-regime", first=2)["convictions"] == []


@pytest.mark.parametrize("tool", ["thing", "search", "ask_saved_question", "sparql"])
@pytest.mark.parametrize("limit", [0, -5, 1001])
def test_a_limit_that_cannot_be_is_refused(answers: Answers, tool: str, limit: int) -> None:
    needed = {
        "thing": {"key": "event/picket"},
        "search": {"words": "Ada"},
        "ask_saved_question": {"name": "held-actions"},
        "sparql": {"query": "ASK {}"},
    }[tool]
    assert f"limit is {limit}: give a whole number from 1 to 1000." in ask(answers, tool, **needed, limit=limit)


@pytest.mark.parametrize("first", [0, -3])
def test_a_first_claim_that_cannot_be_is_refused(answers: Answers, first: int) -> None:
    assert f"first is {first}:" in ask(answers, "thing", key="event/picket", first=first)


def test_what_a_thing_appears_in_comes_in_parts(answers: Answers) -> None:
    whole = ask(answers, "thing", key="person/p1")["appears in"]
    parts = [ask(answers, "thing", key="person/p1", first=first, limit=2) for first in (1, 3)]
    assert [each for part in parts for each in part["appears in"]] == whole[:4]
    assert {part["number of things that it appears in"] for part in parts} == {len(whole)}


@pytest.mark.parametrize("key", ["event/sentence", "person/p1", "case/aboria"])
def test_a_conviction_is_never_given_without_what_contests_it_and_what_followed(answers: Answers, key: str) -> None:
    (conviction,) = ask(answers, "thing", key=key, limit=1)["convictions"]
    assert conviction["contested by"] == ["Harbour Watch"]
    assert [event["name"] for event in conviction["afterwards"]] == ["Release of Ada Example"]


def test_what_differs_is_told(answers: Answers) -> None:
    (difference,) = ask(answers, "thing", key="event/sentence")["differences"]
    assert (difference["note"], difference["claims"]) == (
        "One term, two translations.",
        ["claim/k-regime", "claim/k-regime-too"],
    )


PAGES = "https://graph.example"


@pytest.mark.parametrize(
    "key",
    [
        *("person/old", f"{BASE}id/person/p1", "person/p1.html", f"{PAGES}/id/person/p1.html"),
        *(f"{PAGES}/be/id/person/p1.html#claims", f"{PAGES}/ru/release/2030-01-01/id/person/p1"),
    ],
)
def test_a_thing_is_found_by_its_iri_its_page_and_a_key_that_was_merged(answers: Answers, key: str) -> None:
    assert ask(answers, "thing", key=key)["key"] == "person/p1"


def test_what_is_unknown_is_an_error_that_says_what_to_do(answers: Answers) -> None:
    error = ask(answers, "thing", key="person/nobody")
    assert "Search for it, and give its key or the address of its page at https://graph.example/." in error
    assert "There is no saved query" in ask(answers, "ask_saved_question", name="none")


def test_saved_questions_are_listed_with_their_parameters(answers: Answers) -> None:
    found = {each["name"]: each for each in ask(answers, "saved_questions")["questions"]}
    assert found.keys() == {"held-actions", "one-event", "everything"}
    assert [each["name"] for each in found["held-actions"]["parameters"]] == ["since", "status"]
    about = ask(answers, "saved_questions", about="the event?")["questions"]
    assert [each["name"] for each in about] == ["one-event"]


def test_a_saved_question_is_answered_with_its_parameters(answers: Answers) -> None:
    found = ask(answers, "ask_saved_question", name="held-actions")
    assert [row["label"] for row in found["rows"]] == ["Picket in Aboria"]
    assert found["columns"]["label"] == "what stands there"
    later = ask(answers, "ask_saved_question", name="held-actions", parameters={"since": "2029-06-01"})
    assert (later["rows"], later["number of rows"]) == ([], 0)
    assert "is not a date" in ask(answers, "ask_saved_question", name="held-actions", parameters={"since": "May"})
    assert "sg:SolidarityAction" in found["sparql"]


def test_a_parameter_may_be_a_number_a_page_or_nothing(answers: Answers) -> None:
    page = f"{PAGES}/id/event/picket.html"
    found = ask(answers, "ask_saved_question", name="one-event", parameters={"event": page})
    assert found["parameters"] == {"event": "event/picket"}
    nothing = ask(answers, "ask_saved_question", name="held-actions", parameters={"since": None})
    assert nothing == ask(answers, "ask_saved_question", name="held-actions")
    assert "'5' is not a date" in ask(answers, "ask_saved_question", name="held-actions", parameters={"since": 5})


def test_a_parameter_that_names_nothing_is_told_of_the_addresses_that_are_understood(answers: Answers) -> None:
    named = {"name": "one-event", "parameters": {"event": "event/nothing"}}
    assert "or the address of its page at https://graph.example/." in ask(answers, "ask_saved_question", **named)
    unserved = replace(answers, site="")
    assert "or its IRI." in ask(unserved, "ask_saved_question", **named)
    assert "and give its key or its IRI." in ask(unserved, "thing", key="event/nothing")


@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p ?o }", f"DESCRIBE <{BASE}id/event/picket>"])
def test_a_graph_is_cut_to_the_limit_as_rows_are(answers: Answers, query: str) -> None:
    whole, part = (ask(answers, "sparql", query=query, limit=limit) for limit in (1000, 3))
    cut = [*parse(part["turtle"], RdfFormat.TURTLE)]
    assert len(cut) == 3
    assert {*cut} < {*parse(whole["turtle"], RdfFormat.TURTLE)}
    assert part["number of triples"] == whole["number of triples"] > 3


def test_sparql_is_answered_as_rows_a_boolean_or_a_graph_and_cut_to_the_limit(answers: Answers) -> None:
    rows = ask(answers, "sparql", query="SELECT * { ?s ?p ?o }", limit=3)
    assert len(rows["rows"]) == 3
    assert rows["number of rows"] > 100
    assert ask(answers, "sparql", query="ASK { ?s ?p ?o }")["boolean"] is True
    assert "a sg:" in ask(answers, "sparql", query="CONSTRUCT WHERE { ?s a ?c }")["turtle"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT", "line 1"),
        ("DELETE WHERE { ?s ?p ?o }", "read-only"),
        ("SELECT * { SERVICE <http://elsewhere.example/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a = ?l) }", "second"),
    ],
)
def test_sparql_is_guarded_as_that_of_the_site(answers: Answers, query: str, words: str) -> None:
    impatient = Answers(answers.store, answers.documents, answers.release, answers.catalogue, Limits(seconds=0.5))
    assert words in ask(impatient, "sparql", query=query)


def test_a_term_that_there_is_not_is_hinted_at(answers: Answers) -> None:
    query = f"PREFIX sg: <{BASE}ontology#> SELECT * {{ ?s a sg:Persn }}"
    assert "sg:Person" in " ".join(ask(answers, "sparql", query=query)["hints"])


def test_a_citation_has_release_hash_and_the_address_that_lasts(answers: Answers, release: Release) -> None:
    found = ask(answers, "cite", key="event/picket")
    assert found["address"] == "https://graph.example/release/2030-01-01/id/event/picket.html"
    assert found["text"].endswith(f"release 2030-01-01. {found['address']}")
    assert found["sha256 of the manifest"] == release.manifest_sha256()
    whole = ask(answers, "cite")
    assert "An invented dataset, release 2030-01-01" in whole["text"]


def test_a_claim_and_a_disagreement_are_cited_as_on_their_pages(
    answers: Answers, documents: DocumentIndex, client: FlaskClient
) -> None:
    keys = [key for kind in ("claim", "disagreement") for key, _ in documents.of_kind(kind)]
    assert len(keys) > 10
    for key in keys:
        titles = client.get(f"/id/{key}.csl.json").json
        assert titles is not None
        assert f"“{titles[0]['title']}.” In: " in answers.citation(key)["text"]
    found = ask(answers, "cite", key="claim/k-date")
    assert found["stated in"] == (
        "Harbour Watch, A picket by the harbour, 2029-07-01. "
        f"Recorded in An invented dataset, release 2030-01-01: {BASE}id/claim/k-date"
    )
    assert "stated in" not in answers.citation("event/picket")


def test_a_concept_is_cited_with_the_address_of_its_page(answers: Answers) -> None:
    found = ask(answers, "cite", key="concept/picket")
    assert found["address"] == "https://graph.example/release/2030-01-01/concept/picket.html"


def test_a_draft_and_a_release_without_a_site_have_no_address_to_cite(
    store: SnapshotStore, documents: DocumentIndex, release: Release, catalogue: Catalogue
) -> None:
    unserved = Answers(store, documents, release, catalogue, Limits())
    assert unserved.citation("event/picket")["text"].endswith(f"{BASE}id/event/picket")
    folder, version = release.folder, "2030-01-01-draft"
    draft = Answers(
        store,
        documents,
        Release(folder, version, BASE, "An invented dataset", ()),
        catalogue,
        Limits(),
        "https://a.example",
    )
    assert (draft.citation()["address"], "not to be cited" in draft.citation()["text"]) == ("", True)


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    monkeypatch.delitem(sys.modules, "solidarity_graph.agents.server", raising=False)
    error = CliRunner().invoke(mcp_command, []).exception
    assert isinstance(error, CallError)
    assert "pip install 'solidarity-graph[mcp]'" in str(error)


def test_the_command_serves_a_client_over_standard_input_and_output(tmp_path: Path) -> None:
    release = make_release(tmp_path)
    manifest = manifest_text(release.version, release.base, release.title, release.files)
    (tmp_path / "manifest.json").write_text(manifest)
    call = "from solidarity_graph.cli import main; main()"
    arguments = ["-c", call, "mcp", "--release", str(release.folder), "--cache", str(tmp_path / "cache")]

    async def talk() -> Any:
        server = StdioServerParameters(
            command=sys.executable, args=arguments, env={"PYTHONPATH": os.pathsep.join(sys.path)}
        )
        async with Client(stdio_client(server)) as client:
            return (await client.call_tool("search", {"words": "Ada"})).structured_content

    assert anyio.run(talk)["found"][0]["key"] == "person/p1"
