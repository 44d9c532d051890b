"""The one rule for parameters in addresses, those of SPARQL's protocol aside.

An unknown parameter is refused, so that nobody takes the answer for one to more than was read; so is a second value
where one is taken. An empty parameter is as if left out, and what networks add to links is ignored.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask, Response, g, request

from solidarity_graph.errors import CallError, ParameterError
from solidarity_graph.web import problems
from solidarity_graph.web.addresses import TAKING_ANY, TRACKING
from solidarity_graph.web.negotiation import HTML
from solidarity_graph.web.protocol import Fields, parse_fields, repeated


def install(app: Flask) -> None:
    """Register the function that refuses the parameters of data whose route reads none."""
    app.after_request(_refuse_unread)


def read_parameters(*single: str, several: Collection[str] = (), strict: bool = True) -> Fields:
    """Return the values of the parameters of the current address that have any.

    single   the names of those that take one value, unless they are in `several`, too.
    several  the names of those that take more.
    strict   False for a page that ignores unknown ones.

    Raises ParameterError for an unknown one, and for a second value where one is taken; CallError as `parse_fields`.
    """
    g.has_read_parameters = True
    known, found = dict.fromkeys((*several, *single)), {}
    for name, values in parse_fields(request.query_string).items():
        given = [value for value in values if value]
        if not given or TRACKING.match(name) or (name not in known and not strict):
            continue
        if not known:
            raise ParameterError(name, "there is no such parameter here. This address takes none.")
        if name not in known:
            raise ParameterError(name, "there is no such parameter here. Available: %(known)s.", known=", ".join(known))
        if name not in several and len(given) > 1:
            raise repeated(name, given)
        found[name] = given
    return found


def read_values(*names: str, strict: bool = True) -> dict[str, str]:
    """Return the value of each of these parameters, '' for one that is not given, as `read_parameters` does."""
    found = read_parameters(*names, strict=strict)
    return {name: found[name][0] if name in found else "" for name in names}


def refuse_for_pages(names: Collection[str]) -> None:
    """Raise ParameterError if the current address, which is one of data, has a parameter of these, which pages have."""
    for name, values in parse_fields(request.query_string).items():
        if name in names and any(values):
            raise ParameterError(name, "this is for pages: data comes whole.")


def with_query(address: str) -> str:
    """Return an address with the query string of the current one: a redirect drops no parameter."""
    query = request.query_string.decode("latin-1")
    return f"{address}?{query}" if query else address


def _refuse_unread(response: Response) -> Response:
    is_data = response.status_code == 200 and response.mimetype != HTML.media_type
    if is_data and request.query_string and request.endpoint not in TAKING_ANY and "has_read_parameters" not in g:
        try:
            read_parameters()
        except CallError as error:
            response.close()
            return problems.respond(error)
    return response
