"""No saved query and no file of the release gives a conviction without what contests it and what became of it.

Found by walking: every query there is, asked about every sentence, convict and article, and every file of the release.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyoxigraph
import pytest

from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import SavedQuery, load_catalogue
from solidarity_graph.saved_queries.parameter_values import PUBLIC_BASE
from solidarity_graph.schema.namespaces import DCTERMS, RDF, SG, SGC, SKOS
from tests.queries.asking import Ask, Rows

QUERIES = tuple(load_catalogue(queries_dir()))
BY_A_SENTENCE = ("contestedBy", "became", "asOf")
IN_A_TABLE = ("contested_by", "what_became_of_it", "as_of")
BESIDE_ANOTHER = ("convictions_named",)  # of a row of another event that names it, such as a release that ends it
# What is in these files is no data: hashes, the outcome of the validation, and words on the columns.
NO_DATA = {".built-from", "SHA256SUMS", "SHA256SUMS.built", "manifest.json", "validation.json", "codebook.md"}


@dataclass(frozen=True)
class Convictions:
    """The sentences of the release, and what a query can be asked about.

    marks  IRIs and names of sentences and of verdicts that convict, and IRIs of claims about them.
    """

    iris: frozenset[str]
    marks: frozenset[str]
    things: tuple[str, ...]
    articles: tuple[str, ...]


@pytest.fixture(scope="session")
def convictions(snapshot: Ask) -> Convictions:
    sentence = f"{{ ?s a <{SG}Sentence> }}"
    verdict = f"{{ ?s <{SG}verdictKind>/<{SKOS}broader>* <{SGC}conviction> }}"

    def cells(pattern: str, of: str = sentence) -> list[str]:
        rows = snapshot(f"SELECT DISTINCT ?x {{ {of} {pattern} }} ORDER BY STR(?x)").rows
        return [row[0] for row in rows]

    iris = cells("BIND(?s AS ?x)")
    either = f"{sentence} UNION {verdict}"
    marks = (
        cells(pattern, either) for pattern in ("BIND(?s AS ?x)", f"?x <{RDF}subject> ?s", f"?s <{SKOS}prefLabel> ?x")
    )
    agents = cells(f"?s <{SG}imposedOn>|<{SG}imposedBy>|<{SG}contestedBy>|<{SG}inCase>|<{SG}detainedAt> ?x")
    articles = cells(f"?c <{RDF}subject> ?s ; <{SG}statedIn> ?x")
    return Convictions(
        iris=frozenset(iris),
        marks=frozenset(chain.from_iterable(marks)),
        things=tuple(iri.removeprefix(f"{PUBLIC_BASE}id/") for iri in (*iris, *agents)),
        articles=tuple(iri.rpartition("/")[2] for iri in articles),
    )


def variants(query: SavedQuery, convictions: Convictions) -> Iterator[dict[str, str]]:
    """The defaults, and each parameter set to whatever of its type has to do with a sentence."""
    yield {}
    of_type = {"thing": convictions.things, "article": convictions.articles, "integer": ("0",)}
    for parameter in query.parameters:
        for value in of_type.get(parameter.type, ()):
            yield {parameter.name: value}


def lacking(found: Rows, convictions: Convictions) -> Iterator[tuple[str, ...]]:
    """The rows that name a sentence, or a claim about one, and do not say all of it."""
    for row in found.rows:
        cells = dict(zip(found.columns, row, strict=True))
        if any(mark in row for mark in convictions.marks) and not all(cells.get(name) for name in BY_A_SENTENCE):
            yield row


def lacking_in_graph(triples: set[tuple[str, str, str]], convictions: Convictions) -> Iterator[str]:
    """The sentences of a graph that come without who contests them, what followed, or the day of an article."""
    for iri in convictions.iris & {subject for subject, _, _ in triples}:
        contested = any((subject, link) == (iri, f"{SG}contestedBy") for subject, link, _ in triples)
        followed = {subject for subject, link, value in triples if (link, value) == (f"{SG}inConsequenceOf", iri)}
        unknown = any((subject, link) == (iri, f"{SG}outcomeUnknownAsOf") for subject, link, _ in triples)
        dated = {subject for subject, link, _ in triples if link == f"{SG}date"}
        articles = {subject for subject, link, _ in triples if link == f"{DCTERMS}issued"}
        if not (contested and (followed & dated or unknown) and articles):
            yield iri


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_no_saved_query_gives_a_conviction_alone(query: SavedQuery, snapshot: Ask, convictions: Convictions) -> None:
    for values in variants(query, convictions):
        found = snapshot(query.bind(values, PUBLIC_BASE))
        if query.columns:
            assert list(lacking(found, convictions)) == [], values
        else:
            triples = {(subject, link, value) for subject, link, value in found.rows}
            assert list(lacking_in_graph(triples, convictions)) == [], values


def test_some_queries_do_give_convictions(snapshot: Ask, convictions: Convictions) -> None:
    giving = {
        query.name
        for query in QUERIES
        for row in snapshot(query.text).rows
        if any(mark in row for mark in convictions.marks)
    }
    assert len(giving) >= 10


def test_no_file_of_the_release_gives_a_conviction_alone(release: Path, convictions: Convictions) -> None:
    walked = 0
    for path in sorted(release.rglob("*")):
        if path.is_file() and path.name not in NO_DATA:
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            if path.parent.name == "queries":
                walked += _examine_answer(path.name, content, convictions)
            else:
                walked += _examine(path.name.removesuffix(".gz"), content, convictions)
    assert walked >= 3


def _examine_document(document: dict[str, object], convictions: Convictions) -> bool:
    """Whether a document names a conviction: then it holds what contests it and what became of it."""
    told = {key: value for key, value in document.items() if key != "convictions"}
    named = {iri for iri in convictions.iris if f'"{iri}"' in json.dumps(told)}
    beside = {conviction["id"]: conviction for conviction in document.get("convictions", ())}
    assert named <= beside.keys(), document["id"]
    for told_of in (beside[iri] for iri in named):
        assert told_of["contesting"]
        assert told_of["afterwards"] or told_of["outcomeUnknownAsOf"]
        assert told_of["newest"]
    return bool(named)


def _examine(name: str, content: bytes, convictions: Convictions) -> bool:
    """Whether the file gives a conviction. A file of a new kind fails here until this test can read it."""
    suffix = name.rpartition(".")[2]
    if suffix == "csv":
        return _examine_table(name, content.decode(), convictions, IN_A_TABLE)
    if suffix == "jsonl":
        return sum(_examine_document(json.loads(line), convictions) for line in content.decode().splitlines()) > 0
    rdf_format = pyoxigraph.RdfFormat.from_extension(suffix)
    assert rdf_format, f"{name}: read it here, and see that it says all of each conviction"
    triples = {
        (quad.subject.value, quad.predicate.value, getattr(quad.object, "value", ""))
        for quad in pyoxigraph.parse(content, rdf_format)
        if isinstance(quad.subject, pyoxigraph.NamedNode)
    }
    assert convictions.iris <= {subject for subject, _, _ in triples}
    assert list(lacking_in_graph(triples, convictions)) == [], name
    return True


def _examine_answer(name: str, content: bytes, convictions: Convictions) -> bool:
    """The answer to a saved query says of each conviction what the query says."""
    if name.endswith(".csv"):
        return _examine_table(name, content.decode(), convictions, BY_A_SENTENCE)
    document = json.loads(content)
    rows = [
        tuple(binding.get(column, {}).get("value", "") for column in document["head"]["vars"])
        for binding in document["results"]["bindings"]
    ]
    found = Rows(tuple(document["head"]["vars"]), tuple(rows))
    assert list(lacking(found, convictions)) == [], name
    return any(mark in row for row in rows for mark in convictions.marks)


def _examine_table(name: str, text: str, convictions: Convictions, columns: tuple[str, ...]) -> bool:
    told = [row for row in csv.DictReader(io.StringIO(text)) if convictions.iris & set(row.values())]
    for row in told:
        is_own = columns != IN_A_TABLE or row["event"] in convictions.iris
        assert all(row.get(column) for column in (columns if is_own else BESIDE_ANOTHER)), (name, row)
    return bool(told)
