"""Reports in SHACL's own terms, with the place to mend; other people's files, good and broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.term import BNode, Node

from solidarity_graph.errors import CallError, DataError, SolidarityGraphError
from solidarity_graph.validation import (
    Origin,
    Profile,
    RdfTerm,
    Report,
    Result,
    as_json,
    as_text,
    as_turtle,
    constraint_names,
    parse,
    read_file,
    read_files,
    validate,
)
from solidarity_graph.validation.paths import PathOf, path_as_sparql, path_as_turtle, read_path
from solidarity_graph.validation.profiles import ontology_terms

BASE = "https://example.org/graph/id/"
SG = "https://w3id.org/solidarity-graph/ontology#"
SHAPES = "https://w3id.org/solidarity-graph/shapes#"
EX = Namespace("https://example.org/")
DATA = f"""
@base <{BASE}> .
@prefix sg: <{SG}> .
@prefix sgc: <https://w3id.org/solidarity-graph/concept/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<event/march> a sg:Campaign .
<event/vigil> a sg:Campaign ; sg:status sgc:held ; sg:origins -1 ; sg:partOf <event/vigil> .
"""


def graph(turtle: str = DATA) -> Graph:
    return parse(turtle.encode(), ".ttl", "data.ttl")


def locate(iri: str) -> tuple[str, str] | None:
    return ("articles/spring.toml", "event march") if iri.endswith("/march") else None


@pytest.fixture(scope="module")
def report() -> Report:
    return validate(graph(), profile=Profile.CORE, locate=locate)


def test_results_are_given_in_the_terms_of_shacl(report: Report) -> None:
    assert not report.conforms
    assert [result.constraint for result in report.results] == [
        "event-has-status",
        "event-not-part-of-itself",
        "number-not-negative",
    ]
    number = report.results[2]
    assert number.focus_node == RdfTerm(BASE + "event/vigil")
    assert number.value == RdfTerm("-1", "literal", "http://www.w3.org/2001/XMLSchema#integer")
    assert isinstance(number.result_path, PathOf)
    assert number.result_path.operator == "alternativePath"
    assert number.source_shape == SHAPES + "number-not-negative"
    assert number.source_constraint_component == str(SH.MinInclusiveConstraintComponent)
    assert number.severity == str(SH.Violation)
    assert number.message == (
        "A count or length is less than zero, or is not a number. Write a number without a minus sign."
    )


def test_a_rule_over_the_whole_graph_gives_the_node_to_mend_as_its_value(report: Report) -> None:
    circle = report.results[1]

    assert circle.focus_node == RdfTerm(SHAPES + "whole-graph")
    assert circle.place == circle.value == RdfTerm(BASE + "event/vigil")
    assert circle.message.startswith(f"{BASE}event/vigil is part of itself:")


def test_the_origin_is_there_where_the_node_is_ours(report: Report) -> None:
    assert [result.origin for result in report.results] == [Origin("articles/spring.toml", "event march"), None, None]


def test_the_origin_of_a_result_over_the_whole_graph_is_that_of_its_value() -> None:
    found = validate(graph(), profile=Profile.CORE, locate=lambda iri: ("a.toml", iri) if "vigil" in iri else None)

    assert found.results[1].origin == Origin("a.toml", BASE + "event/vigil")


def test_people_read_what_where_and_what_to_do(report: Report) -> None:
    status, circle, number = (result.message for result in report.results)

    assert status.startswith("This event does not say whether it took place. Give an sg:status, ")
    assert (
        as_text(report)
        == f"""\
Does not conform: 3 results of the core shapes in 5 triples.

event-has-status (1)
  {status}
  - {BASE}event/march
      mend articles/spring.toml, event march

event-not-part-of-itself (1)
  {circle}
  - {BASE}event/vigil

number-not-negative (1)
  {number}
  - {BASE}event/vigil  value: "-1"
"""
    )


def test_a_value_cannot_rule_the_terminal_break_the_line_or_fill_the_screen() -> None:
    value = RdfTerm("a\x1b[31m\nb" + "x" * 9000, "literal")
    found = as_text(Report(False, (Result(RdfTerm("urn:a"), None, value, "#s", "c", "v", "No."),), "core", 1))

    assert '  - urn:a  value: "a<U+001B control character>[31m<U+000A control character>bxxx' in found
    assert max(len(line) for line in found.splitlines()) < 700


def test_messages_of_their_own_stand_with_each_result() -> None:
    circle = "<event/a> sg:partOf <event/a> . <event/b> sg:partOf <event/b> ."
    lines = as_text(validate(graph(DATA.partition("<event")[0] + circle), profile=Profile.CORE)).splitlines()

    told = f"{BASE}event/a is part of itself: sg:partOf leads from it back to it. Remove the sg:partOf that is wrong."
    assert lines[2:5] == ["event-not-part-of-itself (2)", f"  - {BASE}event/a", f"      {told}"]


def test_what_conforms_is_said_in_one_line() -> None:
    assert as_text(Report(True, (), "core", 7)) == "Conforms: 7 triples against the core shapes.\n"


def test_programs_read_the_names_of_shacl(report: Report) -> None:
    document = json.loads(as_json(report))

    assert (document["conforms"], document["level"], document["triples"]) == (False, "core", 5)
    assert document["profile"] == document["level"]
    assert document["results"][0] == {
        "focusNode": {"type": "uri", "value": BASE + "event/march"},
        "resultPath": None,
        "value": {"type": "uri", "value": BASE + "event/march"},
        "sourceShape": SHAPES + "event-has-status",
        "sourceConstraintComponent": "http://www.w3.org/ns/shacl#OrConstraintComponent",
        "resultSeverity": "http://www.w3.org/ns/shacl#Violation",
        "resultMessage": report.results[0].message,
        "origin": {"file": "articles/spring.toml", "entry": "event march"},
    }
    assert document["results"][2]["value"] == {
        "type": "literal",
        "value": "-1",
        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
    }
    assert document["results"][2]["resultPath"].startswith(f"(<{SG}countMin>|<{SG}countMax>|")


def test_the_report_graph_is_the_one_of_the_standard(report: Report) -> None:
    found = Graph().parse(data=as_turtle(report), format="turtle")
    [node] = found.subjects(RDF.type, SH.ValidationReport)

    assert found.value(node, SH.conforms) == Literal(False)
    assert len(set(found.objects(node, SH.result))) == 3
    assert {str(shape) for shape in found.objects(None, SH.sourceShape)} == {
        result.source_shape for result in report.results
    }
    [negative] = found.subjects(SH.sourceShape, URIRef(SHAPES + "number-not-negative"))
    path = found.value(negative, SH.resultPath)
    assert path is not None
    assert read_path(found, path) == report.results[2].result_path
    assert not any(isinstance(subject, BNode) for subject in found.subjects(RDF.type, None))


def test_a_report_of_nothing_is_a_graph_too() -> None:
    found = Graph().parse(data=as_turtle(Report(True, (), "core", 7)), format="turtle")

    assert [str(value) for value in found.objects(None, SH.conforms)] == ["true"]


def test_every_kind_of_term_survives_in_the_report_graph() -> None:
    words = RdfTerm('He said "no"\n', "literal", str(RDF.langString), "en")
    result = Result(RdfTerm("b1", "blank-node"), None, words, EX.shape, EX.component, EX.severity, "Say yes.")
    [value] = (
        Graph().parse(data=as_turtle(Report(False, (result,), "core", 1)), format="turtle").objects(None, SH.value)
    )

    assert value == Literal('He said "no"\n', lang="en")
    assert str(result.focus_node) == "_:b1"
    assert json.loads(as_json(Report(False, (result,), "core", 1)))["results"][0]["value"]["xml:lang"] == "en"


def test_the_same_data_in_another_order_gives_the_same_bytes(report: Report) -> None:
    backwards = sorted(graph(), reverse=True)
    again = validate(backwards, profile=Profile.CORE, locate=locate)

    assert [render(again) for render in (as_text, as_json, as_turtle)] == [
        render(report) for render in (as_text, as_json, as_turtle)
    ]


def test_validating_leaves_the_data_as_it_was() -> None:
    data = graph()
    before = set(data)
    validate(data, profile=Profile.CORE)

    assert set(data) == before


def test_quads_are_joined_and_a_string_is_one_term_however_it_is_typed() -> None:
    person, reviewer = URIRef(BASE + "person/p1"), URIRef(SG + "reviewer")
    typed = Literal("Bo", datatype=URIRef("http://www.w3.org/2001/XMLSchema#string"))
    quads: list[tuple[Node, ...]] = [(person, reviewer, typed, EX.g1), (person, reviewer, Literal("Bo"), EX.g2)]

    assert validate(quads, profile=Profile.CORE).triples == 1


def test_a_profile_holds_those_before_it() -> None:
    assert [profile.folders for profile in Profile] == [
        ("core",),
        ("core", "provenance"),
        ("core", "provenance", "strict"),
    ]
    assert (
        set(constraint_names(Profile.CORE))
        < set(constraint_names(Profile.PROVENANCE))
        < set(constraint_names(Profile.STRICT))
    )


def test_ontology_terms_bring_nothing_that_would_be_validated_as_data() -> None:
    terms = ontology_terms()

    assert (URIRef(SG + "Arrest"), None, URIRef(SG + "LegalMeasure")) in terms
    assert {str(node) for _, _, node in terms if not isinstance(node, URIRef)} == {"true"}


def test_shapes_that_cannot_be_run_are_no_verdict_on_the_data() -> None:
    shapes = graph(f"""@prefix sh: <{SH._NS}> .
<{EX.shape}> a sh:NodeShape ; sh:targetNode <{EX.x}> ; sh:sparql <{EX.query}> .
<{EX.query}> sh:select "SELECT $this WHERE {{ VALUES ?x {{ 1 }} }}" .""")

    with pytest.raises(SolidarityGraphError, match=r"shapes could not be run.*VALUES.*Mend the shapes graph"):
        validate(graph(), shapes=shapes, ontology=Graph())


def test_a_day_that_does_not_exist_is_reported_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    turtle = f'<{EX.c}> <{SG}notBefore> "2031-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .'
    found = validate(graph(turtle), profile=Profile.CORE).results

    assert [result.constraint for result in found] == ["date-or-time-exists", "not-before-is-date"]
    assert not caplog.records


# Paths


@pytest.mark.parametrize(
    ("turtle", "sparql"),
    [
        ("<https://example.org/p>", "<https://example.org/p>"),
        ("[ sh:inversePath <https://example.org/p> ]", "^<https://example.org/p>"),
        ("[ sh:oneOrMorePath <https://example.org/p> ]", "<https://example.org/p>+"),
        ("[ sh:zeroOrMorePath <https://example.org/p> ]", "<https://example.org/p>*"),
        ("[ sh:zeroOrOnePath <https://example.org/p> ]", "<https://example.org/p>?"),
        (
            "( [ sh:inversePath <https://example.org/p> ] <https://example.org/q> )",
            "(^<https://example.org/p>/<https://example.org/q>)",
        ),
        (
            "[ sh:alternativePath ( <https://example.org/p> <https://example.org/q> ) ]",
            "(<https://example.org/p>|<https://example.org/q>)",
        ),
    ],
)
def test_a_path_is_read_and_written_as_it_was(turtle: str, sparql: str) -> None:
    found = graph(f"@prefix sh: <{SH._NS}> . <{EX.s}> sh:path {turtle} .")
    path = read_path(found, next(found.objects(EX.s, SH.path)))

    assert path_as_sparql(path) == sparql
    assert path_as_turtle(path) == turtle


# Files


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


RDF_XML = """<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/">
<r:Description r:about="https://example.org/s"><e:p r:resource="https://example.org/o"/></r:Description></r:RDF>"""
TRIPLE = "<https://example.org/s> <https://example.org/p> <https://example.org/o>"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", f"{TRIPLE} ."),
        ("a.nt", f"{TRIPLE} ."),
        ("a.NQ", f"{TRIPLE} <https://example.org/g> ."),
        ("a.trig", f"<https://example.org/g> {{ {TRIPLE} }}"),
        ("a.jsonld", '{"@id": "https://example.org/s", "https://example.org/p": {"@id": "https://example.org/o"}}'),
        ("a.rdf", RDF_XML),
    ],
)
def test_a_file_is_read_by_its_suffix(tmp_path: Path, name: str, text: str) -> None:
    assert set(read_file(write(tmp_path, name, text))) == {(EX.s, EX.p, EX.o)}


def test_literals_keep_their_spelling_language_and_datatype(tmp_path: Path) -> None:
    text = f'<{EX.s}> <{EX.p}> "01"^^<http://www.w3.org/2001/XMLSchema#integer> , "x"@be-latn , "y" .'
    values = {value.n3() for value in read_file(write(tmp_path, "a.ttl", text)).objects()}

    assert values == {'"01"^^<http://www.w3.org/2001/XMLSchema#integer>', '"x"@be-latn', '"y"'}


def test_blank_nodes_of_two_files_are_two(tmp_path: Path) -> None:
    paths = [write(tmp_path, name, f"_:a <{EX.p}> <{EX.o}> .") for name in ("a.nt", "b.nt")]

    assert len(read_files(paths)) == 2


def test_broken_turtle_is_named_with_file_and_line(tmp_path: Path) -> None:
    path = write(tmp_path, "broken.ttl", f"{TRIPLE} .\n<{EX.s}> <{EX.p}> .\n")

    with pytest.raises(DataError) as caught:
        read_file(path)
    assert (caught.value.file, caught.value.entry) == (str(path), "line 2, column 49")
    assert caught.value.message == ". is not a valid RDF object."


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("empty.ttl", "", "it holds no triple: nothing to validate. Is it the right file?"),
        ("prefixes.ttl", "@prefix x: <https://example.org/> .", "it holds no triple: nothing to validate."),
        (
            "table.csv",
            "a,b",
            "the format .csv is not known. Known: .ttl .nt .nq .trig .n3 .rdf .xml .owl",
        ),
        ("none", "a", "the format (no suffix) is not known."),
        ("remote.jsonld", '{"@context": "https://example.org/c", "a": 1}', "put the JSON-LD context into the file."),
        ("star.ttl", f"<{EX.s}> <{EX.p}> <<( {TRIPLE} )>> .", "it holds a triple term (RDF 1.2)."),
    ],
)
def test_a_file_at_fault_is_a_clear_error(tmp_path: Path, name: str, text: str, words: str) -> None:
    path = write(tmp_path, name, text)

    with pytest.raises(DataError) as caught:
        read_file(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)


def test_a_file_that_is_not_there_is_a_fault_of_the_call(tmp_path: Path) -> None:
    with pytest.raises(CallError, match=r"gone\.ttl: No such file or directory\. Give the path of an RDF file\."):
        read_file(tmp_path / "gone.ttl")


def test_shapes_that_cannot_be_run_are_an_error_of_ours() -> None:
    shapes = parse(
        b"""
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:shape> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:sparql <urn:rule> .
        <urn:rule> a sh:SPARQLConstraint ; sh:select "SELECT $this WHERE { $this nowhere:declared ?x }" .
        """,
        ".ttl",
        "shapes.ttl",
    )
    with pytest.raises(SolidarityGraphError, match="The shapes could not be run"):
        validate(parse(b"<urn:a> <urn:b> <urn:c> .", ".ttl", "data.ttl"), shapes=shapes)
