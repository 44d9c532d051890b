"""A list of the site has the rows that its SPARQL query gives, and the numbers beside values are lengths of lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solidarity_graph.release import open_release, read_documents
from solidarity_graph.resources import data_dir
from solidarity_graph.schema import read_ontology
from solidarity_graph.search import PERSPECTIVES, DocumentIndex, index_in_memory, list_query
from solidarity_graph.search.perspectives import steps

_RELEASE = open_release(data_dir() / "release")
_NAMES = sorted(PERSPECTIVES)


@pytest.fixture(scope="module")
def index() -> Iterator[DocumentIndex]:
    opened = index_in_memory(read_documents(_RELEASE), _RELEASE.base)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    loaded = pyoxigraph.Store()
    path = data_dir() / "release" / "solidarity-graph.ttl"
    loaded.bulk_load(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    return loaded


def rows(store: pyoxigraph.Store, query: str) -> list[str]:
    """The keys that a query gives, in its order."""
    found = store.query(query)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [row["thing"].value.removeprefix(f"{_RELEASE.base}id/") for row in found]


def listed(index: DocumentIndex, name: str, chosen: Mapping[str, set[str]]) -> list[str]:
    listing = index.listing(name)
    bits = listing.select(chosen, listing.everything())
    return [listing.keys[number] for number in listing.in_order(bits, range(len(listing.keys)))]


@pytest.mark.parametrize("name", _NAMES)
def test_every_value_of_every_facet_lists_what_its_query_gives_in_its_order(
    name: str, index: DocumentIndex, store: pyoxigraph.Store
) -> None:
    listing = index.listing(name)
    assert listed(index, name, {}) == rows(store, list_query(PERSPECTIVES[name], _RELEASE.base, {}))
    for facet, counts in listing.counts({}, listing.everything()).items():
        for found in counts:
            keys = listed(index, name, {facet: {found.value}})
            query = list_query(PERSPECTIVES[name], _RELEASE.base, {facet: {found.value}})
            assert keys == rows(store, query), (facet, found.value)
            assert found.count == len(keys) > 0


@settings(max_examples=60)
@given(st.data())
def test_any_selection_lists_what_its_query_gives_and_counts_what_a_further_choice_would_list(
    index: DocumentIndex, store: pyoxigraph.Store, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(_NAMES))
    listing = index.listing(name)
    filled = [facet for facet, values in listing.facets.items() if values]
    chosen = {
        facet: data.draw(st.sets(st.sampled_from(sorted(listing.facets[facet])), min_size=1, max_size=3))
        for facet in data.draw(st.lists(st.sampled_from(filled), max_size=3, unique=True))
    }
    sort = data.draw(st.sampled_from([column.name for column in PERSPECTIVES[name].columns if column.path]))
    descending = data.draw(st.booleans())
    found = data.draw(st.one_of(st.none(), st.sets(st.sampled_from(sorted(listing.keys)))))
    among = listing.everything() if found is None else listing.bitmap(found)
    order = index.order(name, sort)
    numbers = listing.in_order(listing.select(chosen, among), reversed(order) if descending else order)
    query = list_query(PERSPECTIVES[name], _RELEASE.base, chosen, found=found, sort=sort, descending=descending)
    assert [listing.keys[number] for number in numbers] == rows(store, query)
    facet = data.draw(st.sampled_from(filled))
    for count in listing.counts(chosen, among)[facet]:
        with_it = listing.select({**chosen, facet: {count.value}}, among)
        assert count.count == with_it.bit_count()
        assert count.count or count.value in chosen.get(facet, ())


def test_the_query_of_a_selection_follows_each_facet_by_itself() -> None:
    """Else the paths of several facets multiply each other: three values of three facets took eight seconds."""
    chosen = {"supports": {"person/p7k2"}, "grade": {"page-level"}, "place": {"place/moscow"}}
    query = list_query(PERSPECTIVES["sources"], _RELEASE.base, chosen)
    assert query.count("{ SELECT DISTINCT ?thing WHERE {\n      VALUES ?") == len(chosen)


def test_places_and_forms_hold_what_lies_within_them(index: DocumentIndex) -> None:
    in_moscow = {*listed(index, "actions", {"place": {"place/moscow"}})}
    assert len(in_moscow) == 8
    assert in_moscow < {*listed(index, "actions", {"place": {"place/russia"}})}
    assert {*listed(index, "actions", {"form": {"picket"}})} < {*listed(index, "actions", {"form": {"protest"}})}


def test_whole_actions_parts_and_announcements_that_were_carried_out_are_told_apart(index: DocumentIndex) -> None:
    extents = index.listing("actions").facets["extent"]
    assert [extents[value].bit_count() for value in ("whole", "part", "carried-out-plan")] == [14, 7, 3]


def test_small_counts_can_be_left_out_but_not_a_choice(index: DocumentIndex) -> None:
    listing = index.listing("actions")
    everything = listing.everything()
    counts = listing.counts({"status": {"banned"}}, everything, fewest=5)
    assert [(count.value, count.count) for count in counts["status"]] == [("held", 15), ("planned", 7), ("banned", 0)]


def test_the_first_counts_are_those_of_all_counts_with_what_is_chosen(index: DocumentIndex) -> None:
    listing = index.listing("actions")
    everything = listing.everything()
    chosen = {"form": {"march"}, "status": {"planned"}}
    counts = listing.counts(chosen, everything, fewest=2)
    for name, (first, size) in listing.first_counts(chosen, everything, 2, fewest=2).items():
        assert first[:2] == counts[name][:2]
        assert {count.value for count in first[2:]} <= chosen.get(name, set())
        assert chosen.get(name, set()) <= {count.value for count in first}
        assert size == len(counts[name])


def test_values_of_a_thing_are_those_of_its_facets(index: DocumentIndex) -> None:
    listing = index.listing("awards")
    assert {*listing.values_of("recipient", range(3))[0]} == {"person/p7k2"}


def test_each_thing_is_at_one_place_with_coordinates_at_most(index: DocumentIndex) -> None:
    placed = index.placed("actions")
    in_moscow = index.listing("actions").facets["place"]["place/moscow"]
    assert {place.place for place in placed if place.bits & in_moscow} == {"place/moscow"}
    assert sum(place.bits.bit_count() for place in placed) <= len(index.listing("actions").keys)
    assert index.placed("people") == []


def test_a_place_without_coordinates_is_where_the_nearest_one_around_it_is() -> None:
    def place(key: str, **members: object) -> dict[str, object]:
        return {"id": f"{_RELEASE.base}id/place/{key}", "type": ["Place"], "label": key, **members}

    def within(*keys: str) -> list[str]:
        return [f"{_RELEASE.base}id/place/{key}" for key in keys]

    opened = index_in_memory(
        [
            place("country", lat="50", long="20"),
            place("town", lat="51", long="21", within=within("country")),
            place("hall", within=within("town")),
            place("region", within=within("country")),
            place("ring", within=within("ring")),
        ],
        _RELEASE.base,
    )
    found = {(place.place, place.latitude, place.longitude): place.bits for place in opened.placed("places")}
    numbers = opened.listing("places").numbers
    assert found == {
        ("place/country", 50, 20): 1 << numbers["place/country"] | 1 << numbers["place/region"],
        ("place/town", 51, 21): 1 << numbers["place/town"] | 1 << numbers["place/hall"],
    }
    assert [opened.listing("places").keys[number] for number in opened.order("places", "latitude")][-2:] == [
        "place/country",
        "place/town",
    ]
    opened.close()


def test_what_is_declared_is_in_the_ontology() -> None:
    terms = {**read_ontology().properties, **read_ontology().classes}
    for perspective in PERSPECTIVES.values():
        paths = [path for facet in perspective.facets for path in facet.paths]
        paths += [column.path for column in perspective.columns if column.path]
        for part in (part.strip("^*") for path in paths for part in path.split("/")):
            assert not part.startswith("sg:") or part.removeprefix("sg:") in terms, part
        assert {column.facet for column in perspective.columns} - {""} <= {facet.name for facet in perspective.facets}
        assert any(column.name == perspective.sort and column.path for column in perspective.columns)
        assert {*perspective.dates} <= {column.name for column in perspective.columns if column.path}
        if network := perspective.network:
            assert {network.left, network.right} <= {facet.name for facet in perspective.facets}
    assert steps("^sg:place/skos:broader*") == [(("place",), True, False), (("broader",), False, True)]
    assert steps("^(sg:imposedOn|sg:concerns)") == [(("imposedOn", "concerns"), True, False)]
