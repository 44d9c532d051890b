"""The HTTP request for a query, built by SPARQLWrapper."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit, urlunsplit
from urllib.request import Request

from SPARQLWrapper import POST, SELECT, SPARQLWrapper

_GET_BYTES = 2000  # not every proxy takes a longer address: beyond this, POST


class SparqlRequest(SPARQLWrapper):
    """The request for one query to an endpoint.

    wanted  media types in order of preference.
    default_graphs, named_graphs  the dataset of the query, which replaces one in the address. Without any graph,
            that of the address is kept. https://www.w3.org/TR/sparql11-protocol/#dataset
    base    completes relative IRIs: the query then stands one line lower in what is sent (`lines_before`).
    """

    def __init__(
        self,
        endpoint_url: str,
        query: str,
        wanted: Sequence[str],
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str = "",
    ) -> None:
        parts = urlsplit(endpoint_url)
        # SPARQLWrapper would put a second question mark behind the first.
        super().__init__(urlunsplit(parts._replace(query="", fragment="")))
        self.wanted = wanted
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            self.addParameter(name, value)
        if default_graphs or named_graphs:
            self.parameters |= {"default-graph-uri": [*default_graphs], "named-graph-uri": [*named_graphs]}
        self.lines_before = 1 if base else 0
        self.setQuery(f"BASE <{base}>\n{query}" if base else query)
        self.setOnlyConneg(True)  # the media types go into `Accept` alone, as the standard has it
        # The order of preference, as weights: 1, 0.9, ... and 0.1 for the last types of a long list.
        accept = ", ".join(f"{name};q={max(10 - place, 1) / 10:g}" for place, name in enumerate(wanted))
        self.addCustomHttpHeader("Accept", accept)

    def http_request(self) -> Request:
        """Return the request by GET, or by POST if the address would be too long.

        SPARQLWrapper does not send it: it would read the whole body of an error response into a message, and its
        timeout takes whole seconds only.
        """
        request = self._createRequest()
        if len(request.full_url) > _GET_BYTES:
            self.setMethod(POST)
            request = self._createRequest()
        return request

    def _parseQueryType(self, query: str) -> str:  # noqa: N802, ARG002 (SPARQLWrapper's name)
        # SPARQLWrapper would warn, on stderr and with the whole query, where its pattern finds no form. Only `Accept`
        # depends on the form, and we set that.
        return SELECT
