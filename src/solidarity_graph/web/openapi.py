"""The description of the HTTP API by OpenAPI 3.1, made from routes, saved queries, lists and formats.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from flask import Flask
from werkzeug.routing import Rule

from solidarity_graph.model.iris import KINDS
from solidarity_graph.resources import ontology_dir, shapes_dir
from solidarity_graph.saved_queries import Parameter, SavedQuery
from solidarity_graph.schema import read_ontology
from solidarity_graph.search import PERSPECTIVES, Facet, Perspective
from solidarity_graph.web.api_components import Json, components, enum
from solidarity_graph.web.citation import CITATIONS
from solidarity_graph.web.documentation import document_files
from solidarity_graph.web.negotiation import BY_NAME, DOCUMENT, GRAPHS, HTML, RESULTS, Format
from solidarity_graph.web.pages.answer_addresses import LONGEST_TEXT
from solidarity_graph.web.pages.search_results import FOUND_KINDS, LAST_PAGE, MOST_ON_PAGE
from solidarity_graph.web.pages.views import views_of
from solidarity_graph.web.protocol import FORM, QUERY
from solidarity_graph.web.route_descriptions import TAGS, Route, describe_route
from solidarity_graph.web.route_formats import LIST_FORMATS, data_formats, query_formats
from solidarity_graph.web.site import Site
from solidarity_graph.web.spreadsheets import PARAMETER

_CSV = BY_NAME["csv"]
_LEFT_OUT = {"static"}
_WORDS = "The words; the last may be the beginning of one"
_SHORT: Json = {"type": "string", "maxLength": LONGEST_TEXT}
_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
_REDIRECTS = {
    "302": "The page with its selection",
    "303": "The document that Accept prefers",
    "308": "The thing that this one was merged into",
}
_PROBLEM = {"default": {"$ref": "#/components/responses/Problem"}}


_OBJECTS = {"things.thing": "Object", "lists.search": "Found"}
"""The schemas of what is plain JSON, by route."""


def describe_api(app: Flask, site: Site, address: str) -> Json:
    """Return the OpenAPI document of the application, with examples from the release.

    address  of the application, without a slash at its end.
    """
    title = site.release.title
    dataset = site.about
    licences = dataset.get("license", ())
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": site.release.version,
            "summary": "Who acted for whom, and whose words say so.",
            "description": next(iter(dataset.get("description", {}).values()), title),
            **({"license": {"name": "Licence of the data", "url": licences[0]}} if licences else {}),
        },
        "servers": [{"url": address}],
        "security": [],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": dict(sorted(_paths(app, site))),
        "components": components(),
    }


def _paths(app: Flask, site: Site) -> Iterator[tuple[str, Json]]:
    yield "/sparql", _sparql()
    for saved in site.catalogue:
        for suffix, formats in _suffixes((*query_formats(site.catalogue, saved.name), *CITATIONS)):
            yield f"/queries/{saved.name}.{suffix}", {"get": _saved(saved, formats)}
    for name, perspective in PERSPECTIVES.items():
        yield f"/{name}", {"get": _list(site, perspective, (HTML, *LIST_FORMATS), with_suffix=False)}
        for suffix, formats in _suffixes((*LIST_FORMATS, *CITATIONS)):
            yield f"/{name}.{suffix}", {"get": _list(site, perspective, formats, with_suffix=True)}
    examples = _examples(site)
    known = {"sparql.sparql", *(f"lists.{name}" for name in PERSPECTIVES)}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in known | _LEFT_OUT:
            yield from _rule(app, rule, site, examples.get(rule.endpoint, {}))


def _suffixes(formats: Sequence[Format]) -> Iterator[tuple[str, Sequence[Format]]]:
    """Yield suffixes in paths, each with its formats: CSV apart, which alone has a parameter of its own."""
    if _CSV in formats:
        yield _CSV.name, (_CSV,)
    yield "{format}", [each for each in formats if each is not _CSV]


def _rule(app: Flask, rule: Rule, site: Site, examples: Mapping[str, str]) -> Iterator[tuple[str, Json]]:
    """Yield path and item of a rule; of `<file>`, a name with or without suffix, that of each."""
    path = _ARGUMENT.sub(r"{\1}", rule.rule)
    formats = CITATIONS if rule.endpoint == "dataset.citation" else data_formats(rule.endpoint, "", site.catalogue)
    described = describe_route(app, rule)
    if path.endswith(".{suffix}") and formats:
        yield path.replace("{suffix}", "{format}"), _item(rule, described, examples, formats, with_suffix=True)
    elif path.endswith("/{file}") and formats:
        path = path.replace("{file}", "{name}")
        cited = CITATIONS if rule.endpoint == "things.thing" else ()
        yield f"{path}.{{format}}", _item(rule, described, examples, (HTML, *formats, *cited), with_suffix=True)
        yield path, _item(rule, described, examples, formats)
    else:
        yield path.replace("{file}", "{name}"), _item(rule, described, examples, formats)


def _item(
    rule: Rule, route: Route, examples: Mapping[str, str], formats: Sequence[Format], *, with_suffix: bool = False
) -> Json:
    arguments = [name for name in _ARGUMENT.findall(rule.rule) if not (with_suffix and name == "suffix")]
    names = ["name" if name == "file" else name for name in arguments]
    parameters = [_in_path(name, examples.get(name, "")) for name in names]
    types, redirects = list(route.types), () if with_suffix else route.redirects
    if with_suffix:
        parameters.append(_format(formats))
        types = [each.media_type for each in formats]
    elif not redirects:
        types = [*dict.fromkeys((*types, *(each.media_type for each in formats)))]
    parameters += _IN_QUERY.get(rule.endpoint, ())
    if rule.endpoint == "dataset.release_file":
        types = ["*/*"]
    responses = _responses(types, _OBJECTS.get(rule.endpoint, "")) if types else {}
    responses |= {status: {"description": _REDIRECTS[status]} for status in redirects}
    return {
        "get": {
            "operationId": rule.endpoint.replace(".", "_") + ("_as" if with_suffix else ""),
            "tags": [route.tag],
            "summary": route.summary,
            "parameters": parameters,
            "responses": responses | _PROBLEM,
        }
    }


def _saved(saved: SavedQuery, formats: Sequence[Format]) -> Json:
    columns = "".join(f"\n- `{column.name}`: {column.description}" for column in saved.columns)
    return {
        "operationId": f"ask_{saved.name.replace('-', '_')}{_of_csv(formats)}",
        "tags": ["Questions"],
        "summary": saved.question,
        "description": saved.description + (f"\n\nColumns:\n{columns}" if columns else ""),
        "parameters": [*_of_suffix(formats), *map(_parameter, saved.parameters)],
        "responses": _responses([each.media_type for each in formats]) | _PROBLEM,
    }


def _parameter(parameter: Parameter) -> Json:
    default: Json = {"default": parameter.default} if parameter.default else {}
    schemes, concepts = read_ontology().schemes, read_ontology().concepts
    schema: Json = {"type": "string"}
    if parameter.type == "date":
        schema = {"type": "string", "format": "date"}
    elif parameter.type == "integer":
        schema = {"type": "integer"}
        default = {"default": int(parameter.default)} if parameter.default else {}
    elif parameter.type == "yes-or-no":
        schema = {"type": "string", "enum": ["yes", "no"]}
    elif parameter.type == "concept" and parameter.default in concepts:
        schema = {"type": "string", "enum": [*schemes[concepts[parameter.default].scheme].offered]}
    elif parameter.type in ("thing", "article"):
        schema["description"] = "Its key, its IRI, or the address of its page"
    return _in_query(parameter.name, parameter.label[:1].upper() + parameter.label[1:], schema | default)


def _list(site: Site, perspective: Perspective, formats: Sequence[Format], *, with_suffix: bool) -> Json:
    columns = [column.name for column in perspective.columns if column.path]
    there = site.documents.listing(perspective.name).facets
    own = [_in_query("q", "Words that must all be in names or quoted phrases")]
    if with_suffix:
        own += _of_suffix(formats)
    else:
        views, facets = [name for name, _ in views_of(site, perspective)], [each.name for each in perspective.facets]
        own += [
            _excel(),
            _in_query(
                "view",
                "How a page shows the list",
                enum([*views, "values"], ""),
            ),
            _in_query("by", "The facet that a page counts or draws by", enum(facets, "")),
            _in_query("named", "Words in the names of the values that a page shows"),
            _in_query("page", "The number of the page; for pages alone", {"type": "integer", "minimum": 1}),
            _in_query("limit", "Rows on a page; for pages alone", {"type": "integer", "minimum": 1}),
        ]
    own.append(_in_query("sort", "The column to sort by, with - for the last first", enum(columns, "", "-")))
    return {
        "operationId": f"list_{perspective.name}{(_of_csv(formats) or '_as') if with_suffix else ''}",
        "tags": ["Lists"],
        "summary": perspective.title,
        "description": perspective.lead,
        "parameters": [*(_facet(facet, there[facet.name]) for facet in perspective.facets), *own],
        "responses": _responses([each.media_type for each in formats]) | _PROBLEM,
    }


def _facet(facet: Facet, there: Collection[str]) -> Json:
    """Return the description of a facet, of whose values the list has these."""
    wanted = {
        "thing": "Kind and key, as in place/harbour",
        "concept": "The local name of a concept",
        "class": "The local name of a class",
        "text": "A value that the list has",
    }[facet.range]
    choices = [value for value in facet.choices if value in there]  # others are refused
    items = enum(choices, "") if choices else {"type": "string", "description": wanted}
    return _in_query(facet.name, facet.title, {"type": "array", "items": items}) | {"style": "form", "explode": True}


def _sparql() -> Json:
    query = "SELECT ?type (COUNT(?thing) AS ?things) WHERE { ?thing a ?type } GROUP BY ?type"
    fields: dict[str, tuple[str, Json]] = {
        "query": ("The query", {"type": "string"}),
        "default-graph-uri": ("Graphs whose union is queried", {"type": "array", "items": {"type": "string"}}),
        "named-graph-uri": ("Graphs that GRAPH reaches", {"type": "array", "items": {"type": "string"}}),
        "format": ("A format, which wins over Accept", enum(sorted({f.name for f in (*RESULTS, *GRAPHS)}), "")),
    }
    parameters = [_in_query(name, text, schema) for name, (text, schema) in fields.items()] + [_excel()]
    parameters[0]["example"] = query
    responses = _responses([each.media_type for each in (*RESULTS, *GRAPHS, HTML)]) | _PROBLEM
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {name: schema for name, (_, schema) in fields.items()} | {PARAMETER: _excel()["schema"]},
    }
    body = {
        FORM: {"schema": form, "example": {"query": query}},
        QUERY: {"schema": {"type": "string"}, "example": query},
    }
    common = {"tags": ["SPARQL"], "responses": responses}
    return {
        "get": {
            "operationId": "sparql_get",
            "summary": "The answer to a SPARQL query; without one, the service description",
            "parameters": parameters,
            **common,
        },
        "post": {
            "operationId": "sparql_post",
            "summary": "The answer to a SPARQL query, which may be too long for an address",
            "requestBody": {"required": True, "content": body},
            **common,
        },
    }


def _examples(site: Site) -> Mapping[str, Mapping[str, str]]:
    """Return an example of each path parameter by endpoint. None names a person; a value that is not there is ''."""
    kept = (key for name in ("places", "sources", "actions") for key in site.documents.listing(name).keys[:1])
    kind, _, key = next(kept, "").partition("/")
    updates = (path.stem for path in (ontology_dir() / "migrations").glob("*.ru"))
    shapes = next(iter(sorted(shapes_dir().rglob("*.ttl"))), None)
    return {
        "things.thing": {"kind": kind, "name": key},
        "graphs.graph": {"name": "entities"},
        **{f"alignments.{each}": {"name": "foaf"} for each in ("alignment", "table", "turtle")},
        "ontology.concept": {"name": next(iter(read_ontology().concepts), "")},
        "ontology.ontology_version": {"name": read_ontology().version},
        "ontology.context_version": {"version": read_ontology().version},
        "ontology.migration": {"version": next(iter(sorted(updates)), "")},
        "ontology.scheme_version": {"scheme": next(iter(read_ontology().schemes), ""), "name": read_ontology().version},
        "ontology.shapes_version": {"name": read_ontology().version},
        "ontology.shapes_file": {"group": shapes.parent.name, "name": shapes.stem} if shapes else {},
        "ontology.example": {"folder": "cases", "name": "fine.ttl"},
        "ontology.released_file": {"name": "SHA256SUMS"},
        "ontology.check": {"name": "missing-label.rq"},
        "dataset.release_file": {"version": site.release.version, "name": "manifest.json"},
        "sparql.example": {"name": next((saved.name for saved in site.catalogue), "")},
        "docs.document": {"name": next(iter(document_files()), "")},
        "docs.file": {"folder": "examples", "name": "nginx.conf"},
        "queries.query": {"name": next((saved.name for saved in site.catalogue), "")},
        "programs.sitemap_part": {"number": "1"},
    }


def _in_path(name: str, example: str) -> Json:
    schema: Json = {"type": "string", **({"enum": sorted(KINDS)} if name == "kind" else {})}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": schema,
        **({"example": example} if example else {}),
    }


def _in_query(name: str, description: str, schema: Json | None = None, example: str = "") -> Json:
    found = {"name": name, "in": "query", "description": description, "schema": schema or {"type": "string"}}
    return found | ({"example": example} if example else {})


def _of_suffix(formats: Sequence[Format]) -> list[Json]:
    return [_excel()] if _of_csv(formats) else [_format(formats)]


def _of_csv(formats: Sequence[Format]) -> str:
    return "_csv" if [*formats] == [_CSV] else ""


_IN_QUERY: Mapping[str, Sequence[Json]] = {
    "lists.search": (
        _in_query("q", _WORDS, _SHORT, example="harbour"),
        _in_query("kind", "The kind of things to show; all without it", enum(FOUND_KINDS, "")),
        _in_query(
            "page",
            "The number of the page of results, in JSON",
            {"type": "integer", "minimum": 1, "maximum": LAST_PAGE},
        ),
        _in_query("limit", "Results on a page, in JSON", {"type": "integer", "minimum": 1, "maximum": MOST_ON_PAGE}),
    ),
    "sparql.suggest": (_in_query("q", _WORDS, _SHORT, example="harbour"),),
    "queries.catalogue": (
        _in_query("q", "Words of the questions to show", example="prisoners"),
        _in_query("for", "The audience whose questions to show"),
    ),
}
"""The parameters of routes that have no description of their own."""


def _format(formats: Iterable[Format]) -> Json:
    names = [each.name for each in formats]
    text = "bib, ris and csl.json are citations, which a draft has none of"
    described = {"description": text} if CITATIONS[0].name in names else {}
    found = {"name": "format", "in": "path", "required": True, "schema": enum(names, ""), "example": names[0]}
    return found | described


def _excel() -> Json:
    return _in_query(PARAMETER, "1 for CSV as spreadsheet programs read it", {"type": "string", "enum": ["0", "1"]})


def _responses(types: Iterable[str], of_json: str = "") -> Json:
    return {"200": {"description": "As asked for", "content": {name: _content(name, of_json) for name in types}}}


def _content(media_type: str, of_json: str) -> Json:
    schemas = {RESULTS[0].media_type: "Results", "application/geo+json": "GeoJSON"}
    if of_json:
        schemas[DOCUMENT.media_type] = of_json
    return {"schema": {"$ref": f"#/components/schemas/{schemas[media_type]}"}} if media_type in schemas else {}
