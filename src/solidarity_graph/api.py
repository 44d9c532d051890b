"""The public Python interface: read a release, go through its documents and claims, ask it, validate, map articles.

Its names are those of `__all__`, importable from `solidarity_graph` itself. They follow the version of the software: a
name that is to go warns for at least one minor version before.

>>> from solidarity_graph import SG, ask, open_release, read_documents
>>> release = open_release()
>>> release.base
'https://w3id.org/solidarity-graph/'
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Quad, QuerySolutions, RdfFormat, Store, parse
from rdflib import RDF, Graph

from solidarity_graph.errors import CallError, ReleaseError
from solidarity_graph.pipeline import check, published
from solidarity_graph.rdf import provenance_quads, quads_of, summarise, term_quads, terms_of
from solidarity_graph.records import load_files
from solidarity_graph.release import Release
from solidarity_graph.release import open_release as open_folder
from solidarity_graph.release import read_documents as documents_of
from solidarity_graph.resources import data_dir, queries_dir
from solidarity_graph.saved_queries import KINDS, known_things, load_catalogue
from solidarity_graph.schema.vocabulary import SG, SGC
from solidarity_graph.sparql.query_text.lexer import asks_service
from solidarity_graph.validation import Profile, Report, Result, read_files
from solidarity_graph.validation import validate as validate_graph

__all__ = [
    "RDF",
    "SG",
    "SGC",
    "Release",
    "Report",
    "Result",
    "ask",
    "check_data",
    "map_articles",
    "open_release",
    "read_claims",
    "read_documents",
    "read_graph",
    "validate",
]

Document = dict[str, Any]
"""A JSON-LD document without its context, which is `ontology/context.jsonld`; its schema is `document.schema.json`."""


def open_release(folder: Path | str | None = None) -> Release:
    """Return the release in a folder, such as `my-graph/data/release`; without one, that of this installation.

    Raises ReleaseError if there is none, or a damaged one.
    """
    chosen = Path(folder).absolute() if folder is not None else data_dir() / "release"
    if not chosen.is_dir():
        raise ReleaseError(f"{chosen} is no folder. Name that of a release, such as my-graph/data/release.")
    return open_folder(chosen)


def read_documents(release: Release, kind: str = "") -> Iterator[Document]:
    """Yield the documents of a release: one for each thing, claim, disagreement, named graph and concept.

    kind  the first part of a key, such as `person`, `event`, `article` or `claim`; empty for all.

    Raises CallError for another kind.

    >>> sorted(next(read_documents(open_release(), "place")).keys() & {"id", "type", "label"})
    ['id', 'label', 'type']
    """
    if kind and kind not in KINDS:
        raise CallError("%(kind)r is no kind of thing. Known: %(kinds)s.", kind=kind, kinds=", ".join(KINDS))
    prefix = f"{release.base}id/{kind}/" if kind else ""
    return (document for document in documents_of(release) if document["id"].startswith(prefix))


def read_claims(release: Release) -> Iterator[Document]:
    """Yield the claims of a release, each with its article, its modality and the characters that say it.

    >>> first = next(read_claims(open_release()))
    >>> sorted(first.keys() & {"subject", "predicate", "object", "statedIn", "modality", "evidenceGrade"})
    ['evidenceGrade', 'modality', 'object', 'predicate', 'statedIn', 'subject']
    """
    return read_documents(release, "claim")


def read_graph(release: Release) -> Graph:
    """Return the triples of a release in rdflib: the set union of its named graphs, as in its Turtle dump.

    >>> (None, SG.actionType, SGC.picket) in read_graph(open_release())
    True
    """
    return Graph().parse(release.folder / "solidarity-graph.ttl")


def ask(release: Release, question: str, **parameters: str | int) -> list[dict[str, str | None]]:
    """Return the rows of a SPARQL SELECT query, or of a saved query by its name.

    A row has each variable by name: IRIs in full, literals as they are written, None where nothing is bound. The query
    runs in this process, without the limits of the endpoint: ask nothing that a stranger wrote.

    parameters  of a saved query, by name; see `solidarity-graph query --list`.

    Raises SolidarityGraphError for an unknown saved query and for a wrong parameter, SyntaxError for wrong SPARQL, and
    CallError for a query that is no SELECT.

    >>> {row["kind"] for row in ask(open_release(), "measures-against-a-person", person="person/p7k2")} >= {"Arrest"}
    True
    """
    store = _store(release.nquads, release.manifest_sha256())
    if any(sign in question for sign in " \n{"):
        if parameters:
            raise CallError("Parameters are for saved queries: write the values into the query.")
        if asks_service(question):
            raise CallError("The query has SERVICE, and no other server is asked here. Ask that server by itself.")
        return _rows(store, question)
    saved = load_catalogue(queries_dir()).get(question)
    values = saved.resolve(
        {name: str(value) for name, value in parameters.items()}, release.base, partial(_known, store)
    )
    return _rows(store, saved.bind(values, release.base))


def _known(store: Store, iris: Sequence[str]) -> dict[str, str]:
    """Return, for those of the IRIs that name things, the IRI of the thing, or of that which it was merged into."""
    found = _rows(store, known_things(iris))
    return {str(row["thing"]): str(row["other"] or row["thing"]) for row in found}


def _rows(store: Store, query: str) -> list[dict[str, str | None]]:
    found = store.query(query)
    if not isinstance(found, QuerySolutions):
        raise CallError("The query is no SELECT. Ask for rows, or take read_graph(release) and query that.")
    names = [variable.value for variable in found.variables]
    return [{name: getattr(row[name], "value", None) for name in names} for row in found]


@lru_cache(1)
def _store(nquads: Path, _manifest: str) -> Store:
    """Return the quads of a dump, and their set union as default graph: that of the engine counts doubles twice."""
    store = Store()
    for quad in parse(path=nquads, format=RdfFormat.N_QUADS):
        store.add(quad)
        store.add(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
    return store


def validate(data: Graph | Path | str | Sequence[Path | str], level: str = "core") -> Report:
    """Return the report of SHACL validation on a graph, or on files of any RDF format, at a level.

    level  `core`, `provenance` or `strict`: each adds constraints to the one before it.

    Raises CallError for another level, DataError for a file that cannot be read.

    >>> data = '<https://e.org/a> a <https://w3id.org/solidarity-graph/ontology#Arrest> .'
    >>> [result.constraint for result in validate(Graph().parse(data=data)).results]
    ['event-has-status', 'measure-has-person']
    """
    levels = [profile.value for profile in Profile]
    if level not in levels:
        known = ", ".join(levels)
        raise CallError("%(level)r is no level of the shapes. Known: %(known)s.", level=level, known=known)
    if isinstance(data, Path | str):
        data = [data]
    graph = data if isinstance(data, Graph) else read_files(Path(path) for path in data)
    return validate_graph(graph, profile=Profile(level))


def check_data(folder: Path | str) -> Report:
    """Return the report of strict validation on a dataset's folder, such as `my-graph/data`, without building it.

    Raises DataErrors for faults in its files, each with file, entry and remedy.
    """
    return check(load_files(Path(folder)))


def map_articles(folder: Path | str) -> Graph:
    """Return the triples that a build of a dataset's folder would release: in rdflib, the union of its named graphs.

    `sg:statedIn` of a claim is its article. Nothing is validated. Raises DataErrors for faults in the files.
    """
    dataset = published(load_files(Path(folder)))
    quads = {*quads_of(dataset, summarise(dataset)), *provenance_quads(dataset)}
    quads |= {*term_quads(dataset.description.base, terms_of(quads))}
    triples = sorted({f"{quad.triple} .\n" for quad in quads})
    return Graph().parse(data="".join(triples), format="nt")
