"""The addresses that the description of the API stands for."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient


def operations(api: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and description of each operation."""
    for path, item in api["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def addresses(path: str, operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """The addresses that an operation stands for, one with each format, and the query of its examples."""
    parameters = operation.get("parameters", ())
    in_path = [each for each in parameters if each["in"] == "path"]
    if any("example" not in each for each in in_path):
        return
    values = [each["schema"]["enum"] if each["name"] == "format" else [each["example"]] for each in in_path]
    query = {each["name"]: each["example"] for each in parameters if each["in"] == "query" and "example" in each}
    for chosen in itertools.product(*values):
        address = path
        for parameter, value in zip(in_path, chosen, strict=True):
            address = address.replace(f"{{{parameter['name']}}}", value)
        yield address, query


def readable_addresses(client: FlaskClient) -> list[str]:
    """The addresses of all operations that read, each with the query of its examples."""
    api = client.get("/openapi.json").get_json()
    found = [
        f"{address}?{urlencode(query)}" if query else address
        for path, method, operation in operations(api)
        if method == "get"
        for address, query in addresses(path, operation)
    ]
    assert len(found) > 100
    return found
