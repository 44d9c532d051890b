"""Reads article files: the article, and a block for each event or entity that it has claims about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from solidarity_graph.model import Article, Claim, Event, Ref, SourceRange, Span, Value, make
from solidarity_graph.model.iris import RESERVED_GRAPHS
from solidarity_graph.records.fields import Faults, Fields
from solidarity_graph.records.tables import read_table
from solidarity_graph.records.values import properties_of, read_value, suggest_property
from solidarity_graph.schema.record_format import PRIVATE, TABLES, claim_fields, entity_tables, is_private

FORMAT = 1
MAX_PHRASE = 120
UNFILLED = ("find", "find-all")
CLASS_OF_KIND = {table.kind: table.class_name for table in entity_tables()}


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """The content of an article file. Several files may have a block for the same event.

    grade  the evidence grade of its claims that give none
    """

    article: Article
    grade: str
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]


def read_article(fields: Fields, faults: Faults, known: Mapping[str, ArticleFile] | None = None) -> ArticleFile | None:
    """Return the article and its claims; None if its `[article]` table is invalid. Invalid blocks are left out.

    Errors are not raised, but added to `faults`. `known` are the articles of `data/` by key: a file of the overlay with
    only `key` adds claims to one of them.
    """
    reader: _BlockReader | None = None
    with faults:
        _check_format(fields)
        table = fields.table("article")
        if is_private(fields.file) and table.names() == ("key",):
            article, grade = _article_of_data(table, known or {})
        else:
            article, grade = _article(table)
        reader = _BlockReader(article, grade, faults)
    events, entities = fields.tables("event"), fields.tables("entity")
    if reader is None:
        return None
    for table in events:
        with faults:
            reader.read_event(table)
    for table in entities:
        with faults:
            reader.read_entity(table)
    return ArticleFile(reader.article, reader.grade, tuple(reader.events), tuple(reader.claims))


def _article_of_data(fields: Fields, known: Mapping[str, ArticleFile]) -> tuple[Article, str]:
    key = fields.text("key")
    if key not in known:
        raise fields.error(f"there is no article {key} to add to.", "Mend the key, or describe the article in full.")
    return known[key].article, known[key].grade


def _check_format(fields: Fields) -> None:
    if (number := fields.whole_number("format")) != FORMAT:
        raise fields.error(f"format {number} is not known.", f"This version reads format {FORMAT}.")


def _article(fields: Fields) -> tuple[Article, str]:
    """Return the article, and the evidence grade of its claims that give none."""
    values = read_table(fields, TABLES["article"])
    key, grade = values["key"], values.pop("grade")
    path = f"articles/{key}.toml"
    if fields.file.removeprefix(PRIVATE) != path:
        raise fields.error(f"the file of the article {key} must be {path}.", "Rename one of them.")
    if key in RESERVED_GRAPHS:
        raise fields.error(f"{key!r} is the name of another graph.", "Choose another key.")
    if not grade and not values["source"]:
        raise fields.missing("grade")
    if grade == "verified-span" and not values["source"]:
        raise fields.error(
            "grade verified-span needs the source text.", "Add source = { sha256, range }, or lower the grade."
        )
    return make(Article, values, file=fields.file, entry=fields.entry), grade or "verified-span"


class _BlockReader:
    """Reads the blocks of an article, and collects its events and claims."""

    def __init__(self, article: Article, grade: str, faults: Faults) -> None:
        self.article = article
        self.grade = grade
        self.faults = faults
        self.events: list[Event] = []
        self.claims: list[Claim] = []

    def read_event(self, fields: Fields) -> None:
        values = read_table(fields, TABLES["event"], finish=False)
        event = make(Event, values | {"ref": Ref("event", values.pop("key"))}, file=fields.file, entry=fields.entry)
        self.events.append(event)
        self._read_claims(fields, event.ref, event.class_name)

    def read_entity(self, fields: Fields) -> None:
        values = read_table(fields, TABLES["entity"], finish=False)
        ref = values["key"]
        fields.entry = f"entity {ref}"
        if ref.kind not in CLASS_OF_KIND:
            raise fields.error(f"{ref.kind!r} is no kind of entity.", "Events have blocks of their own.")
        self._read_claims(fields, ref, CLASS_OF_KIND[ref.kind])

    def _read_claims(self, fields: Fields, subject: Ref, class_name: str) -> None:
        # A name becomes prefLabel or altLabel after all files are read, as this depends on the declared labels.
        allowed = properties_of(class_name)
        for name in fields.names():
            if name not in allowed:
                self.faults.add(
                    fields.error(f"{class_name} has no property {name!r}.", suggest_property(name, class_name))
                )
                continue
            for table in fields.tables(name):
                with self.faults:
                    self.claims.append(self._claim(table, subject, name, read_value(table, name)))

    def _claim(self, fields: Fields, subject: Ref, predicate: str, value: Value) -> Claim:
        _check_filled(fields)
        values = read_table(fields, TABLES["claim"], finish=False)
        fields.finish(claim_fields())
        spans = tuple(self._spans(fields, values.pop("spans"), values.pop("phrase")))
        values |= {"article": self.article.key, "subject": subject, "predicate": predicate, "object": value}
        values |= {"spans": spans, "grade": values["grade"] or self.grade}
        claim = make(Claim, values, file=fields.file, entry=fields.entry)
        if claim.grade == "verified-span" and not claim.spans:
            raise fields.error(
                "no words of the article are named.", 'Add find = "..." and run solidarity-graph annotate.'
            )
        if not claim.asserted and not claim.attributed_to:
            raise fields.error(f"{claim.modality}, but by nobody.", 'Add attributed-to = "person/..." or the like.')
        return claim

    def _spans(self, fields: Fields, pairs: tuple[tuple[int, int], ...], phrases: tuple[str, ...]) -> Iterator[Span]:
        quoted = phrases or ("",) * len(pairs)
        if len(quoted) != len(pairs):
            raise fields.error("phrase and at do not have the same number of parts.", 'Use "" where a part has none.')
        for (start, end), phrase in zip(pairs, quoted, strict=True):
            yield self._span(fields, start, end, phrase)

    def _span(self, fields: Fields, start: int, end: int, phrase: str) -> Span:
        source = self.article.source
        if source is None:
            raise fields.error("characters are named, but the article has no source text.", "Take at out.")
        if start < source.start or end > source.end:
            raise fields.error(
                f"characters {start}-{end} lie outside the article ({source.start}-{source.end}).",
                'Run solidarity-graph annotate with find = "..." instead.',
            )
        if len(phrase) > MAX_PHRASE:
            raise fields.error(
                f"the phrase has {len(phrase)} characters; {MAX_PHRASE} may be quoted.", 'Write phrase = "".'
            )
        if phrase and len(phrase) != end - start:
            raise fields.error(
                f"the phrase has {len(phrase)} characters, at has {end - start}.", "Run solidarity-graph annotate."
            )
        return Span(start, end, phrase)


def _check_filled(fields: Fields) -> None:
    """Raise DataError for a claim that `annotate` has not been run on."""
    for name in UNFILLED:
        if name in fields:
            raise fields.error(f"{name} is not filled in yet.", "Run solidarity-graph annotate on this file.")
    if "claim" not in fields:
        raise fields.error("no claim key.", "Run solidarity-graph annotate: it writes one.")


def covered(spans: list[Span]) -> int:
    """Return the number of characters that the quoted phrases cover; overlapping characters count once."""
    total = end = 0
    for span in sorted((span for span in spans if span.phrase), key=lambda span: span.start):
        total += max(0, span.end - max(span.start, end))
        end = max(end, span.end)
    return total


def quotable(source: SourceRange) -> int:
    """Return the number of characters of an article that may be quoted: a fifth of its length."""
    return (source.end - source.start) // 5
