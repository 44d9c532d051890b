"""A declared field is read, checked, annotated, removed, moved, merged, hidden and searched without more code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solidarity_graph.errors import DataErrors
from solidarity_graph.model import Ref, Text, merged
from solidarity_graph.policy import publish
from solidarity_graph.records import Files, annotate, load_sources, read_files
from solidarity_graph.schema.field_types import Field, Sort
from solidarity_graph.schema.record_format import TABLES, claim_fields, tables_of
from solidarity_graph.takedown import Order
from solidarity_graph.takedown.plan import make_plan
from tests.example import ARTICLE, SOURCES, example_files, example_overlay

PERSONS = "entities/persons.toml"
GROUPS = "entities/groups.toml"
JUDGEMENTS = "judgements.toml"
NAMED = 'label = { en = "The Gazette" }'
DECIDED = 'who = "tests"\nwhen = "2031-06-01"\nnote = "For the test."\n'
ASSESSMENT = f'[[assessment]]\nof = "cx05"\ngrade = "doubtful-statement"\n{DECIDED}'

NEW_FIELDS = {
    "group": (
        Field("founded-by", Sort.REFERENCE, classes=frozenset({"Person"})),
        Field("founding-story", Sort.PROSE, needs="founded-by"),
        Field("allies", Sort.REFERENCE, many=True),
        Field("chant", Sort.QUOTE),
        Field("size", Sort.INTEGER),
        Field("since", Sort.DATE),
        Field("posture", Sort.CONCEPT, scheme="roles"),
    ),
    "organisation": (Field("nickname", Sort.NAMES, names_people=True),),
    "claim": (
        Field("witness", Sort.REFERENCE, classes=frozenset({"Person"})),
        Field("testimony", Sort.PROSE, needs="witness"),
        Field("on-behalf-of", Sort.REFERENCE, essential=True),
        Field("printed", Sort.PHRASES),
    ),
    "event": (Field("host", Sort.REFERENCE), Field("headline", Sort.PROSE)),
    "article": (Field("translator", Sort.REFERENCE),),
    "assessment": (Field("advised-by", Sort.REFERENCE), Field("checked-by", Sort.REFERENCE, essential=True)),
}


@pytest.fixture(autouse=True)
def _more_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, fields in NEW_FIELDS.items():
        monkeypatch.setitem(TABLES, name, replace(TABLES[name], fields=(*TABLES[name].fields, *fields)))


def using(path: str, old: str, new: str, files: Files | None = None) -> dict[str, str]:
    """The example and its overlay with one change."""
    changed = dict(files or example_overlay())
    assert old in changed[path], "the test changes nothing"
    return changed | {path: changed[path].replace(old, new, 1)}


def group(line: str, files: Files | None = None) -> dict[str, str]:
    return using(GROUPS, 'key = "vigil-people"', f'key = "vigil-people"\n{line}', files)


def claim(line: str, files: Files | None = None) -> dict[str, str]:
    """A field more of the claim where the vigil was."""
    return using(ARTICLE, 'claim = "cx05"', f'claim = "cx05", {line}', files)


def read(files: Files, ref: str) -> dict[str, object]:
    whole = read_files(files).whole
    records = [*whole.things, *whole.claims, *whole.articles, *whole.assessments]
    keys = [str(getattr(record, "ref", getattr(record, "key", getattr(record, "of", "")))) for record in records]
    return dict(records[keys.index(ref)].more)


def said(files: Files) -> str:
    with pytest.raises(DataErrors) as caught:
        read_files(files)
    return str(caught.value)


def ordered(verb: str, files: Files, key: str) -> Files:
    return make_plan(files, Order(verb, (key,), "2031-07-01", reason="law", leave_words=True)).files


def public(files: Files) -> str:
    return "\n".join(text for path, text in files.items() if not path.startswith(("private/", "removals")))


def test_it_is_read_into_the_record() -> None:
    lines = 'founded-by = "person/pq1x"\nallies = ["organisation/gazette", "group/vigil-people"]\nsize = 40\n'
    lines += 'since = "2031-05~"\nposture = "participant"\nchant = "Ink!"\nfounding-story = "Told later."'
    assert read(group(lines), "group/vigil-people") == {
        "founded_by": Ref("person", "pq1x"),
        "founding_story": "Told later.",
        "allies": (Ref("group", "vigil-people"), Ref("organisation", "gazette")),
        "chant": "Ink!",
        "size": 40,
        "since": "2031-05~",
        "posture": "participant",
    }
    nickname = using("entities/organisations.toml", NAMED, f'{NAMED}\nnickname = {{ en = ["Gaz", "Zette"] }}')
    assert read(nickname, "organisation/gazette") == {"nickname": (Text("Gaz", "en"), Text("Zette", "en"))}
    assert read(claim('witness = "person/pq1x"'), "cx05") == {"witness": Ref("person", "pq1x")}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('founded-by = "pq1x"', "group vigil-people: founded-by: 'pq1x' is not of the form kind/key"),
        ('founded-by = "person/px9x"', "group vigil-people: person/px9x is not declared"),
        ('founded-by = "organisation/gazette"', "organisation/gazette is a Organisation; a Person belongs here"),
        ('allies = ["group/nobody"]', "group/nobody is not declared"),
        ('founding-story = "Told."', "a founding-story without founded-by"),
        ('size = "forty"', "size must be a whole number"),
        ('since = "soon"', "soon is not an EDTF date"),
        ('posture = "sitting"', "'sitting' is no term of the scheme roles"),
        ('alies = "group/vigil-people"', "unknown key 'alies'. Did you mean allies"),
        ('founded-by = "person/ps1v"', "person/ps1v is declared in the private overlay alone"),
    ],
)
def test_a_fault_in_it_is_named(line: str, message: str) -> None:
    assert message in said(group(line))


def test_a_claim_and_an_event_with_it_are_checked_alike() -> None:
    assert "event lanternfield-vigil-2031, place: person/px9x is not declared" in said(claim('witness = "person/px9x"'))
    host = using(ARTICLE, 'class = "Sentence"', 'class = "Sentence"\nhost = "person/px9x"')
    assert "event quill-sentence: person/px9x is not declared" in said(host)


def test_the_annotator_keeps_it_and_takes_it_for_no_claim() -> None:
    text = claim('witness = "person/pq1x"')[ARTICLE].replace(
        'at = [78, 92], phrase = "Foundry Square"', 'find = "Square"'
    )
    text = text.replace('class = "Sentence"', 'class = "Sentence"\nheadline = "Two years"')
    filled = annotate(text, load_sources(SOURCES), set(), file="x.toml")
    assert 'at = [86, 92], phrase = "Square", claim = "cx05", witness = "person/pq1x"}' in filled
    assert 'headline = "Two years"' in filled
    assert read_files({**example_files(), ARTICLE: filled})


@pytest.mark.parametrize("verb", ["erase", "withhold"])
def test_it_goes_with_what_it_names_and_so_does_what_needs_it(verb: str) -> None:
    lines = 'founded-by = "person/pq1x"\nfounding-story = "Told."\nallies = ["organisation/gazette", "person/pq1x"]'
    files = claim('witness = "person/pq1x", testimony = "She saw it."', group(lines))
    after = ordered(verb, files, "person/pq1x")
    assert "pq1x" not in public(after)
    assert "founding-story" not in public(after)
    assert "testimony" not in public(after)
    assert 'allies = ["organisation/gazette"]' in after[GROUPS]
    assert '"cx05"' in after[ARTICLE]


def test_an_entry_goes_with_what_it_says_nothing_without() -> None:
    files = claim('on-behalf-of = "person/pq1x"')
    assert '"cx05"' not in ordered("erase", files, "person/pq1x")[ARTICLE]
    files[JUDGEMENTS] = f'{ASSESSMENT}checked-by = "person/pq1x"\n'
    assert JUDGEMENTS not in ordered("erase", files, "person/pq1x")


def test_what_was_withheld_with_it_comes_back_as_it_was() -> None:
    lines = 'founded-by = "person/pq1x"\nfounding-story = "Told."\nallies = ["organisation/gazette", "person/pq1x"]'
    files = claim('witness = "person/pq1x", testimony = "She saw it."', group(lines))
    files = using(
        ARTICLE, 'class = "Sentence"', 'class = "Sentence"\nhost = "person/pq1x"\nheadline = "Two years"', files
    )
    files = using(ARTICLE, 'completeness = "complete"', 'completeness = "complete"\ntranslator = "person/pq1x"', files)
    other = ASSESSMENT.replace("cx05", "cx03")
    files[JUDGEMENTS] = f'{ASSESSMENT}advised-by = "person/pq1x"\n\n{other}'
    refs = ("group/vigil-people", "cx05", "event/quill-sentence", "lanternfield-vigil", "claim/cx05", "claim/cx03")
    for key in ("person/pq1x", "event/quill-sentence", "cx05", "group/vigil-people", "article/lanternfield-vigil"):
        hidden = ordered("withhold", files, key)
        assert f'"{key}"' not in public(hidden)
        back = ordered("restore", hidden, key)
        assert read_files(back).whole.claims == read_files(files).whole.claims, key
        for ref in refs:
            assert read(back, ref) == read(files, ref), (key, ref)


def test_a_merge_carries_it_over() -> None:
    files = group('founded-by = "person/pq1x"\nallies = ["organisation/gazette", "organisation/town-hall"]')
    twin = files[PERSONS].replace("pq1x", "pq0a").replace("Mira Quill", "M. Quill")
    files[PERSONS] += twin
    files[GROUPS] += (
        '\n[[group]]\nkey = "choir"\nlabel = { en = "Choir" }\nsize = 12\nallies = "organisation/gazette"\n'
    )
    merges = [("person/pq1x", "person/pq0a"), ("organisation/gazette", "organisation/town-hall")]
    merges.append(("group/vigil-people", "group/choir"))
    files[JUDGEMENTS] = "\n".join(f'[[merge]]\nold = "{old}"\nnew = "{new}"\n{DECIDED}' for old, new in merges)
    whole = merged(read_files(claim('witness = "person/pq1x"', files)).whole)
    (choir,) = [entity for entity in whole.entities if entity.ref.kind == "group"]
    assert dict(choir.more) == {
        "size": 12,
        "allies": (Ref("organisation", "town-hall"),),
        "founded_by": Ref("person", "pq0a"),
    }
    assert [dict(each.more) for each in whole.claims if each.key == "cx05"] == [{"witness": Ref("person", "pq0a")}]


def test_what_is_published_names_nobody_by_it_who_is_not_public() -> None:
    files = example_overlay()
    overlay = "private/articles/lanternfield-vigil.toml"
    more = 'witness = "person/ps1v", testimony = "O. W. saw it", printed = "it began", claim = "cz05"'
    shown = publish(read_files(using(overlay, 'claim = "cz05"', more, files)))
    (date,) = [each for each in shown.claims if each.subject.key == "lanternfield-vigil-2031" and each.level != "public"
               and each.predicate == "date"]  # fmt: skip
    (witness,) = [value for name, value in date.more if name == "witness"]
    assert witness.kind == "person"
    assert witness.key != "ps1v"
    assert dict(date.more).keys() == {"witness"}
    withheld = publish(read_files(using(overlay, 'claim = "cz05"', 'witness = "person/pw2n", claim = "cz05"', files)))
    assert "witness" not in {name for each in withheld.claims for name, _ in each.more}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (GROUPS, 'key = "vigil-people"', 'key = "vigil-people"\nfounded-by = "person/pq1x"\nfounding-story = "WORDS"'),
        (GROUPS, 'key = "vigil-people"', 'key = "vigil-people"\nchant = "WORDS"'),
        ("entities/organisations.toml", NAMED, f'{NAMED}\nnickname = {{ en = "WORDS" }}'),
        (ARTICLE, 'class = "Sentence"', 'class = "Sentence"\nheadline = "WORDS"'),
        (ARTICLE, 'claim = "cx05"', 'claim = "cx05", witness = "person/pq1x", testimony = "WORDS"'),
        (ARTICLE, 'claim = "cx05"', 'claim = "cx05", printed = "WORDS"'),
    ],
)
def test_a_name_that_is_not_public_is_found_in_it(path: str, old: str, new: str) -> None:
    publish(read_files(using(path, old, new.replace("WORDS", "nothing of the kind"))))
    with pytest.raises(DataErrors, match="a name that is not public"):
        publish(read_files(using(path, old, new.replace("WORDS", "with Tobiah Marrowby"))))


def test_a_name_given_by_it_to_what_is_not_public_is_found_elsewhere() -> None:
    files = example_overlay()
    files["private/entities/organisations.toml"] = (
        '[[organisation]]\nkey = "hidden-house"\nlabel = { en = "Hidden" }\nnickname = { en = "Old Blotter" }\n'
        'level = "withheld"\n'
    )
    files = using(ARTICLE, "Lanternfield stands", "The Old Blotter stands", files)
    assert "Old Blotter" not in next(article.title for article in publish(read_files(files)).articles)


def test_a_name_given_by_it_is_a_name_to_be_found_elsewhere() -> None:
    files = using("entities/organisations.toml", NAMED, f'{NAMED}\nnickname = {{ en = "Old Blotter" }}')
    files[JUDGEMENTS] = ASSESSMENT.replace("For the test.", "As the Old Blotter says.") + 'checked-by = "person/pq1x"\n'
    with pytest.raises(DataErrors, match=r"judgements\.toml, line 6: a name"):
        make_plan(files, Order("withhold", ("organisation/gazette",), "2031-07-01"))


def test_quoted_words_in_it_are_emptied() -> None:
    files = claim('printed = ["by Mira Quill", "on Sunday"]')
    after = ordered("withhold", files, "person/pq1x")
    assert 'printed = ["", "on Sunday"]' in after[ARTICLE]
    assert 'printed = ["by Mira Quill", "on Sunday"]' in ordered("restore", after, "person/pq1x")[ARTICLE]


def test_every_declared_table_that_stands_in_a_file_is_found_by_its_path() -> None:
    paths = {table.path.replace("*", "x") for table in TABLES.values() if table.path}
    assert {table.name for path in paths for table in tables_of(path)} == {
        table.name for table in TABLES.values() if table.path
    }
    assert tables_of("articles/x.toml") == tables_of("private/articles/x.toml")
    assert tables_of("notes.toml") == ()


def test_a_field_that_another_needs_is_declared_beside_it() -> None:
    for table in TABLES.values():
        names = claim_fields() if table.kind == "claim" else table.names
        assert {field.needs for field in table.fields} - {""} <= {*names}
        assert {field.table for field in table.fields} - {""} <= TABLES.keys()
