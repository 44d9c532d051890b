"""Each quality check finds the fault that is planted for it, and none in the ontology, the examples and the release."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store
from rdflib import Graph, Variable

from solidarity_graph.errors import DataError
from solidarity_graph.resources import data_dir, ontology_dir
from solidarity_graph.schema.quality_checks import QualityCheck, quality_readme, read_checks

FOLDER = ontology_dir()
CHECKS = {check.name: check for check in read_checks()}
CATALOGUES: dict[str, Any] = tomllib.loads((FOLDER / "checks" / "catalogues.toml").read_text(encoding="utf-8"))
PREFIXES = """
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix schema: <https://schema.org/> .
    @prefix sg: <https://w3id.org/solidarity-graph/ontology#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix vann: <http://purl.org/vocab/vann/> .
    @prefix : <https://w3id.org/example/ontology#> .
    @prefix c: <https://w3id.org/example/concept/> .
"""
# An ontology of somebody else's, with nothing wrong: two classes, two properties, a scheme of two concepts, some data.
EXTENSION = """
    <https://w3id.org/example/ontology> a owl:Ontology ; dcterms:title "Gardens"@en ; dcterms:description "Plants."@en ;
        dcterms:creator "Ilna Quorvath" ; dcterms:publisher "Ilna Quorvath" ; dcterms:created "2031" ;
        dcterms:issued "2031" ;
        dcterms:bibliographicCitation "Ilna Quorvath: Gardens" ; dcterms:license <https://example.org/licence> ;
        owl:versionInfo "1.1.0" ; owl:versionIRI <https://w3id.org/example/ontology/1.1.0> ;
        owl:priorVersion <https://w3id.org/example/ontology/1.0.0> ;
        vann:preferredNamespacePrefix "g" ; vann:preferredNamespaceUri "https://w3id.org/example/ontology#" .
    :Garden a owl:Class ; rdfs:label "garden"@en ; skos:definition "With plants."@en ; skos:scopeNote "Any."@en ;
        owl:disjointWith :Plant ; rdfs:isDefinedBy <https://w3id.org/example/ontology> .
    :Plant a owl:Class ; rdfs:label "plant"@en ; skos:definition "What grows."@en ; skos:scopeNote "Any."@en ;
        rdfs:isDefinedBy <https://w3id.org/example/ontology> .
    :grows a owl:ObjectProperty ; rdfs:label "grows"@en ; skos:definition "Has it."@en ; skos:scopeNote "Any."@en ;
        skos:example ":a :grows :b" ; schema:domainIncludes :Garden ; schema:rangeIncludes :Plant ;
        rdfs:isDefinedBy <https://w3id.org/example/ontology> .
    :sort a owl:ObjectProperty ; rdfs:label "sort"@en ; skos:definition "Its sort."@en ; skos:scopeNote "Any."@en ;
        skos:example ":b :sort c:oak" ; schema:domainIncludes :Plant ; schema:rangeIncludes skos:Concept ;
        sg:conceptScheme c:sorts ; rdfs:isDefinedBy <https://w3id.org/example/ontology> .
    c:sorts a skos:ConceptScheme ; rdfs:label "sorts"@en ; dcterms:description "Sorts of plants."@en ;
        dcterms:license <https://example.org/licence> ; rdfs:isDefinedBy <https://w3id.org/example/ontology> ;
        skos:hasTopConcept c:tree .
    c:tree a skos:Concept ; skos:prefLabel "tree"@en ; skos:definition "Of wood."@en ;
        skos:scopeNote "Any."@en ; skos:example "It has bark."@en ; skos:inScheme c:sorts ; skos:topConceptOf c:sorts .
    c:oak a skos:Concept ; skos:prefLabel "oak"@en ; skos:definition "With acorns."@en ;
        skos:scopeNote "Any."@en ; skos:example "It has acorns."@en ; skos:inScheme c:sorts ; skos:broader c:tree .
    <https://example.org/a> a :Garden ; :grows <https://example.org/b> .
    <https://example.org/b> a :Plant ; :sort c:oak .
    sg:conceptScheme a owl:AnnotationProperty .
"""
# What is added to it, or taken out, and the terms that the check then names; "-" before what is taken out.
HEADER = "<https://w3id.org/example/ontology>"
# Only the first has to have note and example: the second is deprecated, the third in no scheme, as those of a dataset.
BARE_CONCEPTS = """c:ivy a skos:Concept ; skos:inScheme c:sorts .
    c:yew a skos:Concept ; skos:inScheme c:sorts ; owl:deprecated true . c:moss a skos:Concept ."""
FAULTS = {
    "ambiguous-namespace": ('- ; vann:preferredNamespaceUri "https://w3id.org/example/ontology#"', HEADER),
    "broader-in-another-scheme": ("c:ivy skos:inScheme c:climbers ; skos:broader c:tree .", "c:ivy"),
    "chain-of-one": (":grows owl:propertyChainAxiom ( :has ) .", ":grows"),
    "concept-below-no-top": ("- ;\n        skos:hasTopConcept c:tree", "c:oak c:tree"),
    "concept-in-two-schemes": ("c:oak skos:inScheme c:furniture .", "c:oak"),
    "concept-without-scheme": ("c:ivy a skos:Concept .", "c:ivy"),
    "cycle-in-broader": ("c:tree skos:broader c:oak .", "c:oak c:tree"),
    "cycle-in-subclasses": (":A rdfs:subClassOf :B . :B rdfs:subClassOf :A .", ":A :B"),
    "cycle-in-subproperties": (":a rdfs:subPropertyOf :b . :b rdfs:subPropertyOf :a .", ":a :b"),
    "datatype-as-class": (":Date a owl:Class .", ":Date"),
    "deprecated-in-use": ("c:oak owl:deprecated true .", "c:oak"),
    "deprecated-without-replacement": (":A owl:deprecated true .", ":A"),
    "disjoint-with-a-superclass": (":Herb rdfs:subClassOf :Plant, :Garden .", ":Herb"),
    "file-extension": (
        "<https://w3id.org/example/ontology.ttl#A> a owl:Class .",
        "<https://w3id.org/example/ontology.ttl#A>",
    ),
    "inverse-of-a-symmetric-property": (":near a owl:SymmetricProperty ; owl:inverseOf :close .", ":near"),
    "inverse-of-itself": (":near owl:inverseOf :near .", ":near"),
    "is-relation": (":isA a owl:ObjectProperty .", ":isA"),
    "merged-concepts": (":TreeAndBush a owl:Class .", ":TreeAndBush"),
    "miscellaneous-term": ("c:other-tree a skos:Concept .", "c:other-tree"),
    "missing-defined-by": (":A a owl:Class .", ":A"),
    "missing-definition": ('- ; skos:definition "Of wood."@en', "c:tree"),
    "missing-disjointness": ("- owl:disjointWith :Plant ;", ":Garden :Plant"),
    "missing-domain-or-range": ("- schema:domainIncludes :Garden ;", ":grows"),
    "missing-example": (f":has a owl:ObjectProperty . {BARE_CONCEPTS}", ":has c:ivy"),
    "missing-label": ('- ; rdfs:label "plant"@en', ":Plant"),
    "missing-licence": ("- dcterms:license <https://example.org/licence> ;", f"{HEADER} c:sorts"),
    "missing-metadata": ('- dcterms:created "2031" ;', HEADER),
    "missing-prefix": ('- vann:preferredNamespacePrefix "g" ;', HEADER),
    "missing-publication": ('- dcterms:publisher "Ilna Quorvath" ;', HEADER),
    "missing-scope-note": (f":A a owl:Class . {BARE_CONCEPTS}", ":A c:ivy"),
    "missing-version": ('- owl:versionInfo "1.1.0" ;', HEADER),
    "namespace-hijacking": ("skos:Garden a owl:Class .", "skos:Garden"),
    "naming-rules": (":Grows a owl:ObjectProperty . :herb a owl:Class . c:Ivy a skos:Concept .", ":Grows :herb c:Ivy"),
    "no-ontology": ("- a owl:Ontology ;", "owl:Ontology"),
    "no-persistent-iri": ("<https://example.org/o> a owl:Ontology .", "<https://example.org/o>"),
    "no-reuse": ("- schema:rangeIncludes skos:Concept ;", HEADER),
    "one-sided-top-concept": ("- ; skos:topConceptOf c:sorts", "c:tree"),
    "only-and-none": (":A rdfs:subClassOf [ owl:onProperty :grows ; owl:allValuesFrom :Plant ] .", ":A"),
    "preferred-and-alternative-label": ('c:oak skos:altLabel "oak"@en .', "c:oak"),
    "property-without-scheme": ("- sg:conceptScheme c:sorts ;", ":sort"),
    "recursive-definition": (
        ':A rdfs:label "shrub"@en ; skos:definition "A shrub."@en . :has rdfs:range :has .',
        ":A :has",
    ),
    "related-and-broader": ("c:tree skos:related c:oak .", "c:oak"),
    "same-label": (':Herb a owl:Class ; rdfs:label "plant"@en .', ":Herb :Plant"),
    "same-label-in-a-scheme": ('c:oak skos:altLabel "Tree"@en .', "c:oak"),
    "scheme-without-top": ("c:flowers a skos:ConceptScheme .", "c:flowers"),
    "several-domains": (":grows rdfs:domain :Garden, :Plant .", ":grows"),
    "several-preferred-labels": ('c:oak skos:prefLabel "oak tree"@en .', "c:oak"),
    "some-not": (
        ":A rdfs:subClassOf [ owl:onProperty :grows ; owl:someValuesFrom [ owl:complementOf :Plant ] ] .",
        ":A",
    ),
    "swapped-annotations": (':A a owl:Class ; rdfs:label "A low plant."@en ; skos:definition "herb"@en .', ":A"),
    "synonyms-as-terms": (":Herb a owl:Class ; owl:equivalentClass :Plant .", ":Herb"),
    "top-concept-with-broader": ("c:oak skos:topConceptOf c:sorts .", "c:oak"),
    "unconnected-class": (":A a owl:Class .", ":A"),
    "undefined-term": ("<https://example.org/a> :grwos c:elm .", ":grwos c:elm"),
    "unexplained-reuse": ('<https://example.org/a> schema:name "Park" .', "schema:name"),
    "untyped-class": ("<https://example.org/a> a :Gardn .", ":Gardn"),
    "untyped-property": ("<https://example.org/a> :grwos <https://example.org/b> .", ":grwos"),
    "unused-scheme": ("c:flowers a skos:ConceptScheme .", "c:flowers"),
    "unused-term": (":Herb a owl:Class .", ":Herb"),
    "wrong-equivalence": (":Garden owl:equivalentClass :Plant .", ":Garden"),
    "wrong-inverse": (":feeds owl:inverseOf :grows ; schema:domainIncludes :Garden .", ":feeds"),
    "wrong-prior-version": (
        f"{HEADER} owl:priorVersion {HEADER} .",
        HEADER,
    ),
    "wrong-symmetry": (":grows a owl:SymmetricProperty .", ":grows"),
    "wrong-transitivity": (":grows a owl:TransitiveProperty .", ":grows"),
}


@cache
def ours() -> Store:
    """The ontology, its concept schemes and reused terms, all examples of terms and cases, and the release."""
    store = Store()
    examples = [*FOLDER.glob("examples/terms/**/*.ttl"), *FOLDER.glob("examples/cases/**/*.ttl")]
    release = data_dir() / "release" / "solidarity-graph.ttl"
    for path in (*FOLDER.glob("*.ttl"), *FOLDER.glob("concepts/*.ttl"), *examples, release):
        store.load(path=str(path), format=RdfFormat.TURTLE)
    return store


def planted(fault: str) -> str:
    if fault.startswith("- "):
        text = EXTENSION.replace(fault.removeprefix("- "), "")
        assert text != EXTENSION
        return PREFIXES + text
    return PREFIXES + EXTENSION + fault


def found(check: QualityCheck, graph: Store) -> set[str]:
    rows = cast(QuerySolutions, graph.query(check.query))
    return {row["term"].value for row in rows}


def loaded(turtle: str) -> Store:
    store = Store()
    store.load(turtle.encode(), format=RdfFormat.TURTLE)
    return store


def expanded(names: str) -> set[str]:
    terms = loaded(f"{PREFIXES} [] rdf:value {', '.join(names.split())} .")
    return {quad.object.value for quad in terms if isinstance(quad.object, NamedNode)}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_check_finds_nothing_wrong_with_the_ontology_the_examples_and_the_release(check: QualityCheck) -> None:
    # Concepts that an example puts below ours are as small as what they show.
    wrong = {term for term in found(check, ours()) if not term.startswith("https://example.org/")}
    assert wrong == set(), check.remedy


def test_the_extension_has_no_fault() -> None:
    store = loaded(PREFIXES + EXTENSION)
    assert {name: terms for name, check in CHECKS.items() if (terms := found(check, store))} == {}


def test_a_fault_is_planted_for_each_check() -> None:
    assert list(FAULTS) == list(CHECKS)


@pytest.mark.parametrize(("name", "fault", "terms"), [(name, *fault) for name, fault in FAULTS.items()], ids=FAULTS)
def test_a_check_finds_its_planted_fault(name: str, fault: str, terms: str) -> None:
    turtle = planted(fault)
    assert found(CHECKS[name], loaded(turtle)) == expanded(terms)
    # In another engine, too: they are for anybody's.
    answer = Graph().parse(data=turtle, format="turtle").query(CHECKS[name].query)
    assert {str(binding[Variable("term")]) for binding in answer.bindings} == expanded(terms)


def test_a_transitive_property_is_not_asymmetric() -> None:
    turtle = PREFIXES + ":near a owl:TransitiveProperty, owl:AsymmetricProperty ."
    assert found(CHECKS["wrong-transitivity"], loaded(turtle)) == expanded(":near")


@pytest.mark.parametrize("catalogue", CATALOGUES.values(), ids=CATALOGUES)
def test_every_entry_of_a_catalogue_is_answered(catalogue: dict[str, Any]) -> None:
    answered = {key for check in CHECKS.values() for key in check.answers}
    assert set(catalogue["entries"]) <= answered | set(catalogue["otherwise"])
    assert set(catalogue["otherwise"]) <= set(catalogue["entries"])


def test_checks_answer_what_is_in_the_catalogues() -> None:
    entries = {key for catalogue in CATALOGUES.values() for key in catalogue["entries"]}
    assert {key for check in CHECKS.values() for key in check.answers} <= entries
    assert len(CATALOGUES["oops"]["entries"]) == 41


def test_the_readme_shows_how_to_run_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", quality_readme(), re.DOTALL)
    (tmp_path / "ontology").symlink_to(FOLDER)
    (tmp_path / "all.ttl").write_text(planted(FAULTS["missing-label"][0]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(code, {})
    assert capsys.readouterr().out == "missing-label <https://w3id.org/example/ontology#Plant>\n"


@pytest.mark.parametrize(
    "header",
    ["", "#+ summary: A fault.", "#+ summary: A fault.\n#+ remedy: Mend it.\n#+ by: me", "#+ summary: [", "#+ text"],
)
def test_an_invalid_header_is_an_error(header: str, tmp_path: Path) -> None:
    (tmp_path / "some-fault.rq").write_text(f"{header}\nSELECT ?term WHERE {{}}\n")
    with pytest.raises(DataError, match=r"some-fault\.rq: the header is invalid"):
        read_checks(tmp_path)
