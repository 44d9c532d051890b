"""`/ontology` and `/concept/{name}` say of each term what it is for, how it is used, and what depends on it."""

from __future__ import annotations

from html import unescape

from flask.testing import FlaskClient

from solidarity_graph.schema import read_ontology
from solidarity_graph.web.pages.term_uses import with_variables

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
