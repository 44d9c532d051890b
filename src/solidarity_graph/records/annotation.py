"""Annotates article files: finds the words that an annotator quotes, and writes offsets, phrases and claim keys.

Comments, order and all other content of the file stay unchanged.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import tomlkit
from tomlkit import items
from tomlkit.items import Array, InlineTable

from solidarity_graph.errors import DataError
from solidarity_graph.model import SourceRange, Span
from solidarity_graph.records.articles import MAX_PHRASE, UNFILLED, covered, quotable
from solidarity_graph.records.entries import Block, Entry, entries_in
from solidarity_graph.records.fields import Faults, Fields
from solidarity_graph.records.quoted_words import QuotedWords
from solidarity_graph.records.sources import SourceTexts
from solidarity_graph.records.tables import read_table
from solidarity_graph.records.toml_documents import cut_tail, parse
from solidarity_graph.schema.field_types import Sort, Table
from solidarity_graph.schema.ontology import PROPERTIES
from solidarity_graph.schema.record_format import TABLES

_MARKED = re.compile(r"(.*)\[\[(.+)\]\](.*)", re.DOTALL)
# Without vowels, so that no word results by chance; without l, 1, o, 0, which are easily confused.
ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
_QUOTED_FIRST = frozenset({"edtf", "duration", "time", "concept", "Participation", "CaseState"})


def new_claim_key(taken: set[str]) -> str:
    """Return a new random claim key, and add it to `taken`. It reveals nothing about the claim."""
    while True:
        key = "c" + "".join(secrets.choice(ALPHABET) for _ in range(5))
        if key not in taken:
            taken.add(key)
            return key


def annotate(
    text: str, sources: SourceTexts, taken: set[str], *, file: str, known: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the text of an article file in which each claim has `at`, `phrase` and `claim` in place of `find`.

    sources  texts by SHA-256: that of the article must be among them.
    taken    all claim keys of the dataset, including removed ones; new keys are added.
    file     the path of the file, for error messages.
    known    the record files by path: a file of the overlay that has only the key of an article has its source text.

    At most a fifth of the article is quoted; the remaining claims get only offsets. Raises DataError or DataErrors,
    e.g. if words are not found in the article.
    """
    document = parse(text, file)
    _Writer(document, sources, file, known).fill(taken)
    return tomlkit.dumps(document)


def unquoted_claims(text: str, file: str) -> tuple[int, int]:
    """Return how many claims of an article file have a place in its text and no words, and how many have a place."""
    placed = [claim.block for entry in entries_in("articles/.toml", parse(text, file)) for _, claim in entry.claims()]
    placed = [claim for claim in placed if "at" in claim]
    return sum("phrase" not in claim for claim in placed), len(placed)


class _Writer:
    def __init__(self, document: Any, sources: SourceTexts, file: str, known: Mapping[str, str]) -> None:
        self.document = document
        self.file = file
        self.range: SourceRange | None = None
        self.text = ""
        self.words: QuotedWords | None = None
        self.quoted: list[Span] = []  # of the article in other files
        fields = Fields(document.unwrap(), file=file, entry="")
        for name in ("event", "entity"):
            fields.tables(name)
        article = fields.table("article")
        if article.names() == ("key",) and (path := f"articles/{article.text('key')}.toml") in known:
            public = parse(known[path], path).unwrap()
            article = Fields(public, file=path, entry="").table("article")
            claims = [claim for entry in entries_in(path, public) for _, claim in entry.claims()]
            self.quoted = [span for claim in claims for span in _spans(claim.block)]
        if "source" in article:
            source = read_table(article.table("source"), TABLES["source"])
            self.range = SourceRange(source["sha256"], *source["range"])
            if self.range.sha256 not in sources:
                raise DataError(
                    f"no source text in UTF-8 with SHA-256 {self.range.sha256[:12]}... was found.",
                    file=file,
                    entry="article",
                    remedy="Name its folder with --sources, and save it as UTF-8.",
                )
            self.text = sources[self.range.sha256]
            if self.range.end > len(self.text):
                raise DataError(
                    f"range ends at {self.range.end}, and the source text after {len(self.text)} characters.",
                    file=file,
                    entry="article",
                    remedy="Count characters, not bytes: wc -m does in a UTF-8 locale.",
                )
            self.words = QuotedWords(self.text, self.range.start, self.range.end)

    def fill(self, taken: set[str]) -> None:
        faults = Faults()
        # A comment at the end of a table belongs to the next entry: new fields are inserted before it.
        bodies = [table.value.body for _, table in self._claim_tables() if isinstance(table, items.Table)]
        tails = [cut_tail(body) for body in bodies]
        for entry, table in self._claim_tables():
            with faults:
                self._locate(table, entry)
        faults.raise_if_any()
        self._quote()
        for _, table in self._claim_tables():
            if "claim" not in table:
                table["claim"] = new_claim_key(taken)
        for body, tail in zip(bodies, tails, strict=True):
            body.extend(tail)
        for annotated in self._entries():
            _rewrite_claims(annotated)

    def _entries(self) -> Iterator[Entry]:
        # The path only selects the tables of articles: the annotated file may be outside the data folder.
        return entries_in("articles/.toml", self.document)

    def _claim_tables(self) -> Iterator[tuple[str, Block]]:
        for entry in self._entries():
            for name, claim in entry.claims():
                yield f"{entry.kind} {entry.block.get('key', '?')}, {name}", claim.block

    def _locate(self, table: Block, entry: str) -> None:
        """Replace `find` and `find-all` of a claim by `at`. Raises DataError if the words are not found."""
        fields = Fields(table, file=self.file, entry=entry)
        spans = [self._find(find, entry) for find in fields.texts("find")]
        spans += [span for find in fields.texts("find-all") for span in self._occurrences(entry, find, whole=True)]
        for name in UNFILLED:
            table.pop(name, None)
        if spans:
            pairs = [list(span) for span in sorted(set(spans))]
            table["at"] = pairs[0] if len(pairs) == 1 else pairs
            table.pop("phrase", None)
        quoted = [field for field in TABLES["claim"].fields if field.sort in (Sort.SPANS, Sort.PHRASES)]
        read_table(Fields(table, file=self.file, entry=entry), Table("", fields=tuple(quoted)), finish=False)

    def _find(self, find: str, entry: str) -> tuple[int, int]:
        before, words, after = marked.groups() if (marked := _MARKED.fullmatch(find)) else ("", find, "")
        occurrences = self._occurrences(entry, words, before, after)
        if len(occurrences) > 1:
            raise self._error(
                entry,
                f"{before + words + after!r} stands {len(occurrences)} times in the article.",
                'Give more of the text around it, with the words in double brackets: find = "before [[words]] after".',
            )
        return occurrences[0]

    def _occurrences(
        self, entry: str, words: str, before: str = "", after: str = "", *, whole: bool = False
    ) -> list[tuple[int, int]]:
        if self.words is None:
            raise self._error(entry, "the article has no source text to search.", "Take find out.")
        if occurrences := self.words.find(words, before, after, whole=whole):
            return occurrences
        quoted = before + words + after
        difference = self.words.difference(quoted)
        almost, how = (
            (f", but almost: {difference}", r", or write such a character as \u00AD") if difference else ("", "")
        )
        raise self._error(
            entry,
            f"{quoted!r} does not stand in the article{almost}.",
            f"Copy the words from the source text{how}.",
        )

    def _quote(self) -> None:
        """Write phrases for the claims without one, up to the limits.

        What is alleged, denied or contested and what has a normalised value comes first, as readers need the original
        words there; then shorter phrases.
        """
        if self.range is None:
            return
        quoted = self.quoted + [span for _, table in self._claim_tables() for span in _spans(table)]
        undecided = [
            (_priority(entry.rpartition(", ")[2], table), sum(end - start for start, end in _pairs(table)), table)
            for entry, table in self._claim_tables()
            if "at" in table and "phrase" not in table
        ]
        for _, _, table in sorted(undecided, key=lambda candidate: candidate[:2]):
            self._quote_one(table, quoted, quotable(self.range))

    def _quote_one(self, table: Block, quoted: list[Span], most: int) -> None:
        phrases = []
        for start, end in _pairs(table):
            span = Span(start, end, self.text[start:end])
            fits = end - start <= MAX_PHRASE and covered([*quoted, span]) <= most
            phrases.append(span.phrase if fits else "")
            quoted += [span] if fits else []
        if any(phrases):
            table["phrase"] = phrases[0] if len(phrases) == 1 else phrases

    def _error(self, entry: str, message: str, remedy: str) -> DataError:
        return DataError(message, file=self.file, entry=entry, remedy=remedy)


def _rewrite_claims(entry: Entry) -> None:
    """Write the fields of each claim anew, in the declared order: tomlkit leaves gaps where it removed fields."""
    for name, claim in [*entry.claims()]:
        if isinstance(claim.block, InlineTable):
            value = entry.block[name]
            if isinstance(value, Array):
                value[claim.index] = _in_declared_order(claim.block)
            else:
                entry.block[name] = _in_declared_order(claim.block)


def _in_declared_order(table: InlineTable) -> InlineTable:
    ordered = tomlkit.inline_table()
    # Fields of the value come first, in their written order.
    declared = [field.name for field in TABLES["claim"].fields if field.sort is not Sort.VALUE]
    for key in sorted(table, key=lambda key: declared.index(key) if key in declared else -1):
        ordered[key] = table[key]
    return ordered


def _priority(name: str, claim: Block) -> int:
    """Return the rank of a claim for quoting, from 0: disputes, exact values, concepts, what repeats words."""
    if name == "contestedBy" or claim.get("modality") in ("alleged", "denied"):
        return 0
    if name in ("name", "slogan", "hashtag", "webAddress") or name not in PROPERTIES:
        return 5
    ranges = PROPERTIES[name].range
    if name not in ("status", "actionType") and ranges & _QUOTED_FIRST:
        return 1
    return 2 if "concept" in ranges else 3 if "text" in ranges else 4


def _pairs(table: Block) -> list[tuple[int, int]]:
    at = table["at"]
    pairs = at if isinstance(at[0], list) else [at]
    return [(int(start), int(end)) for start, end in pairs]


def _spans(table: Block) -> Iterator[Span]:
    if "at" not in table or "phrase" not in table:
        return
    phrases = [table["phrase"]] if isinstance(table["phrase"], str) else list(table["phrase"])
    for (start, end), phrase in zip(_pairs(table), phrases, strict=False):
        yield Span(start, end, str(phrase))
