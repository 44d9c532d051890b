"""Records: strict reading, errors that name file, entry and remedy, and the one writer."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from solidarity_graph.errors import CallError, DataError, DataErrors
from solidarity_graph.model import Concept, Edtf, Node, Ref, Text, Time
from solidarity_graph.policy import publish
from solidarity_graph.records import annotate, find_sources, load_sources, read_files, unquoted_claims, verify_spans
from tests.example import ARTICLE, SOURCES, example_dataset, example_files, example_overlay, example_text


def faults(path: str, old: str, new: str) -> str:
    """What reading says when `old` is replaced by `new` in one file of the example."""
    files = example_files()
    assert old in files[path], "the test changes nothing"
    files[path] = files[path].replace(old, new, 1)
    with pytest.raises(DataErrors) as caught:
        read_files(files)
    return str(caught.value)


def claim(key: str):
    return next(claim for claim in example_dataset().claims if claim.key == key)


def test_a_property_becomes_a_claim_with_its_words():
    date = claim("cx04")
    assert (date.subject, date.predicate, date.object) == (
        Ref("event", "lanternfield-vigil-2031"),
        "date",
        Edtf("2031-05-03"),
    )
    assert [(span.start, span.end, span.phrase) for span in date.spans] == [(37, 50, "On 3 May 2031")]


def test_a_count_keeps_its_wording_its_bounds_and_its_unit():
    value = claim("cx06").object
    assert isinstance(value, Node)
    assert value.get("countText") == Text("some forty people", "en")
    assert (value.get("countMin"), value.get("countMax")) == (40, 40)
    assert value.get("countUnit") == Concept("people")


def test_a_spelling_that_is_the_declared_name_is_the_preferred_label_and_never_an_alternative():
    assert claim("cx17").predicate == "prefLabel"
    files = example_files()
    files["entities/persons.toml"] = files["entities/persons.toml"].replace('en = "Mira Quill"', 'en = "M. Quill"')
    spelled = next(claim for claim in read_files(files).whole.claims if claim.key == "cx17")
    assert spelled.predicate == "altLabel"


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (ARTICLE, 'completeness = "complete"', 'completness = "complete"', "completeness is missing"),
        (ARTICLE, "slogan = {value", "slogen = {value", "has no property 'slogen'. Did you mean slogan?"),
        (ARTICLE, 'actionType = {value = "vigil"', 'actionType = {value = "vigyl"', "'vigyl' is no term of the scheme"),
        (ARTICLE, '"2031-05-03"', '"2031-02-30"', "2031-02-30 is not an EDTF date"),
        (ARTICLE, '"P2Y"', '"2 years"', "2 years is not a length"),
        (ARTICLE, "at = [37, 50]", "at = [37, 5000]", "lie outside the article (0-304)"),
        (ARTICLE, "at = [37, 50]", "at = [50, 37]", "at must be [start, end]"),
        (ARTICLE, 'claim = "cx02"', 'claim = "cx01"', "the claim key cx01 is used before"),
        (ARTICLE, 'claim = "cx02"', 'claim = "CX-2"', "is no claim key"),
        (ARTICLE, ', claim = "cx02"', "", "no claim key. Run solidarity-graph annotate"),
        (ARTICLE, "place/foundry-square", "place/foundry", "place/foundry is not declared. Declare it in entities/"),
        (ARTICLE, "place/foundry-square", "organisation/gazette", "a Place belongs here"),
        (ARTICLE, 'class = "Sentence"', 'class = "Sentance"', "is no class of events"),
        (ARTICLE, "format = 1", "format = 9", "format 9 is not known"),
        (ARTICLE, 'claim = "cx13"', 'claim = "cx13", modality = "alleged"', "alleged, but by nobody"),
        (ARTICLE, 'at = [260, 271], phrase = "had refused"', 'find = "x"', "find is not filled in yet"),
        (ARTICLE, "count-max = 40", "count-max = 39", "count-min is larger than count-max"),
        (ARTICLE, 'key = "lanternfield-vigil"', 'key = "other"', "the file of the article other must be"),
        ("entities/persons.toml", "naming = {", "nameing = {", "unknown key 'nameing'"),
        ("entities/persons.toml", '"campaigned-prisoner"', '"famous"', "is no ground for naming a person"),
        ("entities/places.toml", "latitude = 1.5", "latitude = 99.0", "latitude must lie between -90 and 90"),
        ("entities/places.toml", 'key = "inkland"', 'key = "Ink land"', "is no key. Use lower-case letters"),
        (
            "dataset.toml",
            "example.org/lanternfield/",
            "example.org/lanternfield",
            "is no address (a base ends with a slash",
        ),
        ("dataset.toml", 'version = "2031-06-01"', 'version = "2031"', "is not a day"),
        ("dataset.toml", 'version = "2031-06-01"', 'version = "2031-06-01.1"', "2031-06-01.1 is not a day"),
        ("dataset.toml", 'version = "2031-06-01"', 'version = "2031-06-31.2"', "2031-06-31 is not an EDTF date"),
        ("dataset.toml", "[selection]", "[selection", "not valid TOML"),
        (ARTICLE, "at = [37, 50]", "at = [false, true]", "at must be [start, end]"),
        ("entities/persons.toml", 'reviewed = "2031-06-01"', 'reviewed = "2031-06-01~"', "is not a day"),
        (ARTICLE, '"2031-05-04"', '"2031-05-04~"', "is no plain date"),
        (
            ARTICLE,
            'claim = "cx08"',
            'claim = "cx08", addressee = "organisation/town-hall"',
            "an addressee is of a demand",
        ),
        (ARTICLE, "slogan = {", 'demand = {addressee = "place/inkland", ', "a Agent belongs here"),
        (ARTICLE, 'claim = "cx08"', 'claim = "cx08", inferred-from = "x", inferred-part = "year"', "is of a date"),
        (
            ARTICLE,
            'claim = "cx04"',
            'claim = "cx04", inferred-from = "x", inferred-part = "day"',
            "'day' is no part of a date",
        ),
        (
            "entities/places.toml",
            'key = "inkland"',
            'key = "inkland"\ncountry-code = "ink"',
            "has not the form [A-Z]{2}",
        ),
        (
            "judgements.toml",
            "event/quill-sentence",
            "event/lanternfield-vigil-2031",
            "or Verdict belongs here",
        ),
        ("judgements.toml", "2031-06-01", "2031-06", "when: 2031-06 is not a day"),
    ],
)
def test_a_fault_names_the_file_and_what_to_do(path: str, old: str, new: str, said: str):
    message = faults(path, old, new)
    assert said in message
    assert path.rsplit("/", maxsplit=1)[-1].removesuffix(".toml") in message


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2031-05-03", "2031-05-03"),
        ("2031-05-03T16:00:00", "2031-05-03T16:00:00"),
        ("2031-05-03 16:00:00Z", "2031-05-03T16:00:00+00:00"),
        ("2031-05-03T16:00:00+04:30", "2031-05-03T16:00:00+04:30"),
    ],
)
def test_a_date_of_toml_is_a_date(written: str, read: str):
    files = example_files()
    files[ARTICLE] = files[ARTICLE].replace('"2031-05-03"', written)
    assert Edtf(read) in [claim.object for claim in read_files(files).whole.claims]


def test_a_date_of_toml_is_a_day_wherever_one_is_declared():
    files = {path: re.sub(r'"(2031-\d\d-\d\d)"', r"\1", text) for path, text in example_overlay().items()}
    assert sum(text.count("= 2031-") for text in files.values()) > 4
    assert read_files(files) == read_files(example_overlay())


def test_a_time_of_toml_is_a_time_of_day_and_stays_as_it_is_when_annotated():
    files = example_files()
    timed = 'startTime = {value = 16:00:00, find = "On 3 May 2031"}\n'
    files[ARTICLE] = files[ARTICLE].replace("slogan = {value", f"{timed}slogan = {{value", 1)
    files[ARTICLE] = annotate(files[ARTICLE], load_sources(SOURCES), {"cx01"}, file=ARTICLE)
    assert "startTime = {value = 16:00:00, at = [37, 50]" in files[ARTICLE]
    assert Time("16:00:00") in [claim.object for claim in read_files(files).whole.claims]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2031-05-03T16:00:00.5", "is not an EDTF date that is read here"),
        ("16:00:00", "16:00:00 is not an EDTF date"),
        ("2031", "value must be text, not 2031"),
        ('"-2031"', "years are 0001 to 9999. Write 2013-08-04, 2013-08, 2013,"),
    ],
)
def test_what_is_no_date_is_refused_with_what_to_write(value: str, said: str):
    assert said in faults(ARTICLE, '"2031-05-03"', value)


@pytest.mark.parametrize("value", ["2031-05-03T16:00:00", "16:00:00.5", '"24:00"', '"1\u0666:00"', '"4 pm"'])
def test_what_is_no_time_of_day_is_refused_with_what_to_write(value: str):
    message = faults(
        ARTICLE, "slogan = {value", f'startTime = {{value = {value}, at = [37, 50], claim = "cx99"}}\nslogan = {{value'
    )
    assert "is no time of day. Write 16:00, in local time." in message


@pytest.mark.parametrize("escape", [r"\u0000", r"\u0001", r"\b", r"\f", r"\u001B", r"\u001f", r"\uFFFE", "\uffff"])
@pytest.mark.parametrize(
    ("path", "old", "new", "place"),
    [
        (ARTICLE, "Ink is no crime!", "{}Ink", "event 1, slogan: value: character 1 is"),
        (ARTICLE, "Vigil in Lanternfield", "Vigil{}", "event 1, label: en: character 6 is"),
        (ARTICLE, 'phrase = "had refused the vigil"', 'phrase = "a{}"', "event 1, status 2: phrase: character 2 is"),
        (ARTICLE, "Lanternfield stands with Mira Quill", "x{}", "article: title: character 2 is"),
        ("entities/persons.toml", 'en = "Mira Quill"', '"e{}" = "M"', "label: a name: character 2 is"),
        ("dataset.toml", "[selection]", '[selection]\nmore = ["a", "b{}"]', "selection: more 2: character 2 is"),
    ],
)
def test_a_character_that_no_xml_can_hold_is_refused_with_its_place(
    path: str, old: str, new: str, place: str, escape: str
):
    message = faults(path, old, new.format(escape))
    assert place in message
    assert "which no XML can hold. Take it out" in message


def test_other_characters_that_cannot_be_seen_are_text():
    files = example_files()
    files[ARTICLE] = files[ARTICLE].replace("Vigil in Lanternfield", r"Vigil\r\n\t\u0085\u00a0\U0001FFFE")
    read_files(files)


def test_nobody_is_named_without_a_ground():
    files = example_files()
    files["entities/persons.toml"] = '[[person]]\nkey = "pq1x"\nlabel = { en = "Mira Quill" }\n'
    with pytest.raises(DataErrors, match=r"person pq1x: no ground for naming this person. Add naming"):
        read_files(files)


def test_an_article_may_not_take_the_name_of_another_graph():
    files = example_files()
    files["articles/summary.toml"] = files.pop(ARTICLE).replace('key = "lanternfield-vigil"', 'key = "summary"')
    with pytest.raises(DataErrors, match="is the name of another graph"):
        read_files(files)


def test_every_fault_is_reported_in_one_reading():
    files = example_files()
    files[ARTICLE] = files[ARTICLE].replace('"2031-05-03"', '"soon"').replace('"P2Y"', '"long"')
    files["entities/places.toml"] += '\n[[place]]\nkey = "x"\n'
    with pytest.raises(DataErrors) as caught:
        read_files(files)
    assert len(caught.value.errors) == 3
    assert all(error.file and error.entry for error in caught.value.errors)


@pytest.mark.parametrize(("path", "old"), [("dataset.toml", "base = "), (ARTICLE, "format = 1")])
def test_what_is_not_read_because_of_a_fault_is_no_fault(path: str, old: str):
    assert "unknown key" not in faults(path, old, f"# {old}")


def test_phrases_may_cover_a_fifth_of_an_article_and_no_more():
    files = example_files()
    text = example_text()
    files[ARTICLE] = files[ARTICLE].replace(
        "at = [166, 175], claim", f'at = [166, 175], phrase = "{text[166:175]}", claim'
    )
    with pytest.raises(DataErrors, match="60 may be quoted"):
        read_files(files)


@pytest.mark.parametrize("modality", ["alleged", "denied"])
def test_words_of_a_speaker_are_quoted_before_others_where_not_all_may_be(modality: str):
    said = "They beat him at night."
    text = f"{said} On 3 May 2031, it was.{' And so on.' * 9}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    article = f"""
        [article]
        source = {{ sha256 = "{digest}", range = [0, {len(text)}] }}
        [[event]]
        date = {{ value = "2031-05-03", find = "On 3 May 2031, it was." }}
        status = {{ value = "held", find = "{said}", modality = "{modality}", attributed-to = "group/g1" }}
    """
    filled = annotate(article, {digest: text}, set(), file=ARTICLE)
    assert re.findall('phrase = "(.*?)"', filled) == [said]
    assert unquoted_claims(filled, ARTICLE) == (1, 2)


def test_a_phrase_of_more_than_120_characters_is_refused():
    files = example_files()
    text = example_text().replace("\n", " ")
    files[ARTICLE] = files[ARTICLE].replace(
        'at = [260, 271], phrase = "had refused"', f"at = [37, 160], phrase = '{text[37:160]}'"
    )
    with pytest.raises(DataErrors, match="the phrase has 123 characters; 120 may be quoted"):
        read_files(files)


def test_no_claim_links_a_person_to_an_organisation_whose_members_are_prosecuted():
    files = example_files()
    files["risk.toml"] = (
        '[[organisation]]\norganisation = "organisation/gazette"\nwhere = "Inkland"\nsince = "2030"\nsource = "tests"\n'
    )
    files[ARTICLE] += '\n[[entity]]\nkey = "person/pq1x"\naffiliation = {with = "organisation/gazette", '
    files[ARTICLE] += 'role = "member", at = [158, 165], claim = "cx19"}\n'
    publish(read_files(files))  # the prisoner whose own case is campaigned for is the exception
    files["entities/persons.toml"] = files["entities/persons.toml"].replace("campaigned-prisoner", "own-public-act")
    with pytest.raises(DataErrors, match="lists as prosecuted"):
        publish(read_files(files))


def test_two_claims_about_one_event_do_not_link_them_either():
    files = example_files()
    files["risk.toml"] = (
        '[[organisation]]\norganisation = "organisation/town-hall"\n'
        'where = "Inkland"\nsince = "2030"\nsource = "tests"\n'
    )
    both = 'organiser = {value = "organisation/town-hall", at = [1, 2], claim = "cx20"}\n'
    both += 'addressee = {value = "person/pq1x", at = [1, 2], claim = "cx21"}\n'
    files[ARTICLE] = files[ARTICLE].replace("actionType = ", both + "actionType = ", 1)
    publish(read_files(files))
    files["entities/persons.toml"] = files["entities/persons.toml"].replace("campaigned-prisoner", "own-public-act")
    with pytest.raises(DataErrors, match="links person/pq1x to organisation/town-hall"):
        publish(read_files(files))


def test_a_key_that_was_taken_back_cannot_come_again():
    files = example_files()
    files["removals.toml"] = '[[removal]]\nkey = "cx07"\nremoved = "2031-07-01"\n'
    with pytest.raises(DataErrors, match="cx07 was removed and may not come back"):
        read_files(files)


def test_a_disagreement_is_about_one_property_of_one_thing():
    files = example_files()
    files["judgements.toml"] = (
        '[[disagreement]]\nkey = "d"\nabout = "event/quill-sentence"\non = "duration"\nclaims = ["cx11", "cx04"]\n'
        'kind = "conflict"\nnote = "n"\nwho = "tests"\nwhen = "2031-06-01"\n'
    )
    with pytest.raises(DataErrors, match="claim cx04 is about date of event/lanternfield-vigil-2031"):
        read_files(files)


ASSESSMENT = '[[assessment]]\nof = "%s"\ngrade = "%s"\nwho = "tests"\nwhen = "2031-06-01"\nnote = "Why."\n'


@pytest.mark.parametrize(
    ("of", "grade", "ref"),
    [
        ("organisation/gazette", "usually-reliable", Ref("organisation", "gazette")),
        ("article/lanternfield-vigil", "reliability-not-known", Ref("article", "lanternfield-vigil")),
        ("cx04", "probably-true", Ref("claim", "cx04")),
    ],
)
def test_sources_and_claims_are_assessed_on_scales_of_their_own(of: str, grade: str, ref: Ref):
    (assessment,) = read_files({**example_files(), "judgements.toml": ASSESSMENT % (of, grade)}).whole.assessments
    assert (assessment.of, assessment.grade, assessment.when) == (ref, grade, "2031-06-01")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            ASSESSMENT % ("organisation/gazette", "probably-true"),
            "'probably-true' is no grade of the scheme source",
        ),
        (ASSESSMENT % ("cx04", "unreliable"), "'unreliable' is no grade of the scheme information-credibility"),
        (ASSESSMENT % ("place/inkland", "unreliable"), "place/inkland is no organisation, article or claim"),
        (ASSESSMENT % ("organisation/gazet", "unreliable"), "organisation/gazet is not declared"),
        (ASSESSMENT % ("cx99", "improbable"), "no claim has the key cx99"),
        (2 * (ASSESSMENT % ("cx04", "improbable")), "claim/cx04 is assessed twice on 2031-06-01"),
    ],
)
def test_an_assessment_at_fault_says_what_to_mend(text: str, said: str):
    with pytest.raises(DataErrors, match=re.escape(said)):
        read_files({**example_files(), "judgements.toml": text})


def unannotated() -> str:
    """The example article as a person first writes it."""
    text = example_files()[ARTICLE]
    return re.sub(r"slogan = \{.*\}", 'slogan = {value = "Ink is no crime!", find = "Ink is no crime!"}', text)


def test_the_writer_fills_in_offsets_and_a_new_key_and_keeps_everything_else():
    sources = load_sources(SOURCES)
    taken = {claim.key for claim in example_dataset().claims}
    filled = annotate(unannotated(), sources, taken, file="x.toml")
    line = next(line for line in filled.splitlines() if line.startswith("slogan"))
    assert re.fullmatch(r'slogan = \{value = "Ink is no crime!", at = \[209, 225\], claim = "c[a-z0-9]{5}"\}', line)
    assert "# A comment that must survive the writer." in filled
    assert filled.replace(line, "") == example_files()[ARTICLE].replace(
        'slogan = {value = "Ink is no crime!", at = [209, 225], claim = "cx08"}', ""
    )
    assert annotate(filled, sources, taken, file="x.toml") == filled


@pytest.mark.parametrize(
    ("find", "said"),
    [
        ("Mira Quill", "stands 2 times in the article. Give more of the text around it"),
        ("Lord Inkwell", "does not stand in the article. Copy the words"),
    ],
)
def test_words_that_cannot_be_placed_are_an_error_that_says_how_to_mend_it(find: str, said: str):
    text = unannotated().replace('find = "Ink is no crime!"', f'find = "{find}"')
    with pytest.raises(DataErrors, match=re.escape(said)):
        annotate(text, load_sources(SOURCES), set(), file="x.toml")


def test_a_comment_above_the_next_block_stays_above_it():
    text = example_files()[ARTICLE].replace(
        '[[event]]\nkey = "quill-sentence"',
        '[event.length]\nvalue = "P1D"\nfind = "On 3 May 2031"\n# Of her sentence.\n[[event]]\nkey = "quill-sentence"',
    )
    after = annotate(text, load_sources(SOURCES), set(), file="x.toml")
    assert re.search(r'claim = "c\w{5}"\n# Of her sentence.\n\[\[event\]\]\nkey = "quill-sentence"', after)


def test_any_white_space_stands_for_any_other():
    text = unannotated().replace('find = "Ink is no crime!"', 'find = "two years in an open colony"')
    assert "at = [179, 206]" in annotate(text, load_sources(SOURCES), set(), file="x.toml")


def test_an_unknown_source_text_is_named_by_its_hash():
    with pytest.raises(DataError, match="no source text in UTF-8 with SHA-256 246ecdaf5179"):
        annotate(unannotated(), {}, set(), file="x.toml")


def test_a_range_beyond_the_text_is_refused_as_more_than_a_fifth_could_be_quoted():
    text = unannotated().replace("range = [0, 304]", "range = [0, 308]")  # its bytes
    with pytest.raises(DataError, match=r"range ends at 308, and the source text after 304 characters\. Count char"):
        annotate(text, load_sources(SOURCES), set(), file="x.toml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("range = [0, 304]", 'range = "x"', "article, source: range must be"),
        ('claim = "cx04"', 'claim = "cx04", find = 5', "lanternfield-vigil-2031, date: find must be text"),
        ("at = [37, 50]", 'at = "x"', "lanternfield-vigil-2031, date: at must be"),
        ("[article]", "[[article]]", "article must be a table"),
    ],
)
def test_the_writer_names_what_is_written_wrongly(old: str, new: str, said: str):
    text = example_files()[ARTICLE]
    with pytest.raises((DataError, DataErrors), match=said):
        annotate(text.replace(old, new, 1), load_sources(SOURCES), set(), file="x.toml")


def test_spans_are_exact_moved_or_missing():
    dataset, text = example_dataset(), example_text()
    sha256 = dataset.articles[0].source.sha256
    assert {finding.result for finding in verify_spans(dataset, {sha256: text})} == {"exact"}
    shifted = {sha256: "  " + text}
    moved = {finding.claim.key: finding for finding in verify_spans(dataset, shifted)}
    assert (moved["cx04"].result, moved["cx04"].now_at) == ("moved", 39)
    without = {sha256: text.replace("On 3 May 2031", "On 4 May 2031")}
    assert {f.claim.key for f in verify_spans(dataset, without) if f.result == "missing"} == {"cx04"}
    assert {finding.result for finding in verify_spans(dataset, {})} == {"missing"}
    shorter_than_its_range = {sha256: text[:-1]}
    assert {finding.result for finding in verify_spans(dataset, shorter_than_its_range)} == {"missing"}


def test_texts_are_found_by_their_hash_and_read_when_they_are_asked_for(tmp_path: Path):
    (tmp_path / "a.txt").write_text("a text")
    (tmp_path / "b.jpg").write_bytes(b"\xff\xfe")
    texts = find_sources(tmp_path)
    sha256 = hashlib.sha256(b"a text").hexdigest()
    assert dict(texts) == {sha256: "a text"}
    assert len(texts) == 1
    assert "b" not in texts
    (tmp_path / "a.txt").write_text("another text")
    assert texts.get(sha256) is None
    (tmp_path / "a.txt").write_bytes(b"\xff")
    assert texts.get(sha256) is None
    (tmp_path / "a.txt").unlink()
    assert texts.get(sha256) is None


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_texts_is_a_mistake_in_the_call(tmp_path: Path, name: str):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CallError, match="Name the folder that holds the source texts"):
        find_sources(tmp_path / name)
