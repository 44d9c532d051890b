"""Templates: macros know the variables of the page that is being rendered, and of no other."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment

from solidarity_graph.web import templating

_TEMPLATES = {
    "macros": "{% macro greeting() %}Good day, {{ who }}.{% endmacro %}",
    "page": "{% from 'macros' import greeting %}{{ greeting() }}",
    "nested": "{% from 'macros' import greeting %}{{ greeting() }} {{ render('page', 'Ann') }} {{ greeting() }}",
}


@pytest.fixture
def templates() -> Environment:
    app = Flask(__name__)
    templating.install(app)
    app.jinja_env.loader = DictLoader(_TEMPLATES)
    return app.jinja_env


def test_a_macro_knows_the_variables_of_each_page(templates: Environment) -> None:
    page = templates.get_template("page")
    assert [page.render(who=name) for name in ("Ann", "Bob")] == ["Good day, Ann.", "Good day, Bob."]


def test_a_page_without_a_variable_has_none_of_the_page_before(templates: Environment) -> None:
    page = templates.get_template("page")
    page.render(who="Ann")
    assert page.render() == "Good day, ."


def test_a_page_within_a_page_leaves_its_variables_alone(templates: Environment) -> None:
    def render(name: str, who: str) -> str:
        return templates.get_template(name).render(who=who)

    page = templates.get_template("nested").render(who="Bob", render=render)
    assert page == "Good day, Bob. Good day, Ann. Good day, Bob."
