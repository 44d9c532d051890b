"""The outcomes as EARL, in Turtle: the same outcomes give the same bytes. https://www.w3.org/TR/EARL10-Schema/"""

from __future__ import annotations

from collections.abc import Mapping

SUBJECT = "https://w3id.org/solidarity-graph/"
OUTCOMES = ("passed", "failed", "inapplicable", "untested")

_HEAD = f"""\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix doap: <http://usefulinc.com/ns/doap#> .
@prefix earl: <http://www.w3.org/ns/earl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<{SUBJECT}> a doap:Project, earl:Software, earl:TestSubject ;
  doap:name "Solidarity Graph" ;
  doap:release [ doap:revision "%s" ] .
"""


def write_report(outcomes: Mapping[str, str], *, version: str, date: str = "") -> str:
    """From the IRI of each test to its outcome. `date` (YYYY-MM-DD) is left out where it is empty."""
    return "\n".join([_HEAD % version, *(_assertion(iri, outcomes[iri], date) for iri in sorted(outcomes))])


def _assertion(iri: str, outcome: str, date: str) -> str:
    assert outcome in OUTCOMES, outcome
    on = f' ; dcterms:date "{date}"^^xsd:date' if date else ""
    return f"""\
[ a earl:Assertion ;
  earl:assertedBy <{SUBJECT}> ;
  earl:subject <{SUBJECT}> ;
  earl:test <{iri}> ;
  earl:mode earl:automatic ;
  earl:result [ a earl:TestResult ; earl:outcome earl:{outcome}{on} ]
] .
"""
