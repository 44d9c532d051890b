"""Withholding moves entries into the overlay, releasing moves them back; nothing tells the first from an erasure."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solidarity_graph import web
from solidarity_graph.errors import CallError, DataErrors
from solidarity_graph.model import Dataset
from solidarity_graph.policy import publish
from solidarity_graph.records import Files, read_files
from solidarity_graph.takedown import Order
from solidarity_graph.takedown.plan import make_plan
from tests.example import ARTICLE, example_files, example_overlay
from tests.graphs import all_quads
from tests.unit.test_takedown import ERASE, at, prepared, read, run, withdrawn

__all__ = ["prepared"]

WITHHOLD = Order("withhold", ("person/pq1x",), "2031-07-01")
KEYS = [
    "person/pq1x", "organisation/town-hall", "organisation/gazette", "group/vigil-people", "place/foundry-square",
    "event/lanternfield-refusal", "event/lanternfield-vigil-2031", "article/lanternfield-vigil", "cx04", "cx05",
]  # fmt: skip


def withhold(files: Files, key: str, level: str = "withheld", stand_in: str = "") -> Files:
    order = Order("withhold", (key,), "2031-07-01", level=level, stand_in=stand_in, leave_words=True)
    return make_plan(files, order).files


def restore(files: Files, key: str) -> Files:
    return make_plan(files, Order("restore", (key,), "2031-07-02")).files


def public(files: Files) -> str:
    return "\n".join(text for path, text in files.items() if not path.startswith(("private/", "removals")))


def published(files: Files) -> Dataset:
    return publish(read_files(files))


def quads(files: Files) -> set[str]:
    return {*map(str, all_quads(published(files)))}


@pytest.mark.parametrize("level", ["withheld", "pseudonymised"])
@pytest.mark.parametrize("key", KEYS)
def test_what_was_withheld_stands_in_the_overlay_alone_and_comes_back_as_it_was(key: str, level: str) -> None:
    files = example_overlay()
    hidden = withhold(files, key, level)
    opaque = key.rpartition("/")[2]
    assert not re.search(rf'"({re.escape(key)}|{opaque})"', public(hidden))
    assert f"/{key}>" not in "\n".join(quads(hidden))
    back = restore(hidden, key)
    assert quads(back) == quads(files)
    assert "removals.toml" not in back
    assert "private/taken-back.toml" not in back


@pytest.mark.parametrize("key", ["person/pq1x", "event/lanternfield-refusal"])
def test_the_removal_does_not_differ_from_that_of_an_erasure(key: str) -> None:
    files = example_overlay()
    files[ARTICLE] = files[ARTICLE].replace("stands with Mira Quill", "stands")
    lists = [
        tomllib.loads(make_plan(files, order).files["removals.toml"])["removal"]
        for order in (Order("erase", (key,), "2031-07-01", reason="law"), Order("withhold", (key,), "2031-07-01"))
    ]
    for (entry,) in lists:
        assert entry.keys() == {"key", "removed"}
        assert entry["removed"] == "2031-07-01"
    assert lists[0] == lists[1] or all(re.fullmatch(r"r[b-z2-9]{8}", entry["key"]) for (entry,) in lists)


def test_withholding_again_changes_nothing_and_another_level_changes_the_level() -> None:
    once = withhold(example_overlay(), "person/pq1x")
    assert withhold(once, "person/pq1x") == once
    other = withhold(once, "person/pq1x", "generalised", "group/vigil-people")
    assert 'as = "group/vigil-people"' in other["private/entities/persons.toml"]
    assert other["removals.toml"] == once["removals.toml"]
    assert restore(restore(other, "person/pq1x"), "person/pq1x") == restore(other, "person/pq1x")


def test_what_names_somebody_else_who_is_withheld_stays_in_the_overlay() -> None:
    both = withhold(withhold(example_overlay(), "organisation/town-hall"), "event/lanternfield-refusal")
    back = restore(both, "event/lanternfield-refusal")
    assert '"cx13"' in back[ARTICLE]
    assert '"cx15"' not in public(back)
    assert quads(restore(back, "organisation/town-hall")) == quads(example_overlay())


def test_a_claim_with_a_level_of_its_own_keeps_it() -> None:
    files = withhold(withhold(example_overlay(), "cx13"), "event/lanternfield-refusal")
    back = restore(files, "event/lanternfield-refusal")
    assert '"cx13"' not in public(back)
    assert quads(restore(back, "cx13")) == quads(example_overlay())


def test_somebody_who_was_withheld_can_be_erased_and_the_removal_stays() -> None:
    hidden = withhold(example_overlay(), "person/pq1x")
    hidden = {path: text.replace("stands with Mira Quill", "stands") for path, text in hidden.items()}
    gone = make_plan(hidden, Order("erase", ("person/pq1x",), "2031-08-01", reason="law")).files
    assert gone["removals.toml"] == hidden["removals.toml"]
    assert "withheld]]" not in gone["private/taken-back.toml"]
    assert not [path for path, text in gone.items() if "pq1x" in text and path != "removals.toml"]


def test_what_is_remembered_of_the_withheld_forgets_what_is_erased() -> None:
    hidden = withhold(example_overlay(), "place/inkland")
    assert "place/lanternfield" not in hidden["private/taken-back.toml"]
    assert 'key = "lanternfield"' in hidden["private/taken-back.toml"]
    order = Order("erase", ("place/lanternfield",), "2031-08-01", reason="law", leave_words=True)
    assert 'key = "lanternfield"' not in make_plan(hidden, order).files["private/taken-back.toml"]


def test_a_person_without_a_ground_is_not_released() -> None:
    with pytest.raises(DataErrors, match="no ground for naming this person"):
        read_files(restore(example_overlay(), "person/pw2n"))


def test_a_withheld_key_may_stand_in_the_overlay_and_not_in_the_data() -> None:
    hidden = dict(withhold(example_overlay(), "person/pq1x"))
    hidden["entities/persons.toml"] = example_files()["entities/persons.toml"]
    with pytest.raises(DataErrors, match=r"entities/persons\.toml, person pq1x: the key person/pq1x was removed"):
        read_files(hidden)


@pytest.mark.parametrize(
    ("key", "said"),
    [("disagreement/day-of-the-vigil", "A judgement has no level"), ("organisation/gazette", "protects others")],
)
def test_what_cannot_be_withheld_is_refused(key: str, said: str) -> None:
    files = example_overlay()
    risk = 'organisation = "organisation/gazette"\nwhere = "X"\nsince = "2031"\nsource = "s"\n'
    files["risk.toml"] = f"[[organisation]]\n{risk}"
    with pytest.raises(CallError, match=said):
        withhold(files, key)


def test_a_name_in_words_of_ours_stops_it_and_phrases_come_back() -> None:
    files = example_overlay()
    told = dict(files)
    told[ARTICLE] = files[ARTICLE].replace("Vigil in Lanternfield", "Vigil for Quill")
    with pytest.raises(DataErrors, match=r"articles/lanternfield-vigil\.toml, line 16: a name .*shared = "):
        make_plan(told | {ARTICLE: told[ARTICLE].replace("stands with Mira Quill", "stands")}, WITHHOLD)
    plain, quoting = ', phrase = "the vigil", claim = "cx03"', ', phrase = "Mira Quill", claim = "cx03"'
    files[ARTICLE] = files[ARTICLE].replace(plain, quoting)
    hidden = withhold(files, "person/pq1x")
    assert 'phrase = "", claim = "cx03"' in hidden[ARTICLE]
    assert quoting in restore(hidden, "person/pq1x")[ARTICLE]


def test_an_article_whose_title_names_somebody_withheld_is_published_without_title_and_comes_back() -> None:
    files = example_overlay()
    hidden = make_plan(files, WITHHOLD).files
    assert ARTICLE not in hidden
    assert 'level = "generalised"' in hidden[f"private/{ARTICLE}"]
    (article,) = published(hidden).articles
    assert (article.title, article.level) == ("An article that is not named", "generalised")
    assert "event/lanternfield-vigil-2031" in {str(event.ref) for event in published(hidden).events}
    assert quads(restore(hidden, "person/pq1x")) == quads(files)


def test_a_word_that_others_share_may_stay_where_the_overlay_declares_it() -> None:
    files = example_overlay()
    title = "Quill House in Lanternfield"
    files[ARTICLE] = files[ARTICLE].replace("Vigil in Lanternfield", title).replace("stands with Mira Quill", "stands")
    with pytest.raises(DataErrors, match="a name"):
        make_plan(files, WITHHOLD)
    files["private/overlay.toml"] += 'shared = ["Quill"]\n'
    hidden = make_plan(files, WITHHOLD).files
    assert title in {label.value for event in published(hidden).events for label in event.labels}


def test_withholding_needs_an_overlay() -> None:
    with pytest.raises(CallError, match="There is no private overlay"):
        withhold(example_files(), "person/pq1x")


@pytest.mark.parametrize("text", ["x = 1", '[[erased]]\nreason = "spite"\non = "2031-06-01"', "[[withheld]]\nx = 1"])
def test_a_record_of_the_overlay_at_fault_is_named(text: str) -> None:
    with pytest.raises(DataErrors, match=r"private/taken-back\.toml"):
        read_files(example_overlay() | {"private/taken-back.toml": text})


def test_withholding_withdraws_releases_and_a_new_one_is_published(prepared: Path, tmp_path: Path) -> None:
    top = Path(shutil.copytree(prepared, tmp_path / "top"))
    run(top, Order("withhold", ("person/pq1x",), "2031-07-01"))
    assert withdrawn(top) == {"2031-01-01": "2031-07-01", "2031-06-01": "2031-07-01"}
    holding = [name for name, content in read(top).items() if b"Quill" in content]
    assert {name.partition("/")[0] for name in holding} == {"private"}
    shown = [run(top, Order("restore", ("person/pq1x",), "2031-07-02")), run(top, ERASE)]
    assert all(shown)
    assert at(top).releases == top / "releases"


def test_who_was_merged_into_somebody_is_withheld_erased_and_released_with_them() -> None:
    files = example_overlay()
    files["entities/persons.toml"] += files["entities/persons.toml"].replace("pq1x", "pq0a")
    day = 'who = "tests"\nwhen = "2031-06-01"\nnote = "One."\n'
    files["judgements.toml"] = f'[[merge]]\nold = "person/pq0a"\nnew = "person/pq1x"\n{day}'
    hidden = withhold(files, "person/pq1x")
    assert "/pq0a>" not in "\n".join(quads(hidden))
    assert quads(restore(hidden, "person/pq1x")) == quads(files)
    order = Order("erase", ("person/pq1x",), "2031-07-01", reason="request", leave_words=True)
    gone = make_plan(files, order).files
    listed = [tomllib.loads(text["removals.toml"])["removal"] for text in (hidden, gone)]
    assert listed[0] == listed[1]
    assert [entry["key"] for entry in listed[0]] == ["pq1x", "pq0a"]


DATES = """date = [
    {value = "2031-05-03", at = [37, 50], claim = "cx04"},
    {value = "2031-05-04", at = [37, 50], claim = "cx41", attributed-to = "person/pq1x"},
    {value = "2031-05-05", at = [37, 50], claim = "cx42", attributed-to = "organisation/gazette"},
    {value = "2031-05-06", at = [37, 50], claim = "cx43", attributed-to = ["organisation/town-hall", "person/pq1x"]},
]"""
JUDGED = 'who = "tests"\nwhen = "2031-06-01"\nnote = "n"\n'


def assessed(files: Files) -> Files:
    """The files with an assessment of each public claim, and four claims that differ."""
    files = {**files, ARTICLE: re.sub(r"(?m)^date = .*$", DATES, files[ARTICLE], count=1)}
    claims = sorted(set(re.findall(r'claim = "(\w+)"', files[ARTICLE])))
    judged = [
        f'[[assessment]]\nof = "{prefix}{key}"\ngrade = "possibly-true"\n{JUDGED}'
        for key, prefix in zip(claims, ("", "claim/") * len(claims), strict=False)
    ]
    judged.append(
        '[[disagreement]]\nkey = "dates"\nabout = "event/lanternfield-vigil-2031"\non = "date"\nkind = "conflict"\n'
        f'claims = ["cx04", "cx41", "cx42", "cx43"]\n{JUDGED}'
    )
    return {**files, "judgements.toml": "\n".join(judged)}


def names_what_is_private(files: Files) -> set[str]:
    """Keys of claims that stand in the overlay alone and are named in `data/`."""
    claims = {
        private: {key for path, text in files.items() if path.startswith("private/articles") is private
                  for key in re.findall(r'claim = "(\w+)"', text)}
        for private in (True, False)
    }  # fmt: skip
    judged = files.get("judgements.toml", "")
    return {key for key in claims[True] - claims[False] if re.search(rf'"(claim/)?{key}"', judged)}


def test_what_is_judged_of_a_claim_stays_with_it_when_one_of_two_reasons_to_withhold_it_goes() -> None:
    files = assessed(example_overlay())
    both = withhold(withhold(files, "person/pq1x"), "organisation/court-of-inkland")
    back = restore(both, "person/pq1x")
    assert "cx31" not in public(back)
    assert '"cx07"' in back["judgements.toml"]
    assert not names_what_is_private(back)
    assert quads(restore(back, "organisation/court-of-inkland")) == quads(files)


ORDER = st.permutations(KEYS)


@given(hidden=ORDER, shown=ORDER, count=st.integers(2, 4))
@settings(max_examples=6)
def test_in_whatever_order_things_are_withheld_and_restored_data_names_nothing_private(
    hidden: list[str], shown: list[str], count: int
) -> None:
    files = before = assessed(example_overlay())
    for key in hidden[:count]:
        files = withhold(files, key)
        assert not names_what_is_private(files)
        read_files(files)
    for key in [key for key in shown if key in hidden[:count]]:
        files = restore(files, key)
        assert not names_what_is_private(files)
        read_files(files)
    assert quads(files) == quads(before)


def test_what_is_remembered_forgets_the_claims_that_go_with_what_is_erased() -> None:
    hidden = withhold(assessed(example_overlay()), "person/pq1x")
    assert '"cx43"' in hidden["private/taken-back.toml"]
    order = Order("erase", ("organisation/town-hall",), "2031-08-01", reason="law", leave_words=True)
    gone = make_plan(hidden, order).files
    assert '"cx43"' not in gone["private/taken-back.toml"]
    back = restore(gone, "person/pq1x")
    read_files(back)
    assert '["cx04", "cx42", "cx41"]' in back["judgements.toml"]


def test_a_judgement_waits_for_everything_that_it_names() -> None:
    files = example_overlay()
    status = 'status = {value = "held", at = [260, 271], claim = "cx50"}'
    other = f'[[event]]\nkey = "other-refusal"\nclass = "AuthorityResponse"\n{status}\n'
    files[ARTICLE] = files[ARTICLE].replace("[[entity]]", f"{other}\n[[entity]]")
    files["judgements.toml"] = f'[[merge]]\nold = "event/other-refusal"\nnew = "event/lanternfield-refusal"\n{JUDGED}'
    both = withhold(withhold(files, "organisation/town-hall"), "event/other-refusal")
    back = restore(both, "organisation/town-hall")
    assert "other-refusal" not in public(back)
    assert quads(restore(back, "event/other-refusal")) == quads(files)


@pytest.mark.parametrize("outer", ["organisation/gazette", "place/lanternfield"])
def test_a_thing_comes_back_without_what_was_withheld_after_it(outer: str) -> None:
    files = example_overlay()
    inner = {"organisation/gazette": "article/lanternfield-vigil", "place/lanternfield": "place/foundry-square"}[outer]
    hidden = withhold(withhold(withhold(files, inner), outer), "group/vigil-people")
    for key in (inner, "group/vigil-people"):
        hidden = restore(hidden, key)
        read_files(hidden)
        assert f'"{outer}"' not in public(hidden)
    assert quads(restore(hidden, outer)) == quads(files)


def test_what_was_withheld_again_by_itself_does_not_come_back_with_the_article() -> None:
    files = example_overlay()
    both = withhold(withhold(files, "article/lanternfield-vigil"), "event/quill-sentence", "pseudonymised")
    back = restore(both, "article/lanternfield-vigil")
    assert "quill-sentence" not in public(back)
    assert "Sentence of Mira Quill" not in "\n".join(quads(back))
    assert quads(restore(back, "event/quill-sentence")) == quads(files)


def test_who_was_merged_into_somebody_and_is_withheld_by_themselves_does_not_come_back_with_them() -> None:
    files = example_overlay()
    files["entities/persons.toml"] += files["entities/persons.toml"].replace("pq1x", "pq0a")
    files["judgements.toml"] = f'[[merge]]\nold = "person/pq0a"\nnew = "person/pq1x"\n{JUDGED}'
    back = restore(withhold(withhold(files, "person/pq1x"), "person/pq0a"), "person/pq1x")
    assert "pq0a" not in public(back)
    assert [entry["key"] for entry in tomllib.loads(back["removals.toml"])["removal"]] == ["pq0a"]
    assert quads(restore(back, "person/pq0a")) == quads(files)


def test_what_is_judged_of_an_event_waits_for_the_article_that_alone_tells_of_it() -> None:
    files = example_overlay()
    files["private/articles/lanternfield-vigil.toml"] = 'format = 1\n\n[article]\nkey = "lanternfield-vigil"\n'
    files["private/judgements.toml"] = ""
    pair = 'happening = "event/lanternfield-vigil-2031"\nplan = "event/lanternfield-refusal"\n'
    files["judgements.toml"] = f"[[realisation]]\n{pair}{JUDGED}"
    hidden = withhold(withhold(files, "article/lanternfield-vigil"), "event/lanternfield-refusal")
    back = restore(hidden, "event/lanternfield-refusal")
    assert not published(back).realisations
    assert quads(restore(back, "article/lanternfield-vigil")) == quads(files)


def test_a_claim_that_went_with_its_speaker_and_is_withheld_itself_comes_back_into_what_was_judged() -> None:
    files = assessed(example_overlay())
    both = withhold(withhold(files, "organisation/gazette"), "cx42")
    order = Order("erase", ("cx42",), "2031-08-01", reason="law")
    assert "[[taken]]" in make_plan(both, order).files["private/taken-back.toml"]
    back = restore(both, "organisation/gazette")
    assert "cx42" not in public(back)
    assert quads(restore(back, "cx42")) == quads(files)


def test_a_value_that_stays_hidden_is_remembered_once_with_the_key_that_hides_it() -> None:
    files = hidden = assessed(example_overlay())
    keys = ["organisation/gazette", "place/foundry-square", "organisation/town-hall", "cx42"]
    for key in keys:
        hidden = withhold(hidden, key)
    for key in keys[:3]:
        hidden = restore(hidden, key)
        withheld = tomllib.loads(hidden["private/taken-back.toml"])["withheld"]
        holding = [entry["key"] for entry in withheld for _ in range(str(entry.get("links")).count("cx42"))]
        assert holding == ["cx42"]
    assert quads(restore(hidden, "cx42")) == quads(files)


def test_what_is_withheld_is_counted_and_what_is_erased_is_not() -> None:
    """The one difference in what is published, of which docs/safety.md and the page of the licences tell."""
    files = example_files() | {"private/overlay.toml": example_overlay()["private/overlay.toml"]}
    order = Order("erase", ("organisation/town-hall",), "2031-07-01", reason="law", leave_words=True)
    erased, withheld = make_plan(files, order).files, withhold(files, "organisation/town-hall")
    counts = [[article.withheld for article in published(each).articles] for each in (erased, withheld)]
    assert counts == [[0], [1]]
    assert quads_but_counts(erased) == quads_but_counts(withheld)
    page = (Path(web.__file__).parent / "templates" / "licences.html").read_text("utf-8")
    safety = (Path(__file__).parents[2] / "docs" / "safety.md").read_text("utf-8")
    for text in (page, safety):
        assert "what is erased is not" in text


@pytest.mark.parametrize("key", ["person/pq1x", "group/vigil-people", "event/lanternfield-refusal", "cx10"])
def test_nothing_else_of_what_is_withheld_is_published_than_of_what_is_erased(key: str) -> None:
    files = {path: text.replace("stands with Mira Quill", "stands") for path, text in example_files().items()}
    files["private/overlay.toml"] = example_overlay()["private/overlay.toml"]
    erased = make_plan(files, Order("erase", (key,), "2031-07-01", reason="law")).files
    assert quads_but_counts(erased) == quads_but_counts(withhold(files, key))


@pytest.mark.parametrize("level", ["pseudonymised", "generalised"])
def test_a_conviction_below_public_still_says_that_nothing_is_known_of_what_became_of_it(level: str) -> None:
    files = example_overlay()
    dataset = published(withhold(files, "person/pq1x", level, "group/vigil-people" if level == "generalised" else ""))
    (sentence,) = {claim.subject for claim in dataset.claims if claim.predicate == "imposedOn"}
    (outcome,) = dataset.unknown_outcomes
    assert (outcome.sentence, outcome.note) == (sentence, "Why is not shown.")
    assert re.fullmatch(r"x[a-z2-7]{10}", sentence.key)


def test_the_name_of_a_place_stays_in_phrases_when_it_is_erased_and_not_while_it_is_withheld() -> None:
    files = example_overlay()
    order = Order("erase", ("place/foundry-square",), "2031-07-01", reason="law")
    phrases = [
        {span.phrase for claim in published(each).claims for span in claim.spans}
        for each in (make_plan(files, order).files, withhold(files, "place/foundry-square"))
    ]
    assert ["stood in Foundry Square" in each for each in phrases] == [True, False]


def test_a_withheld_article_is_listed_as_one_that_is_not_named_and_an_erased_one_is_not() -> None:
    files = example_overlay()
    order = Order("erase", ("article/lanternfield-vigil",), "2031-07-01", reason="law")
    assert published(make_plan(files, order).files).articles == ()
    (article,) = published(withhold(files, "article/lanternfield-vigil")).articles
    assert (article.title, article.url, article.level) == ("An article that is not named", "", "withheld")
    assert (article.source, article.published, article.publisher, article.language) == (None, "", None, "")


def test_a_comment_with_the_name_stops_it_and_is_in_no_release() -> None:
    files = {path: text.replace("stands with Mira Quill", "stands") for path, text in example_overlay().items()}
    hidden = make_plan(files, WITHHOLD).files
    assert published({**hidden, ARTICLE: f"# Of Mira Quill.\n{hidden[ARTICLE]}"}) == published(hidden)
    with pytest.raises(DataErrors, match=r"articles/lanternfield-vigil\.toml, line 1: a name"):
        make_plan({**files, ARTICLE: f"# Of Mira Quill.\n{files[ARTICLE]}"}, WITHHOLD)


def quads_but_counts(files: Files) -> set[str]:
    """The published quads without the number of claims not shown, and without the random key of the removal."""
    return {re.sub(r"\br[b-z2-9]{8}\b", "r", quad) for quad in quads(files) if "withheldClaims" not in quad}
