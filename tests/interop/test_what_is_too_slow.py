"""Saved queries that Virtuoso does not answer in time. The last tests of all: it goes on with them afterwards."""

from __future__ import annotations

import pytest

from solidarity_graph.errors import TooSlowError
from solidarity_graph.saved_queries.parameter_values import PUBLIC_BASE
from solidarity_graph.sparql import Limits
from solidarity_graph.sparql.remote.remote_store import RemoteStore
from tests.interop.servers import Server
from tests.interop.test_asking_servers import QUERIES, SLOW

pytestmark = pytest.mark.interop


@pytest.mark.parametrize("name", SLOW)
def test_a_query_is_given_up_at_the_deadline(loaded: Server, merged: RemoteStore, name: str) -> None:
    if loaded.name != "virtuoso":  # the other one answers them, with the local rows
        return
    (query,) = (query for query in QUERIES if query.name == name)
    with pytest.raises(TooSlowError):
        merged.answer(query.bind({}, PUBLIC_BASE), "text/csv", Limits(seconds=5)).read()
