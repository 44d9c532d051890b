"""Reads the alignments to other vocabularies, `ontology/alignments/*.sssom.tsv`, and writes what is made of them.

https://mapping-commons.github.io/sssom/spec-formats-tsv/
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import yaml
from pyoxigraph import Literal

from solidarity_graph.errors import DataError
from solidarity_graph.resources import ontology_dir

SUFFIX: Final = ".sssom.tsv"
HELD_EVENTS: Final = "held-events.rq"
_NEGATED: Final = "Not"
_IF_HELD: Final = "if-held"
_SSSOM: Final = "https://w3id.org/sssom/"
_PREFIXES: Final = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sssom": _SSSOM,
}


@dataclass(frozen=True, slots=True)
class AlignmentRow:
    """One mapping from a term of ours to one of theirs, as prefixed names and as IRIs.

    negated  the relation does not hold, although one might think so. if_held  it is true of events that took place.
    """

    subject: str
    subject_iri: str
    subject_label: str
    relation: str
    negated: bool
    target: str
    target_iri: str
    target_label: str
    justification: str
    if_held: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """The mappings to one vocabulary. `header` has the metadata of SSSOM, `prefixes` what its names are short for."""

    name: str
    header: Mapping[str, Any]
    prefixes: Mapping[str, str]
    rows: tuple[AlignmentRow, ...]


@cache
def read_alignments() -> Mapping[str, Alignment]:
    """Return the alignments by name, such as "foaf". Raises DataError for a prefix that is not declared."""
    paths = sorted((ontology_dir() / "alignments").glob(f"*{SUFFIX}"))
    return {alignment.name: alignment for alignment in map(read_alignment, paths)}


@cache
def mappings_by_term() -> Mapping[str, Sequence[tuple[str, AlignmentRow]]]:
    """Return the rows about each term of ours, by its IRI, each with the name of its alignment."""
    found: dict[str, list[tuple[str, AlignmentRow]]] = {}
    for name, alignment in read_alignments().items():
        for row in alignment.rows:
            found.setdefault(row.subject_iri, []).append((name, row))
    return found


def read_alignment(path: Path) -> Alignment:
    """Return the alignment in an SSSOM file that begins with its metadata. Raises DataError for an unknown prefix."""
    lines = path.read_text(encoding="utf-8").splitlines()
    top = list(takewhile(lambda line: line.startswith("#"), lines))
    header: dict[str, Any] = yaml.safe_load("\n".join(line[1:] for line in top))
    prefixes = header.pop("curie_map")
    records = csv.DictReader(lines[len(top) :], delimiter="\t")
    try:
        header |= {key: _expand(header[key], prefixes) for key in ("subject_source", "object_source")}
        rows = tuple(_row(record, prefixes) for record in records)
    except KeyError as missing:
        raise DataError(
            f"neither the curie_map nor the table has {missing}.",
            file=path.name,
            entry=f"line {len(top) + records.line_num}",
            remedy="Declare the prefix, or add the column.",
        ) from None
    return Alignment(path.name.removesuffix(SUFFIX), header, prefixes, rows)


def _row(record: Mapping[str, str], prefixes: Mapping[str, str]) -> AlignmentRow:
    subject, target = record["subject_id"], record["object_id"]
    _expand(record["predicate_id"], prefixes)
    return AlignmentRow(
        subject=subject,
        subject_iri=_expand(subject, prefixes),
        subject_label=record["subject_label"],
        relation=record["predicate_id"],
        negated=record["predicate_modifier"] == _NEGATED,
        target=target,
        target_iri=_expand(target, prefixes),
        target_label=record.get("object_label", ""),
        justification=record["mapping_justification"],
        if_held=record["other"] == _IF_HELD,
        reason=record["comment"],
    )


def _expand(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return f"{prefixes[prefix]}{local}"


def alignment_files() -> Mapping[Path, str]:
    """Return the text of each file that is generated from the alignments, by path."""
    folder = ontology_dir() / "alignments"
    alignments = read_alignments()
    return {
        **{folder / f"{name}.ttl": as_turtle(alignment) for name, alignment in alignments.items()},
        folder / HELD_EVENTS: held_events_query(alignments.values()),
    }


def as_turtle(alignment: Alignment) -> str:
    """Return the mappings that hold as Turtle: a triple each, annotated with its justification and its reason.

    What does not hold is left out: RDF has no way of saying so that every reader respects.
    """
    header = alignment.header
    rows = [row for row in alignment.rows if not row.negated]
    names = [name for row in rows for name in (row.subject, row.relation, row.target, row.justification)]
    used = {name.partition(":")[0] for name in names}
    prefixes = {prefix: iri for prefix, iri in alignment.prefixes.items() if prefix in used} | _PREFIXES
    return "".join(
        (
            f"# Generated from {alignment.name}{SUFFIX}: change that file, not this one.\n\n",
            *(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(prefixes.items())),
            f"\n<{header['mapping_set_id']}> a sssom:MappingSet ;\n",
            f"    dcterms:title {_text(header['mapping_set_title'])} ;\n",
            f"    dcterms:license <{header['license']}> ;\n",
            f"    owl:versionInfo {Literal(header['mapping_set_version'])} ;\n",
            f"    sssom:object_source <{header['object_source']}> ;\n",
            f"    sssom:object_source_version {Literal(header['object_source_version'])} ;\n",
            f"    rdfs:comment {_text(header['comment'])} .\n",
            *map(_axiom, rows),
        )
    )


def _axiom(row: AlignmentRow) -> str:
    return (
        f"\n{row.subject} {row.relation} {row.target} .\n"
        f"[] a owl:Axiom ;\n"
        f"    owl:annotatedSource {row.subject} ;\n"
        f"    owl:annotatedProperty {row.relation} ;\n"
        f"    owl:annotatedTarget {row.target} ;\n"
        f"    sssom:mapping_justification {row.justification} ;\n"
        f"    rdfs:comment {_text(row.reason)} .\n"
    )


def _text(value: str) -> str:
    return str(Literal(value, language="en"))


# A denied event is left out: whether it took place is what is disputed. sg:denied stands in a release of ours; where
# somebody else's graph has none, nothing is left out.
_HELD_EVENTS: Final = """\
# Generated from the rows with `if-held` in *{suffix}: change those files, not this one.
# Gives the events that took place, or are under way, the classes and properties of vocabularies whose events did.
# None of the alignments does: what is planned, banned or called off would become something that happened.

PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX sg: <https://w3id.org/solidarity-graph/ontology#>
PREFIX sgc: <https://w3id.org/solidarity-graph/concept/>

CONSTRUCT {{ ?event ?property ?value }}
WHERE {{
  {{
    VALUES (?ourClass ?value) {{
{classes}    }}
    ?event a ?ourClass .
    BIND (rdf:type AS ?property)
  }} UNION {{
    VALUES (?ourProperty ?property) {{
{properties}    }}
    ?event ?ourProperty ?value .
  }}
  ?event sg:status ?status .
  FILTER (?status IN (sgc:held, sgc:ongoing))
  FILTER NOT EXISTS {{ ?event sg:denied true }}
}}
"""


def held_events_query(alignments: Iterable[Alignment]) -> str:
    """Return a SPARQL CONSTRUCT query for the mappings that are true only of events that took place."""
    rows = [row for alignment in alignments for row in alignment.rows if row.if_held]
    return _HELD_EVENTS.format(
        suffix=SUFFIX,
        classes="".join(_pairs(row for row in rows if _is_class(row))),
        properties="".join(_pairs(row for row in rows if not _is_class(row))),
    )


def _pairs(rows: Iterable[AlignmentRow]) -> Iterator[str]:
    return (f"      ({row.subject} <{row.target_iri}>)\n" for row in rows)


def _is_class(row: AlignmentRow) -> bool:
    # The naming rule of the ontology: classes begin with an upper-case letter, properties with a lower-case one.
    return row.subject.partition(":")[2][0].isupper()
