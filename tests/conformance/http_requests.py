"""The requests of the protocol tests, and what is expected of their responses, as the manifest has them.

https://www.w3.org/TR/HTTP-in-RDF10/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, Quad

from tests.conformance.manifests import MF, RDFS, UT, Case
from tests.conformance.serving import Endpoint, Response

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"


@dataclass(frozen=True)
class Request:
    """One request of a test. `statuses` are the first digits of those allowed."""

    method: str
    parameters: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[int]
    format: str
    boolean: bool | None

    @property
    def is_update(self) -> bool:
        form = self.headers.get("content-type") == "application/x-www-form-urlencoded"
        fields = (self.body or b"").decode(errors="replace") if form else ""
        return self.headers.get("content-type") == "application/sparql-update" or fields.startswith("update=")

    def send(self, endpoint: Endpoint) -> Response:
        return endpoint.request(self.method, self.parameters, self.headers, self.body)


def requests_of(case: Case) -> Iterator[Request]:
    """The requests of a test, in their order."""
    graph = case.graph
    for node in graph.items(graph.one(case.action, HT + "requests")):
        response = graph.one(node, HT + "resp")
        boolean = graph.maybe(response, MF + "expectedBoolean")
        statuses = (value.value.rpartition("StatusCode")[2] for value in graph.all(response, MF + "expectedStatus"))
        body = graph.maybe(node, HT + "body")
        yield Request(
            method=graph.one(node, HT + "methodName").value,
            # The manifest asks for the path to be replaced by the endpoint's own.
            parameters=graph.one(node, HT + "absolutePath").value.partition("?")[2],
            headers=_headers(case, node),
            body=None if body is None else _body(case, body),
            statuses=frozenset(int(status[0]) for status in statuses),
            format=getattr(graph.maybe(response, MF + "expectedFormat"), "value", ""),
            boolean=None if boolean is None else boolean.value == "true",
        )


def asks_for_update(case: Case) -> bool:
    """Whether the test expects an update to be carried out."""
    return any(request.is_update and request.statuses & {2, 3} for request in requests_of(case))


def dataset_of(case: Case) -> list[Quad]:
    """The named graphs that a test wants to be there."""
    quads = []
    for data in case.graph.all(case.node, UT + "graphData"):
        name = NamedNode(case.graph.one(data, RDFS + "label").value)
        quads += [Quad(*triple, name) for triple in case.files.parse(case.graph.one(data, UT + "graph").value)]
    return quads


def _headers(case: Case, node: Any) -> dict[str, str]:
    graph = case.graph
    headers = graph.items(graph.maybe(node, HT + "headers"))
    return {graph.one(each, HT + "fieldName").value: graph.one(each, HT + "fieldValue").value for each in headers}


def _body(case: Case, node: Any) -> bytes:
    text = case.graph.one(node, CNT + "chars").value
    return str(text).encode(case.graph.one(node, CNT + "characterEncoding").value)
