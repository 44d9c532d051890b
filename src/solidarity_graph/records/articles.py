"""Reads article files: the article, and a block for each event or entity that it has claims about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from solidarity_graph.model import Article, Claim, Event, Ref, SourceRange, Span, Value, make
from solidarity_graph.model.iris import RESERVED_GRAPHS
from solidarity_graph.records.fields import Faults, Fields, nearest
from solidarity_graph.records.tables import read_table
from solidarity_graph.records.values import properties_of, read_value
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
    events: list[Event] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def read_article(fields: Fields, faults: Faults, known: Mapping[str, ArticleFile]) -> ArticleFile | None:
    """Return the article and its claims; None if its `[article]` table is invalid. Invalid blocks are left out.

    Errors are not raised, but added to `faults`. `known` are the articles of `data/` by key: a file of the overlay with
    only `key` adds claims to one of them.
    """
    file: ArticleFile | None = None
    with faults:
        if (number := fields.whole_number("format")) != FORMAT:
            raise fields.error(f"format {number} is not known.", f"This version reads format {FORMAT}.")
        table = fields.table("article")
        is_addition = is_private(fields.file) and table.names() == ("key",)
        file = _addition(table, known) if is_addition else _article(table)
    events, entities = fields.tables("event"), fields.tables("entity")
    if file is None:
        return None
    for read, tables in ((_read_event, events), (_read_entity, entities)):
        for table in tables:
            with faults:
                read(file, table, faults)
    return file


def _addition(fields: Fields, known: Mapping[str, ArticleFile]) -> ArticleFile:
    key = fields.text("key")
    if key not in known:
        raise fields.error(f"there is no article {key} to add to.", "Mend the key, or describe the article in full.")
    return ArticleFile(known[key].article, known[key].grade)


def _article(fields: Fields) -> ArticleFile:
    values = read_table(fields, TABLES["article"])
    key, grade = values["key"], values.pop("grade")
    path = f"articles/{key}.toml"
    if fields.file.removeprefix(PRIVATE) != path:
        raise fields.error(f"the file of the article {key} must be {path}.", "Rename one of them.")
    if key in RESERVED_GRAPHS:
        raise fields.error(f"{key!r} is the name of another graph.", "Choose another key.")
    if not grade and not values["source"]:
        raise fields.missing("grade")
    if values["url"] and values["url_missing"]:
        raise fields.error("url-missing says why there is no url, but there is one.", "Take one of them out.")
    for name in ("by", "on"):
        if values["url_found"] and not values[f"url_found_{name}"]:
            raise fields.missing(f"url-found-{name}")
    if grade == "verified-span" and not values["source"]:
        raise fields.error(
            "grade verified-span needs the source text.", "Add source = { sha256, range }, or lower the grade."
        )
    return ArticleFile(make(Article, values, file=fields.file, entry=fields.entry), grade or "verified-span")


def _read_event(file: ArticleFile, fields: Fields, faults: Faults) -> None:
    values = read_table(fields, TABLES["event"], finish=False)
    event = make(Event, values | {"ref": Ref("event", values.pop("key"))}, file=fields.file, entry=fields.entry)
    file.events.append(event)
    _read_claims(file, fields, faults, event.ref, event.class_name)


def _read_entity(file: ArticleFile, fields: Fields, faults: Faults) -> None:
    values = read_table(fields, TABLES["entity"], finish=False)
    ref = values["key"]
    fields.entry = f"entity {ref}"
    if ref.kind not in CLASS_OF_KIND:
        raise fields.error(f"{ref.kind!r} is no kind of entity.", "Events have blocks of their own.")
    _read_claims(file, fields, faults, ref, CLASS_OF_KIND[ref.kind])


def _read_claims(file: ArticleFile, fields: Fields, faults: Faults, subject: Ref, class_name: str) -> None:
    # A name becomes prefLabel or altLabel after all files are read, as this depends on the declared labels.
    allowed = properties_of(class_name)
    for name in fields.names():
        if name not in allowed:
            faults.add(fields.error(f"{class_name} has no property {name!r}.", nearest(name, allowed)))
            continue
        for table in fields.tables(name):
            with faults:
                file.claims.append(_claim(file, table, subject, name, read_value(table, name, file.article.language)))


def _claim(file: ArticleFile, fields: Fields, subject: Ref, predicate: str, value: Value) -> Claim:
    _check_filled(fields)
    values = read_table(fields, TABLES["claim"], finish=False)
    fields.finish(claim_fields())
    spans = tuple(_spans(file.article, fields, values.pop("spans"), values.pop("phrase")))
    values |= {"article": file.article.key, "subject": subject, "predicate": predicate, "object": value}
    values |= {"spans": spans, "grade": values["grade"] or file.grade}
    claim = make(Claim, values, file=fields.file, entry=fields.entry)
    if claim.grade == "verified-span" and not claim.spans:
        raise fields.error("no words of the article are named.", 'Add find = "..." and run solidarity-graph annotate.')
    if not claim.asserted and not claim.attributed_to:
        raise fields.error(f"{claim.modality}, but by nobody.", 'Add attributed-to = "person/..." or the like.')
    if claim.addressee and predicate != "demand":
        raise fields.error("an addressee is of a demand.", "Move it to the demand, or make it a claim of its own.")
    if claim.inferred_part and predicate not in ("date", "startDate", "endDate"):
        raise fields.error("inferred-part is of a date.", "Take it out.")
    return claim


def _spans(
    article: Article, fields: Fields, pairs: tuple[tuple[int, int], ...], phrases: tuple[str, ...]
) -> Iterator[Span]:
    quoted = phrases or ("",) * len(pairs)
    if len(quoted) != len(pairs):
        raise fields.error("phrase and at do not have the same number of parts.", 'Use "" where a part has none.')
    for (start, end), phrase in zip(pairs, quoted, strict=True):
        yield _span(article, fields, start, end, phrase)


def _span(article: Article, fields: Fields, start: int, end: int, phrase: str) -> Span:
    source = article.source
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
