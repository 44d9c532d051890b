"""The pool runs any handler that it is given by its import path."""

from __future__ import annotations

from solidarity_graph.sparql import DEFAULT_LIMITS
from solidarity_graph.sparql.pool.dispatcher import Dispatcher
from solidarity_graph.sparql.pool.worker_config import GUARDS, WorkerConfig
from solidarity_graph.sparql.pool.worker_pool import WorkerPool
from solidarity_graph.sparql.pool.worker_protocol import QueryRequest


def test_a_worker_calls_the_handler_with_its_arguments() -> None:
    config = WorkerConfig("tests.unit.sparql.echo:prepare_handler", ("Hello",), guards=GUARDS)
    pool = WorkerPool(
        config, size=1, spares=0, queue_size=1, database_state=lambda: None, environment={}, unguarded=True
    )
    try:
        dispatcher = Dispatcher(pool, lambda error: error)
        assert dispatcher.answer(QueryRequest("harbour", (), DEFAULT_LIMITS)).read() == b"Hello, harbour"
        assert pool.status(None).ready
    finally:
        pool.close()
