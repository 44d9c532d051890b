"""The HTTP request for a query, built by SPARQLWrapper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from SPARQLWrapper import GET, POST, SELECT, SPARQLWrapper
from urllib3 import BaseHTTPResponse

from solidarity_graph.sparql.remote.http_client import HttpClient, OnConnect

_GET_BYTES = 2000  # not every proxy takes a longer address: beyond this, POST


class SparqlRequest(SPARQLWrapper):
    """The request for one query to an endpoint.

    wanted   media types in order of preference.
    seconds  the timeout.
    """

    def __init__(self, endpoint_url: str, query: str, wanted: Sequence[str], seconds: float) -> None:
        parts = urlsplit(endpoint_url)
        # SPARQLWrapper would put a second question mark behind the first.
        super().__init__(urlunsplit(parts._replace(query="", fragment="")))
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            self.addParameter(name, value)
        self.setQuery(query)
        self.setOnlyConneg(True)  # the media types go into `Accept` alone, as the standard has it
        self.addCustomHttpHeader("Accept", _accept(wanted))
        self._seconds = seconds  # SPARQLWrapper's own timeout takes whole seconds only

    def set_dataset(self, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> None:
        """Set the dataset of the query, which replaces one in the address. Without any graph, nothing changes.

        https://www.w3.org/TR/sparql11-protocol/#dataset
        """
        if default_graphs or named_graphs:
            self.parameters |= {"default-graph-uri": [*default_graphs], "named-graph-uri": [*named_graphs]}

    def send(self, client: HttpClient, on_connect: OnConnect) -> BaseHTTPResponse:
        """Send the request by GET, or by POST if the address is too long, and return the response with any status.

        SPARQLWrapper would read the whole body of an error response into a message.
        """
        self.setMethod(GET)
        request = self._createRequest()
        if len(request.full_url) > _GET_BYTES:
            self.setMethod(POST)
            request = self._createRequest()
        headers, body = dict(request.header_items()), cast("bytes | None", request.data)
        return client.send(request.get_method(), request.full_url, self._seconds, headers, body, on_connect)

    def _parseQueryType(self, query: str) -> str:  # noqa: N802, ARG002 (SPARQLWrapper's name)
        # SPARQLWrapper would warn, on stderr and with the whole query, where its pattern finds no form. Only `Accept`
        # depends on the form, and we set that.
        return SELECT


def _accept(wanted: Sequence[str]) -> str:
    # The order of preference, as weights: 1, 0.9, ... and 0.1 for the last types of a long list.
    return ", ".join(f"{name};q={max(10 - place, 1) / 10:g}" for place, name in enumerate(wanted))
