"""Laws of the graph: what holds for every dataset, not for a sample."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace

import pyoxigraph
from hypothesis import given, settings
from hypothesis import strategies as st

from solidarity_graph.build import nquads_of
from solidarity_graph.model import Dataset
from solidarity_graph.rdf import summarise
from solidarity_graph.records import read_files
from tests.example import example_files
from tests.graphs import all_quads, dumps_of, table_of, union
from tests.property.strategies import datasets

FORMATS = {
    "nq": pyoxigraph.RdfFormat.N_QUADS,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
few = settings(max_examples=40)
fewer = settings(max_examples=15)
"""All dumps are written of each."""


def shuffled(dataset: Dataset, seed: int) -> Dataset:
    order = random.Random(seed)
    parts = {
        name: tuple(order.sample(getattr(dataset, name), len(getattr(dataset, name))))
        for name in ("articles", "entities", "events", "claims")
    }
    return replace(dataset, **parts)


@fewer
@given(datasets(), st.integers())
def test_the_order_of_the_input_does_not_change_the_bytes(dataset: Dataset, seed: int):
    one, other = all_quads(dataset), all_quads(shuffled(dataset, seed))
    assert dumps_of(one) == dumps_of(reversed(other))


@given(st.permutations(sorted(example_files())))
def test_files_in_any_order_give_the_same_dataset(paths: list[str]):
    files = example_files()
    assert read_files({path: files[path] for path in paths}) == read_files(files)


@fewer
@given(datasets())
def test_reading_back_a_dump_gives_the_same_graph(dataset: Dataset):
    quads = all_quads(dataset)
    triples = {*map(str, union(quads))}
    for ending, dump in dumps_of(quads).items():
        read = list(pyoxigraph.parse(dump, FORMATS[ending]))
        if ending in ("nq", "trig"):
            assert {str(quad) for quad in read} == {str(quad) for quad in quads}
        else:
            assert {str(pyoxigraph.Triple(q.subject, q.predicate, q.object)) for q in read} == triples


@few
@given(datasets())
def test_every_iri_is_valid(dataset: Dataset):
    # The parser refuses what is no IRI (https://www.rfc-editor.org/rfc/rfc3987).
    list(pyoxigraph.parse(nquads_of(all_quads(dataset)), pyoxigraph.RdfFormat.N_QUADS))


@few
@given(datasets())
def test_every_event_has_one_status_and_its_days_are_in_order(dataset: Dataset):
    summaries = summarise(dataset)
    assert [summary.event for summary in summaries] == list(dataset.events)
    for summary in summaries:
        assert summary.status
        if summary.dates.first and summary.dates.last:
            assert summary.dates.first <= summary.dates.last


@few
@given(datasets())
def test_only_asserted_claims_put_their_triple_into_the_graph(dataset: Dataset):
    said = {(claim.subject, claim.predicate) for claim in dataset.claims if claim.asserted}
    base = dataset.description.base
    events = {f"{base}id/{event.ref}": event.ref for event in dataset.events}
    names = {claim.predicate for claim in dataset.claims}
    for quad in all_quads(dataset):
        name = quad.predicate.value.rpartition("#")[2]
        if quad.subject.value in events and name in names and quad.predicate.value.startswith("https://w3id.org/"):
            assert (events[quad.subject.value], name) in said


@few
@given(datasets())
def test_a_table_has_one_row_an_event_and_as_many_cells_as_columns(dataset: Dataset):
    rows = list(csv.reader(io.StringIO(table_of("actions.csv", dataset))))
    assert len(rows) == 1 + len(dataset.events)
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(list(csv.reader(io.StringIO(table_of("measures.csv", dataset))))) == 1
