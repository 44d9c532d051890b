"""Where a term of the ontology is used, as its page says."""

from __future__ import annotations

from solidarity_graph.validation import Profile, constraint_names
from solidarity_graph.web.pages.term_uses import constraints, constraints_by_term


def test_constraints_have_the_names_that_results_give_them() -> None:
    """So that `/shapes#event-has-status` is the place of that rule, whether its message stands on it or its query."""
    names = [constraint.name for constraint, _ in constraints()]
    assert sorted(names) == sorted(constraint_names(Profile.STRICT))


def test_a_constraint_is_about_the_terms_of_its_query_and_not_of_its_message() -> None:
    about = {constraint.name: names for constraint, names in constraints()}
    assert about["event-not-part-of-itself"] == {"partOf"}
    assert "sexual-violence-names-nobody" in {each.name for each in constraints_by_term()["treatmentKind"]}
