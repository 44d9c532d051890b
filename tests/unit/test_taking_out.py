"""Every entry that a key stands in leaves the record files, and what stays is whole."""

from __future__ import annotations

import pytest

from solidarity_graph.errors import DataError
from solidarity_graph.records import read_files
from solidarity_graph.records.entries import Entry, Link
from solidarity_graph.schema.record_format import TABLES
from solidarity_graph.takedown.removal import Removed, remove_keys
from solidarity_graph.takedown.text_search import RemovedNames, empty_phrases, find_names, names_of
from tests.example import ARTICLE, example_files, example_overlay

FILES = {
    "articles/a.toml": """format = 1

# About the article.
[article]
key = "a"
publisher = "organisation/paper"
relays = ["organisation/agency", "organisation/other"]

[[event]]
key = "march"
class = "SolidarityAction"
label = { en = "March" }
# Who it was for.
organiser = [
    {value = "person/pa", claim = "c1"},
    # this one stays
    {value = "person/pb", claim = "c2"}, # and this
]
status = {value = "held", claim = "c3", attributed-to = ["organisation/agency", "person/pa"]}
participation = {agent = "person/pa", role = "speaker", claim = "c4"}

# A fine, later.
[[event]]
key = "fine"
class = "DisciplinaryPenalty"
status = {value = "held", claim = "c5"}
imposedOn = {value = "person/pa", claim = "c6"}

# The other one.
[[entity]]
key = "person/pb"
affiliation = {with = "organisation/agency", role = "member", claim = "c7"}

# Herself.
[[entity]]
key = "person/pa"
name = {value = "Ada", claim = "c8"}
""",
    "articles/b.toml": """format = 1

[article]
key = "b"

[[event]]
key = "march"
class = "SolidarityAction"
place = {value = "place/square", claim = "d1"}

[[event]]
key = "answer"
class = "AuthorityResponse"
respondsTo = {value = "event/fine", claim = "d2"}
status = {value = "held", claim = "d3"}
""",
    "entities/persons.toml": """# Persons.

# The first.
[[person]]
key = "pa"
label = { en = "Ada" }

# The second.
[[person]]
key = "pb"
label = { en = "Bo" }
""",
    "entities/places.toml": '[[place]]\nkey = "square"\nwithin = "place/town"\n\n[[place]]\nkey = "town"\n',
    "judgements.toml": """[[realisation]]
happening = "event/fine"
plan = "event/march"

[[disagreement]]
key = "who"
about = "event/march"
claims = ["c1", "c2", "d1"]

[[disagreement]]
key = "whom"
about = "event/march"
claims = ["c1", "c2"]

[[merge]]
old = "person/pa"
new = "person/pb"
""",
    "risk.toml": '[[organisation]]\norganisation = "organisation/agency"\n',
}


def taken(*keys: str) -> Removed:
    return remove_keys(FILES, keys)


def left(path: str, *keys: str) -> str:
    return taken(*keys).files[path]


def test_claims_go_whose_subject_value_part_of_a_value_or_speaker_it_is() -> None:
    text = left("articles/a.toml", "person/pa")
    assert [key for key in ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8") if f'"{key}"' in text] == ["c2", "c7"]
    assert "pa" not in text.split('"')


CUSTODY = FILES | {
    "articles/c.toml": """format = 1

[article]
key = "c"

[[event]]
key = "stay"
class = "Stay"
concerns = {value = "person/pa", claim = "e1"}
detainedAt = {value = "place/square", claim = "e2"}

[[event]]
key = "hunger-strike"
class = "PrisonerProtest"
concerns = [{value = "person/pa", claim = "e3"}, {value = "person/pb", claim = "e4"}]
protestForm = {value = "hunger-strike", claim = "e5"}

[[event]]
key = "prize"
class = "Conferral"
recipient = {value = "person/pb", claim = "e6"}
receivedBy = {value = "person/pa", claim = "e7"}

[[event]]
key = "release"
class = "Release"
imposedOn = {value = "person/pb", claim = "e8"}
ends = {value = "event/stay", claim = "e9"}

[[event]]
key = "walk"
class = "SolidarityAction"
participation = [
    {agent = "group/g", role = "host", count = "forty", count-unit = "people", place = "place/square", claim = "f1"},
    {agent = "group/g", role = "host", count = "ten", count-unit = "people", place = "place/town", claim = "f2"},
]

[[entity]]
key = "case/mill"
caseState = [
    {state = "charged", agent = "person/pa", claim = "f3"},
    {state = "on-trial", claim = "f4"},
]
"""
}


def test_what_befell_somebody_in_custody_goes_with_them_unless_it_befell_others_as_well() -> None:
    removed = remove_keys(CUSTODY, ["person/pa"])
    text = removed.files["articles/c.toml"]
    assert [key for key in ("e1", "e2", "e3", "e4", "e5") if f'"{key}"' in text] == ["e4", "e5"]
    assert "event/stay" in removed.followed
    assert [key for key in ("e6", "e7", "e8", "e9") if f'"{key}"' in text] == ["e6", "e8"]


def test_a_state_of_a_case_goes_with_the_accused_of_whom_it_is_told() -> None:
    text = remove_keys(CUSTODY, ["person/pa"]).files["articles/c.toml"]
    assert "charged" not in text
    assert "on-trial" in text


def test_a_count_at_a_place_goes_with_the_place_and_does_not_become_the_count_of_all() -> None:
    text = remove_keys(CUSTODY, ["place/square"]).files["articles/c.toml"]
    assert "forty" not in text
    assert '"ten"' in text


def test_comments_and_order_stay_and_those_above_what_goes_go_with_it() -> None:
    assert (
        left("articles/a.toml", "person/pa")
        == """format = 1

# About the article.
[article]
key = "a"
publisher = "organisation/paper"
relays = ["organisation/agency", "organisation/other"]

[[event]]
key = "march"
class = "SolidarityAction"
label = { en = "March" }
# Who it was for.
organiser = [
    # this one stays
    {value = "person/pb", claim = "c2"}, # and this
]

# The other one.
[[entity]]
key = "person/pb"
affiliation = {with = "organisation/agency", role = "member", claim = "c7"}
"""
    )
    assert left("entities/persons.toml", "person/pa") == (
        '# Persons.\n\n# The second.\n[[person]]\nkey = "pb"\nlabel = { en = "Bo" }\n'
    )  # the comment at the head of a file is the file's


@pytest.mark.parametrize("head", ["", "# The file.\n\n", "# The file.\n\n# And more.\n\n"])
def test_what_is_above_the_first_entry_of_a_file_stays_as_it_is(head: str) -> None:
    second = '# Of the second.\n[[place]]\nkey = "b"\n'
    files = {"entities/places.toml": f'{head}[[place]]\nkey = "a"\n\n{second}'}
    assert remove_keys(files, ["place/a"]).files == {"entities/places.toml": f"{head}{second}"}


def test_a_measure_without_the_person_it_was_imposed_on_goes_with_all_that_was_said_of_it() -> None:
    after = taken("person/pa")
    assert after.followed == ("event/fine",)
    assert "fine" not in after.files["articles/b.toml"]
    assert "realisation" not in after.files["judgements.toml"]


def test_an_event_left_without_claims_goes_and_one_that_another_article_tells_of_stays() -> None:
    assert taken("d2", "d3").followed == ("event/answer",)
    assert not taken("d1").followed
    assert "march" not in left("articles/b.toml", "d1")


def test_a_block_that_holds_the_label_of_an_event_stays_while_others_tell_of_it() -> None:
    text = left("articles/a.toml", "c1", "c2", "c3", "c4")
    assert 'label = { en = "March" }' in text


def test_a_disagreement_that_keeps_two_claims_stays_with_them() -> None:
    text = left("judgements.toml", "c1")
    assert 'claims = ["c2", "d1"]' in text
    assert '"whom"' not in text


def test_what_an_organisation_published_stays_without_saying_so() -> None:
    after = taken("organisation/agency")
    assert 'relays = ["organisation/other"]' in after.files["articles/a.toml"]
    assert Link("articles/a.toml", "article", "", "relays", ("organisation/agency",)) in after.links
    assert "publisher" not in left("articles/a.toml", "organisation/paper")
    assert "risk.toml" not in after.files


def test_who_was_merged_into_somebody_goes_with_them_and_not_the_other_way_round() -> None:
    assert taken("person/pb").followed == ("event/fine", "person/pa")
    assert "person/pb" not in taken("person/pa").followed


def test_a_place_goes_and_what_lies_in_it_stays() -> None:
    after = taken("place/town")
    assert after.files["entities/places.toml"] == '[[place]]\nkey = "square"\n'


def test_an_article_goes_with_its_file_and_the_events_that_it_alone_tells_of() -> None:
    after = taken("article/b")
    assert set(FILES) - set(after.files) == {"articles/b.toml"}
    assert after.followed == ("event/answer",)
    assert 'claims = ["c1", "c2"]' in after.files["judgements.toml"]


def test_a_judgement_goes_by_its_key() -> None:
    assert '"who"' not in left("judgements.toml", "disagreement/who")


def test_nothing_is_taken_out_for_a_key_that_stands_nowhere() -> None:
    after = taken("person/pc", "c0")
    assert not after
    assert after.files == FILES


def test_a_file_that_cannot_be_read_is_named() -> None:
    with pytest.raises(DataError, match=r"articles/c\.toml: not valid TOML"):
        remove_keys({"articles/c.toml": 'key = "pa'}, ["person/pa"])


@pytest.mark.parametrize(
    "key", ["person/pq1x", "person/ps1v", "person/pg3k", "event/cellar-meeting", "cx04", "article/lanternfield-vigil"]
)
def test_what_is_left_of_the_example_and_its_overlay_reads_without_a_fault(key: str) -> None:
    whole = read_files(remove_keys(example_overlay(), [key]).files).whole
    assert key not in {str(thing.ref) for thing in whole.things} | {claim.key for claim in whole.claims}


def test_a_phrase_that_holds_the_name_is_emptied_and_other_words_are_found() -> None:
    files = example_files()
    files[ARTICLE] = files[ARTICLE].replace('phrase = "the vigil"', 'phrase = ["x", "by MIRA QUÍLL"]', 1)
    files = dict(remove_keys(files, ["person/pq1x"]).files)
    telling = RemovedNames(("Mira Quill",)).search
    after, (phrases,) = empty_phrases(files, telling)
    assert phrases.values == ("x", "by MIRA QUÍLL")
    assert 'phrase = ["x", ""]' in after[ARTICLE]
    (found,) = find_names(after, telling)
    assert (found.file, found.entry) == (ARTICLE, "line 6")
    assert "Quill" not in str(found)


def test_the_name_of_somebody_else_who_shares_a_word_tells_nothing() -> None:
    files = {"entities/persons.toml": '[[person]]\nkey = "pb"\nlabel = { en = "Mira Marrow", be = ["Міра", "M"] }\n'}
    gone = Entry("entities/persons.toml", TABLES["person"], {"key": "pa", "label": {"en": "Mira", "be": "Міра"}})
    telling = names_of([gone], files, shared=[]).search
    assert [telling.occur_in(text) for text in ("Mira Marrow spoke", "Mira spoke", "Mirabel spoke")] == [
        False,
        True,
        False,
    ]
