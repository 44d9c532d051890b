"""Where a term of the ontology is used, as its page says."""

from __future__ import annotations

from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.schema import read_ontology
from solidarity_graph.validation import Profile, constraint_names
from solidarity_graph.web.pages.term_uses import (
    constraints,
    constraints_by_term,
    derived_from,
    inherited_constraints,
    queries_by_term,
)


def test_constraints_have_the_names_that_results_give_them() -> None:
    """So that `/shapes#event-has-status` is the place of that rule, whether its message stands on it or its query."""
    names = [constraint.name for constraint, _ in constraints()]
    assert sorted(names) == sorted(constraint_names(Profile.STRICT))


def test_a_constraint_is_about_the_terms_of_its_query_and_not_of_its_message() -> None:
    about = {constraint.name: names for constraint, names in constraints()}
    assert about["event-not-part-of-itself"] == {"partOf"}
    assert "sexual-violence-names-nobody" in {each.name for each in constraints_by_term()["treatmentKind"]}


def test_an_inherited_constraint_is_checked_on_a_superclass_and_shown_once() -> None:
    ontology = read_ontology()
    inherited = inherited_constraints(ontology)
    assert [*inherited["IllTreatment"]] == ["CustodyEvent", "Event"]
    assert inherited["Event"] == {}
    for name, by_parent in inherited.items():
        names = [constraint.name for found in by_parent.values() for constraint in found]
        assert sorted(names) == sorted({*names}), name
        assert not {*names} & {constraint.name for constraint in constraints_by_term().get(name, ())}
        assert all(parent in each.classes for parent, found in by_parent.items() for each in found)


def test_the_ontology_tells_from_what_a_property_is_derived() -> None:
    made = derived_from()
    assert made["verdictKindText"] == {"verdictKind"}
    assert made["contestedByText"] == {"contestedBy", "contestedIn"}
    assert made["durationMonths"] == made["durationDays"] == {"duration"}
    assert made["currentStatus"] == {"status"}
    assert made["inCountry"] == made["contestedIn"] == frozenset()


def test_a_query_that_reads_a_derived_property_uses_those_it_is_made_from_and_is_listed_once() -> None:
    used = {
        name: [query.name for query in found] for name, found in queries_by_term(load_catalogue(queries_dir())).items()
    }
    assert "every-verdict" in used["verdictKind"]
    assert "every-sentence" in used["duration"]
    assert all(len(names) == len({*names}) for names in used.values())
