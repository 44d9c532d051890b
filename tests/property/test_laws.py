"""Laws of the graph: what holds for every dataset, not for a sample."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace

import pyoxigraph
from hypothesis import given, settings
from hypothesis import strategies as st

from solidarity_graph.descriptions import provenance_quads
from solidarity_graph.documents import read_context
from solidarity_graph.model import Dataset
from solidarity_graph.rdf import summarise
from solidarity_graph.rdf.graphs import assemble, ntriples, union
from solidarity_graph.records import read_files
from solidarity_graph.release import serialise
from tests.example import example_files, table_of
from tests.property.strategies import datasets

CONTEXT = read_context()
FORMATS = {
    "nq": pyoxigraph.RdfFormat.N_QUADS,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
few = settings(max_examples=40)


def quads_of(dataset: Dataset):
    return assemble(dataset, provenance_quads(dataset))


def shuffled(dataset: Dataset, seed: int) -> Dataset:
    order = random.Random(seed)
    parts = {
        name: tuple(order.sample(getattr(dataset, name), len(getattr(dataset, name))))
        for name in ("articles", "entities", "events", "claims")
    }
    return replace(dataset, **parts)


@few
@given(datasets(), st.integers())
def test_the_order_of_the_input_does_not_change_the_bytes(dataset: Dataset, seed: int):
    one, other = quads_of(dataset), quads_of(shuffled(dataset, seed))
    assert serialise(one, CONTEXT) == serialise(reversed(other), CONTEXT)


@given(st.permutations(sorted(example_files())))
def test_files_in_any_order_give_the_same_dataset(paths: list[str]):
    files = example_files()
    assert read_files({path: files[path] for path in paths}) == read_files(files)


@few
@given(datasets())
def test_reading_back_a_dump_gives_the_same_graph(dataset: Dataset):
    quads = quads_of(dataset)
    triples = {str(triple) for triple in union(quads)}
    for ending, dump in serialise(quads, CONTEXT).items():
        read = list(pyoxigraph.parse(dump, FORMATS[ending]))
        if ending in ("nq", "trig"):
            assert {str(quad) for quad in read} == {str(quad) for quad in quads}
        else:
            assert {str(pyoxigraph.Triple(q.subject, q.predicate, q.object)) for q in read} == triples


@few
@given(datasets())
def test_every_iri_is_valid(dataset: Dataset):
    # The parser refuses what is no IRI (https://www.rfc-editor.org/rfc/rfc3987).
    list(pyoxigraph.parse(ntriples(union(quads_of(dataset))), pyoxigraph.RdfFormat.N_TRIPLES))


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
    for quad in quads_of(dataset):
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
