from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from solidarity_graph.sparql import interface
from solidarity_graph.sparql.pool import worker_protocol
from solidarity_graph.sparql.query_text import lexer


@pytest.mark.parametrize("module", [interface, worker_protocol, lexer])
def test_the_examples_in_the_docstrings_are_true(module: ModuleType) -> None:
    results = doctest.testmod(module)
    assert results.attempted > 0
    assert results.failed == 0
