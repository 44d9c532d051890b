from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from solidarity_graph.store import face, frames, lexer


@pytest.mark.parametrize("module", [face, frames, lexer])
def test_the_examples_in_the_docstrings_are_true(module: ModuleType) -> None:
    results = doctest.testmod(module)
    assert results.attempted > 0
    assert results.failed == 0
