"""The pool runs any handler that it is given by its import path."""

from __future__ import annotations

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.sparql import DEFAULT_LIMITS
from solidarity_graph.sparql.pool.dispatcher import Dispatcher
from solidarity_graph.sparql.pool.frames import QueryRequest
from solidarity_graph.sparql.pool.worker_config import GUARDS, WorkerConfig


class Sound:
    name = "nothing"

    def explain(self, error: SolidarityGraphError) -> SolidarityGraphError:
        return error

    def record_state(self) -> None:
        pass

    def has_changed(self) -> bool:
        return False


def test_a_worker_calls_the_handler_with_its_arguments() -> None:
    config = WorkerConfig("tests.unit.sparql.echo:prepare_handler", ("Hello",), guards=GUARDS)
    dispatcher = Dispatcher(config, Sound(), workers=1, spares=0, queue_size=1, environment={}, unguarded=True)
    try:
        assert dispatcher.answer(QueryRequest("harbour", (), DEFAULT_LIMITS)).read() == b"Hello, harbour"
        assert dispatcher.status(None).ready
    finally:
        dispatcher.close()
