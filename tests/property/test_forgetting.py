"""The law of taking back: what is published of a dataset after somebody was erased is what it had been without them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from solidarity_graph.build import nquads_of
from solidarity_graph.documents import TABLES
from solidarity_graph.pipeline import build
from solidarity_graph.policy import publish
from solidarity_graph.records import Files, read_files
from solidarity_graph.release.document_files import documents_text
from solidarity_graph.takedown import Order
from solidarity_graph.takedown.plan import make_plan
from tests.example import DATA, PRIVATE, REACH, example_files, example_overlay
from tests.graphs import all_quads, documents_of, table_of

WHO = "person/pz9x"
NAME = "Zelda Umbrage"
# Grounds that cover whatever the stories say of somebody.
NAMING = ", ".join(
    f'{{ ground = "{ground}", reviewer = "tests", reviewed = "2031-06-01", scope = "s", {REACH} }}'
    for ground in ("campaigned-prisoner", "own-public-act")
)
CLASSES = {
    "march": "SolidarityAction",
    "fine": "DisciplinaryPenalty",
    "reply": "AuthorityResponse",
    "stay": "Stay",
    "prize": "Conferral",
}
# Property, value, and whether it says whom a measure concerns. `{}` is somebody.
VALUES = [
    ("status", 'value = "held"'),
    ("status", 'value = "held", attributed-to = "{}"'),
    ("date", 'value = "2031-05"'),
    ("organiser", 'value = "{}"'),
    ("inSupportOf", 'value = "{}"'),
    ("participation", 'agent = "{}", role = "participant"'),
    ("participation", 'agent = "{}", role = "participant", place = "place/foundry-square"'),
    ("description", 'value = "They came."'),
]
FINE = [("status", 'value = "held"'), ("imposedOn", 'value = "{}"'), ("contestedBy", 'value = "{}"')]
REPLY = [("status", 'value = "held"'), ("respondsTo", 'value = "event/march"'), ("respondsTo", 'value = "event/fine"')]
STAY = [("status", 'value = "held", modality = "alleged", attributed-to = "{}"'), ("concerns", 'value = "{}"')]
STAY += [("detainedAt", 'value = "place/foundry-square"'), ("inConsequenceOf", 'value = "event/fine"')]
PRIZE = [("recipient", 'value = "{}"'), ("receivedBy", 'value = "{}"'), ("status", 'value = "held"')]
OF = {"march": VALUES, "fine": FINE, "reply": REPLY, "stay": STAY, "prize": PRIZE}
CONCERNING = ("imposedOn", "concerns", "recipient")


@dataclass(frozen=True)
class Said:
    """One claim of the invented articles."""

    key: str
    article: str
    event: str
    name: str
    value: str
    phrase: str

    @property
    def theirs(self) -> bool:
        return f'"{WHO}"' in self.value

    @property
    def about(self) -> str:
        return self.value.rpartition("event/")[2].strip('"') if "event/" in self.value else ""


@st.composite
def stories(draw: st.DrawFn) -> list[Said]:
    said = []
    for number in range(draw(st.integers(1, 12))):
        event = draw(st.sampled_from(sorted(OF)))
        name, value = draw(st.sampled_from(OF[event]))
        somebody = draw(st.sampled_from([WHO, "person/pq1x", "group/vigil-people"]))
        phrase = draw(st.sampled_from(["", "words"] if WHO in value else ["", "words", NAME]))
        said.append(Said(f"c{number}", draw(st.sampled_from("ab")), event, name, value.format(somebody), phrase))
    told = {claim.event for claim in said}
    return [claim for claim in said if claim.about in {"", *told}]


def without_them(said: list[Said]) -> list[Said]:
    """What an annotator who never heard of them had written."""
    left = [replace(claim, phrase="" if claim.phrase == NAME else claim.phrase) for claim in said if not claim.theirs]
    while True:
        told = {claim.event for claim in left}
        concerned = {claim.event for claim in left if claim.name in CONCERNING}
        lost = {claim.event for claim in said if claim.name in CONCERNING and claim.theirs} - concerned
        again = [claim for claim in left if claim.event not in lost and claim.about in {"", *(told - lost)}]
        if again == left:
            return left
        left = again


def article(key: str, said: Iterable[Said], labelled: set[str], head: str) -> str:
    """The article's file. An event is labelled in the first file that tells of it."""
    lines = ["format = 1", "[article]", f'key = "{key}"', head]
    own = [claim for claim in said if claim.article == key]
    for event in dict.fromkeys(claim.event for claim in own):
        lines += ["[[event]]", f'key = "{event}"', f'class = "{CLASSES[event]}"']
        lines += [f'label = {{ en = "A {event}" }}'] if event not in labelled else []
        labelled.add(event)
        for name in dict.fromkeys(claim.name for claim in own if claim.event == event):
            claims = [table(claim) for claim in own if (claim.event, claim.name) == (event, name)]
            lines.append(f"{name} = [{', '.join(claims)}]")
    return "\n".join(lines) + "\n"


def table(claim: Said) -> str:
    start = 100 * int(claim.key[1:])
    words = f', at = [{start}, {start + len(claim.phrase)}], phrase = "{claim.phrase}"' if claim.phrase else ""
    place = words or f", at = [{start}, {start + 13}]"
    return f'{{{claim.value}{place}, claim = "{claim.key}"}}'


def files_of(said: list[Said], *, private: bool = False) -> dict[str, str]:
    own = ("articles/", "judgements")
    files = {path: text for path, text in example_files().items() if not path.startswith(own)}
    files["entities/persons.toml"] = f'[[person]]\nkey = "pq1x"\nlabel = {{ en = "Mira Quill" }}\nnaming = [{NAMING}]\n'
    head = 'title = "A"\ncompleteness = "complete"\nsource = { sha256 = "' + "0" * 64 + '", range = [0, 2000] }'
    hidden = {claim.key for claim in said if private and claim.theirs}
    labelled: set[str] = set()
    for key in "ab":
        seen = [claim for claim in said if claim.key not in hidden]
        files[f"articles/{key}.toml"] = article(key, seen, labelled, head)
        if hidden:
            theirs = [claim for claim in said if claim.key in hidden]
            files[f"private/articles/{key}.toml"] = article(key, theirs, {*CLASSES}, "")
    return files


def with_them(said: list[Said], *, private: bool) -> dict[str, str]:
    files = files_of(said, private=private)
    persons = "private/entities/persons.toml" if private else "entities/persons.toml"
    known = 'level = "pseudonymised"' if private else f"naming = [{NAMING}]"
    files[persons] = files.get(persons, "") + f'\n[[person]]\nkey = "pz9x"\nlabel = {{ en = "{NAME}" }}\n{known}\n'
    if private:
        files["private/overlay.toml"] = example_overlay()["private/overlay.toml"]
    return files


def outputs(files: Files) -> dict[str, bytes]:
    """All that is published of them, but for the list of removals; each dump is written from the graph alone."""
    dataset = replace(publish(read_files(files)), removals=())
    tables = {name: table_of(name, dataset).encode() for name in TABLES}
    graph = {"graph": nquads_of(all_quads(dataset)), "documents": documents_text(documents_of(dataset)).encode()}
    return tables | graph


@settings(max_examples=25)
@given(stories(), st.booleans())
def test_an_erased_person_leaves_the_dataset_that_never_had_them(said: list[Said], private: bool):
    before = with_them(said, private=private and all(not claim.theirs or claim.phrase != NAME for claim in said))
    after = make_plan(before, Order("erase", (WHO,), "2031-07-01", reason="request")).files
    assert outputs(after) == outputs(files_of(without_them(said)))
    assert not [path for path, text in after.items() if NAME in text or ("pz9x" in text and path != "removals.toml")]


# These answers give the version and the removals.
TELLING = ("queries/how-articles-were-chosen.csv", "queries/what-was-withdrawn.csv")


def test_the_release_is_the_same_byte_for_byte_but_for_removal_and_version(tmp_path: Path):
    """On the example, whose own files never held the person that is put in and erased here."""
    folders = {}
    for name in ("never", "erased"):
        data = Path(shutil.copytree(DATA, tmp_path / name / "data"))
        private = Path(shutil.copytree(PRIVATE, tmp_path / name / "private"))
        folders[name] = data, private
    files = example_overlay()
    files["entities/persons.toml"] += f'\n[[person]]\nkey = "pz9x"\nlabel = {{ en = "{NAME}" }}\nnaming = [{NAMING}]\n'
    place = 'slogan = {value = "Ink'
    assert place in files["articles/lanternfield-vigil.toml"]
    files["articles/lanternfield-vigil.toml"] = files["articles/lanternfield-vigil.toml"].replace(
        place, f'organiser = {{value = "{WHO}", at = [51, 68], claim = "cx99"}}\n{place}'
    )
    after = make_plan(files, Order("erase", (WHO,), "2031-07-01", reason="request")).files
    data, private = folders["erased"]
    for path, text in after.items():
        folder, _, name = path.rpartition("private/")
        (private / name if folder or path.startswith("private/") else data / path).write_text(text, "utf-8")
    releases = {}
    for name, (data, private) in folders.items():
        assert build(data, data / "release", private).release
        releases[name] = {
            str(path.relative_to(data / "release")): path.read_text("utf-8")
            for path in (data / "release").rglob("*")
            if path.is_file()
        }
    never, erased = releases["never"], releases["erased"]
    for name in never:
        if name.endswith((".nq", ".nt")):
            assert [line for line in erased[name].splitlines() if "#removed-" not in line] == never[name].splitlines()
        elif name.endswith((".csv", ".md")) and name not in TELLING:
            assert erased[name] == never[name]
