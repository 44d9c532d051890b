"""The SPARQL query that gives the rows of a list under a selection."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator

from solidarity_graph.documents import iri_of_concept
from solidarity_graph.schema.namespaces import NAMESPACES, SG
from solidarity_graph.search.listing import Chosen
from solidarity_graph.search.perspectives import Column, Facet, Perspective

_PREFIX = re.compile(r"(?<![\w<])([a-z]+):(?=[A-Za-z])")


def list_query(
    perspective: Perspective,
    base: str,
    chosen: Chosen,
    *,
    found: Collection[str] | None = None,
    sort: str = "",
    descending: bool = False,
    as_graph: bool = False,
) -> str:
    """Return the query for the rows of a list: ?thing and its columns, sorted.

    base   the prefix of the dataset's IRIs.
    found  the keys of what was found by words, to which the rows are limited; None for no such limit.
    sort   the name of a column with a path; that of the list by default.
    as_graph  True for a query that gives the triples about the things instead, without an order.
    """
    names = " ".join(f"?{column.name}" for column in perspective.columns)
    lines = ["  { SELECT DISTINCT ?thing WHERE {"]
    lines += [f"    {line}" for line in _selection(perspective, base, chosen, found)]
    if as_graph:
        lines = ["CONSTRUCT { ?thing ?property ?value } WHERE {", *lines, "  } }", "  ?thing ?property ?value .", "}"]
    else:
        columns = [f"  {_column(perspective, column)}" for column in perspective.columns]
        key = f"?{sort or perspective.sort}"
        order = f"ORDER BY {f'DESC({key}) DESC(?thing)' if descending else f'{key} ?thing'}"
        lines = [f"SELECT ?thing {names} WHERE {{", *lines, "  } }", *columns, "}", order]
    text = "\n".join(lines)
    used = sorted({*_PREFIX.findall(re.sub(r'<[^>]*>|"(?:[^"\\]|\\.)*"', "", text))})
    return "".join(f"PREFIX {prefix}: <{NAMESPACES[prefix]}>\n" for prefix in used) + text + "\n"


def _selection(perspective: Perspective, base: str, chosen: Chosen, found: Collection[str] | None) -> Iterator[str]:
    if found is not None:
        yield f"VALUES ?thing {{ {' '.join(f'<{base}id/{key}>' for key in found)} }}"
    classes = sorted(perspective.all_classes)
    if len(classes) == 1:
        yield f"?thing a sg:{classes[0]} ."
    else:
        yield f"VALUES ?class {{ {' '.join(f'sg:{name}' for name in classes)} }} ?thing a ?class ."
    for facet in perspective.facets:
        if facet.name in chosen:
            yield from _chosen(facet, base, sorted(chosen[facet.name]))


def _chosen(facet: Facet, base: str, values: Collection[str]) -> Iterator[str]:
    if facet.choices:
        yield " UNION ".join(f"{{ {facet.choices[value][1]} }}" for value in values)
        return
    name = f"{facet.name}Value"
    # Each facet by itself: joined before the doubles are left out, the paths of several would multiply each other.
    yield "{ SELECT DISTINCT ?thing WHERE {"
    yield f"  VALUES ?{name} {{ {' '.join(_term(facet, base, value) for value in values)} }}"
    for number, path in enumerate(facet.paths):
        if facet.range == "text":
            end = f"{name}{number}"
            test = f"SUBSTR(STR(?{end}), 1, {facet.length})" if facet.length else f"STR(?{end})"
            yield f"  ?thing {path} ?{end} FILTER ({test} = ?{name})"
        else:
            yield f"  ?thing {path} ?{name} ."
    yield "} }"


def _term(facet: Facet, base: str, value: str) -> str:
    match facet.range:
        case "text":
            return json.dumps(value, ensure_ascii=False)
        case "concept":
            return f"<{iri_of_concept(value, base)}>"
    return f"<{SG if facet.range == 'class' else f'{base}id/'}{value}>"


def _column(perspective: Perspective, column: Column) -> str:
    if column.path:
        return f"OPTIONAL {{ ?thing {column.path} ?{column.name} }}"
    facet = perspective.facet(column.facet)
    if facet.range == "text":
        inner = " ".join(f"?thing {path} ?x{number} ." for number, path in enumerate(facet.paths))
        each = [f"SUBSTR(STR(?x{number}), 1, {facet.length})" for number, _ in enumerate(facet.paths)]
        inner += f" BIND ({each[0]} AS ?text)" + "".join(f" FILTER (?text = {other})" for other in each[1:])
    elif facet.range == "concept":
        inner = f"?thing {facet.paths[0]}/skos:notation ?text"
    else:
        inner = f"?thing {facet.paths[0]}/rdfs:label ?text"
    rows = f"SELECT DISTINCT ?thing ?text WHERE {{ {inner} }} ORDER BY ?text"
    concat = f'(GROUP_CONCAT(?text; separator="; ") AS ?{column.name})'
    return f"OPTIONAL {{ SELECT ?thing {concat} WHERE {{ {{ {rows} }} }} GROUP BY ?thing }}"
