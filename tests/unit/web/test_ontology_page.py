"""`/ontology` and `/concept/{name}` say of each term what it is for, how it is used, and what depends on it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.web.pages.term_uses import properties_taking, with_variables

HTML = {"Accept": "text/html"}


def entry(client: FlaskClient, name: str) -> str:
    """What the page of the ontology says of a term, as HTML."""
    page = client.get("/ontology", headers=HTML).text
    begin = page.index(f'id="{name}"')
    return page[begin : page.index("</article>", begin)]


def test_every_class_property_and_annotation_has_its_example_without_prefixes(client: FlaskClient) -> None:
    page = unescape(client.get("/ontology", headers=HTML).text)
    ontology = read_ontology()
    for term in (*ontology.classes.values(), *ontology.properties.values(), *ontology.annotations.values()):
        assert term.example, term.name
        assert term.example.statements in page
        assert term.short_example in page
    assert "@prefix" not in page


def test_an_example_begins_with_its_first_statement() -> None:
    (example,) = filter(None, [read_ontology().classes["IllTreatment"].example])
    assert example.turtle.endswith(f"\n\n{example.statements}\n")
    assert example.statements.startswith("<event/quorvath-beaten> a sg:Event, sg:IllTreatment ;\n")


def test_the_example_of_a_class_is_open(client: FlaskClient) -> None:
    assert "<details open><summary>Example" in entry(client, "IllTreatment")
    assert "<details><summary>Example" in entry(client, "treatmentKind")


def test_a_class_shows_the_constraints_of_its_superclasses_apart_from_its_own(client: FlaskClient) -> None:
    text = entry(client, "IllTreatment")
    own, _, rest = text[text.index("Rules in the shapes") :].partition('of <a href="#CustodyEvent"')
    of_custody, _, of_event = rest.partition('of <a href="#Event"')
    assert "#wrongdoer-is-named-by-a-speaker" in own
    assert "#custody-event-concerns-somebody" in of_custody
    assert "#event-has-status" in of_event
    assert "#event-has-status" not in own + of_custody
    assert "dispute-is-shown" not in text  # it is about events, and checked on disagreements


def test_messages_of_constraints_show_the_names_of_variables(client: FlaskClient) -> None:
    page = client.get("/shapes", headers=HTML).text
    assert "<var>value</var> names <var>person</var> together with what happened in custody" in page
    assert "{?" not in page
    assert "{?" not in client.get("/ontology", headers=HTML).text


def test_the_message_of_a_constraint_is_escaped() -> None:
    assert with_variables("<b>{?a}</b> {$this} {x}") == "&lt;b&gt;<var>a</var>&lt;/b&gt; <var>this</var> {x}"


def test_a_concept_shows_the_properties_that_take_it_with_a_statement(client: FlaskClient) -> None:
    page = client.get("/concept/house-arrest.html").text
    statements = re.findall(r'<code class="example">([^<]+)</code>', page)
    assert [*map(unescape, statements)] == [
        "<event/…> sg:measureKind sgc:house-arrest .",
        "<event/…> sg:ancillaryPenalty sgc:house-arrest .",
    ]
    assert 'href="/ontology#measureKind"' in page
    assert '<a href="/shapes#measure-has-kind">' in page
    assert "<claim/…#value> sg:role sgc:speaker ." in unescape(client.get("/concept/speaker.html").text)


def test_the_statement_of_each_concept_is_turtle() -> None:
    ontology = read_ontology()
    prefixes = f"@base <https://example.org/id/> . @prefix sg: <{SG}> . @prefix sgc: <{SGC}> ."
    taken = [found for concept in ontology.concepts.values() for found in properties_taking(ontology, concept)]
    assert taken
    for term, statement in taken:
        (triple,) = pyoxigraph.parse(f"{prefixes} {statement}", pyoxigraph.RdfFormat.TURTLE)
        assert triple.predicate.value == term.iri


def test_a_concept_shows_the_words_of_its_example(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    ontology = read_ontology()
    scheme = ontology.schemes["measure-kinds"]
    concept = replace(scheme.concepts["house-arrest"], short_example="had to pay 30 <b>")
    changed = replace(scheme, concepts={**scheme.concepts, "house-arrest": concept})
    changed_ontology = replace(ontology, schemes={**ontology.schemes, "measure-kinds": changed})
    monkeypatch.setattr("solidarity_graph.web.routes.ontology.read_ontology", lambda: changed_ontology)
    assert "<q>had to pay 30 &lt;b&gt;</q>" in client.get("/concept/house-arrest.html").text.replace(' dir="auto"', "")


def test_a_deprecated_concept_is_offered_for_no_property(client: FlaskClient) -> None:
    assert "Properties that take it" not in client.get("/concept/suspended-term.html").text


def links_after(text: str, word: str) -> list[str]:
    """The terms to which the value behind a word leads."""
    return re.findall(r'href="#(\w+)"', text[text.index(f"<dt>{word}</dt>") :].partition("</dd>")[0])


def test_a_class_shows_what_is_above_below_and_disjoint(client: FlaskClient) -> None:
    text = entry(client, "LegalMeasure")
    assert links_after(text, "superclass") == ["Event"]
    assert links_after(text, "subclasses") == ["Arrest", "Sentence", "DisciplinaryPenalty", "Release", "Verdict"]
    disjoint = ["Campaign", "Conferral", "PrisonerProtest", "SolidarityAction"]
    assert links_after(text, "disjoint with") == [*disjoint, "Event"]  # what is disjoint with Event


def test_the_classes_are_shown_as_a_tree(client: FlaskClient) -> None:
    page = client.get("/ontology", headers=HTML).text
    tree = page[page.index('id="tree"') :].partition("</section>")[0]
    assert {*re.findall(r'href="#(\w+)"', tree)} == read_ontology().classes.keys()
    events = tree[tree.index('href="#Event"') :]
    assert events.index("<ul>") < events.index('href="#Arrest"') < events.index("</ul>")


def test_a_property_shows_its_axioms_in_words(client: FlaskClient) -> None:
    assert "never leads both ways" in entry(client, "partOf")
    assert "never leads to the thing itself" in entry(client, "respondsTo")
    assert links_after(entry(client, "tookPart"), "implies") == ["involves"]


def test_the_page_leads_to_questions_cases_and_checks(client: FlaskClient) -> None:
    page = client.get("/ontology", headers=HTML).text
    for name in ("competency-questions", "cases", "checks"):
        assert f'href="/docs/{name}"' in page
