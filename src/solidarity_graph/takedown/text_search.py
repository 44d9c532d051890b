"""Searches the texts of record files for names of removed persons and organisations. No side effects.

Quoted phrases with a name are emptied; other texts with a name are errors.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

from solidarity_graph.errors import DataError
from solidarity_graph.names import NameSearch
from solidarity_graph.policy.leaks import REMEDY_FOR_SHARED, SORTS_OF_TITLES
from solidarity_graph.records.entries import ARTICLES, Entry, Link, article_key, entries_in, texts_of, with_claims
from solidarity_graph.records.taken_back import OVERLAY
from solidarity_graph.records.toml_documents import Documents
from solidarity_graph.schema.field_types import Sort
from solidarity_graph.takedown.removal import LEDGER_FILES


@dataclass(frozen=True)
class RemovedNames:
    """The names of removed persons and organisations, as `NameSearch` has them, by which copies are searched."""

    people: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    public: tuple[str, ...] = ()

    @cached_property
    def search(self) -> NameSearch:
        """The search for these names in texts."""
        return NameSearch(**asdict(self))


def names_of(parts: Iterable[Entry], files: Mapping[str, str], shared: Iterable[str]) -> RemovedNames:
    """Return the names of persons and organisations in removed entries.

    files   the record files that stay: where the name of another person in them stands, its words do not count.
    shared  words and names that do not count, as `overlay.toml` declares them.
    """
    named = [(part.kind == "person" or part.key.startswith("person/"), [*part.people_named()]) for part in parts]
    people, others = (
        tuple(dict.fromkeys(name for person, names in named if person is wanted for name in names))
        for wanted in (True, False)
    )
    searched = NameSearch(people, others)
    staying = {
        name
        for path, text in files.items()
        if searched.occur_in(text)
        for entry in entries_in(path, tomllib.loads(text))
        for name in entry.people_named()
        if entry.kind == "person" and searched.occur_in(name)
    }
    return RemovedNames(people, others, tuple(shared), tuple(sorted(staying)))


def empty_phrases(files: Mapping[str, str], names: NameSearch) -> tuple[Mapping[str, str], tuple[Link, ...]]:
    """Return the files without the quoted phrases in article files that contain one of the names.

    The phrases become empty texts, and their offsets stay. Also return a Link for each changed field, with all of its
    old phrases, so that it can be restored.
    """
    documents = Documents(files)
    links = []
    for path in [path for path, text in files.items() if ARTICLES in path and names.occur_in(text)]:
        for claim in filter(lambda entry: entry.is_claim, with_claims(documents.entries(path))):
            for name in [name for name, field in claim.fields.items() if field.sort is Sort.PHRASES]:
                phrases = texts_of(claim.block.get(name))
                if any(map(names.occur_in, phrases)):
                    claim.relink(name, ["" if names.occur_in(phrase) else phrase for phrase in phrases])
                    links.append(Link(path, "claim", claim.key, name, tuple(phrases)))
                    documents.changed(path)
    return documents.texts(), tuple(links)


def articles_named_after(files: Mapping[str, str], names: NameSearch) -> Iterator[str]:
    """Yield the key of each article that has one of the names in its title, address or key."""
    for path in [path for path, text in files.items() if path.startswith(ARTICLES) and names.occur_in(text)]:
        for entry in entries_in(path, tomllib.loads(files[path])):
            fields = [name for name, field in entry.fields.items() if field.sort in SORTS_OF_TITLES]
            if entry.table.single and names.occur_in(" ".join(str(entry.block.get(name, "")) for name in fields)):
                yield article_key(path)


def find_names(files: Mapping[str, str], names: NameSearch) -> Iterator[DataError]:
    """Yield an error for each line, also in comments, that contains a removed name."""
    for path, text in files.items():
        if path in (*LEDGER_FILES, OVERLAY) or not names.occur_in(f"{path}\n{text}"):
            continue
        lines = [number for number, line in enumerate(text.splitlines(), 1) if names.occur_in(line)]
        for number in lines or [1]:
            yield DataError(
                "a name of what is to be taken out stands here.",
                file=path,
                entry=f"line {number}",
                remedy=f"Say it in other words, or take this entry out too. {REMEDY_FOR_SHARED} Or: --leave-words.",
            )
