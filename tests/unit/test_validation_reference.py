"""Validation is quick, and finds what plain pySHACL finds: the same results, one by one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pyshacl
import pytest
from rdflib import RDF, SH, Graph, Namespace, URIRef
from rdflib.plugins.stores.memory import Memory
from rdflib.query import Result

from solidarity_graph.resources import data_dir, ontology_dir, shapes_dir
from solidarity_graph.validation import Result as ShaclResult
from solidarity_graph.validation import parse, read_file, validate
from solidarity_graph.validation.profiles import ontology_terms
from solidarity_graph.validation.query_store import QueryStore
from solidarity_graph.validation.targets import with_targets_on_property_shapes

EXAMPLES = ontology_dir() / "examples" / "shapes"
BASE = "https://example.org/graph/id/"
EX = Namespace("https://example.org/")
SG = Namespace("https://w3id.org/solidarity-graph/ontology#")
SHAPES = URIRef("https://w3id.org/solidarity-graph/shapes")
FILES = sorted(shapes_dir().glob("*/*.ttl"))


def examples(*kinds: str) -> Graph:
    """Examples of all shapes in one graph, each under names of its own."""
    graph = Graph()
    for path in sorted(EXAMPLES.glob("*.ttl")):
        name, kind, _ = path.name.split(".")
        if kind in kinds:
            text = path.read_text("utf-8").replace(BASE, f"https://example.org/{name}/{kind}/")
            graph += parse(text.encode(), ".ttl", path.name)
    return graph


@cache
def planted() -> Graph:
    """A fault for each constraint, and what is nearly one."""
    return examples("valid", "invalid") + ontology_terms()


@cache
def quick_results() -> frozenset[ShaclResult]:
    return frozenset(validate(planted()).results)


def test_the_release_conforms() -> None:
    assert validate(read_file(data_dir() / "release" / "solidarity-graph.nq")).conforms


def test_the_engine_answers_every_sparql_constraint_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answer = QueryStore.query

    def record(store: QueryStore, query: str, *args: Any) -> Result:
        result = answer(store, query, *args)
        asked.append(query)
        return result

    monkeypatch.setattr(QueryStore, "query", record)
    validate(examples("invalid"))

    assert len(asked) == len(set(asked)) == sum(path.read_text("utf-8").count("sh:select") for path in FILES)


QUERIES = {
    "a focus node in a pattern": "SELECT $this ?x { $this ?p ?x }",
    "a focus node outside the SELECT clause": "SELECT ?x { $this ?p ?x }",
    "ASK": "ASK { $this ?p ?x }",
}
LITERALS = ['"01"^^xsd:integer', '"5"^^xsd:nonNegativeInteger', '"1"^^xsd:boolean', '"x"@EN']


def answers(data: str, query: str) -> list[list[object]]:
    """What the engine's store gives, and what rdflib's own gives."""
    found = []
    for store in (QueryStore(), Memory()):
        graph = Graph(store=store)
        graph += parse(data.encode(), ".ttl", "data")
        found.append(list(graph.query(query, initBindings={"this": EX.s})))
    return found


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_that_the_engine_cannot_answer_goes_to_rdflib(query: str) -> None:
    quick, reference = answers(f'@prefix ex: <{EX}> . ex:s ex:p "x" . ex:t ex:p "y" .', query)

    assert quick == reference != []


@pytest.mark.parametrize("literal", LITERALS)
def test_a_literal_is_found_as_it_is_written(literal: str) -> None:
    data = f"@prefix ex: <{EX}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . ex:s ex:p {literal} ."
    quick, reference = answers(data, "SELECT $this ?x (DATATYPE(?x) AS ?type) (STR(?x) AS ?text) { ?s ?p ?x }")

    assert quick == reference != []


@pytest.mark.parametrize("number", ['"1.50"^^xsd:decimal', '"1.0E5"^^xsd:double', '"+.5"^^xsd:float'])
def test_a_number_with_a_fraction_is_found_as_it_is_written(number: str) -> None:
    data = f"@prefix ex: <{EX}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . ex:s ex:p {number} ."
    quick, reference = answers(data, "SELECT $this ?x (DATATYPE(?x) AS ?type) { ?s ?p ?x }")

    assert quick == reference != []


@pytest.mark.parametrize(
    ("values", "is_quick"),
    [
        ('"52.50"^^xsd:decimal', True),
        ('"1.0E5"^^xsd:double, "+2.0"^^xsd:decimal, .5', True),
        ('"52.50"^^xsd:decimal, "52.5"^^xsd:decimal', False),
        ('"52.50"^^xsd:decimal, "52.500"^^xsd:decimal', False),
        ('"01"^^xsd:integer', False),
        ('"5"^^xsd:long', False),
        ('" 1.50"^^xsd:decimal', True),
    ],
)
def test_numbers_that_are_spelled_otherwise_leave_the_engine_in_use(values: str, is_quick: bool) -> None:
    """Without it, validation takes many times as long. A number with white space around it is no number, and stays."""
    data = f"@prefix ex: <{EX}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . ex:s ex:p {values} ."
    graph = Graph(store=QueryStore())
    graph += parse(data.encode(), ".ttl", "data")

    assert (graph.store._engine is not None) is is_quick  # type: ignore[attr-defined]


# Of pairs of values that shapes compare or count with; by pySHACL itself two of them end the run: blank nodes and NaN.
ODD = [
    '"x"^^xsd:integer',
    '"x"',
    "true",
    "1.5",
    '"P1Y"^^xsd:duration',
    '"2013-08-04"^^xsd:date',
    "ex:o",
]


@pytest.mark.parametrize("odd", ODD)
def test_a_number_that_is_none_does_not_stop_the_rule_on_quotations_in_plain_pyshacl(odd: str) -> None:
    turtle = f"""@prefix ex: <{EX}> . @prefix sg: <{SG}> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a sg:sourceText ex:t . ex:t oa:start 0 ; oa:end 10 . ex:c sg:statedIn ex:a ; sg:evidence ex:s , ex:odd .
ex:s oa:exact "abcdefgh" ; oa:start 1 ; oa:end 9 . ex:odd oa:exact "ab" ; oa:start {odd} ; oa:end 9 .
ex:b sg:sourceText ex:u . ex:u oa:start {odd} ; oa:end 10 . ex:d sg:statedIn ex:b ; sg:evidence ex:s ."""
    data = parse(turtle.encode(), "ttl", "a")
    for name in ("strict/quotation", "provenance/text-span"):
        _, report, _ = pyshacl.validate(data, shacl_graph=Graph().parse(shapes_dir() / f"{name}.ttl"), inplace=True)
        assert isinstance(report, Graph)
        if name == "strict/quotation":
            assert (None, SH.value, EX.a) in report


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_shapes_file_declares_the_prefixes_that_its_queries_use(path: Path) -> None:
    shapes = read_file(path)
    declared = {
        str(shapes.value(node, SH.prefix)): str(shapes.value(node, SH.namespace))
        for node in shapes.objects(SHAPES, SH.declare)
    }
    queries = [str(text) for text in shapes.objects(None, SH.select)]
    for query in queries:
        pyoxigraph.Store().query(query, prefixes=declared)

    assert all(any(re.search(rf"\b{prefix}:", query) for query in queries) for prefix in declared)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_query_has_nothing_that_an_engine_of_the_list_refuses(path: Path) -> None:
    """SHACL forbids VALUES and MINUS; of all engines in shapes/README.md some cannot group by $this."""
    refused = r"\bVALUES\b|\bMINUS\b" + ("" if path.stem == "quotation" else r"|GROUP BY [$?]this")

    assert not re.findall(refused, "".join(str(text) for text in read_file(path).objects(None, SH.select)))


NODE_SHAPE = f"""@prefix sh: <{SH._NS}> . @prefix ex: <{EX}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:shape a sh:NodeShape ; sh:targetClass ex:A ; sh:targetSubjectsOf ex:q ; sh:property ex:has-p .
ex:has-p a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ; sh:message "No p." .
"""
LEFT_ALONE = {
    "a class": "ex:shape a rdfs:Class .",
    "a part of another shape": "ex:other a sh:NodeShape ; sh:targetNode ex:o ; sh:node ex:shape .",
    "with a property shape that has targets": "ex:has-p sh:targetNode ex:o .",
    "with a property shape of two": "ex:other a sh:NodeShape ; sh:targetNode ex:o ; sh:property ex:has-p .",
    "not active": "ex:shape sh:deactivated true .",
    "with a qualified property shape": "ex:has-p sh:qualifiedValueShape ex:other ; sh:qualifiedMinCount 1 .",
}
DATA = f"""@prefix ex: <{EX}> . ex:a a ex:A . ex:b a ex:A ; ex:p 1 . ex:c ex:q ex:o . ex:d a ex:shape . ex:o ex:r 1 ."""


def test_targets_are_handed_on_to_property_shapes() -> None:
    shapes = with_targets_on_property_shapes(parse(NODE_SHAPE.encode(), ".ttl", "shapes"))

    assert set(shapes.objects(EX["has-p"], SH.targetClass)) == {EX.A}
    assert set(shapes.objects(EX["has-p"], SH.targetSubjectsOf)) == {EX.q}
    assert not list(shapes.objects(EX.shape, SH.property))


@pytest.mark.parametrize("more", ["", *LEFT_ALONE.values()], ids=["alone", *LEFT_ALONE])
def test_with_targets_handed_on_the_results_are_the_same(more: str) -> None:
    shapes = parse((NODE_SHAPE + more).encode(), ".ttl", "shapes")
    data = parse(DATA.encode(), ".ttl", "data")
    quick, reference = (validate(data, shapes=shapes, ontology=Graph(), reference=slow) for slow in (False, True))

    assert quick == reference
    assert quick.conforms == (more == LEFT_ALONE["not active"])


@pytest.mark.parametrize("more", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_a_node_shape_that_is_more_than_its_targets_keeps_its_property_shapes(more: str) -> None:
    shapes = with_targets_on_property_shapes(parse((NODE_SHAPE + more).encode(), ".ttl", "shapes"))

    assert (EX.shape, SH.property, EX["has-p"]) in shapes
    assert (EX.shape, RDF.type, SH.NodeShape) in shapes
