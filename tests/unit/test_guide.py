"""data/README.md, followed literally: its blocks make an article that is annotated, valid and complete."""

from __future__ import annotations

import hashlib
import re
import tomllib

import pytest

from solidarity_graph.errors import DataErrors
from solidarity_graph.pipeline import check
from solidarity_graph.records import Files, annotate
from solidarity_graph.resources import data_dir
from solidarity_graph.schema.ontology import CLASSES, SCHEMES, is_a
from solidarity_graph.schema.record_format import TABLES
from tests.example import example_files

ARTICLE = "articles/my-article.toml"
TEXT = """The title as it stands

The picket took place in My Town on Sunday. More people than before came to it: more than 50 people stood in the square.
It was held for Mira Sorn, who is serving a sentence. The court of My Town sentenced Mira Sorn for hooliganism in
March 2012; she has to serve two years. The Harbour Union calls the verdict unjust. Nobody from the court answered our
questions, and the police, who were there with two cars, took down the names of nobody; the people went home in the
evening, and said that they would come again on the first Sunday of each month until the day on which she is free.
"""
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
NAMING = {
    "ground": "campaigned-prisoner",
    "reviewer": "an editor",
    "reviewed": "2030-01-02",
    "scope": "her case",
    "reach": "unknown",
    "reach-source": "no article tells it",
    "reach-on": "2030-01-02",
    "consent": "not-asked",
}


def blocks() -> list[str]:
    return re.findall(r"^```toml\n(.*?)^```", (data_dir() / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)


def guide() -> dict[str, str]:
    """The record files that the guide has somebody write, before they are annotated."""
    naming = ", ".join(f'{name} = "{value}"' for name, value in NAMING.items() if name in TABLES["naming"].names)
    person = f'[[person]]\nkey = "pz8k"\nlabel = {{ en = "Mira Sorn" }}\nnaming = {{ {naming} }}\n'
    files = {"dataset.toml": example_files()["dataset.toml"], "entities/persons.toml": person, "judgements.toml": ""}
    for block in blocks():
        if heading := re.match(r"# (\S+\.toml)\n", block):
            files[heading[1]] = block
        elif block.startswith(("format = 1", "[[event]]")):
            files[ARTICLE] = files.get(ARTICLE, "") + block
        elif block.startswith("[[unknown-outcome]]"):
            files["judgements.toml"] += block
    source = f'sha256 = "{SHA256}", range = [0, {len(TEXT)}]'
    files[ARTICLE] = files[ARTICLE].replace('sha256 = "...", range = [0, 1234]', source)
    return files


def annotated(files: Files) -> dict[str, str]:
    return {**files, ARTICLE: annotate(files[ARTICLE], {SHA256: TEXT}, set(), file=ARTICLE)}


def test_every_block_is_toml() -> None:
    assert len(blocks()) > 6
    for block in blocks():
        tomllib.loads(block)


def test_the_article_of_the_guide_is_annotated_and_conforms() -> None:
    report = check(annotated(guide()))
    assert report.conforms, report.results


@pytest.mark.parametrize(
    ("path", "out", "said"),
    [
        ("judgements.toml", r"(?s).*", "say so by sg:outcomeUnknownAsOf with a day"),
        (ARTICLE, r"contestedBy = .*\n", "nothing says who contests the conviction"),
        (ARTICLE, r', attributed-to = "organisation/court-of-my-town" }\ncontested', "but not which court said so"),
        (ARTICLE, r"published = .*\n", "This article has no date of publication."),
    ],
)
def test_what_the_guide_calls_needed_is_missed(path: str, out: str, said: str) -> None:
    files = guide()
    kept = " }\ncontested" if "contested" in out and "attributed" in out else ""
    files[path] = re.sub(out, kept, files[path], count=1)
    assert said in " ".join(result.message for result in check(annotated(files)).results)


@pytest.mark.parametrize("field", ["publisher", "relays"])
def test_what_the_guide_lets_out_may_be_left_out(field: str) -> None:
    files = guide()
    files[ARTICLE] = re.sub(rf"{field} = .*\n", "", files[ARTICLE], count=1)
    assert check(annotated(files)).conforms


def test_other_things_need_a_key_and_a_label_in_any_language() -> None:
    files = guide()
    for kind in ("group", "award", "document", "case"):
        path = f"entities/{kind}s.toml"
        files[path] = files.get(path, "") + f'\n[[{kind}]]\nkey = "another"\nlabel = {{ be = "Імя" }}\n'
    assert check(annotated(files)).conforms


def test_the_list_of_terms_has_every_class_of_events_and_every_status() -> None:
    assert "[terms.md](terms.md)" in (data_dir() / "README.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `([\w-]+)` \|", (data_dir() / "terms.md").read_text("utf-8"), re.MULTILINE))
    assert {name for name in CLASSES if is_a(name, "Event")} - {"Event"} <= listed
    assert SCHEMES["statuses"] <= listed


def test_a_file_that_is_not_annotated_is_told_so() -> None:
    with pytest.raises(DataErrors, match=r"find is not filled in yet\. Run solidarity-graph annotate"):
        check(guide())
