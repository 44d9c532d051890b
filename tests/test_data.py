"""The dataset of this repository: it reads, its spans stand in the texts, and nobody is named without a ground."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pyoxigraph
import pytest

from solidarity_graph.model import Dataset, Ref
from solidarity_graph.pipeline import check
from solidarity_graph.rdf import summarise
from solidarity_graph.records import load_files, load_sources, read_dataset, verify_spans
from solidarity_graph.records.articles import covered, quotable
from solidarity_graph.resources import data_dir
from solidarity_graph.schema.namespaces import SG
from solidarity_graph.takedown import Order
from solidarity_graph.takedown.plan import make_plan

# It ends with a whole sentence, but its title promises actions in general and the text tells of one city.
CUT_AFTER_A_SENTENCE = {"moscow-actions-announced"}


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return read_dataset(data_dir()).whole


def test_every_span_stands_in_its_source_text(dataset: Dataset, sources: Path):
    texts = load_sources(sources)
    for article in dataset.articles:
        assert not article.source or article.source.end <= len(texts[article.source.sha256]), article.file
    findings = verify_spans(dataset, texts)
    moved = [
        (finding.claim.file, finding.claim.entry, finding.span) for finding in findings if finding.result != "exact"
    ]
    assert moved == []
    assert len(findings) > 400


def test_the_articles_of_the_page_are_whole_and_do_not_overlap(dataset: Dataset, sources: Path):
    texts = load_sources(sources)
    ranges = sorted(
        (article.source.sha256, article.source.start, article.source.end)
        for article in dataset.articles
        if article.source
    )
    assert len(ranges) == 11
    for (sha256, _, end), (other, start, _) in itertools.pairwise(ranges):
        assert sha256 != other or end <= start
    for sha256, start, end in ranges:
        article = texts[sha256][start:end]
        assert article == article.strip()
        assert not article.endswith("Read More")


def test_the_title_of_an_article_is_its_first_line(dataset: Dataset, sources: Path):
    texts = load_sources(sources)
    for article in dataset.articles:
        if article.source:
            first = texts[article.source.sha256][article.source.start : article.source.end].splitlines()[0]
            assert " ".join(first.split()) == article.title


def test_an_article_that_breaks_off_is_marked_cut_off(dataset: Dataset, sources: Path):
    texts = load_sources(sources)
    for article in dataset.articles:
        if article.source:
            cut = texts[article.source.sha256][: article.source.end].endswith("...")
            assert (article.completeness == "cut-off") == (cut or article.key in CUT_AFTER_A_SENTENCE), article.key


def test_the_phrases_of_each_article_cover_at_most_a_fifth(dataset: Dataset):
    for article in dataset.articles:
        if article.source:
            spans = [span for claim in dataset.claims if claim.article == article.key for span in claim.spans]
            assert covered(spans) <= quotable(article.source)


def test_nobody_is_named_without_ground_reviewer_and_date(dataset: Dataset):
    people = [entity for entity in dataset.entities if entity.ref.kind == "person"]
    assert people
    for person in people:
        for naming in person.naming:
            assert naming.ground
            assert naming.reviewer
            assert naming.reviewed
            assert naming.scope


def test_nobody_stands_in_the_release_or_the_expected_rows_who_is_not_declared_with_a_ground(dataset: Dataset):
    declared = {entity.ref.key for entity in dataset.entities if entity.ref.kind == "person" and entity.naming}
    golden = Path(__file__).parent / "golden"
    files = [path for folder in (data_dir() / "release", golden) for path in folder.rglob("*") if path.is_file()]
    named = {key for path in files for key in re.findall(rb"/id/person/(\w+)", path.read_bytes())}
    assert named
    assert {key.decode() for key in named} - declared == set()


def test_each_person_of_the_release_has_ground_reviewer_and_day():
    quads = list(pyoxigraph.parse(path=data_dir() / "release" / "solidarity-graph.nq"))
    people = {quad.subject for quad in quads if quad.object == pyoxigraph.NamedNode(f"{SG}Person")}
    assert people
    for name in ("namingGround", "reviewer", "reviewed"):
        assert people == {quad.subject for quad in quads if quad.predicate.value == SG + name}


def test_every_event_says_what_became_of_it(dataset: Dataset):
    for summary in summarise(dataset):
        assert summary.status != "unknown", summary.event.ref


def test_every_conviction_says_what_contests_it_and_what_became_of_it(dataset: Dataset):
    asserted = [claim for claim in dataset.claims if claim.asserted]
    contested = {claim.subject for claim in asserted if claim.predicate == "contestedBy"}
    followed = {claim.object for claim in asserted if claim.predicate == "inConsequenceOf"}
    for event in dataset.events:
        if event.class_name == "Sentence":
            assert event.ref in contested
            assert event.ref in followed


def test_what_a_court_found_is_attributed_to_it(dataset: Dataset):
    found = {"charge", "duration", "termKind", "regime", "ancillaryPenalty"}
    sentences = {event.ref for event in dataset.events if event.class_name == "Sentence"}
    for claim in dataset.claims:
        if claim.subject in sentences and claim.predicate in found:
            assert any(speaker.key.startswith("court-") for speaker in claim.attributed_to), claim.entry


def test_the_reason_given_for_a_measure_is_somebodys(dataset: Dataset):
    for claim in dataset.claims:
        if claim.predicate == "statedReason":
            assert claim.attributed_to, claim.entry


def test_what_only_an_interested_speaker_reports_is_not_put_in_the_mouth_of_the_authority(dataset: Dataset):
    for claim in dataset.claims:
        if claim.article == "baj-addresses-colony":
            assert Ref("organisation", "penal-colony-2-babruisk") not in claim.attributed_to, claim.entry


def test_who_speaks_is_not_counted_as_a_supporter(dataset: Dataset):
    speakers = {Ref("person", "pk6n"), Ref("person", "pj2c")}
    for claim in dataset.claims:
        if claim.object in speakers:
            assert claim.predicate not in ("organiser", "participant", "inSupportOf")


def test_portraits_and_postcards_are_not_people(dataset: Dataset):
    units = {
        str(claim.subject): claim.object.get("countUnit").name
        for claim in dataset.claims
        if claim.predicate == "participation" and claim.object.get("countUnit")
    }
    assert units == {
        "event/vilnius-embassy-action-2013": "people",
        "event/moscow-action-2013": "people",
        "event/homel-postcards-2013": "postcards",
        "event/fidh-brussels-demonstration-2013": "portraits",
    }


def test_a_plan_and_its_happening_are_two_events(dataset: Dataset):
    status = {summary.event.ref: summary.status for summary in summarise(dataset)}
    assert len(dataset.realisations) == 3
    for realisation in dataset.realisations:
        assert (status[realisation.plan], status[realisation.happening]) == ("planned", "held")


@pytest.mark.parametrize(
    ("key", "level"), [("event/vilnius-embassy-action-2013", "generalised"), ("person/p4vz", "withheld")]
)
def test_what_is_said_with_numbers_can_be_withheld(key: str, level: str):
    files = {**load_files(data_dir()), "private/overlay.toml": f'secret = "{"ab" * 16}"\n'}
    plan = make_plan(files, Order("withhold", (key,), "2030-01-01", level=level))
    assert check(plan.files).conforms
