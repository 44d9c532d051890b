"""Cases that the release does not hold, on small invented graphs, in both engines."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph
import pytest
import rdflib

from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.saved_queries.parameter_values import PUBLIC_BASE
from tests.queries.asking import ask_pyoxigraph, ask_rdflib

PREFIXES = """\
@prefix sg: <https://w3id.org/solidarity-graph/ontology#> .
@prefix sgc: <https://w3id.org/solidarity-graph/concept/> .
@prefix e: <https://w3id.org/solidarity-graph/id/event/> .
@prefix p: <https://w3id.org/solidarity-graph/id/person/> .
@prefix k: <https://w3id.org/solidarity-graph/id/case/> .
@prefix c: <https://w3id.org/solidarity-graph/id/claim/> .
@prefix a: <https://w3id.org/solidarity-graph/id/article/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SENTENCE = """
e:arrest a sg:Arrest ; sg:inCase k:one ; sg:notBefore "%s"^^xsd:date ; sg:notAfter "%s"^^xsd:date .
e:sentence a sg:Event, sg:Sentence ; rdfs:label "Sentence" ; sg:imposedOn p:p1 ; sg:inCase k:one ; %s .
p:p1 rdfs:label "person/p1" .
"""


def ask(catalogue: Catalogue, name: str, turtle: str, **values: str) -> list[Mapping[str, str]]:
    text = catalogue.get(name).bind(values, PUBLIC_BASE)
    store = pyoxigraph.Store()
    store.load(PREFIXES + turtle, format=pyoxigraph.RdfFormat.TURTLE)
    found = ask_pyoxigraph(store, text)
    assert ask_rdflib(rdflib.Graph().parse(data=PREFIXES + turtle, format="turtle"), text) == found
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


@pytest.mark.parametrize(
    ("arrested", "length", "end"),
    [
        ("2011-08-04", "sg:durationMonths 54", "2016-02-04"),
        ("2011-01-31", "sg:durationMonths 13", "2012-02-29"),
        ("2012-01-31", "sg:durationMonths 13", "2013-02-28"),
        ("1999-03-31", "sg:durationMonths 11", "2000-02-29"),
        ("2099-03-31", "sg:durationMonths 11", "2100-02-28"),
        ("2011-12-15", "sg:durationMonths 12", "2012-12-15"),
        ("2011-05-31", "sg:durationMonths 1", "2011-06-30"),
        ("2012-02-20", "sg:durationDays 10", "2012-03-01"),
        ("2012-02-20", "sg:termKind sgc:life-term", ""),
    ],
)
def test_a_sentence_ends_in_the_same_place_of_its_last_month(
    catalogue: Catalogue, arrested: str, length: str, end: str
) -> None:
    (row,) = ask(catalogue, "when-a-sentence-would-end", SENTENCE % (arrested, arrested, length))
    assert row["end"] == end


def test_an_action_without_a_place_is_counted(catalogue: Catalogue) -> None:
    turtle = """
e:letter a sg:SolidarityAction ; sg:actionType sgc:open-letter ; sg:currentStatus sgc:held ; sg:origins 1 ;
    sg:wholeAction e:letter .
c:c1 rdf:subject e:letter ; rdf:predicate sg:actionType ; rdf:object sgc:open-letter ; sg:modality sgc:asserted ;
    sg:evidenceGrade sgc:verified-span .
sgc:open-letter skos:notation "open-letter" .
"""
    (row,) = ask(catalogue, "forms-of-action-by-country", turtle)
    assert (row["country"], row["type"], row["actions"], row["held"]) == ("", "open-letter", "1", "1")


@pytest.mark.parametrize(("since", "keys"), [("2026-01-01", ["x1", "x2"]), ("2026-06-01", ["x2"]), ("2027-01-01", [])])
def test_only_what_was_withdrawn_since_then_is_listed(catalogue: Catalogue, since: str, keys: list[str]) -> None:
    turtle = """
e:r1 a prov:Invalidation ; dcterms:identifier "x1" ; prov:atTime "2026-03-01T00:00:00Z"^^xsd:dateTime .
e:r2 a prov:Invalidation ; dcterms:identifier "x2" ; prov:atTime "2026-06-01T00:00:00Z"^^xsd:dateTime .
"""
    assert [row["key"] for row in ask(catalogue, "what-was-withdrawn", turtle, since=since)] == keys


@pytest.mark.parametrize(
    ("bounds", "is_found", "certain"),
    [
        ('sg:notBefore "2013-08-04"^^xsd:date ; sg:notAfter "2013-08-04"^^xsd:date', True, "true"),
        ('sg:notBefore "2013-07-01"^^xsd:date', True, "false"),  # 2013-07-01/ and 2013-07-01/..: it may have been later
        ('sg:notBefore "2013-09-01"^^xsd:date', False, ""),
        ('sg:notAfter "2013-09-01"^^xsd:date', True, "false"),
        ('sg:notAfter "2013-07-01"^^xsd:date', False, ""),
        ('sg:notBefore "2013-06-01"^^xsd:date ; sg:notAfter "2013-08-31"^^xsd:date', True, "false"),  # 2013-22
        ('sg:notBefore "2012-12-01"^^xsd:date ; sg:notAfter "2013-02-28"^^xsd:date', False, ""),  # 2012-24
    ],
)
def test_an_end_that_is_not_known_excludes_no_day_and_makes_none_certain(
    catalogue: Catalogue, bounds: str, is_found: bool, certain: str
) -> None:
    action = f"""e:picket a sg:Event, sg:SolidarityAction ; rdfs:label "Picket" ; sg:currentStatus sgc:held ;
        sg:origins 1 ; sg:wholeAction e:picket ; {bounds} . sgc:held skos:notation "held" ."""
    found = ask(catalogue, "actions-between-dates", action, **{"from": "2013-08-01", "to": "2013-08-31"})
    assert bool(found) == is_found
    assert [row["certain"] for row in found] == [certain] * is_found
