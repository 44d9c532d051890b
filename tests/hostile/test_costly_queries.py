"""Queries that parse, and would compute until the end of days or of memory. The worker's limits end them."""

from __future__ import annotations

import pytest

from tests.hostile.dataset import EX
from tests.hostile.server import Server
from tests.hostile.verdicts import expect_answered_or_refused, expect_contained, expect_problem

pytestmark = pytest.mark.hostile

_CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
_LINK = f"<{EX}link>"
_NODE = f"<{EX}node/1>"


def test_a_cross_product_is_not_counted_for_ever(server: Server) -> None:
    expect_problem(server.ask(f"SELECT (COUNT(*) AS ?n) {{ {_CROSS} }}"), 503)


def test_a_cross_product_is_not_sorted_in_memory_without_end(server: Server) -> None:
    expect_problem(server.ask(f"SELECT * {{ {_CROSS} }} ORDER BY DESC(STR(?c)) ?f ?i"), 413, 503)


def test_a_cross_product_is_not_made_distinct_without_end(server: Server) -> None:
    expect_contained(server.ask(f"SELECT DISTINCT * {{ {_CROSS} }}"), 413, 503)


def test_a_distinct_that_finds_nothing_new_ends_too(server: Server) -> None:
    expect_contained(server.ask(f"SELECT DISTINCT ?x {{ {_CROSS} BIND(1 AS ?x) }}"), 503)


def test_a_cross_product_is_not_grouped_without_end(server: Server) -> None:
    query = f"SELECT ?c ?f (COUNT(*) AS ?n) (SAMPLE(?i) AS ?x) {{ {_CROSS} }} GROUP BY ?c ?f"
    expect_problem(server.ask(query), 413, 503)


def test_an_aggregation_that_concatenates_everything_ends(server: Server) -> None:
    query = f"SELECT (GROUP_CONCAT(?x) AS ?all) {{ {_CROSS} BIND(CONCAT(STR(?c), STR(?f)) AS ?x) }}"
    expect_problem(server.ask(query), 413, 503)


def test_an_aggregation_of_distinct_values_ends(server: Server) -> None:
    query = f"SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?d), STR(?g))) AS ?n) {{ {_CROSS} }}"
    expect_problem(server.ask(query), 413, 503)


def test_an_unbounded_result_breaks_off_instead_of_flowing_for_ever(server: Server) -> None:
    expect_contained(server.ask(f"SELECT * {{ {_CROSS} }}", accept="text/csv"), 413, 503)


def test_an_unbounded_graph_breaks_off_too(server: Server) -> None:
    query = f"CONSTRUCT {{ ?a ?e ?i }} {{ {_CROSS} }}"
    expect_contained(server.ask(query, accept="application/n-triples"), 413, 503)


def test_a_description_of_everything_is_contained(server: Server) -> None:
    expect_contained(server.ask(f"DESCRIBE * {{ {_CROSS} }}", accept="application/n-triples"), 413, 503)


def test_a_filter_that_nothing_passes_ends(server: Server) -> None:
    expect_problem(server.ask(f"ASK {{ {_CROSS} FILTER(STRLEN(CONCAT(STR(?a), STR(?f))) < 0) }}"), 503)


def test_a_product_of_bindings_made_by_subselects_ends(server: Server) -> None:
    products = " ".join(f"{{ SELECT ?x{n} {{ ?x{n} {_LINK} ?y{n} }} }}" for n in range(8))
    expect_problem(server.ask(f"SELECT (COUNT(*) AS ?n) {{ {products} }}"), 413, 503)


def test_a_chain_of_optionals_over_everything_ends(server: Server) -> None:
    chain = " ".join(f"OPTIONAL {{ ?s ?p{n} ?o{n} }}" for n in range(12))
    expect_contained(server.ask(f"SELECT * {{ ?s {_LINK} ?o {chain} }} ORDER BY ?o11"), 413, 503)


def test_a_union_of_a_thousand_branches_in_each_of_three_groups_ends(server: Server) -> None:
    group = "{" + " UNION ".join(["{ ?s ?p ?o }"] * 1000) + "}"
    expect_problem(server.ask(f"SELECT (COUNT(*) AS ?n) {{ {group * 3} }}"), 400, 413, 503)


def test_not_exists_over_a_cross_product_ends(server: Server) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER NOT EXISTS {{ {_CROSS} FILTER(?c = ?nothing) }} }}"
    expect_problem(server.ask(query), 413, 503)


@pytest.mark.parametrize(
    "path",
    [f"({_LINK}|!{_LINK})*", f"(^{_LINK}/{_LINK})+", f"(({_LINK}*)*)*", f"({_LINK}/{_LINK}?)*/(!{_NODE})+"],
    ids=["anything", "to-and-fro", "stars-of-stars", "with-doubt"],
)
def test_a_property_path_between_all_pairs_ends(server: Server, path: str) -> None:
    expect_contained(server.ask(f"SELECT (COUNT(*) AS ?n) {{ ?x {path} ?y }}"), 413, 503)


def test_a_property_path_of_five_hundred_steps_ends(server: Server) -> None:
    path = "/".join([_LINK] * 500)
    expect_contained(server.ask(f"SELECT (COUNT(*) AS ?n) {{ {_NODE} {path} ?y }}"), 400, 413, 503)


def test_a_property_path_of_nested_choices_ends(server: Server) -> None:
    path = _LINK
    for _ in range(9):
        path = f"({path}/{path}?)"
    expect_contained(server.ask(f"SELECT (COUNT(*) AS ?n) {{ {_NODE} {path} ?y }}"), 400, 413, 503)


def test_a_join_of_twenty_values_blocks_without_a_common_variable_ends(server: Server) -> None:
    blocks = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(20)))} }}" for n in range(20))
    expect_contained(server.ask(f"SELECT (SUM(?v1) AS ?n) {{ {blocks} }}"), 413, 503)


def test_a_giant_values_block_joined_with_itself_ends(server: Server) -> None:
    rows = " ".join(map(str, range(5000)))
    query = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {rows} }} VALUES ?b {{ {rows} }} FILTER(?a * ?b = 0.5) }}"
    expect_contained(server.ask(query), 413, 503)


def test_random_numbers_to_sort_by_are_contained(server: Server) -> None:
    expect_problem(server.ask("SELECT ?a { ?a ?b ?c . ?d ?e ?f } ORDER BY RAND() SHA512(STR(?f))"), 413, 500, 503)


def test_an_offset_beyond_everything_ends(server: Server) -> None:
    expect_contained(server.ask(f"SELECT * {{ {_CROSS} }} OFFSET 9000000000000000000 LIMIT 1"), 400, 503)


def test_a_limit_beyond_all_numbers_is_refused_or_read(server: Server) -> None:
    expect_answered_or_refused(server.ask("SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999999"), 400, 413)
