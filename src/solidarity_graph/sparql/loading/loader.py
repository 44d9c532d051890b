"""Loads a release into a remote store, graph by graph. Unchanged graphs are skipped, interrupted loads resumed."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator

from solidarity_graph.errors import CallError, SolidarityGraphError
from solidarity_graph.sparql.loading.load_plan import DEFAULT, DIGEST, VERSION, LoadPlan, LoadState, make_plan
from solidarity_graph.sparql.loading.registry import LoadedStore
from solidarity_graph.sparql.loading.release_graphs import ReleaseGraph, ReleaseGraphs
from solidarity_graph.sparql.loading.write_protocols import GraphStore, NotAGraphStoreError, UpdateEndpoint
from solidarity_graph.sparql.pool.limits import Limits
from solidarity_graph.sparql.remote.authentication import Credentials
from solidarity_graph.sparql.remote.http_client import HttpClient, check_url
from solidarity_graph.sparql.remote.remote_store import RemoteStore

PROTOCOLS = ("auto", "graph-store", "update")
_NAME = re.compile(r"[^<>\"{}|^`\\\x00-\x20]+")
_JSON = "application/sparql-results+json"
_READ_BYTES = 256 << 20  # a state of a million graphs


class Loader:
    """Loads releases into one store. `seconds` is the timeout of each request."""

    def __init__(self, store: LoadedStore, credentials: Credentials | None = None, seconds: float = 600.0) -> None:
        base, merge_into = store.base, store.merge_into
        if not all(map(_NAME.fullmatch, (base, merge_into or base))):
            raise CallError(f"{base} and {merge_into} must be IRIs: they name graphs.")
        self._state_graph = f"{base}loaded"
        self._prefix = f"{base}graph/"
        self._merge_into = DEFAULT if merge_into == "default" else merge_into
        client = HttpClient(credentials, writes=True)
        self._update = UpdateEndpoint(check_url(store.url), client, seconds)
        self._endpoint = RemoteStore(store.endpoint or store.url, credentials=credentials)
        self._counting = bool(store.endpoint)
        self._limits = Limits(seconds=seconds, output_bytes=_READ_BYTES)
        self._protocol = store.protocol
        self.target: GraphStore | UpdateEndpoint = self._update
        if store.protocol != "update":
            self.target = GraphStore(store.url, client, seconds)

    def plan(self, release: ReleaseGraphs, version: str, *, everything: bool = False) -> LoadPlan:
        """Read the state of the store, and return the plan that brings it to this release. Writes nothing.

        version     the version of the release.
        everything  put all graphs, even unchanged ones.
        """
        graphs = [*release.graphs.values()]
        if any(graph.name in (self._state_graph, self._merge_into) for graph in graphs):
            raise CallError("A graph of the release has the name of one that is kept for loading.")
        if self._merge_into:
            graphs.append(release.merged(self._merge_into))
        counts = self._count(graphs) if self._counting else {}
        return make_plan(graphs, self._read_state(), version, counts, everything=everything)

    def carry_out(self, plan: LoadPlan) -> Iterator[str]:
        """Carry out the plan while the caller iterates: yield the name of each graph once it is removed or put.

        The store keeps a record of the finished graphs: after an interruption, a new plan contains only the rest.
        """
        if plan.is_empty:
            return
        self._write_first(plan)
        for name in plan.remove:
            self.target.remove(name)
            yield name
        for graph in plan.put:
            self.target.replace(graph.name, graph.lines())
            finished = LoadState(digests={graph.name: graph.digest})
            self.target.add(self._state_graph, finished.triples(self._state_graph))
            yield graph.name
        self.target.replace(self._state_graph, plan.after.triples(self._state_graph))

    def differences(self, release: ReleaseGraphs) -> tuple[str, ...]:
        """Return a message for each graph whose number of statements in the store is not that of the release.

        Nothing is counted, and the result is empty, if the loader has no `endpoint`.
        """
        if not self._counting:
            return ()
        graphs = release.graphs
        counts = self._count([*graphs.values()])
        return tuple(
            f"{name}: {count} statements, {graphs[name].size if name in graphs else 0} in the release"
            for name, count in sorted(counts.items())
            if name not in graphs or count != graphs[name].size
        )

    def close(self) -> None:
        """Close the connections to the store."""
        self._endpoint.close()

    def _write_first(self, plan: LoadPlan) -> None:
        # The first write is small: it shows whether the server has the protocol, and gets its challenge for a password.
        lines = [*plan.before.triples(self._state_graph)]
        try:
            self.target.replace(self._state_graph, lines)
        except NotAGraphStoreError as refusal:
            with self._falling_back(refusal):
                if self._ask_for_state() != plan.found:
                    raise CallError("it takes updates only: say --protocol update") from refusal
                self.target.replace(self._state_graph, lines)

    def _read_state(self) -> LoadState:
        if isinstance(self.target, UpdateEndpoint):
            return self._ask_for_state()
        try:
            found = LoadState.from_rows(self.target.read(self._state_graph))
        except NotAGraphStoreError as refusal:
            with self._falling_back(refusal):
                found = self._ask_for_state()
            return found
        # An update endpoint may also answer that there is no such graph, or describe itself in RDF.
        is_doubtful = found == LoadState() and self._protocol == "auto" and self._counting
        return self._ask_for_state() if is_doubtful else found

    @contextlib.contextmanager
    def _falling_back(self, refusal: NotAGraphStoreError) -> Iterator[None]:
        """Write by SPARQL Update from now on, unless another protocol was asked for; an error tells of both."""
        if self._protocol != "auto":
            raise refusal
        self.target = self._update
        try:
            yield
        except SolidarityGraphError as error:
            raise CallError(
                f"The store can be loaded neither through the Graph Store Protocol ({refusal}) nor through SPARQL "
                f"Update ({error}). --to is its address for graphs or updates, --endpoint that for queries: see "
                "docs/other-stores.md."
            ) from error

    def _ask_for_state(self) -> LoadState:
        kept = f"FILTER(?property IN (<{DIGEST}>, <{VERSION}>))"
        query = f"SELECT ?subject ?property ?value {{ ?subject ?property ?value {kept} }}"
        # As default graph: once it has been given one, Virtuoso finds nothing in a graph that a query names with GRAPH.
        rows = self._rows(query, default_graphs=(self._state_graph,))
        return LoadState.from_rows((row["subject"], row["property"], row["value"]) for row in rows)

    def _count(self, graphs: list[ReleaseGraph]) -> dict[str, int]:
        query = (
            "SELECT ?graph (COUNT(*) AS ?count) WHERE { GRAPH ?graph { ?subject ?property ?value } "
            f'FILTER(STRSTARTS(STR(?graph), "{self._prefix}")) }} GROUP BY ?graph'
        )
        found = {row["graph"]: int(row["count"]) for row in self._rows(query)}
        return {graph.name: 0 for graph in graphs if graph.name.startswith(self._prefix)} | found

    def _rows(self, query: str, default_graphs: tuple[str, ...] = ()) -> list[dict[str, str]]:
        body = self._endpoint.answer(query, _JSON, self._limits, default_graphs=default_graphs).read()
        bindings = json.loads(body)["results"]["bindings"]
        return [{name: cell["value"] for name, cell in row.items()} for row in bindings if row]
