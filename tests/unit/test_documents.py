"""One JSON-LD document for each thing: valid against the published schema, and nothing but what the graph says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import jsonschema
import pyoxigraph
import pytest
import rdflib

from solidarity_graph.documents import Document, Value, key_of, make_documents, read_context
from solidarity_graph.model import Claim, Concept, Event, Ref, Removal, RiskyOrganisation, Text
from solidarity_graph.model.versions import DRAFT
from solidarity_graph.records import read_files
from solidarity_graph.release import open_release, read_documents
from solidarity_graph.resources import data_dir, ontology_dir
from solidarity_graph.schema.namespaces import RDF, SG, SGC
from tests.example import ARTICLE, example_dataset, example_files
from tests.graphs import all_quads, documents_of, dumps_of

BASE = "https://example.org/lanternfield/"
CONTEXT = read_context()


@cache
def example_quads() -> tuple[pyoxigraph.Quad, ...]:
    return all_quads(example_dataset())


@cache
def example() -> Mapping[str, Document]:
    return {key_of(document["id"], BASE): document for document in make_documents(example_quads(), BASE, CONTEXT)}


@cache
def release() -> tuple[Document, ...]:
    """The documents of this checkout's release."""
    return tuple(read_documents(open_release(data_dir() / "release")))


def things(documents: Iterator[Document]) -> list[Document]:
    return [document for document in documents if "/id/" in document["id"]]


def test_there_is_one_for_each_thing_claim_graph_and_used_concept_and_for_the_dataset() -> None:
    kinds = {key.partition("/")[0] for key in example()}
    assert {"person", "organisation", "group", "place", "event", "article", "claim"} <= kinds
    assert {"graph", "concept", "dataset"} <= kinds
    claims = [quad for quad in example_quads() if quad.object == pyoxigraph.NamedNode(f"{SG}Claim")]
    assert sum(key.startswith("claim/") for key in example()) == len(claims)


def test_the_document_of_an_organisation_has_its_legal_risks() -> None:
    gazette = Ref("organisation", "gazette")
    risks = (RiskyOrganisation(gazette, "Inkland", "2031", "https://gazette.example/law"),)
    documents = make_documents(all_quads(replace(example_dataset(), risks=risks)), BASE, CONTEXT)
    (document,) = (document for document in documents if key_of(document["id"], BASE) == str(gazette))
    (risk,) = document["risks"]
    assert (risk["riskIn"], risk["riskSince"]) == ({"en": "Inkland"}, "2031")
    assert risk["source"] == ["https://gazette.example/law"]


@cache
def draft() -> tuple[Document, ...]:
    """The documents of a draft from which something was taken back."""
    dataset = example_dataset()
    description = replace(dataset.description, version=f"{dataset.description.version}{DRAFT}")
    dataset = replace(dataset, description=description, removals=(Removal("r1", "2031-06-01"),))
    return tuple(make_documents(all_quads(dataset), BASE, CONTEXT))


@pytest.mark.parametrize("documents", [lambda: example().values(), release, draft], ids=["example", "release", "draft"])
def test_each_is_valid_against_the_published_schema(documents) -> None:
    schema = json.loads((ontology_dir() / "document.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    faults = [
        f"{document['id']}: {error.message}" for document in documents() for error in validator.iter_errors(document)
    ]
    assert faults == []


def test_a_draft_says_in_its_document_that_it_is_one() -> None:
    assert [document["creativeWorkStatus"] for document in draft() if "creativeWorkStatus" in document] == [["Draft"]]


def test_the_schema_refuses_what_no_document_holds() -> None:
    schema = json.loads((ontology_dir() / "document.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for wrong in (
        {},
        {"id": "x", "nonsense": 1},
        {"id": "x", "prefLabel": "no language"},
        {"id": "x", "origins": [None]},
    ):
        assert not validator.is_valid(wrong), wrong


def test_its_statements_are_those_of_the_graph_and_none_about_the_thing_is_missing() -> None:
    union = {pyoxigraph.Triple(quad.subject, quad.predicate, quad.object) for quad in example_quads()}
    for document in things(iter(example().values())):
        expanded = set(CONTEXT.expand(document))
        assert expanded <= union
        own = {triple for triple in union if triple.subject.value.split("#")[0] == document["id"]}
        own |= {triple for triple in union if (triple.predicate.value, triple.object) == (
            f"{RDF}subject", pyoxigraph.NamedNode(document["id"]))}  # fmt: skip
        assert own <= expanded, document["id"]


KEYS = ["person/pq1x", "event/quill-sentence", "claim/cx06", "place/lanternfield", "article/lanternfield-vigil"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
@pytest.mark.parametrize("key", KEYS)
def test_another_json_ld_processor_reads_the_same_statements(key: str) -> None:
    ours, theirs = rdflib.Graph(), rdflib.Graph()
    theirs.parse(data=json.dumps({"@context": CONTEXT.written, **example()[key]}), format="json-ld")
    ours.parse(data="".join(f"{triple} .\n" for triple in CONTEXT.expand(example()[key])), format="nt")
    assert {*map(str, theirs.serialize(format="nt").splitlines())} == {
        *map(str, ours.serialize(format="nt").splitlines())
    }


def test_a_property_that_the_context_does_not_name_is_a_statement_too() -> None:
    speakers = {"id": "http://e/c#speakers", f"{RDF}first": [{"id": "http://e/agent"}]}
    (first, _) = sorted(CONTEXT.expand({"id": "http://e/c", "speakers": speakers}), key=str)
    assert str(first) == f"<http://e/c#speakers> <{RDF}first> <http://e/agent>"


def test_what_a_member_that_is_no_property_holds_is_no_statement() -> None:
    claim = {"id": "http://e/c", "type": ["Claim"]}
    document = {"id": "http://e/d", "specimen": claim, "convictions": [{"id": "http://e/s", "contesting": [claim]}]}
    assert [*CONTEXT.expand(document)] == []


def test_a_claim_has_its_words_its_article_and_its_grade() -> None:
    claim = example()["claim/cx04"]
    assert claim["statedIn"] == f"{BASE}id/article/lanternfield-vigil"
    assert claim["evidenceGrade"].endswith("/verified-span")
    assert [(span["start"], span["end"], span["exact"]) for span in claim["evidence"]] == [(37, 50, "On 3 May 2031")]
    assert CONTEXT.values(claim, "object") == (Value("2031-05-03", datatype="http://id.loc.gov/datatypes/edtf/EDTF"),)
    assert (claim["notBefore"], claim["notAfter"]) == ("2031-05-03", "2031-05-03")


def test_a_thing_has_its_claims_where_it_is_named_and_the_names_of_all_it_names() -> None:
    square = example()["place/foundry-square"]
    assert [mention["id"] for mention in square["mentions"]] == [f"{BASE}id/event/lanternfield-vigil-2031"]
    vigil = example()["event/lanternfield-vigil-2031"]
    assert {claim["id"].rpartition("/")[2] for claim in vigil["claims"]} == {f"cx0{number}" for number in range(1, 9)}
    named = {f"{BASE}id/{key}" for key in ("place/foundry-square", "group/vigil-people", "person/pq1x")}
    assert named <= vigil["names"].keys()
    assert vigil["names"][f"{BASE}id/place/foundry-square"] == {"en": "Foundry Square"}


def test_whatever_names_a_conviction_says_what_contests_it() -> None:
    sentence = f"{BASE}id/event/quill-sentence"
    naming = [document for document in example().values() if f'"{sentence}"' in json.dumps(document)]
    assert len(naming) > 3
    for document in naming:
        (conviction,) = document["convictions"]
        own = document["id"] == sentence
        assert [claim["id"] if own else claim for claim in conviction["contesting"]] == [f"{BASE}id/claim/cx12"]
        assert own or conviction["contestedBy"] == [f"{BASE}id/group/vigil-people"]
        assert conviction["released"] is False
        assert conviction["outcomeUnknownAsOf"] == "2031-06-01"
        assert ("facts" in conviction) is own


@pytest.mark.parametrize(("status", "released"), [("held", True), ("planned", False), ("cancelled", False)])
def test_a_release_that_did_not_happen_sets_nobody_free(status: str, released: bool) -> None:
    dataset, free = example_dataset(), Ref("event", "free")
    facts = {"imposedOn": Ref("person", "pq1x"), "status": Concept(status)}
    claims = [Claim(f"cr{name}", "lanternfield-vigil", free, name, value) for name, value in facts.items()]
    event = Event(free, "Release", (Text("Free", "en"),))
    documents = documents_of(replace(dataset, events=(*dataset.events, event), claims=(*dataset.claims, *claims)))
    (document,) = (each for each in documents if each["id"].endswith("/event/quill-sentence"))
    (conviction,) = document["convictions"]
    assert conviction["released"] is released
    assert [each["currentStatus"] for each in conviction["afterwards"]] == [f"{SGC}{status}"]


def test_a_merged_thing_leads_to_the_other_and_says_nothing_else() -> None:
    old, new = (f"{BASE}id/place/{key}" for key in ("a", "b"))
    link = pyoxigraph.NamedNode("http://purl.org/dc/terms/isReplacedBy")
    quad = pyoxigraph.Quad(pyoxigraph.NamedNode(old), link, pyoxigraph.NamedNode(new))
    (document,) = things(make_documents([quad], BASE, CONTEXT))
    assert document == {"id": old, "isReplacedBy": new}


def test_graphs_and_the_dataset_say_how_much_they_hold() -> None:
    union = {(quad.subject, quad.predicate, quad.object) for quad in example_quads()}
    counts = example()["dataset"]["counts"]
    assert counts["triples"] == len(union)
    assert counts["classes"][f"{SG}Claim"] == sum(key.startswith("claim/") for key in example())
    entities = [quad for quad in example_quads() if quad.graph_name.value == f"{BASE}graph/entities"]
    assert example()["graph/entities"]["counts"]["triples"] == len(entities)
    (about,) = [document["specimen"] for document in release() if "specimen" in document]
    assert about["object"]["countText"]
    assert any("exact" in span for span in about["evidence"])


@pytest.mark.parametrize(
    ("title", "agent", "phrase", "shown"),
    [
        ("Lanternfield stands", "group/vigil-people", "some forty people", True),
        ("Lanternfield asks for Quill", "group/vigil-people", "some forty people", False),
        ("Lanternfield stands", "person/pq1x", "some forty people", False),
        ("Lanternfield stands", "group/vigil-people", "Mira and some forty people", False),
    ],
)
def test_the_claim_on_the_front_page_which_search_engines_list_names_nobody(
    title: str, agent: str, phrase: str, shown: bool
) -> None:
    files = example_files()
    for old, new in (
        ("Lanternfield stands with Mira Quill", title),
        ('agent = "group/vigil-people"', f'agent = "{agent}"'),
        ('at = [51, 68], claim = "cx06"', f'at = [51, {51 + len(phrase)}], phrase = "{phrase}", claim = "cx06"'),
        ("range = [0, 304]", "range = [0, 3040]"),  # a fifth of it may be quoted
    ):
        files[ARTICLE] = files[ARTICLE].replace(old, new, 1)
    documents = make_documents(all_quads(read_files(files).whole), BASE, CONTEXT)
    assert any("specimen" in document for document in documents) is shown


def test_the_json_ld_dump_says_what_the_other_dumps_say_to_another_processor() -> None:
    lines = data_dir() / "release" / "solidarity-graph.nq"
    quads = list(pyoxigraph.parse(path=lines, format=pyoxigraph.RdfFormat.N_QUADS))
    dump = dumps_of(quads)["jsonld"]
    read = {quad.triple for quad in pyoxigraph.parse(dump, format=pyoxigraph.RdfFormat.JSON_LD)}
    assert read == {quad.triple for quad in quads}
