"""What became of a sentence: graph, saved queries, tables, documents and pages tell the same, on invented cases too."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from solidarity_graph.build import nquads_of
from solidarity_graph.documents import make_documents, read_context, table_head, table_rows
from solidarity_graph.model import Article, Claim, Concept, Dataset, Edtf, Entity, Event, Ref, Text, UnknownOutcome
from solidarity_graph.pipeline import published
from solidarity_graph.records import load_files
from solidarity_graph.resources import data_dir
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.sparql import SnapshotStore, make_snapshot
from solidarity_graph.web import create_app
from tests.example import example_dataset
from tests.graphs import all_quads
from tests.queries.asking import ask_pyoxigraph
from tests.unit.web.building import make_catalogue, make_release

MIRA, TOVE, SOME = Ref("person", "pq1x"), Ref("person", "pz9k"), Ref("group", "vigil-people")
CASE, OTHER_CASE = Ref("case", "quill-case"), Ref("case", "later-case")
MARKS = {"": "", "uncertain": "?", "approximate": "~", "uncertain, approximate": "%"}
NOT_HELD = ("planned", "permitted", "cancelled", "banned")
UPHELD = Concept("conviction-upheld")
Stated = Mapping[str, object]


def told(**events: tuple[str, Stated]) -> Dataset:
    """The example's article and things and another person, with these events alone: class, and what is claimed."""
    dataset = example_dataset()
    claims = [
        value
        if isinstance(value, Claim)
        else Claim(f"cz{key.replace('_', '')}{name}".lower(), "lanternfield-vigil", Ref("event", key), name, value)
        for key, (_, stated) in events.items()
        for name, value in stated.items()
    ]
    things = tuple(Event(Ref("event", key), name, (Text(key.title(), "en"),)) for key, (name, _) in events.items())
    entities = [Entity(each, each.kind.title(), (Text(str(each), "en"),)) for each in (TOVE, CASE, OTHER_CASE)]
    return replace(
        dataset,
        events=things,
        claims=tuple(claims),
        entities=(*dataset.entities, *(each for each in entities if each.ref not in {e.ref for e in dataset.entities})),
        realisations=(),
        disagreements=(),
        unknown_outcomes=(),
    )


def sentence(person: Ref = MIRA, day: str = "2031-01-01", **more: object) -> tuple[str, Stated]:
    return "Sentence", {"imposedOn": person, "date": Edtf(day), "inCase": CASE, **more}


def event(class_name: str, day: str = "", **more: object) -> tuple[str, Stated]:
    dated = {"date": Edtf(day)} if day else {}
    return class_name, {"inCase": CASE, **dated, **more}


def after(key: str) -> Mapping[str, object]:
    return {"inConsequenceOf": Ref("event", key)}


# Each kind: the events, what became of each sentence, and whether all whom it convicts were released.
PLANTED: Mapping[str, tuple[Mapping[str, tuple[str, Stated]], Mapping[str, list[str]], Mapping[str, bool]]] = {
    "in order of time, with status": (
        {
            "first": sentence(),
            "free": event("Release", "2034-06-01", imposedOn=MIRA),
            "appeal": event("LegalMeasure", "2032-02-02?", imposedOn=MIRA),
            "planned": event("Release", "2033", imposedOn=MIRA, status=Concept("planned")),
            "undated": event("LegalMeasure", imposedOn=MIRA),
            "penalty": event("DisciplinaryPenalty", "2032", imposedOn=MIRA),
            "arrest": event("Arrest", "2030-01-01", imposedOn=MIRA),
        },
        {"first": ["appeal", "planned", "free", "undated"]},
        {"first": True},
    ),
    "one day, by key": (
        {"first": sentence(), "b": event("LegalMeasure", "2033-01-01"), "a": event("LegalMeasure", "2033-01-01")},
        {"first": ["a", "b"]},
        {"first": False},
    ),
    "penalties in prison": (
        {"first": sentence(), "cell": event("DisciplinaryPenalty", "2032", imposedOn=MIRA, **after("first"))},
        {"first": []},
        {"first": False},
    ),
    "a co-defendant": (
        {
            "first": sentence(),
            "hers": sentence(TOVE),
            "freed": event("Release", "2032", imposedOn=TOVE),
            "appeal": event("LegalMeasure", "2031-06", imposedOn=TOVE),
        },
        {"first": [], "hers": ["appeal", "freed"]},
        {"first": False, "hers": True},
    ),
    "a co-defendant who is not convicted": (
        {"first": sentence(), "freed": event("Release", "2032", imposedOn=TOVE)},
        {"first": []},
        {"first": False},
    ),
    "a co-defendant released in consequence of the wrong sentence": (
        {"first": sentence(), "freed": event("Release", "2032", imposedOn=TOVE, **after("first"))},
        {"first": []},
        {"first": False},
    ),
    "another case of the same person": (
        {
            "first": sentence(),
            "second": sentence(day="2040-01-01", inCase=OTHER_CASE),
            "free": event("Release", "2034", imposedOn=MIRA),
            "again": event("Release", "2044", imposedOn=MIRA, inCase=OTHER_CASE),
        },
        {"first": ["free"], "second": ["again"]},
        {"first": True, "second": True},
    ),
    "the annulment of the other sentence": (
        {
            "first": sentence(),
            "second": sentence(day="2032-01-01"),
            "annulment": event("LegalMeasure", "2033", imposedOn=MIRA, **after("first")),
        },
        {"first": ["second", "annulment"], "second": []},
        {"first": False, "second": False},
    ),
    "one of two convicts": (
        {
            "both": ("Sentence", {"imposedOn": MIRA, "inCase": CASE, "date": Edtf("2031"), "too": TOVE}),
            "free": event("Release", "2032", imposedOn=MIRA),
        },
        {"both": ["free"]},
        {"both": False},
    ),
    "unnamed people": (
        {
            "mass": sentence(SOME),
            "free": event("Release", "2032", imposedOn=MIRA, **after("mass")),
            "other": event("Release", "2033", imposedOn=TOVE),
        },
        {"mass": ["free"]},
        {"mass": False},
    ),
    "outside any case": (
        {
            "first": ("Sentence", {"imposedOn": MIRA, "date": Edtf("2031-01-01")}),
            "free": ("Release", {"imposedOn": MIRA, "date": Edtf("2032")}),
            "exile": ("LegalMeasure", {"date": Edtf("2032"), **after("first")}),
            "arrest": ("LegalMeasure", {"imposedOn": MIRA, "date": Edtf("2033")}),
        },
        {"first": ["exile", "free"]},
        {"first": True},
    ),
    "a release of which no case is told, after the next case": (
        {
            "first": sentence(),
            "second": sentence(day="2040-01-01", inCase=OTHER_CASE),
            "free": ("Release", {"imposedOn": MIRA, "date": Edtf("2044")}),
        },
        {"first": [], "second": ["free"]},
        {"first": False, "second": True},
    ),
    "reported before the sentence": (
        {"first": sentence(day="2032-01-01"), "bail": event("Release", imposedOn=MIRA)},
        {"first": []},
        {"first": False},
    ),
    "a detention that began before, and goes on": (
        {
            "first": sentence(),
            "remand": event("LegalMeasure", imposedOn=MIRA, startDate=Edtf("2030-05")),
            "ban": event("LegalMeasure", imposedOn=MIRA, startDate=Edtf("2031")),
        },
        {"first": ["ban"]},
        {"first": False},
    ),
    "a death in custody": (
        {
            "first": sentence(),
            "death": event("DeathInCustody", "2033-03-03", concerns=MIRA),
            "other": event("DeathInCustody", "2033-03-04", concerns=TOVE),
            "stay": event("Stay", "2032", concerns=MIRA),
        },
        {"first": ["death"]},
        {"first": False},
    ),
    "a conviction of which no penalty is told": (
        {
            "guilty": event("Verdict", "2031-01-01", imposedOn=MIRA, verdictKind=Concept("conviction-in-absentia")),
            "free": event("Release", "2034", imposedOn=MIRA),
        },
        {"guilty": ["free"]},
        {"guilty": True},
    ),
    "an appeal that failed": (
        {
            "first": sentence(),
            "appeal": event(
                "Verdict", "2032", imposedOn=MIRA, verdictKind=Concept("conviction-upheld"), **after("first")
            ),
        },
        {"first": ["appeal"], "appeal": []},
        {"first": False, "appeal": False},
    ),
    "an acquittal, which convicts nobody": (
        {
            "first": sentence(),
            "acquittal": event("Verdict", "2032", imposedOn=MIRA, verdictKind=Concept("acquittal")),
        },
        {"first": ["acquittal"]},
        {"first": False},
    ),
    "ended and replaced outside any case": (
        {
            "first": ("Sentence", {"imposedOn": MIRA, "date": Edtf("2031-01-01")}),
            "lifted": ("LegalMeasure", {"date": Edtf("2032"), "ends": Ref("event", "first")}),
            "milder": ("Sentence", {"imposedOn": MIRA, "date": Edtf("2033"), "replaces": Ref("event", "first")}),
        },
        {"first": ["lifted", "milder"], "milder": []},
        {"first": False, "milder": False},
    ),
    **{
        f"a release that is {status}": (
            {"first": sentence(), "free": event("Release", "2034-06-01", imposedOn=MIRA, status=Concept(status))},
            {"first": ["free"]},
            {"first": status not in NOT_HELD},
        )
        for status in ("held", "unknown", *NOT_HELD)
    },
}


def planted(kind: str) -> Dataset:
    events = {key: (name, dict(stated)) for key, (name, stated) in PLANTED[kind][0].items()}
    second = events["both"][1].pop("too") if "both" in events else None
    dataset = told(**events)
    return replace(dataset, claims=(*dataset.claims, also(Ref("event", "both"), second))) if second else dataset


def also(subject: Ref, value: object, predicate: str = "imposedOn", **more: object) -> Claim:
    return Claim("czalso", "lanternfield-vigil", subject, predicate, value, **more)  # type: ignore[arg-type]


class Ways:
    """A dataset's graph and documents."""

    def __init__(self, dataset: Dataset) -> None:
        self.quads, self.base = all_quads(dataset), dataset.description.base
        self.store = pyoxigraph.Store()
        self.store.extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in self.quads)
        self.documents = {each["id"]: each for each in make_documents(self.quads, self.base, read_context())}

    def iri(self, key: str) -> str:
        return f"{self.base}id/event/{key}"

    def sentences(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each sentence, and each verdict that convicts, with its conviction, from its own document."""
        for iri, document in self.documents.items():
            yield from ((iri, each) for each in document.get("convictions", ()) if each["id"] == iri)

    def text(self, conviction: Mapping[str, Any]) -> str:
        """What the document tells, as the summary graph writes it."""
        names = self.documents[conviction["id"]]["names"]
        pieces = (_piece(each, next(iter(names[each["id"]].values()))) for each in conviction["afterwards"])
        unknown = conviction.get("outcomeUnknownAsOf")
        return "; ".join(pieces) or (f"nothing known as of {unknown}" if unknown else "")


def _piece(each: Mapping[str, str], name: str) -> str:
    first, status = each.get("notBefore"), each["currentStatus"].removeprefix(SGC)
    doubt = ", ".join(word for word in each.get("dateCertainty", "").split(", ") if word in MARKS)
    day = f", {first}{MARKS[doubt]}" if first and first == each.get("notAfter") else ""
    second_hand = " (second-hand)" if each["bestGrade"] == f"{SGC}second-hand" else ""
    return name + day + (f" ({status})" if status in NOT_HELD else "") + second_hand


def looked_up(dataset: Dataset) -> Dataset:
    outcome = UnknownOutcome(Ref("event", "first"), who="an editor", when="2031-06-01", note="Looked.")
    return replace(dataset, unknown_outcomes=(outcome,))


def only_a_plan() -> Dataset:
    return looked_up(told(first=sentence(), free=event("Release", "2034", imposedOn=MIRA, status=Concept("planned"))))


def heard() -> Dataset:
    """A sentence, and its release that is known at second hand alone."""
    dataset = told(first=sentence(), free=event("Release", "2034-06-01", imposedOn=MIRA))
    grades = {"free": "second-hand"}
    graded = (replace(each, grade=grades.get(each.subject.key, "page-level")) for each in dataset.claims)
    return replace(dataset, claims=tuple(graded))


def recognition(day: str, status: str = "held") -> tuple[str, Stated]:
    more = {"recognisedAs": Concept("political-prisoner"), "status": Concept(status), "date": Edtf(day)}
    return "Recognition", {"recognitionOf": MIRA, **more}


def recognised() -> Dataset:
    return told(
        first=sentence(),
        second=sentence(day="2040-01-01", inCase=OTHER_CASE),
        before=recognition("2029"),
        during=recognition("2032"),
        announced=recognition("2033", "planned"),
        later=recognition("2041"),
    )


def of_the_release() -> Dataset:
    return published(load_files(data_dir()))


Site = tuple[FlaskClient, Ways]
ON_PAGES = (
    *("the data", "the example", "only a plan", "heard"),
    *("in order of time, with status", "a co-defendant", "one of two convicts"),
)
DATASETS = {
    "the example": example_dataset,
    "the data": of_the_release,
    "only a plan": only_a_plan,
    "heard": heard,
    "recognised": recognised,
    **{kind: lambda kind=kind: planted(kind) for kind in PLANTED},  # type: ignore[misc]
}


@pytest.mark.parametrize("name", DATASETS)
def test_graph_queries_tables_and_documents_tell_the_same_of_a_sentence(name: str, catalogue: Catalogue) -> None:
    ways = Ways(DATASETS[name]())
    rows = table_rows("measures.csv", ways.documents.values(), read_context())
    table = {row["event"]: row for row in csv.DictReader(io.StringIO(table_head("measures.csv") + rows))}
    answers = {}
    for query in ("every-sentence", "every-verdict"):
        found = ask_pyoxigraph(ways.store, catalogue.get(query).bind({}, ways.base))
        answers |= {row[0]: dict(zip(found.columns, row, strict=True)) for row in found.rows}
    for iri, conviction in ways.sentences():
        in_order = ask_pyoxigraph(
            ways.store,
            f"SELECT ?event ?status {{ <{iri}> <{SG}aftermath> ?event . ?event <{SG}currentStatus> ?status"
            f" OPTIONAL {{ ?event <{SG}notBefore> ?first }} OPTIONAL {{ ?event <{SG}notAfter> ?last }}"
            ' } ORDER BY COALESCE(STR(?first), STR(?last), "9999") STR(?event)',
        )
        assert in_order.rows == tuple((each["id"], each["currentStatus"]) for each in conviction["afterwards"])
        assert answers[iri]["became"] == ways.text(conviction) == table[iri]["what_became_of_it"]
        contesting = {claim["subject"] for claim in conviction["contesting"]} - {iri}
        stated = {claim["object"]["id"] for claim in conviction["contesting"] if claim["subject"] == iri}
        assert {*filter(None, table[iri]["contested_by_iri"].split("; "))} == contesting | stated
        assert len(answers[iri]["contestedBy"].split("; ")) == len(contesting | stated) or not contesting | stated
        assert answers[iri]["contested"] == ("true" if contesting | stated else "false")
        assert answers[iri]["asOf"] == conviction["newest"]


@pytest.mark.parametrize("name", DATASETS)
def test_every_document_that_names_a_sentence_tells_the_same_of_it(name: str) -> None:
    ways = Ways(DATASETS[name]())
    own = dict(ways.sentences())
    naming = [(each, conviction) for each in ways.documents.values() for conviction in each.get("convictions", ())]
    assert {conviction["id"] for _, conviction in naming} == own.keys()
    assert len(naming) > len(own), "people and articles name it too"
    for _, conviction in naming:
        for part in ("afterwards", "released", "newest", "outcomeUnknownAsOf"):
            assert conviction.get(part) == own[conviction["id"]].get(part)


@pytest.mark.parametrize("kind", PLANTED)
def test_what_became_of_a_sentence_is_its_own(kind: str) -> None:
    _, expected, released = PLANTED[kind]
    ways = Ways(planted(kind))
    found = {iri.rpartition("/")[2]: conviction for iri, conviction in ways.sentences()}
    assert {
        key: [each["id"].rpartition("/")[2] for each in conviction["afterwards"]] for key, conviction in found.items()
    } == expected
    assert {key: conviction["released"] for key, conviction in found.items()} == released


def test_what_is_known_at_second_hand_alone_is_marked() -> None:
    ways = Ways(heard())
    ((_, conviction),) = ways.sentences()
    assert ways.text(conviction) == "Free, 2034-06-01 (second-hand)"
    assert conviction["afterwards"][0]["bestGrade"] == f"{SGC}second-hand"


def test_that_nothing_is_known_is_kept_and_said_only_where_nothing_is_told() -> None:
    alone, both = Ways(looked_up(told(first=sentence()))), Ways(only_a_plan())
    ((_, without), (_, with_plan)) = (*alone.sentences(), *both.sentences())
    assert without["outcomeUnknownAsOf"] == with_plan["outcomeUnknownAsOf"] == "2031-06-01"
    assert (alone.text(without), both.text(with_plan)) == ("nothing known as of 2031-06-01", "Free (planned)")


def test_a_recognition_of_the_convicted_from_this_case_to_the_next_contests_a_sentence() -> None:
    ways = Ways(recognised())
    contesting = {
        iri.rpartition("/")[2]: [claim["subject"].rpartition("/")[2] for claim in conviction["contesting"]]
        for iri, conviction in ways.sentences()
    }
    assert contesting == {"first": ["during"], "second": ["later"]}


def test_only_an_asserted_contester_contests_and_a_denied_one_does_not() -> None:
    dataset = told(first=sentence())
    first = Ref("event", "first")
    for modality, expected in (("asserted", 1), ("alleged", 0), ("denied", 0)):
        claim = also(first, SOME, "contestedBy", modality=modality, attributed_to=(TOVE,))
        ((_, conviction),) = Ways(replace(dataset, claims=(*dataset.claims, claim))).sentences()
        assert len(conviction["contesting"]) == expected, modality


def test_as_of_includes_the_article_on_a_release_of_which_no_case_is_told() -> None:
    dataset = told(first=sentence(), free=("Release", {"imposedOn": MIRA, "date": Edtf("2034")}))
    later = Article("later", "Later", "en", "complete", published="2034-02-01")
    claims = [replace(each, article="later") if each.subject.key == "free" else each for each in dataset.claims]
    ways = Ways(replace(dataset, claims=tuple(claims), articles=(*dataset.articles, later)))
    ((_, conviction),) = ways.sentences()
    assert conviction["newest"] == "2034-02-01"


@pytest.fixture(scope="module", params=ON_PAGES)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FlaskClient, Ways]]:
    ways, folder = Ways(DATASETS[request.param]()), tmp_path_factory.mktemp("site")
    (folder / "release").mkdir()
    release = make_release(folder / "release", nquads_of(ways.quads), ways.base)
    make_snapshot(release.nquads, folder / "snapshot")
    with SnapshotStore(folder / "snapshot", workers=1) as store:
        yield create_app(store, release=release, catalogue=make_catalogue()).test_client(), ways


def test_the_pages_of_sentence_person_case_and_article_tell_the_same(site: Site) -> None:
    client, ways = site
    own, shown = dict(ways.sentences()), set()
    for iri, document in ways.documents.items():
        kind = iri.removeprefix(f"{ways.base}id/").partition("/")[0]
        # That of the page itself comes first, the others by their IRI.
        named = sorted((each["id"] for each in document.get("convictions", ())), key=lambda each: (each != iri, each))
        if named and (iri in own or kind in ("person", "case", "article")):
            answer = client.get(f"/{iri.removeprefix(ways.base)}.html", buffered=True)
            assert answer.status_code == 200
            panels = re.findall(r'<section class="conviction".*?</section>', answer.text, re.DOTALL)
            assert len(panels) == len(named)
            by_key = {re.findall(r'aria-labelledby="c-([^"]+)"', panel)[0]: panel for panel in panels}
            assert {iri.rpartition("/")[2] for iri in named} == by_key.keys()
            for sentence_iri in named:
                panel = by_key[sentence_iri.rpartition("/")[2]]
                conviction = own[sentence_iri]
                unknown = "outcomeUnknownAsOf" in conviction and not conviction["afterwards"]
                assert ("and found nothing." in panel) is unknown
                assert ("These articles record no release." in panel) is not any(
                    free for _, _, free, *_ in told_on_a_page(panel)
                )
                some = any(free for _, _, free, *_ in told_on_a_page(panel)) and not conviction["released"]
                assert ("Nothing says that everybody convicted by this decision has been released." in panel) is some
                assert list(told_on_a_page(panel)) == list(in_a_document(conviction, ways.base)), iri
            shown.add(kind)
    assert {"event", "person", "article"} <= shown


def told_on_a_page(panel: str) -> Iterator[tuple[object, ...]]:
    """The address of each later event in a panel, its status if it is said; if it is free, doubtful, heard of."""
    for item in re.findall(r"<li(?: class=\"free\")?><span class=\"when\">.*?</li>", panel, re.DOTALL):
        (address,) = re.findall(r'href="(/id/event/[^"#]+?)(?:\.html)?"', item)
        status = next((each for each in NOT_HELD if f", {each}" in item), "")
        yield address, status, 'class="free"' in item, "(uncertain)" in item, " second-hand<" in item


def in_a_document(conviction: Mapping[str, Any], base: str) -> Iterator[tuple[object, ...]]:
    for each in conviction["afterwards"]:
        status = each["currentStatus"].removeprefix(SGC)
        not_held = status if status in NOT_HELD else ""
        free, heard_of = each["class"] == f"{SG}Release" and not not_held, each["bestGrade"] == f"{SGC}second-hand"
        doubtful = each.get("dateCertainty") == "uncertain"
        yield f"/{each['id'].removeprefix(base)}", not_held, free, doubtful, heard_of
