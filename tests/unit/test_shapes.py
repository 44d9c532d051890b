"""Every constraint in `shapes/` has a smallest example that conforms and one that fails, for that reason alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, Graph, URIRef

from solidarity_graph.resources import ontology_dir, shapes_dir
from solidarity_graph.validation import Profile, Result, constraint_names, parse, read_file, validate
from solidarity_graph.validation.profiles import shapes_graph

EXAMPLES = ontology_dir() / "examples" / "shapes"
BASE = "https://example.org/graph/id/"
SHAPES = "https://w3id.org/solidarity-graph/shapes#"
STRICT = shapes_graph(Profile.STRICT)
TARGETS = {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
CARDINALITIES = {SH.minCount, SH.maxCount}
NO_CONSTRAINTS = {RDF.type, RDFS.comment, SH.message, SH.path, SH.severity, *TARGETS, URIRef(SHAPES + "scope")}
IMPERATIVES = (
    *("Add", "Build", "Change", "Check", "Correct", "Count", "Describe", "Exchange", "Give", "Keep", "Make", "Name"),
    *("Point", "Quote", "Record", "Remove", "Use", "Write"),
)
PREFIXES = """
@base <https://example.org/graph/id/> .
@prefix sg: <https://w3id.org/solidarity-graph/ontology#> .
@prefix sgc: <https://w3id.org/solidarity-graph/concept/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


ALONE = {"graph-uses-the-ontology", "namespace-is-exact"}
"""Rules about the graph and its terms, not its things: in one graph with other examples their results are nobody's."""


def homes() -> dict[str, Profile]:
    """Each constraint with the profile that brings it."""
    return {name: profile for profile in reversed(Profile) for name in constraint_names(profile)}


HOMES = homes()


def example(name: str, kind: str) -> Path:
    return EXAMPLES / f"{name}.{kind}.ttl"


def owner(result: Result) -> tuple[str, str]:
    """The example that a result speaks of: by the node to mend, or by the first one in the message."""
    pattern = r"https://example\.org/([a-z0-9-]+)/((?:in)?valid)/"
    match = re.match(pattern, str(result.place)) or re.search(pattern, result.message)
    assert match, result
    return match[1], match[2]


@cache
def outcome(profile: Profile) -> Mapping[tuple[str, str], set[tuple[str, str]]]:
    """What each example of a profile gives: source shape and constraint component of its results.

    All of them in one graph, each under names of its own: one run of pySHACL instead of two hundred.
    """
    graph = Graph()
    for name, home in HOMES.items():
        if home is profile and name not in ALONE:
            for kind in ("valid", "invalid"):
                path = example(name, kind)
                data = path.read_text("utf-8").replace(BASE, f"https://example.org/{name}/{kind}/")
                graph += parse(data.encode(), ".ttl", path.name)
    sources: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for result in validate(graph, profile=profile).results:
        sources.setdefault(owner(result), set()).add((result.source_shape, result.source_constraint_component))
    for name in ALONE:
        if HOMES[name] is profile:
            for kind in ("valid", "invalid"):
                for result in validate(read_file(example(name, kind)), profile=profile).results:
                    component = result.source_constraint_component
                    sources.setdefault((name, kind), set()).add((result.source_shape, component))
    return sources


def test_every_constraint_has_its_pair_and_no_example_is_left_over() -> None:
    expected = {f"{name}.{kind}.ttl" for name in HOMES for kind in ("valid", "invalid")}

    assert {path.name for path in EXAMPLES.glob("*.ttl")} == expected


@pytest.mark.parametrize("name", sorted(HOMES))
def test_the_valid_example_conforms(name: str) -> None:
    assert (name, "valid") not in outcome(HOMES[name])


@pytest.mark.parametrize("name", sorted(HOMES))
def test_the_invalid_example_fails_for_that_reason_alone(name: str) -> None:
    sources = outcome(HOMES[name])[name, "invalid"]

    assert [shape for shape, _ in sources] == [SHAPES + name]


@pytest.mark.parametrize("name", ["bounds-in-order", "held-before-reported", "phrases-cover-a-fifth"])
def test_an_example_read_alone_gives_the_same(name: str) -> None:
    results = validate(read_file(example(name, "invalid")), profile=HOMES[name]).results
    sources = {(result.source_shape, result.source_constraint_component) for result in results}

    assert sources == outcome(HOMES[name])[name, "invalid"]


@pytest.mark.parametrize("name", sorted(HOMES))
def test_examples_are_short_and_differ_little(name: str) -> None:
    valid, invalid = (example(name, kind).read_text("utf-8").splitlines() for kind in ("valid", "invalid"))

    assert max(len(valid), len(invalid)) <= 20
    assert len(set(valid) ^ set(invalid)) <= 7


@pytest.mark.parametrize("name", sorted(HOMES))
def test_a_constraint_is_one_constraint_with_a_reason(name: str) -> None:
    shape = URIRef(SHAPES + name)
    parameters = set(STRICT.predicates(shape)) - NO_CONSTRAINTS

    assert len(parameters) == 1, "one IRI for one constraint"
    assert STRICT.value(shape, RDFS.comment) or parameters <= CARDINALITIES


@pytest.mark.parametrize("name", sorted(HOMES))
def test_a_message_is_one_sentence_on_what_is_wrong_and_one_on_what_to_do(name: str) -> None:
    shape = URIRef(SHAPES + name)
    message = str(STRICT.value(STRICT.value(shape, SH.sparql, default=shape), SH.message))
    fault, remedy = re.split(r"(?<=[\w)}>\"])[.] (?=[A-Z])", message)

    assert re.match(r"[A-Z]|[{][?]value[}] |sg:\w+ ", fault)
    assert remedy.split()[0] in IMPERATIVES
    assert remedy.endswith(".")


def test_a_message_with_places_for_values_is_where_every_engine_fills_them_in() -> None:
    """On the SPARQL constraint: https://www.w3.org/TR/shacl/#sparql-constraints-solutions."""
    for subject, message in STRICT.subject_objects(SH.message):
        head, _, _ = str(STRICT.value(subject, SH.select, default="")).partition("WHERE")
        names = re.findall(r"[{][?](\w+)[}]", message)
        assert set(names) <= set(re.findall(r"[?](\w+)", head)), subject
        assert len(names) == len(set(names)), "shacl-engine fills in the first place of a name only"
        assert not set(STRICT.objects(subject, SH.sparql)), subject


@pytest.mark.parametrize("path", sorted(shapes_dir().rglob("*.ttl")), ids=lambda path: path.stem)
def test_a_file_declares_the_prefixes_that_its_queries_use(path: Path) -> None:
    """So that it can be taken alone, also by engines that read the files one by one."""
    graph = read_file(path)
    queries = " ".join(re.sub(r'"[^"]*"|<[^>]*>', "", query) for query in graph.objects(None, SH.select))

    assert set(re.findall(r"(?<![\w?$])(\w+):\w", queries)) <= set(map(str, graph.objects(None, SH.prefix)))


def test_no_shape_can_be_the_source_of_a_result_without_a_message() -> None:
    targeted = {shape for target in TARGETS for shape in STRICT.subjects(target)}
    sources = set(STRICT.objects(None, SH.property)) | {
        shape for shape in targeted if set(STRICT.predicates(shape)) - NO_CONSTRAINTS - {SH.property}
    }
    # Members of sh:or, sh:node and sh:not are conditions: their results stay inside.
    inside = set(STRICT.objects(URIRef(SHAPES + "coordinates-are-there"), SH.property))

    assert {str(shape).removeprefix(SHAPES) for shape in sources - inside} == set(HOMES)


def test_the_shapes_are_well_formed_by_the_shapes_of_shacl_itself() -> None:
    shapes = Path(pyshacl.__file__).parent / "assets" / "shacl-shacl.ttl"
    conforms, _, text = pyshacl.validate(STRICT, shacl_graph=read_file(shapes), max_validation_depth=40)

    assert conforms, text


def found(turtle: str, profile: Profile = Profile.PROVENANCE) -> set[tuple[str, str]]:
    """Constraint and node to mend, without the base, of every result."""
    report = validate(parse((PREFIXES + turtle).encode(), ".ttl", "test"), profile=profile)
    return {(result.constraint, str(result.place).removeprefix(BASE)) for result in report.results}


def nodes(constraint: str, results: set[tuple[str, str]]) -> set[str]:
    return {node for name, node in results if name == constraint}


def test_no_action_measure_or_conferral_goes_without_a_claim_with_evidence() -> None:
    classes = "SolidarityAction Arrest Sentence DisciplinaryPenalty Release AuthorityResponse Conferral Recognition"
    turtle = "\n".join(f"<event/{name}> a sg:{name} ." for name in classes.split())

    assert nodes("event-has-evidence", found(turtle)) == {f"event/{name}" for name in classes.split()}


@pytest.mark.parametrize(
    "kind",
    ["sg:campaign", "sgc:march", "sg:date", '"Campaign"', '"https://w3id.org/solidarity-graph/ontology#Campaign"'],
)
def test_a_class_is_one_of_the_ontology_and_no_concept_property_or_text(kind: str) -> None:
    assert found(f"<group/g> a sg:Group . <event/e> a {kind} .", Profile.CORE) == {("undefined-class", "event/e")}


def test_a_class_is_no_property() -> None:
    assert found("<group/g> a sg:Group ; sg:Group <group/h> .", Profile.CORE) == {("undefined-property", "group/g")}


def test_a_blank_node_is_a_concept_only_below_one_of_the_scheme() -> None:
    broader = "<http://www.w3.org/2004/02/skos/core#broader>"
    turtle = f"<event/e> a sg:Campaign ; sg:status [] . <event/f> a sg:Campaign ; sg:status [ {broader} sgc:held ] ."

    assert found(turtle, Profile.CORE) == {("concept-of-another-scheme", "event/e")}


def test_a_claim_that_only_alleges_gives_an_event_its_status() -> None:
    turtle = """<event/e> a sg:Campaign .
<claim/c> rdf:subject <event/e> ; rdf:predicate sg:status ; rdf:object sgc:held ; sg:modality sgc:alleged ."""

    assert found(turtle, Profile.CORE) == set()


ACCUSED = [
    ("sg:Sentence", "<organisation/court>", "asserted", False),
    ("sg:Sentence", "<organisation/outlet>", "asserted", True),
    ("sg:Sentence", "<organisation/outlet>", "alleged", False),
    ("sg:Sentence", "<organisation/outlet>", "denied", False),
    ("sg:Arrest", "<organisation/court>", "asserted", True),
    ("sg:Arrest", "<organisation/court>", "alleged", False),
]


def test_only_a_court_s_own_finding_is_stated_of_somebody_who_is_named() -> None:
    turtle = '<person/p> a sg:Person ; <http://www.w3.org/2004/02/skos/core#prefLabel> "Ada Moss"@en .\n'
    turtle += "\n".join(
        f"""<event/e{n}> a {kind} ; sg:imposedBy <organisation/court> .
<claim/on{n}> rdf:subject <event/e{n}> ; rdf:predicate sg:imposedOn ; rdf:object <person/p> .
<claim/c{n}> rdf:subject <event/e{n}> ; rdf:predicate sg:statedReason ; rdf:object "A reason."@en ;
    sg:modality sgc:{modality} ; sg:attributedTo {speaker} ."""
        for n, (kind, speaker, modality, _) in enumerate(ACCUSED)
    )
    expected = {f"claim/c{n}" for n, (_, _, _, fires) in enumerate(ACCUSED) if fires}

    assert nodes("accusation-has-its-speaker", found(turtle)) == expected
    of_a_group = turtle.replace("rdf:object <person/p>", "rdf:object <group/g>")
    assert nodes("accusation-has-its-speaker", found(of_a_group)) == set()


HELD = [
    ('"2031"^^xsd:gYear', "2031-12-31", False),
    ('"2031"^^xsd:gYear', "2032-01-01", True),
    ('"2031-05"^^xsd:gYearMonth', "2031-05-31", False),
    ('"2031-05"^^xsd:gYearMonth', "2031-06-01", True),
    ('"2031-05-09"^^xsd:date', "2031-05-09", False),
    ('"2031-05-09"^^xsd:date', "2031-05-10", True),
    ('"2031-05-09T10:00:00Z"^^xsd:dateTime', "2031-05-09", False),
    ('"2031-05-09T10:00:00Z"^^xsd:dateTime', "2031-05-10", True),
]


def test_held_before_it_was_reported_is_seen_whatever_the_precision_of_the_report() -> None:
    turtle = "\n".join(
        f"""<article/a{n}> dcterms:issued {issued} .
<claim/c{n}> rdf:subject <event/e{n}> ; rdf:predicate sg:status ; rdf:object sgc:held ;
    sg:modality sgc:asserted ; sg:statedIn <article/a{n}> .
<claim/d{n}> rdf:subject <event/e{n}> ; rdf:predicate sg:date ; sg:modality sgc:asserted ;
    sg:statedIn <article/a{n}> ; sg:notBefore "{first}"^^xsd:date ."""
        for n, (issued, first, _) in enumerate(HELD)
    )
    expected = {f"claim/c{n}" for n, (_, _, fires) in enumerate(HELD) if fires}

    assert nodes("held-before-reported", found(turtle)) == expected


PHRASES = [
    ([(0, 20)], False),
    ([(0, 21)], True),
    ([(0, 15), (0, 15), (3, 9)], False),  # the same words for three claims
    ([(0, 12), (8, 20)], False),
    ([(0, 12), (8, 20), (20, 21)], True),  # the last two touch
    ([(0, 10), (40, 50)], False),
    ([(0, 10), (40, 50), (90, 91)], True),
]


def test_of_a_fifth_that_may_be_quoted_a_character_under_several_phrases_counts_once() -> None:
    turtle = ""
    for n, (spans, _) in enumerate(PHRASES):
        turtle += f"<article/a{n}> sg:sourceText <article/a{n}#text> . <article/a{n}#text> oa:start 0 ; oa:end 100 .\n"
        for m, (start, end) in enumerate(spans):
            turtle += f"""<claim/c{n}-{m}> sg:statedIn <article/a{n}> ; sg:evidence <claim/c{n}-{m}#span> .
<claim/c{n}-{m}#span> oa:start {start} ; oa:end {end} ; oa:exact "{"x" * (end - start)}" .\n"""
    expected = {f"article/a{n}" for n, (_, fires) in enumerate(PHRASES) if fires}

    assert nodes("phrases-cover-a-fifth", found(turtle, Profile.STRICT)) == expected


def test_others_can_use_core_on_data_without_claims() -> None:
    turtle = """
<event/e> a sg:SolidarityAction ; sg:status sgc:held ; sg:actionType <https://other.example/lantern-walk> ;
    sg:date "2031-05"^^<http://id.loc.gov/datatypes/edtf/EDTF> ; <https://other.example/own> [] .
<https://other.example/lantern-walk> <http://www.w3.org/2004/02/skos/core#broader> sgc:march .
"""
    assert found(turtle, Profile.CORE) == set()


# What happens to people.

OTHERS = """
@prefix ex: <https://other.example/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ex:NightArrest rdfs:subClassOf sg:Arrest .
ex:Flogging rdfs:subClassOf sg:LegalMeasure .
ex:Drowning rdfs:subClassOf sg:IllTreatment .
ex:Ruling rdfs:subClassOf sg:Verdict .
ex:exile-to-the-north skos:broader sgc:forced-exile .
"""
MEASURES = [
    ("a ex:NightArrest", False),
    ("a ex:Flogging", True),  # a class of no kind of ours is found by no query on kinds
    ("a ex:Flogging ; sg:measureKind sgc:custodial-restriction", False),
    ("a sg:LegalMeasure ; sg:measureKind ex:exile-to-the-north", False),
    ("a sg:LegalMeasure ; sg:ends <event/ban>", False),
    ("a sg:LegalMeasure ; sg:replaces <event/ban>", True),
    ("a sg:LegalMeasure", True),
]


def test_a_measure_says_its_kind_by_a_class_or_concept_or_only_lifts_another() -> None:
    turtle = OTHERS + "\n".join(
        f"<event/e{n}> {measure} ; sg:status sgc:held ; sg:imposedOn <group/g> ."
        for n, (measure, _) in enumerate(MEASURES)
    )
    expected = {("measure-has-kind", f"event/e{n}") for n, (_, fires) in enumerate(MEASURES) if fires}

    assert found(turtle, Profile.CORE) == expected


LASTING = [
    ("2031-05-02", "2031-05-01", True),
    ("2031-05-21", "2031-05-20", True),
    ("2031-05-02", "2031-05", False),
    ("2031-05-02", "2031-04", True),
    ("2032", "2031-12-31", True),
    ("2031-05", "2031", False),
    ("2031-05-02T10:00:00", "2031-05-01T09:00:00", True),
    ("2031-05-02T10:00:00", "2031-05-02T09:00:00", False),  # of clock times the day is compared
    ("2031-21", "2031-06", False),  # spring
    ("2032-21", "2031-06", True),
    ("2035?", "2031-04-01", False),
    ("2031-05~", "2031-04-01", False),
]


def test_what_ends_before_it_begins_is_seen_whatever_the_precision() -> None:
    datatype = "<http://id.loc.gov/datatypes/edtf/EDTF>"
    turtle = "\n".join(
        f'<event/e{n}> sg:startDate "{start}"^^{datatype} ; sg:endDate "{end}"^^{datatype} .'
        for n, (start, end, _) in enumerate(LASTING)
    )
    turtle += f"""
<event/two> sg:startDate "2031-04-01"^^{datatype} , "2031-05-02"^^{datatype} ; sg:endDate "2031-05-01"^^{datatype} .
<event/judged> sg:startDate "2031-05-02"^^{datatype} ; sg:endDate "2031-05-01"^^{datatype} .
<disagreement/d> sg:about <event/judged> ; sg:onProperty sg:startDate ."""
    expected = {f"event/e{n}" for n, (_, _, fires) in enumerate(LASTING) if fires} | {"event/two"}

    assert found(turtle, Profile.CORE) == {("start-before-end", node) for node in expected}


ONE_WORD = ["#Free", "＃自由", "#自由", "#الحرية_لنورا", "#ሰላም", "#é", "#١٢٣", "#آزادی\u200cبرای", "#क्\u200dष"]
NO_WORD = [
    "free",
    "#",
    "##a",
    "#a#b",
    "#a＃b",
    "#a b",
    "#a\u3000b",
    "#a,#b",
    "#a،#b",
    "#\u200f",
    "\u200f#a",
    "#a\u200b",
]


def test_a_hashtag_is_one_word_in_any_script_without_marks_that_cannot_be_seen() -> None:
    turtle = "\n".join(f'<event/e{n}> sg:hashtag "{text}" .' for n, text in enumerate([*ONE_WORD, *NO_WORD]))
    expected = {f"event/e{n}" for n in range(len(ONE_WORD), len(ONE_WORD) + len(NO_WORD))}

    assert nodes("hashtag-is-one-word", found(turtle, Profile.CORE)) == expected


ADDRESSES = ["https://a.example", "HTTP://a.example/p?q#f", "https://منصة.example/ع", "https://a.example/@ada"]
NO_ADDRESSES = ["https://", "https:///p", "https://?q", "ftp://a.example", "javascript:alert(1)", "//a.example"]
NO_ADDRESSES += ["https://a.example@b.example/", "https://a.example\\\\@b.example"]


def test_an_address_leads_to_the_host_that_one_reads() -> None:
    turtle = "\n".join(
        f'<event/e{n}> sg:webAddress "{text}"^^xsd:anyURI .' for n, text in enumerate([*ADDRESSES, *NO_ADDRESSES])
    )
    expected = {f"event/e{n}" for n in range(len(ADDRESSES), len(ADDRESSES) + len(NO_ADDRESSES))}

    assert nodes("web-address-leads-somewhere", found(turtle, Profile.CORE)) == expected


def claim(key: str, subject: str, property_: str, value: str, modality: str = "alleged") -> str:
    return f"""<claim/{key}> a sg:Claim ; rdf:subject <{subject}> ; rdf:predicate sg:{property_} ; rdf:object {value} ;
    sg:modality sgc:{modality} ; sg:attributedTo <organisation/o> .\n"""


def test_a_change_names_what_it_changed_in_a_claim_or_a_triple() -> None:
    turtle = "<event/stated> sg:groundOfChange sgc:pardon .\n" + claim("c1", "event/stated", "ends", "<event/s>")
    turtle += claim("c2", "event/alleged", "groundOfChange", "sgc:pardon")
    turtle += claim("c3", "event/denied", "groundOfChange", "sgc:pardon", "denied")
    turtle += claim("c4", "event/both", "groundOfChange", "sgc:pardon") + claim(
        "c5", "event/both", "inCase", "<case/c>"
    )

    assert found(turtle, Profile.CORE) == {("change-names-what-it-changed", "event/alleged")}


def test_no_circle_of_measures_ends_or_replaces_itself() -> None:
    turtle = "<event/a> sg:ends <event/b> . <event/b> sg:replaces <event/a> . <event/c> sg:ends <event/d> ."

    assert found(turtle, Profile.CORE) == {("event-does-not-end-itself", f"event/{name}") for name in "ab"}


NAMED = [
    ("sg:IllTreatment", claim("{}", "event/{}", "participant", "<person/p>"), ""),
    ("sg:IllTreatment", claim("{}", "event/{}", "participant", "<person/p>", "denied"), ""),
    ("sg:IllTreatment", claim("{}", "event/{}", "participant", "<person/p>", "asserted"), "claim"),
    ("ex:Drowning", claim("{}", "event/{}", "participant", "<person/p>", "asserted"), "claim"),
    ("sg:DeathInCustody", "<event/{}> sg:participant <person/p> .", "event"),
    ("sg:DenialOfCare", "<event/{}> sg:participation <event/{}#v> . <event/{}#v> sg:agent <person/p> .", "event"),
    ("sg:DenialOfCare", "<event/{}> sg:concerns <person/p> .", ""),
    ("sg:IllTreatment", "<event/{}> sg:involves <person/p> .", ""),  # the summary, made from claims
    ("sg:Stay", "<event/{}> sg:participant <person/p> .", ""),
]


def test_who_is_named_beside_ill_treatment_is_named_by_a_speaker() -> None:
    turtle = OTHERS + '<person/p> a sg:Person ; skos:prefLabel "Ada Moss"@en .\n'
    for n, (kind, statement, _) in enumerate(NAMED):
        turtle += f"<event/{n}> a {kind} .\n{statement.replace('{}', str(n))}\n"
    expected = {f"{fires}/{n}" for n, (_, _, fires) in enumerate(NAMED) if fires}

    assert nodes("wrongdoer-is-named-by-a-speaker", found(turtle)) == expected


def test_a_class_below_ours_is_a_court_s_decision_too() -> None:
    turtle = OTHERS + '<person/p> a sg:Person ; skos:prefLabel "Ada Moss"@en .\n'
    for court in "oz":
        turtle += f"<event/{court}> a ex:Ruling ; sg:imposedBy <organisation/{court}> .\n"
        turtle += claim(f"{court}1", f"event/{court}", "imposedOn", "<person/p>", "asserted")
        turtle += claim(f"{court}2", f"event/{court}", "statedReason", '"A reason."@en', "asserted")

    assert nodes("accusation-has-its-speaker", found(turtle)) == {"claim/z2"}


def test_a_state_of_a_case_is_a_node_with_one_claim() -> None:
    edtf = "^^<http://id.loc.gov/datatypes/edtf/EDTF>"
    turtle = f"""<case/direct> a sg:Case ; sg:caseState sgc:charged .
<claim/none#v> a sg:CaseState ; sg:legalState sgc:charged .
<claim/two#v> a sg:CaseState ; sg:legalState sgc:charged ; sg:date "2031"{edtf} , "2032"{edtf} .\n"""
    turtle += claim("c1", "case/c", "caseState", "<claim/two#v>") + claim("c2", "case/d", "caseState", "<claim/two#v>")
    results = found(turtle)

    assert nodes("value-of-another-kind", results) == {"case/direct"}
    assert nodes("value-has-claim", results) == {"claim/none#v"}
    assert nodes("value-one-claim", results) == nodes("value-single", results) == {"claim/two#v"}


def test_start_and_end_have_the_rules_of_dates() -> None:
    turtle = '<event/e> sg:startDate "2031-05-02"^^xsd:date ; sg:endDate "soon"@en .\n'
    turtle += claim("c", "event/f", "startDate", '"2031-05-02"^^xsd:date')

    assert {result for result in found(turtle) if result[1] == "event/e"} == {("date-is-edtf", "event/e")}
    assert nodes("claimed-date-is-edtf", found(turtle)) == {"claim/c"}
