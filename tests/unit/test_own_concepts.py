"""Concepts of a dataset's own: declared below one of the ontology, used as values, counted with the one above."""

from __future__ import annotations

import pytest
from pyoxigraph import Quad, Store

from solidarity_graph.errors import DataErrors
from solidarity_graph.pipeline import check, published
from solidarity_graph.policy import publish
from solidarity_graph.records import Files, read_files
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from tests.example import ARTICLE, REACH, example_files
from tests.graphs import all_quads, documents_of
from tests.queries.asking import ask_pyoxigraph

CONCEPTS = "entities/concepts.toml"
CANDLES = '[[concept]]\nkey = "candle-vigil"\nlabel = { en = "candle vigil" }\n'
CANDLES += 'definition = "People stand in silence with candles."\nbroader = "vigil"\n'
OWN = "https://example.org/lanternfield/id/concept/candle-vigil"


FORM = 'actionType = {value = "vigil"'


def files_with(
    concepts: str = CANDLES, value: str = "concept/candle-vigil", name: str = "actionType", was: str = FORM
) -> Files:
    """The example, with concepts of its own, and one of them as the form of the vigil or in place of another value."""
    files = example_files()
    assert was in files[ARTICLE]
    files[ARTICLE] = files[ARTICLE].replace(was, f'{name} = {{value = "{value}"', 1)
    return {**files, CONCEPTS: concepts}


def said(files: Files) -> str:
    with pytest.raises(DataErrors) as errors:
        publish(read_files(files))
    return str(errors.value)


def rows(files: Files, name: str, **parameters: str) -> list[dict[str, str]]:
    dataset = published(files)
    store = Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in all_quads(dataset))
    query = load_catalogue(queries_dir()).get(name).bind(parameters, dataset.description.base)
    found = ask_pyoxigraph(store, query)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_a_concept_below_ours_is_a_value_and_the_data_conforms() -> None:
    report = check(files_with())
    assert report.conforms, report.results


def test_it_is_described_where_it_is_used() -> None:
    about = (quad for quad in all_quads(published(files_with())) if str(quad.subject) == f"<{OWN}>")
    described = {(quad.predicate.value.rpartition("#")[2], str(quad.object)) for quad in about}
    assert {
        ("type", "<http://www.w3.org/2004/02/skos/core#Concept>"),
        ("prefLabel", '"candle vigil"@en'),
        ("definition", '"People stand in silence with candles."@en'),
        ("broader", "<https://w3id.org/solidarity-graph/concept/vigil>"),
        ("notation", '"candle-vigil"'),
        ("label", '"candle vigil"'),
    } == described


def test_who_asks_for_the_concept_above_finds_it_and_who_asks_for_it_alone_too() -> None:
    for form in ("vigil", "concept/candle-vigil"):
        (row,) = rows(files_with(), "actions-of-one-form", form=form)
        assert row["type"] == "candle-vigil"
    assert rows(files_with(), "actions-of-one-form", form="picket") == []


def test_its_document_says_what_it_is_and_where_it_stands() -> None:
    (document,) = (each for each in documents_of(published(files_with())) if each["id"] == OWN)
    assert document["definition"] == {"en": "People stand in silence with candles."}
    assert [mention["id"].rpartition("/")[2] for mention in document["mentions"]] == ["lanternfield-vigil-2031"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (files_with(value="concept/candel-vigil"), "concept/candel-vigil is not declared"),
        (files_with(CANDLES.replace('"vigil"', '"vigyl"')), "'vigyl' is no concept of the ontology"),
        (files_with(CANDLES.replace('"vigil"', '"house-arrest"')), "which is none of the scheme action-types"),
        (
            files_with(CANDLES.replace("candle-vigil", "picket"), "concept/picket"),
            "has a concept of this name",
        ),
        (files_with(CANDLES.replace("definition", "meaning")), "definition is missing"),
        (files_with(name="status", was='status = {value = "held"'), "'concept/candle-vigil' is no"),
        (files_with(value="concept/candle-vigil", name="organiser"), "is a Concept; a Agent belongs here"),
        (files_with(value="group/vigil-people"), "is no term of the scheme action-types"),
    ],
)
def test_a_fault_says_what_to_mend(files: Files, message: str) -> None:
    assert message in said(files)


def test_an_act_that_is_prosecuted_is_no_less_so_under_a_name_of_ones_own() -> None:
    files = dict(files_with())
    files["risk.toml"] = '[[act]]\naction-type = "vigil"\nwhere = "place/inkland"\nsince = "2030"\nsource = "tests"\n'
    files["entities/persons.toml"] += (
        '\n[[person]]\nkey = "pz9w"\nlabel = { en = "Tam Vole" }\nnaming = { ground = "own-public-act", '
        f'reviewer = "tests", reviewed = "2031-06-01", scope = "tests", {REACH} }}\n'
    )
    line = 'organiser = {value = "person/pz9w", at = [1, 2], claim = "cx50"}\n'
    files[ARTICLE] = files[ARTICLE].replace("actionType = {", f"{line}actionType = {{", 1)
    assert "links person/pz9w to an act that risk.toml lists as prosecuted" in said(files)
