"""What people are told of a query that does not parse: the prefix, the character, the base that is at fault."""

from __future__ import annotations

import pyoxigraph
import pytest

from solidarity_graph.errors import QuerySyntaxError
from solidarity_graph.schema.namespaces import NAMESPACES
from solidarity_graph.sparql.query_text.syntax_errors import explain_syntax_error


def explain(query: str, base: str = "") -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        pyoxigraph.Store().query(query, base_iri=base or None)
    error = explain_syntax_error(query, str(caught.value), base)
    assert isinstance(error, QuerySyntaxError)
    return error


@pytest.mark.parametrize("prefix", ["sg", "sgc", "skos", "dcterms", "oa", "xsd", "rdf"])
def test_a_prefix_of_ours_that_is_missing_comes_with_the_line_that_declares_it(prefix: str) -> None:
    error = explain(f"SELECT * {{\n  ?s {prefix}:name ?o }}")
    assert f"Not declared: {prefix}:. Begin the query with PREFIX {prefix}: <{NAMESPACES[prefix]}>" in str(error)
    assert (error.line, error.column) == (2, 6)


@pytest.mark.parametrize(
    ("query", "says", "column"),
    [
        ("SELECT * { ?s a sg:Person ; skos:prefLabel ?n ; sg:x 1 }", "Not declared: sg:, skos:.", 17),
        ("PREFIX sg: <urn:x> SELECT * { ?s sg:x ?o . ?s fo:x 1 }", "Not declared: fo:.", 47),
        ("PREFIX sg: <urn:x> SELECT * { ?s sg:x ?o . ?s :x 1 }", "Not declared: :.", 47),
        ("SELECT * { ?s ?p 'a'^^xsd:date }", "Not declared: xsd:.", 23),
        ("SELECT * { ?s ^sg:p/skos:q* ?o }", "Not declared: sg:, skos:.", 16),
        ("DESCRIBE sg:Person", "Not declared: sg:.", 10),
        ("SELECT * FROM g:one { ?s ?p ?o }", "Not declared: g:.", 15),
        ("SELECT * { ?s a http://a.example/x }", "Write an IRI in angle brackets: <http:...>.", 17),
        # Declared too late, or in other letters
        ("SELECT * { ?s sg:x ?o } PREFIX sg: <urn:x>", "Not declared: sg:.", 15),
        ("PREFIX SG: <urn:x> SELECT * { ?s sg:x ?o }", "Not declared: sg:.", 34),
    ],
)
def test_every_prefix_that_is_missing_is_named(query: str, says: str, column: int) -> None:
    error = explain(query)
    assert says in str(error)
    assert (error.line, error.column) == (1, column)


@pytest.mark.parametrize(
    ("query", "says", "line", "column"),
    [
        ("SELECT *\u00a0{ ?s ?p ?o }", "U+00A0, no-break space", 1, 9),
        ("SELECT * {\n ?s\u200b ?p ?o }", "U+200B, zero width space", 2, 4),
        ("\ufeffSELECT * { ?s ?p ?o }", "U+FEFF, byte order mark", 1, 1),
        ("SELECT * { ?s ?p\u00ad ?o }", "U+00AD, soft hyphen", 1, 17),
        ("SELECT * { ?s ?p \u2060?o }", "U+2060, word joiner", 1, 18),
        ("SELECT * { ?s ?p ?o\u2028}", "U+2028, line separator", 1, 20),
        ("SELECT * { ?s ?p ?o\u202f}", "U+202F, narrow no-break space", 1, 20),
        ("SELECT * { ?s ?p ?o\u3000}", "U+3000, ideographic space", 1, 20),
        ("SELECT * { ?s \u200efoo:bar ?o }", "U+200E, left-to-right mark", 1, 15),
        ("SELECT * { ?s ?p ?o\x0c}", "U+000C, a control character", 1, 20),
        ("SELECT * { ?s ?p ?o\x00}", "U+0000, a control character", 1, 20),
        ("SELECT * { ?s ?p \u201cx\u201d }", "U+201C, left double quotation mark", 1, 18),
        ("SELECT * { ?s ?p 1 \u2013 2 }", "U+2013, en dash", 1, 20),
        # Letters and digits that look alike
        ("S\u0415LECT * { ?s ?p ?o }", "U+0415, cyrillic capital letter ie", 1, 2),
        ("SELECT * { ?s ?p ?o } LIMIT \uff11", "U+FF11, fullwidth digit one", 1, 29),
        ("SELECT * { ?s \u0430 ?o }", "U+0430, cyrillic small letter a", 1, 15),
        ("# \u00a0\nSELECT * { ?s ?p '\u00a0' ; <http://a.example/\u200b>\u00a0?o }", "U+00A0, no-break space", 2, 44),
    ],
)
def test_a_character_that_cannot_be_seen_is_named_with_its_place(query: str, says: str, line: int, column: int) -> None:
    error = explain(query)
    assert f"The character there is {says}." in str(error)
    assert (error.line, error.column) == (line, column)


@pytest.mark.parametrize(
    ("query", "says", "column"),
    [
        ("", "The query is empty.", 1),
        (" \n", "The query is empty.", 1),
        ("# a comment", "The query is empty.", 12),
        ("SELECT * {", "1 of its brackets are opened and never closed.", 11),
        ("SELECT * { ?s ?p ?o { ?s ?q (1", "3 of its brackets are opened and never closed.", 31),
        ("SELECT ?s { FILTER(?x = 1 }", "1 of its brackets are opened and never closed.", 28),
        ("SELECT * { ?s ?p ?o }}", "1 of its brackets are closed and were never opened.", 23),
        ("SELECT * { ?s a 'x }", "The string that begins there does not end, or not on its line.", 17),
        ('SELECT * { ?s ?p "a\nb" }', "The string that begins there does not end, or not on its line.", 18),
        ('SELECT * { ?s ?p """a b }', "does not end: three quotes end what three begin.", 18),
        ('SELECT * { ?s ?p """a "b" c" }', "does not end: three quotes end what three begin.", 18),
        ("SELECT * { ?s ?p '''a\\''' }", "does not end: three quotes end what three begin.", 18),
        ('SELECT * { ?s ?p \\"a\\" }', "The backslash there is in no string.", 18),
        ('SELECT * { FILTER REGEX(?x, "a\\d") }', "A backslash in a string is written twice.", 31),
        ('SELECT * { ?s ?p "\\\\a\\ b" }', "A backslash in a string is written twice.", 22),
        ("SELECT * { ?s <http://a.example/x y> ?o }", "An IRI holds no white space", 16),
        ("SELECT * { ?s <http://a.example/{x}> ?o }", "An IRI holds no white space", 16),
        ("@prefix sg: <urn:x> . SELECT * {}", "by PREFIX, without @", 9),
    ],
)
def test_what_is_missing_or_written_in_another_way_is_told(query: str, says: str, column: int) -> None:
    error = explain(query)
    assert says in str(error)
    assert error.column == column


def test_a_character_in_a_string_without_an_end_is_not_blamed() -> None:
    assert "U+2013" not in str(explain("SELECT * { ?s ?p 'a \u2013 b }"))


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("SELECT * { ?s <bar> ?o }", 15),
        ("PREFIX a: <b> SELECT * { ?s a:x ?o }", 11),
        ("BASE <x> SELECT * { ?s ?p ?o }", 6),
        ("SELECT * FROM <graph> { ?s ?p ?o }", 15),
        ("SELECT * { ?s ?p <#here> }", 18),
        ("SELECT * { ?s ?p <> }", 18),
        ("SELECT * { ?s ?p <//a.example/x> }", 18),
        ("SELECT * { ?s ?p 'a'^^<date> }", 23),
    ],
)
def test_a_base_that_is_missing_is_named(query: str, column: int) -> None:
    error = explain(query)
    assert "is relative, and there is no base: write it in full, or begin with BASE <https://...>." in str(error)
    assert (error.line, error.column) == (1, column)


@pytest.mark.parametrize("query", ["BASE <http://a.example/> SELECT * { ?s <b> ?o", "SELECT * { FILTER(?a<?b&&?c>?d)"])
def test_a_base_that_is_there_is_not_missed(query: str) -> None:
    assert "base" not in str(explain(query)).lower().replace("base <http", "")


def test_a_base_that_the_caller_gives_is_not_missed() -> None:
    assert "base" not in str(explain("SELECT * { ?s <b> ?o", "http://a.example/"))
