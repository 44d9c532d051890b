"""A query as a request, made by SPARQLWrapper."""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from SPARQLWrapper import GET, POST, SELECT, SPARQLWrapper

from solidarity_graph.sparql.remote.connection import Connected, Connections

_GET_BYTES = 2000  # not every proxy takes a longer address: beyond this, POST


class Request(SPARQLWrapper):
    """SPARQLWrapper's request, sent without three of its habits."""

    def __init__(self, endpoint_url: str, query: str, wanted: Sequence[str], seconds: float) -> None:
        parts = urlsplit(endpoint_url)
        # It would put a second question mark behind the first.
        super().__init__(urlunsplit(parts._replace(query="", fragment="")))
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            self.addParameter(name, value)
        self.setQuery(query)
        self.setOnlyConneg(True)  # the media types go into `Accept` alone, as the standard has it
        self.addCustomHttpHeader("Accept", _accept(wanted))
        self._seconds = seconds  # its own timeout takes whole seconds only

    def name_graphs(self, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> None:
        """The dataset that the asker wants, in place of one that is part of the address.

        https://www.w3.org/TR/sparql11-protocol/#dataset
        """
        if default_graphs or named_graphs:
            self.parameters |= {"default-graph-uri": [*default_graphs], "named-graph-uri": [*named_graphs]}

    def send(self, connections: Connections, connected: Connected) -> http.client.HTTPResponse:
        """Send it. SPARQLWrapper would read the body of an error to its end and keep it inside a message."""
        self.setMethod(GET)
        request = self._createRequest()
        if len(request.full_url) > _GET_BYTES:
            self.setMethod(POST)
            request = self._createRequest()
        return connections.open(request, self._seconds, connected)

    def _parseQueryType(self, query: str) -> str:  # noqa: N802, ARG002 (SPARQLWrapper's name)
        # It would warn, on stderr and with the whole query, wherever its pattern finds no form. Only `Accept` depends
        # on the form, and that is set by us.
        return SELECT


def _accept(wanted: Sequence[str]) -> str:
    # The order of preference, as weights: 1, 0.9, ... and 0.1 for whatever comes last in a long list.
    return ", ".join(f"{name};q={max(10 - place, 1) / 10:g}" for place, name in enumerate(wanted))
