"""The cases of other countries conform, are told apart by queries, and use every term on what happens to people."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import Namespace

from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema import ontology as loaded
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import SG as SG_IRI
from solidarity_graph.schema.namespaces import SGC as SGC_IRI
from solidarity_graph.validation import Profile, as_text, read_file, validate

FOLDER = ontology_dir() / "examples" / "cases"
ONTOLOGY_FILES = [*sorted(ontology_dir().glob("*.ttl")), *sorted(ontology_dir().glob("concepts/*.ttl"))]
CASES = sorted(path.stem for path in FOLDER.glob("*.ttl"))
WITH_CLAIMS = sorted(path.stem for path in FOLDER.glob("*.txt"))
GOLDEN = Path(__file__).parent.parent / "golden" / "cases.txt"
FAULTS = ontology_dir() / "examples" / "faults" / "foreign-database.ttl"
MESSAGES = Path(__file__).parent.parent / "golden" / "foreign-database.txt"
BASE = "https://example.org/graph/id/"
OWN_CONCEPTS = "https://example.org/graph/concept/"
SG, SGC, OA = Namespace(SG_IRI), Namespace(SGC_IRI), Namespace("http://www.w3.org/ns/oa#")

SIXTEEN = """
    pre-trial-detention administrative-detention incommunicado-detention house-arrest travel-ban forced-exile
    deportation enforced-disappearance forced-psychiatric-confinement conscription fine-penalty asset-freeze
    deprivation-of-citizenship
    disbarment listing-as-terrorist listing-as-extremist probation preventive-supervision
    deprivation-of-a-prisoners-right solitary-confinement
"""
"""The kinds of measures that every graph of this kind must be able to say, the narrowest ones."""

CLASSES = ("LegalMeasure", "CustodyEvent", "PrisonerProtest", "Case", "CaseState", "Conferral")
WHOLE_SCHEMES = ("verdict-kinds", "grounds-of-change", "legal-states", "term-kinds")

# Per case the property and the value without which it would be another one, or none.
DECISIVE = {
    "acquittal": "verdictKind acquittal",
    "action-in-several-cities": "countMin 150",
    "asset-freeze": "measureKind asset-freeze",
    "award-declined": "declined true",
    "award-received-by-a-relative": "receivedBy c4x9",
    "case-dismissed": "verdictKind case-dismissed",
    "conscription": "measureKind conscription",
    "conviction-alone": "verdictKind conviction",
    "conviction-in-absentia": "verdictKind conviction-in-absentia",
    "death-in-custody": "attributedTo family-of-zmarak-torghundai",
    "death-sentence-commuted": "groundOfChange commutation",
    "denial-of-care": "careDenied medicine",
    "detention": "measureKind administrative-detention",
    "disbarment": "measureKind disbarment",
    "enforced-disappearance": "modality denied",
    "exile-and-deportation": "measureKind forced-exile",
    "fine": "measureKind fine-penalty",
    "house-arrest": "replaces order-to-stay-at-home",
    "hunger-strikes": "protestForm refusal-of-food",
    "ill-treatment": "object beating",
    "life-term": "termKind life-term",
    "listing": "measureKind listing-as-terrorist",
    "deprivation-of-citizenship": "measureKind deprivation-of-citizenship",
    "online-petition": "platform pinglo",
    "penalty-of-another-law": "broader loss-of-standing",
    "preventive-supervision": "measureKind preventive-supervision",
    "prisoners-right": "deprivedOf parcel",
    "probation": "measureKind probation",
    "psychiatric-confinement": "measureKind forced-psychiatric-confinement",
    "release-by-amnesty": "groundOfChange amnesty",
    "release-by-exchange": "groundOfChange prisoner-exchange",
    "release-by-expiry": "groundOfChange expiry",
    "release-by-pardon": "groundOfChange pardon",
    "retrial-and-review": "groundOfChange review",
    "solitary-confinement": "measureKind solitary-confinement",
    "states-of-a-case": "legalState not-charged",
    "suspended-in-part": "suspendedDuration P2Y",
    "suspended-sentence": "suspended true",
    "transfers": "detainedAt samudrakot-jail",
    "travel-ban": "status ongoing",
}
# What a statement more makes of a case: nothing is lost, so only a query that looks for what is not there sees it.
ADDED = {
    "detention": "<case/case-of-siraj-al-manzahar> sg:caseState <claim/x> . <claim/x> sg:legalState sgc:charged .",
    "travel-ban": "<event/x> sg:ends <event/ban-from-travelling> .",
    "ill-treatment": "<event/beaten-in-the-fourth-floor-room> sg:treatmentKind sgc:beating .",
    "release-by-expiry": "<event/x> sg:inConsequenceOf <event/sentence-of-the-monk> .",
    "suspended-sentence": '<event/suspended-sentence-for-a-joke> sg:duration "P2Y"^^xsd:yearMonthDuration .',
    "conviction-alone": "<event/x> a sg:Sentence ; sg:inCase <case/case-of-the-river-campaigners> .",
    "life-term": "<event/life-term-of-the-publisher> sg:replaces <event/x> .",
}
PREFIXES = f"""@base <{BASE}> . @prefix sg: <{SG_IRI}> . @prefix sgc: <{SGC_IRI}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

# The beginning of the Unicode name of every letter in a text of the language.
SCRIPTS = {
    **dict.fromkeys(("ar", "ckb", "fa", "ps", "ur"), "ARABIC"),
    **dict.fromkeys(("am", "ti"), "ETHIOPIC"),
    **dict.fromkeys(("kk", "tg"), "CYRILLIC"),
    **dict.fromkeys(("zh-hans", "zh-hant"), "CJK UNIFIED"),
    **dict.fromkeys(("az", "en", "es", "fil", "fr", "id", "kmr", "ms", "sw", "tk", "tr", "vi"), "LATIN"),
    "bn": "BENGALI",
    "bo": "TIBETAN",
    "he": "HEBREW",
    "hi": "DEVANAGARI",
    "hy": "ARMENIAN",
    "ka": "GEORGIAN",
    "km": "KHMER",
    "lo": "LAO",
    "my": "MYANMAR",
    "si": "SINHALA",
    "ta": "TAMIL",
    "th": "THAI",
    "zgh": "TIFINAGH",
}


def asked_for() -> set[str]:
    """Each kind of measure of SIXTEEN, and each concept of the schemes that the cases have whole."""
    schemes = [read_ontology().schemes[name].concepts.values() for name in WHOLE_SCHEMES]
    return {*SIXTEEN.split(), *(each.name for scheme in schemes for each in scheme if not each.deprecated)}


def turtle(name: str) -> Path:
    return FOLDER / f"{name}.ttl"


@cache
def triples(name: str) -> Graph:
    return Graph().parse(turtle(name))


def query(name: str) -> str:
    return (FOLDER / f"{name}.rq").read_text("utf-8")


def all_of(names: Iterable[str]) -> Graph:
    graph = Graph()
    for name in names:
        graph += triples(name)
    return graph


@cache
def union() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for path in [*ONTOLOGY_FILES, *map(turtle, CASES)]:
        store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    return store


def short(term: str) -> str:
    for namespace, prefix in ((BASE, ""), (OWN_CONCEPTS, "own:"), (SG_IRI, "sg:"), (SGC_IRI, "sgc:")):
        if term.startswith(namespace):
            return prefix + term.removeprefix(namespace)
    return term


def rows_of(name: str, store: pyoxigraph.Store) -> list[str]:
    """Each row of the case's query as a line, sorted. What is not bound is a hyphen."""
    solutions = store.query(query(name))
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    values = ([getattr(term, "value", None) for term in solution] for solution in solutions)
    return sorted(" | ".join("-" if value is None else short(value) for value in row) for row in values)


def expected() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in CASES}
    for line in GOLDEN.read_text("utf-8").splitlines():
        name, row = line.split(": ", 1)
        found[name].append(row)
    return found


# What the files are.


def test_every_case_has_its_query_and_its_rows() -> None:
    assert {path.stem for path in FOLDER.glob("*.rq")} == set(CASES) == set(DECISIVE)
    assert all(expected().values())


@pytest.mark.parametrize("name", CASES)
def test_a_case_describes_all_that_it_names(name: str) -> None:
    terms = {term for triple in triples(name) for term in triple}
    named = {str(term) for term in terms if str(term).startswith((BASE, OWN_CONCEPTS))}

    assert not {term for term in terms if isinstance(term, BNode)}
    assert named == {str(subject) for subject in triples(name).subjects()}


def test_no_two_cases_share_anything() -> None:
    subjects = Counter(subject for name in CASES for subject in set(triples(name).subjects()))

    assert [subject for subject, count in subjects.items() if count > 1] == []


@pytest.mark.parametrize("name", CASES)
def test_a_case_begins_with_its_story(name: str) -> None:
    title, story = comment(turtle(name).read_text("utf-8"))

    assert title.endswith(".")
    assert ": " in title
    assert 2 <= len(re.findall(r"[.](?= |$)", story)) <= 4


def comment(text: str) -> tuple[str, str]:
    """The two paragraphs of the comment at the head of a case: what it is about, and its story."""
    head = text.split("\n\n", 1)[0].splitlines()
    title, story = "\n".join(line.removeprefix("#").strip() for line in head).split("\n\n")
    return title.replace("\n", " "), story.replace("\n", " ")


def test_texts_are_in_the_script_of_their_language() -> None:
    texts = [text for text in all_of(CASES).objects() if isinstance(text, Literal) and text.language]
    for text in texts:
        letters = {unicodedata.name(sign) for sign in text if unicodedata.category(sign) in ("Lo", "Ll", "Lu")}
        assert {name for name in letters if not name.startswith(SCRIPTS[str(text.language)])} == set(), text

    assert {str(text.language) for text in texts} == set(SCRIPTS)


# What they conform to.


def test_all_cases_conform_to_core() -> None:
    report = validate(all_of(CASES), profile=Profile.CORE)

    assert report.conforms, as_text(report)


@pytest.mark.parametrize("name", WITH_CLAIMS)
def test_cases_with_claims_conform_to_provenance(name: str) -> None:
    report = validate(read_file(turtle(name)), profile=Profile.PROVENANCE)

    assert report.conforms, as_text(report)


def test_at_least_four_cases_have_claims_of_every_modality() -> None:
    modalities = set(all_of(WITH_CLAIMS).objects(None, SG.modality))

    assert len(WITH_CLAIMS) >= 4
    assert modalities == {SGC.asserted, SGC.alleged, SGC.denied}


@pytest.mark.parametrize("name", WITH_CLAIMS)
def test_the_spans_of_a_case_are_in_its_text(name: str) -> None:
    graph, data = triples(name), (FOLDER / f"{name}.txt").read_bytes()
    text = data.decode("utf-8")

    assert [str(digest) for digest in graph.objects(None, SG.sha256)] == [sha256(data).hexdigest()]
    for span in graph.subjects(RDF.type, SG.TextSpan):
        start, end = (int(str(graph.value(span, OA[name]))) for name in ("start", "end"))
        assert text[start:end] == str(graph.value(span, OA.exact))


# What their queries find.


@pytest.mark.parametrize("name", CASES)
def test_a_query_finds_its_own_case_among_all(name: str) -> None:
    rows = rows_of(name, union())
    things = {term for row in rows for term in row.split(" | ") if re.match(r"[a-z]+/[\w#-]+$", term)}

    assert rows == expected()[name]
    assert things <= {short(str(subject)) for subject in triples(name).subjects()}


def test_queries_ask_for_nothing_that_only_a_build_derives() -> None:
    derived = {name for name, term in read_ontology().properties.items() if term.derived}

    assert {name for case in CASES for name in re.findall(r"sg:(\w+)", query(case))} & derived == set()


def test_another_engine_finds_the_same() -> None:
    graph = all_of(CASES)
    for path in ONTOLOGY_FILES:
        graph.parse(path)
    for name in CASES:
        solutions = graph.query(query(name))
        rows = sorted(" | ".join("-" if term is None else short(str(term)) for term in row) for row in solutions)  # type: ignore[union-attr]
        assert rows == expected()[name], name


@pytest.mark.parametrize("name", CASES)
def test_without_what_makes_it_a_case_is_not_found(name: str) -> None:
    property_, value = DECISIVE[name].split()
    lost = [
        quad
        for quad in pyoxigraph.parse(path=turtle(name), format=pyoxigraph.RdfFormat.TURTLE)
        if re.search(rf"[#/]{property_}$", quad.predicate.value) and re.search(rf"(^|/){value}$", value_of(quad))
    ]
    assert lost
    for quad in lost:
        union().remove(quad)
        try:
            rows = rows_of(name, union())
        finally:
            union().add(quad)
        # One row fewer at least. What is told apart by one statement alone is not found at all.
        assert set(rows) < set(expected()[name]), quad


def value_of(quad: pyoxigraph.Quad) -> str:
    assert isinstance(quad.object, pyoxigraph.NamedNode | pyoxigraph.Literal)
    return quad.object.value


@pytest.mark.parametrize("name", ADDED)
def test_a_case_that_goes_on_otherwise_is_not_found(name: str) -> None:
    quads = [*pyoxigraph.parse(PREFIXES + ADDED[name], format=pyoxigraph.RdfFormat.TURTLE)]
    union().extend(quads)
    try:
        rows = rows_of(name, union())
    finally:
        for quad in quads:
            union().remove(quad)

    assert rows == []


@pytest.mark.parametrize("concept", sorted(asked_for()))
def test_what_is_told_by_a_concept_is_lost_without_it(concept: str) -> None:
    """So that no two legal states, verdicts, grounds or kinds of measures look the same to the queries."""
    told = [*union().quads_for_pattern(None, None, pyoxigraph.NamedNode(SGC_IRI + concept))]
    told = [quad for quad in told if quad.subject.value.startswith(BASE)]  # type: ignore[union-attr]
    for quad in told:
        union().remove(quad)
    try:
        changed = [name for name in CASES if rows_of(name, union()) != expected()[name]]
    finally:
        union().extend(told)
    assert changed


# What they show.


@cache
def used() -> set[str]:
    graph = all_of(CASES)
    return {str(term) for term in [*graph.predicates(), *graph.objects()] if isinstance(term, URIRef)}


def test_every_class_and_property_on_what_happens_to_people_is_used() -> None:
    classes = {name for name in loaded.CLASSES if any(loaded.is_a(name, above) for above in CLASSES)}
    properties = {
        name
        for name, term in read_ontology().properties.items()
        if not term.derived and ({*term.domain} & classes or name in ("platform", "hashtag", "webAddress"))
    }

    assert {"Stay", "Verdict", "Release"} <= classes
    assert {"ends", "heldBy", "statedCause", "outcomeUnknownAsOf", "receivedBy"} <= properties
    assert {name for name in classes | properties if SG_IRI + name not in used()} == set()


def test_every_kind_of_measure_that_is_asked_for_is_used_and_the_whole_of_some_schemes() -> None:
    assert {name for name in asked_for() if SGC_IRI + name not in used()} == set()


def test_the_table_of_cases_is_what_the_files_say() -> None:
    table = re.findall(r"^\| \[.*\n", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)

    assert table == [table_row(name) for name in CASES]


def table_row(name: str) -> str:
    """The row of README.md on a case: its title, the question of its query, and the terms in it."""
    title, _ = comment(turtle(name).read_text("utf-8"))
    question, body = query(name).split("\n", 1)
    terms = Counter(re.findall(r"sgc?:[A-Za-z][\w-]+", body))
    shown = ", ".join(f"`{term}`" for term in sorted(terms))
    text = f" [Its text]({name}.txt)" if (FOLDER / f"{name}.txt").is_file() else ""
    return f"| [{name}]({name}.ttl) | {title}{text} | [{question.removeprefix('# ')}]({name}.rq) | {shown} |\n"


# What data that breaks twenty rules is told.


def test_twenty_faults_get_twenty_messages_that_name_the_thing_and_say_what_to_do() -> None:
    results = validate(read_file(FAULTS), profile=Profile.CORE).results
    lines = [f"{short(str(result.place))}: {result.message.replace(BASE, '')}" for result in results]

    assert "\n".join(lines) + "\n" == MESSAGES.read_text("utf-8")
    assert len(lines) == 20
    assert len({result.constraint for result in results}) == len({result.place for result in results}) == 20
    # That every message ends with what to do, test_shapes.py tests. No engine leaves a variable unfilled.
    assert not [result for result in results if "{?" in result.message]


def test_every_record_with_a_fault_is_in_order_but_for_it() -> None:
    faulty = {result.place.value for result in validate(read_file(FAULTS), profile=Profile.CORE).results}
    sound = Graph()
    for triple in Graph().parse(FAULTS):
        if not {str(term) for term in triple} & faulty:
            sound.add(triple)

    assert len(sound) > 0
    assert validate(sound, profile=Profile.CORE).conforms
