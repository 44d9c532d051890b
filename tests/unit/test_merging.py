"""Two keys for one thing: what a merge does in the graph, how it is written, and that it can be taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode

from solidarity_graph.cli import cli
from solidarity_graph.errors import DataError, DataErrors, UnknownNameError
from solidarity_graph.model import Merge, Ref, merged, replacements
from solidarity_graph.pipeline import check, published
from solidarity_graph.records import load_files, read_files, with_merge, without_merge
from tests.example import ARTICLE, DATA, REACH, example_dataset, example_files
from tests.graphs import all_quads

BASE = "https://example.org/lanternfield/id/"
SECOND = '\n[[organisation]]\nkey = "gazette-daily"\nlabel = { en = "The Daily Gazette" }\nalt = { en = "Gazette" }\n'


def entry(old: str, new: str) -> str:
    return f'[[merge]]\nold = "{old}"\nnew = "{new}"\nwho = "tests"\nwhen = "2031-06-02"\nnote = "One outlet."\n'


def merge(old: str, new: str) -> Merge:
    return Merge(Ref.parse(old), Ref.parse(new), who="tests", when="2031-06-02", note="One outlet.")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The example, with an outlet that has two keys; the article was written with the second one."""
    folder = shutil.copytree(DATA, tmp_path / "data")
    organisations = folder / "entities" / "organisations.toml"
    organisations.write_text(organisations.read_text("utf-8") + SECOND, "utf-8")
    article = folder / ARTICLE
    text = article.read_text("utf-8").replace('"organisation/gazette"', '"organisation/gazette-daily"')
    article.write_text(
        text + '\n[[entity]]\nkey = "organisation/gazette-daily"\n'
        'name = {value = "The Daily Gazette", at = [1, 2], claim = "cx60"}\n',
        "utf-8",
    )
    return folder


def call(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--data", str(data)])


def do_merge(data: Path, old: str = "organisation/gazette-daily", new: str = "organisation/gazette") -> Result:
    return call(data, "merge", old, new, "--who", "tests", "--note", "One outlet.", "--on", "2031-06-02")


def triples(data: Path) -> set[tuple[str, str, str]]:
    files = load_files(data)
    assert check(files).conforms
    return {
        (
            quad.subject.value.removeprefix(BASE),
            quad.predicate.value.replace("#", "/").rpartition("/")[2],
            quad.object.value.removeprefix(BASE),
        )
        for quad in all_quads(published(files))
        if isinstance(quad.subject, NamedNode)
        if hasattr(quad.object, "value")
    }


def test_everything_said_of_the_old_key_is_said_of_the_new_one(data: Path) -> None:
    assert do_merge(data).exit_code == 0
    found = triples(data)
    assert ("article/lanternfield-vigil", "publisher", "organisation/gazette") in found
    assert ("claim/cx14", "attributedTo", "organisation/gazette") in found
    assert ("claim/cx60", "subject", "organisation/gazette") in found


def test_the_old_address_stays_and_leads_to_the_new_one_with_who_and_when(data: Path) -> None:
    do_merge(data)
    found = triples(data)
    about_old = {(link, value) for subject, link, value in found if subject == "organisation/gazette-daily"}
    assert about_old == {("isReplacedBy", "organisation/gazette")}
    judgement = {
        link: value for subject, link, value in found if subject == "organisation/gazette-daily#judgement-gazette"
    }
    assert (judgement["judgedBy"], judgement["judgedOn"], judgement["note"]) == ("tests", "2031-06-02", "One outlet.")


def test_the_name_of_the_old_key_is_another_spelling_of_the_new_one(data: Path) -> None:
    do_merge(data)
    names = {(link, value) for subject, link, value in triples(data) if subject == "organisation/gazette"}
    assert ("prefLabel", "The Gazette") in names
    assert {("altLabel", "The Daily Gazette"), ("altLabel", "Gazette")} <= names
    assert ("prefLabel", "The Daily Gazette") not in names


def test_records_keep_what_was_written_so_that_a_merge_can_be_taken_back(data: Path) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*.toml")}
    graph = triples(data)
    assert do_merge(data).exit_code == 0
    assert triples(data) != graph
    assert call(data, "unmerge", "organisation/gazette-daily").exit_code == 0
    assert triples(data) == graph
    after = {path: path.read_bytes() for path in data.rglob("*.toml") if path.read_bytes().strip()}
    assert after == before


def test_merges_are_followed_to_the_end() -> None:
    ends = replacements([merge("place/a", "place/b"), merge("place/b", "place/c")])
    assert ends == {Ref("place", "a"): Ref("place", "c"), Ref("place", "b"): Ref("place", "c")}


def test_a_person_s_grounds_and_an_entity_s_matches_are_those_of_both() -> None:
    files = example_files()
    files["entities/persons.toml"] += (
        '\n[[person]]\nkey = "pz9w"\nwikidata = "Q42"\nlabel = { en = "M. Quill" }\n'
        f'naming = {{ ground = "public-work", reviewer = "tests", reviewed = "2031-06-01", scope = "b", {REACH} }}\n'
    )
    files["judgements.toml"] = entry("person/pz9w", "person/pq1x")
    whole = merged(read_files(files).whole)
    (person,) = (entity for entity in whole.entities if entity.ref.kind == "person")
    assert [naming.ground for naming in person.naming] == ["campaigned-prisoner", "public-work"]
    assert person.matches == ("http://www.wikidata.org/entity/Q42",)
    assert [label.value for label in person.alternatives] == ["M. Quill"]


def test_a_dataset_without_merges_is_left_alone() -> None:
    dataset = example_dataset()
    assert merged(dataset) is dataset


@pytest.mark.parametrize(
    ("merges", "said"),
    [
        (entry("organisation/gazette", "person/pq1x"), "organisation/gazette and person/pq1x are of different kinds."),
        (entry("article/lanternfield-vigil", "article/lanternfield-vigil"), "of the kind article is never merged."),
        (entry("place/inkland", "place/inkland"), "place/inkland would be merged into itself."),
        (
            entry("place/inkland", "place/lanternfield") + entry("place/lanternfield", "place/inkland"),
            "place/lanternfield would be merged into itself.",
        ),
        (
            entry("place/inkland", "place/lanternfield") + entry("place/inkland", "place/foundry-square"),
            "place/inkland is merged already.",
        ),
        (
            entry("event/quill-sentence", "event/lanternfield-vigil-2031"),
            "event/quill-sentence is a Sentence, event/lanternfield-vigil-2031 a SolidarityAction.",
        ),
        (entry("place/nowhere", "place/inkland"), "place/nowhere is not declared."),
    ],
)
def test_a_merge_that_cannot_be_carried_out_is_a_fault(merges: str, said: str) -> None:
    with pytest.raises(DataErrors) as caught:
        read_files({**example_files(), "judgements.toml": merges})
    assert said in str(caught.value)


def test_a_plan_is_not_merged_with_its_happening() -> None:
    files = example_files()
    files[ARTICLE] += (
        '\n[[event]]\nkey = "plan"\nclass = "SolidarityAction"\nlabel = { en = "Plan" }\n'
        'status = {value = "planned", at = [1, 2], claim = "cx61"}\n'
        'actionType = {value = "vigil", at = [1, 2], claim = "cx62"}\n'
    )
    files["judgements.toml"] = entry("event/plan", "event/lanternfield-vigil-2031") + (
        '[[realisation]]\nhappening = "event/lanternfield-vigil-2031"\nplan = "event/plan"\nwho = "tests"\n'
        'when = "2031-06-02"\nnote = "n"\n'
    )
    with pytest.raises(DataErrors, match="a plan and its happening stay two events"):
        read_files(files)


def test_what_a_merge_brings_together_is_linked() -> None:
    files = example_files()
    files["entities/organisations.toml"] += SECOND
    files["entities/persons.toml"] = files["entities/persons.toml"].replace("campaigned-prisoner", "public-work")
    files["risk.toml"] = (
        '[[organisation]]\norganisation = "organisation/gazette"\nwhere = "Inkland"\nsince = "2030"\nsource = "tests"\n'
    )
    lines = files[ARTICLE].splitlines()
    files[ARTICLE] = "\n".join(line for line in lines if not line.startswith(("inSupportOf", "imposedOn")))
    files[ARTICLE] += '\n[[entity]]\nkey = "person/pq1x"\naffiliation = {with = "organisation/gazette-daily", '
    files[ARTICLE] += 'role = "journalist", at = [158, 165], claim = "cx19"}\n'
    published(files)
    files["judgements.toml"] = entry("organisation/gazette-daily", "organisation/gazette")
    with pytest.raises(DataErrors, match="links person/pq1x to organisation/gazette"):
        published(files)


FILE = """\
# Our decisions.

# Why these two are one.
[[merge]]
old = "place/a"
new = "place/b"
note = \"\"\"
[[merge]] is no entry here,
[nor is this]
\"\"\"

# A disagreement of old.
[[disagreement]]
key = "d"  # its key
"""


def test_an_entry_is_written_after_the_last_merge_and_everything_else_stays() -> None:
    text = FILE.replace('"""\n[[merge]] is no entry here,\n[nor is this]\n"""', '"n"')
    longer = with_merge(text, merge("place/c", "place/d"))
    block = '[[merge]]\nold = "place/c"\nnew = "place/d"\nwho = "tests"\nwhen = "2031-06-02"\nnote = "One outlet."\n\n'
    assert longer == text.replace("# A disagreement", f"{block}# A disagreement")
    assert without_merge(longer, Ref("place", "c")) == text


def test_the_first_entry_of_a_file_stands_at_its_end() -> None:
    text = '# Our decisions.\n\n[[disagreement]]\nkey = "d"\n'
    assert with_merge(text, merge("place/c", "place/d")).startswith(f'{text}\n[[merge]]\nold = "place/c"\n')
    assert without_merge(with_merge(text, merge("place/c", "place/d")), Ref("place", "c")) == text


def test_a_note_with_quotes_and_line_ends_is_written_as_toml() -> None:
    note = 'Called "the Gazette"\nuntil 2030.'
    text = with_merge("", Merge(Ref("place", "a"), Ref("place", "b"), who="tests", when="2031-06-02", note=note))
    assert without_merge(text, Ref("place", "a")).strip() == ""


def test_a_note_that_looks_like_an_entry_goes_with_its_entry_and_what_is_below_stays() -> None:
    below = FILE[FILE.index("# A disagreement") :]
    assert without_merge(FILE, Ref("place", "a")) == f"# Our decisions.\n\n{below}"


def test_what_cannot_be_taken_out_safely_is_left_to_a_person() -> None:
    alternating = f'{FILE}\n# Two more.\n[[merge]]\nold = "place/c"\nnew = "place/d"\n'
    with pytest.raises(DataError, match="Take the entry out by hand"):
        without_merge(alternating, Ref("place", "a"))
    longer = with_merge(alternating, merge("place/x", "place/y"))
    assert longer.startswith(f'{alternating}\n[[merge]]\nold = "place/x"\n')


def test_what_was_not_merged_is_not_unmerged() -> None:
    with pytest.raises(UnknownNameError, match=r"place/x is not merged\. Did you mean place/a\?"):
        without_merge(FILE, Ref("place", "x"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("organisation/gazete", "organisation/gazette", "There is no organisation/gazete. Did you mean"),
        ("organisation/gazette", "place/inkland", "are of different kinds"),
        ("organisation/gazette", "organisation/gazette", "would be merged into itself"),
        ("gazette", "organisation/gazette", "is not of the form kind/key"),
        ("article/lanternfield-vigil", "organisation/gazette", "There is no article/lanternfield-vigil."),
    ],
)
def test_a_merge_that_makes_no_sense_is_the_calls_fault(data: Path, old: str, new: str, said: str) -> None:
    result = do_merge(data, old, new)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "merge" not in (data / "judgements.toml").read_text("utf-8")


def test_a_key_is_merged_once_and_nothing_is_merged_into_it_afterwards(data: Path) -> None:
    assert do_merge(data).exit_code == 0
    again = do_merge(data, new="organisation/town-hall")
    assert (again.exit_code, "organisation/gazette-daily is merged already." in again.stderr) == (2, True)
    into = do_merge(data, "organisation/town-hall", "organisation/gazette-daily")
    assert into.exit_code == 2
    assert "Merge organisation/town-hall into that." in into.stderr
    back = do_merge(data, "organisation/gazette", "organisation/gazette-daily")
    assert back.exit_code == 2


def test_unmerging_what_was_not_merged_is_the_calls_fault(data: Path) -> None:
    result = call(data, "unmerge", "organisation/gazette")
    assert result.exit_code == 2
    assert "organisation/gazette is not merged." in result.stderr


def test_what_is_declared_of_an_event_is_carried_over_and_nothing_lies_within_itself() -> None:
    files = example_files()
    label = 'label = { en = "Vigil in Lanternfield" }\n'
    said = 'status = {value = "held", at = [69, 92], claim = "cx50"}\n\n[[entity]]'
    event = f'[[event]]\nkey = "old-vigil"\nclass = "SolidarityAction"\n{label}{said}'
    files[ARTICLE] = files[ARTICLE].replace(label, "", 1).replace("[[entity]]", event, 1)
    files["judgements.toml"] = "\n".join(
        [entry("event/old-vigil", "event/lanternfield-vigil-2031"), entry("place/inkland", "place/lanternfield")]
    )
    whole = merged(read_files(files).whole)
    (vigil,) = [event for event in whole.events if event.ref.key == "lanternfield-vigil-2031"]
    assert [name.value for name in vigil.labels] == ["Vigil in Lanternfield"]
    (place,) = [entity for entity in whole.entities if entity.ref.key == "lanternfield"]
    assert place.within is None


def test_a_merge_that_puts_a_place_within_itself_is_refused() -> None:
    files = example_files()
    files["judgements.toml"] = entry("place/foundry-square", "place/inkland")
    with pytest.raises(DataErrors, match="place/inkland lies within itself"):
        read_files(files)
