"""The alignments to other vocabularies are well-formed SSSOM, and each row has its reason."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph
from rdflib.compare import isomorphic

from solidarity_graph.errors import DataError
from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.alignments import (
    HELD_EVENTS,
    SUFFIX,
    Alignment,
    as_turtle,
    read_alignment,
    read_alignments,
)
from solidarity_graph.schema.namespaces import SG, SGC

FOLDER = ontology_dir() / "alignments"
ONTOLOGY = read_ontology()
ALIGNMENTS = read_alignments()
ROWS = [(name, row) for name, alignment in ALIGNMENTS.items() for row in alignment.rows]
# Rows that make things of one kind of ours and theirs.
NEAR = [(name, row) for name, row in ROWS if not row.negated and row.relation != "skos:relatedMatch"]
MATCHES = {"skos:exactMatch", "skos:closeMatch", "skos:narrowMatch", "skos:broadMatch", "skos:relatedMatch"}
# For reasoning, and so only where everything that follows is true: test_alignment_inferences.py.
AXIOMS = {"rdfs:subClassOf", "rdfs:subPropertyOf"}
WITHOUT_PROPERTIES = {"acled", "plover", "sharp", "huridocs"}  # lists of codes
HEADER = {
    "mapping_set_id", "mapping_set_version", "mapping_set_title", "license", "mapping_date", "creator_label",
    "subject_source", "subject_source_version", "object_source", "object_source_version", "comment",
}  # fmt: skip


# The files.


def test_there_is_an_alignment_for_every_vocabulary_that_was_promised() -> None:
    assert set(ALIGNMENTS) == {
        "sem", "lode", "prov-o", "web-annotation", "nanopub", "schema-org", "foaf", "org", "followthemoney",
        "cidoc-crm", "wikidata", "plover", "acled", "sharp", "ontorights", "huridocs", "geosparql",
    }  # fmt: skip


def test_every_file_of_the_folder_is_an_alignment_or_made_from_one() -> None:
    expected = {f"{name}{suffix}" for name in ALIGNMENTS for suffix in (SUFFIX, ".ttl")} | {HELD_EVENTS}
    assert {path.name for path in FOLDER.iterdir()} == expected


@pytest.mark.parametrize("alignment", ALIGNMENTS.values(), ids=lambda alignment: alignment.name)
def test_the_header_says_what_was_compared_with_what(alignment: Alignment) -> None:
    assert set(alignment.header) == HEADER
    assert all(alignment.header.values())
    assert alignment.header["mapping_set_id"] == f"{ONTOLOGY.iri}/alignments/{alignment.name}"
    assert alignment.header["subject_source"] == ONTOLOGY.iri
    assert alignment.header["license"] == ONTOLOGY.licence
    used = {name.partition(":")[0] for row in alignment.rows for name in (row.subject, row.relation, row.target)}
    assert set(alignment.prefixes) == {*used, "semapv", "project", "source"}


def test_a_row_leads_from_a_term_of_ours_to_another_and_says_why() -> None:
    terms = {**ONTOLOGY.classes, **ONTOLOGY.properties}
    labels = {term.iri: term.label for term in terms.values()}
    labels |= {concept.iri: concept.labels["en"] for concept in ONTOLOGY.concepts.values()}
    for name, row in ROWS:
        assert row.subject_label == labels[row.subject_iri]
        assert row.relation in MATCHES | AXIOMS
        assert not row.target_iri.startswith((SG, SGC))
        assert row.justification == "semapv:ManualMappingCuration"
        assert row.reason.endswith("."), row
        assert len(row.reason.split()) > 2, row
        assert bool(row.target_label) is (name != "huridocs"), row  # whose labels are not free to copy
        assert row.relation not in AXIOMS or not (row.negated or row.if_held), row


def test_classes_and_properties_are_not_mixed_up() -> None:
    for _name, row in ROWS:
        local = row.subject_iri.removeprefix(SG)
        assert row.relation != "rdfs:subClassOf" or local in ONTOLOGY.classes
        assert row.relation != "rdfs:subPropertyOf" or local in ONTOLOGY.properties


def is_property(target: str) -> bool:
    """Return true if a prefixed name of theirs is that of a property, by the naming rules of its vocabulary."""
    prefix, _, name = target.partition(":")
    if prefix in {"wd", "wdt"}:
        return prefix == "wdt"
    if prefix == "crm":
        return name.startswith("P")
    return re.split("[:.]", name)[-1][0].islower()  # ftm:Event:location, ontorights:Event.partOf


def test_a_property_is_near_only_to_a_property() -> None:
    mixed = [
        (name, row.subject, row.target)
        for name, row in NEAR
        if name not in WITHOUT_PROPERTIES
        if is_property(row.target) is not (row.subject_iri.removeprefix(SG) in ONTOLOGY.properties)
    ]
    assert mixed == []


def test_a_role_is_near_only_to_a_role() -> None:
    roles = {f"sgc:{each.name}" for each in ONTOLOGY.concepts.values() if each.scheme == "roles"}
    near = {row.target for _, row in NEAR if row.subject in roles}
    assert {target for target in near if not target.startswith("huridocs:21-")} == {"org:Head"}  # 21: relationships


def test_the_state_of_a_person_is_near_only_to_the_state_of_a_case() -> None:
    states = {f"sgc:{each.name}" for each in ONTOLOGY.concepts.values() if each.scheme == "legal-states"}
    assert {row.subject for _, row in NEAR if row.target.startswith("huridocs:25-")} <= states  # 25: of a victim
    assert [row for _, row in NEAR if row.target.startswith("huridocs:26-")] == []  # 26: of a perpetrator


def test_codes_of_huridocs_are_well_formed_and_of_the_thesauri_in_the_header() -> None:
    alignment = ALIGNMENTS["huridocs"]
    codes = [re.fullmatch(r"huridocs:(\d+)-\d{12}", row.target) for row in alignment.rows]
    thesauri = {code[1] for code in codes if code}
    assert len(list(filter(None, codes))) == len(alignment.rows)
    assert set(re.findall(r"\d+", alignment.header["comment"].partition("was read:")[2])) == thesauri


def test_no_row_stands_twice_and_none_contradicts_another() -> None:
    rows = Counter((name, row.subject, row.target) for name, row in ROWS)
    assert [key for key, count in rows.items() if count > 1] == []


def test_alignments_use_no_deprecated_term() -> None:
    terms = {**ONTOLOGY.classes, **ONTOLOGY.properties, **ONTOLOGY.concepts}
    deprecated = {term.iri for term in terms.values() if term.deprecated}
    assert deprecated.isdisjoint(row.subject_iri for _, row in ROWS)


def test_what_happens_to_prisoners_has_counterparts() -> None:
    aligned = {row.subject for _, row in ROWS if not row.negated}
    assert {
        "sg:Verdict", "sg:Stay", "sg:IllTreatment", "sg:DenialOfCare", "sg:DeathInCustody", "sg:PrisonerProtest",
        "sg:CaseState", "sgc:house-arrest", "sgc:enforced-disappearance", "sgc:torture", "sgc:not-charged",
        "sgc:travel-ban", "sgc:amnesty", "sgc:forced-psychiatric-confinement", "sgc:on-trial", "sgc:forced-confession",
        "sgc:solitary-confinement", "sgc:incommunicado-detention", "sgc:deportation", "sgc:force-feeding",
    } <= aligned  # fmt: skip


def test_sharps_methods_are_those_of_the_concepts() -> None:
    listed = {
        (f"sgc:{each.name}", f"sharp:{number}") for each in ONTOLOGY.concepts.values() for number in each.sharp_methods
    }
    assert {(row.subject, row.target) for row in ALIGNMENTS["sharp"].rows} == listed


def test_plovers_codes_are_those_of_the_concepts_and_more() -> None:
    coded = {each.name: ".".join(filter(None, each.plover)) for each in ONTOLOGY.concepts.values() if any(each.plover)}
    rows = {row.subject: row.target.removeprefix("plover:") for row in ALIGNMENTS["plover"].rows}
    assert {name: rows.get(f"sgc:{name}") for name in coded} == coded
    assert set(rows) > {f"sgc:{name}" for name in coded}


def test_the_turtle_has_each_mapping_that_holds_with_its_reason() -> None:
    for name, alignment in ALIGNMENTS.items():
        turtle = Graph().parse(FOLDER / f"{name}.ttl")
        assert isomorphic(turtle, Graph().parse(data=as_turtle(alignment)))
        annotated = {
            tuple(
                turtle.value(axiom, part) for part in (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
            )
            for axiom in turtle.subjects(RDF.type, OWL.Axiom)
        }
        assert annotated == mappings(turtle)
        holding = {(row.subject_iri, row.target_iri) for row in alignment.rows if not row.negated}
        assert {(str(ours), str(theirs)) for ours, _, theirs in annotated} == holding


def mappings(turtle: Graph) -> set[tuple[object, ...]]:
    return {triple for triple in turtle if str(triple[0]).startswith((SG, SGC))}


def test_a_prefix_that_is_not_declared_is_an_error_with_its_line(tmp_path: Path) -> None:
    text = (FOLDER / f"foaf{SUFFIX}").read_text(encoding="utf-8").replace("foaf:Agent", "foo:Agent", 1)
    file = tmp_path / f"foaf{SUFFIX}"
    file.write_text(text, encoding="utf-8")
    line = 1 + next(number for number, row in enumerate(text.splitlines()) if "foo:Agent" in row)
    with pytest.raises(DataError, match=f"foaf.sssom.tsv, line {line}: neither the curie_map nor the table has 'foo'"):
        read_alignment(file)
