"""The run, stage by stage. A server that cannot do a stage is noted, and the run goes on."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks import hostile, load, nginx, ours, siege, timings
from benchmarks.dataset import BASE, Data, make_data
from benchmarks.peers import Peers
from benchmarks.plan import Plan
from benchmarks.questions import SAVED, SMALL
from benchmarks.results import CLIENTS, Results
from benchmarks.servers import Contender, NotReadyError, Server
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue

Say = Callable[[str], None]
_FAULTS = (NotReadyError, OSError, http.client.HTTPException, subprocess.SubprocessError, ValueError)
_USUAL_CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Run:
    """What all stages share."""

    plan: Plan
    cache_folder: Path
    peers: Peers
    results: Results
    say: Say

    @property
    def log(self) -> Path:
        """What the servers say."""
        return self.cache_folder / "servers.log"

    @contextmanager
    def noting(self, what: str) -> Iterator[None]:
        """Say what is done, and note why where it cannot be done."""
        self.say(what)
        try:
            yield
        except _FAULTS as error:
            self.results.notes.append(f"{what}: {error}.")
            self.say(f"  not done: {error}")

    def contenders(self, data: Data) -> tuple[Contender, ...]:
        """Ours first."""
        folder = data.nquads.parent
        release = ours.release_of(data, folder / "release", self.cache_folder)
        return (
            ours.contender(release, self.cache_folder, self.log),
            *self.peers.contenders(data, self.plan.loading, self.log),
        )


def run_all(run: Run) -> None:
    """Every stage, the quiet ones first."""
    run.log.unlink(missing_ok=True)
    run.say(f"Data of {run.plan.small:,} triples")
    data = make_data(run.cache_folder / f"data-{run.plan.small}", run.plan.small)
    run.results.small_triples = data.triples
    run.results.row_limit = min(run.plan.rows, data.triples)
    contenders = run.contenders(data)
    with run.noting("The guard and the engine alone"):
        _measure_guard(run, data)
    for contender in contenders:
        _measure_rates(run, contender, data)
        if contender.ours:
            _measure_bare(run)
    _time_queries(run, data)
    for contender in contenders:
        with run.noting(f"{contender.name}: three attackers"):
            run.results.sieges[contender.name] = siege.besiege(contender, data.events, run.plan)
    _attack(run)
    if run.plan.large:
        _measure_large(run)


def _attack(run: Run) -> None:
    data = make_data(run.cache_folder / f"data-{run.plan.hostile}", run.plan.hostile)
    for contender in run.contenders(data):
        if contender.ours or run.plan.hostile_to_others:
            with run.noting(f"{contender.name}: a dozen hostile queries"):
                run.results.hostile[contender.name] = hostile.attack(contender, run.plan)


def _measure_large(run: Run) -> None:
    run.say(f"Data of {run.plan.large:,} triples")
    data = make_data(run.cache_folder / f"data-{run.plan.large}", run.plan.large)
    run.results.large_triples = data.triples
    _time_queries(run, data)


def _time_queries(run: Run, data: Data) -> None:
    found = run.results.queries.setdefault(data.triples, {})
    for contender in run.contenders(data):
        with run.noting(f"{contender.name}: ten queries on {data.triples:,} triples"):
            found[contender.name] = timings.time_queries(contender, run.plan)


def _measure_guard(run: Run, data: Data) -> None:
    dump = data.nquads.parent / "release" / "solidarity-graph.nq"
    arguments = [str(dump), str(run.cache_folder), str(data.events), str(run.plan.guard_queries)]
    command = [sys.executable, "-m", "benchmarks.guard", *arguments]
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    run.results.guard = json.loads(output)


def _measure_rates(run: Run, contender: Contender, data: Data) -> None:
    """All that is measured on one running server: many rows while it is fresh and idle, then rates."""
    with run.noting(f"{contender.name}: small queries"), contender.open(None) as server:
        with run.noting(f"{contender.name}: {run.results.row_limit:,} rows"):
            run.results.rows[contender.name] = timings.time_many_rows(server, run.plan)
        found = run.results.small.setdefault(contender.name, {})
        load.small_queries(server.endpoint, data.events, clients=_USUAL_CLIENTS, seconds=1)  # to warm up
        for clients in CLIENTS:
            found[clients] = load.small_queries(server.endpoint, data.events, clients=clients, seconds=run.plan.load)
        with run.noting(f"{contender.name}: the same query again and again"):
            query = quote(SMALL.text(1, 0), safe="")
            path = f"{server.endpoint.path}?query={query}"
            run.results.same[contender.name] = _same(server, path, run)
            if contender.ours:
                with nginx.serve_behind(server, run.log) as proxy:
                    run.results.same[proxy.name] = _same(proxy, path, run)
        with run.noting(f"{contender.name}: a saved query"):
            run.results.saved[contender.name] = _same(server, _saved(contender, server), run)


def _measure_bare(run: Run) -> None:
    with run.noting("A bare Flask application behind the same web server"), ours.serve_bare(run.log) as server:
        run.results.same[server.name] = _same(server, "/", run)


def _same(server: Server, path: str, run: Run) -> load.Rate:
    load.same_address(server.endpoint, path, clients=_USUAL_CLIENTS, seconds=1)  # so that it is known
    return load.same_address(server.endpoint, path, clients=_USUAL_CLIENTS, seconds=run.plan.load)


def _saved(contender: Contender, server: Server) -> str:
    if contender.ours:
        return f"/queries/{SAVED}.json"
    text = load_catalogue(queries_dir()).get(SAVED).bind({}, BASE)
    return f"{server.endpoint.path}?query={quote(text, safe='')}"
