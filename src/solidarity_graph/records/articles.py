"""Article files: the article, and one block for each event or entity it speaks of, expanded into claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from solidarity_graph.model import Article, Claim, Event, Ref, SourceRange, Span, Text, Value, date_interval
from solidarity_graph.model.iris import RESERVED_GRAPHS, is_key
from solidarity_graph.names import is_language_tag
from solidarity_graph.records.entities import CLASS_OF_KIND, read_key, read_labels
from solidarity_graph.records.fields import Faults, Fields
from solidarity_graph.records.overlay import PREFIX, is_private, read_level
from solidarity_graph.records.values import ancestors, properties_of, read_language, read_value, suggest_property
from solidarity_graph.schema.vocabulary import CLASSES, SCHEMES

FORMAT = 1
MAX_PHRASE = 120
UNFILLED = ("find", "find-all")


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """What one article file says. An event may stand in several files, under one key.

    grade  of its claims where they say nothing of their own.
    """

    article: Article
    grade: str
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]


def read_article(fields: Fields, faults: Faults, known: Mapping[str, ArticleFile] | None = None) -> ArticleFile | None:
    """The article and its claims; None where the article's own table is at fault. Faults are collected.

    `known` are the articles of `data/`: a file of the overlay may add claims to one of them, named by its key alone.
    """
    reader: _BlockReader | None = None
    with faults:
        _check_format(fields)
        table = fields.table("article")
        if is_private(fields.file) and table.names() == ("key",):
            article, grade = _extended(table, known or {})
        else:
            grade = _grade(table)
            article = _article(table)
        reader = _BlockReader(article, grade, faults)
    if reader is None:
        return None
    for table in fields.tables("event"):
        with faults:
            reader.read_event(table)
    for table in fields.tables("entity"):
        with faults:
            reader.read_entity(table)
    with faults:
        fields.finish(["format", "article", "event", "entity"])
    return ArticleFile(reader.article, reader.grade, tuple(reader.events), tuple(reader.claims))


def _extended(fields: Fields, known: Mapping[str, ArticleFile]) -> tuple[Article, str]:
    key = fields.text("key")
    if key not in known:
        raise fields.error(f"there is no article {key} to add to.", "Mend the key, or describe the article in full.")
    return known[key].article, known[key].grade


def _check_format(fields: Fields) -> None:
    if (number := fields.whole_number("format")) != FORMAT:
        raise fields.error(f"format {number} is not known.", f"This version reads format {FORMAT}.")


def _grade(fields: Fields) -> str:
    default = "verified-span" if "source" in fields else None
    grade = fields.one_of("grade", SCHEMES["evidence-grades"], "evidence grade", default)
    if grade == "verified-span" and "source" not in fields:
        raise fields.error(
            "grade verified-span needs the source text.", "Add source = { sha256, range }, or lower the grade."
        )
    return grade


def _article(fields: Fields) -> Article:
    key = fields.text("key")
    fields.entry = f"article {key}"
    if not is_key(key):
        raise fields.error(f"{key!r} is no key.", "Use lower-case letters, digits and single hyphens.")
    path = f"articles/{key}.toml"
    if fields.file.removeprefix(PREFIX) != path:
        raise fields.error(f"the file of the article {key} must be {path}.", "Rename one of them.")
    if key in RESERVED_GRAPHS:
        raise fields.error(f"{key!r} is the name of another graph.", "Choose another key.")
    published, inferred_from = _published(fields.table("published"))
    language = fields.text("language", "en")
    if not is_language_tag(language):
        raise fields.error(f"{language!r} is no language tag.", "Write en, be, ru.")
    article = Article(
        key=key,
        title=fields.text("title"),
        language=language,
        completeness=fields.one_of("completeness", SCHEMES["completeness"], "completeness"),
        source=_source(fields.table("source")) if "source" in fields else None,
        published=published,
        published_inferred_from=inferred_from,
        publisher=fields.parsed("publisher", Ref.parse) if "publisher" in fields else None,
        url=fields.text("url", ""),
        relays=tuple(sorted(_refs(fields, "relays"))),
        level=read_level(fields),
    )
    fields.finish()
    return article


def _published(fields: Fields) -> tuple[str, str]:
    if not fields.names():
        return "", ""
    value, inferred_from = fields.text("value"), fields.text("inferred-from", "")
    try:
        date_interval(value)
    except ValueError as error:
        raise fields.error(f"{error}.") from None
    fields.finish()
    return value, inferred_from


def _source(fields: Fields) -> SourceRange:
    sha256 = fields.text("sha256")
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise fields.error("sha256 must be 64 hexadecimal digits in lower case.")
    start, end = _pair(fields, fields.raw("range"), "range")
    fields.finish()
    return SourceRange(sha256, start, end)


def _pair(fields: Fields, value: object, name: str) -> tuple[int, int]:
    match value:
        case [int(start), int(end)] if 0 <= start < end:
            return start, end
    raise fields.error(f"{name} must be [start, end] with 0 <= start < end, not {value!r}.")


def _refs(fields: Fields, name: str) -> tuple[Ref, ...]:
    try:
        return tuple(Ref.parse(text) for text in fields.texts(name))
    except ValueError as error:
        raise fields.error(f"{name}: {error}.") from None


class _BlockReader:
    """Reads the blocks of one article into events and claims."""

    def __init__(self, article: Article, grade: str, faults: Faults) -> None:
        self.article = article
        self.grade = grade
        self.faults = faults
        self.events: list[Event] = []
        self.claims: list[Claim] = []

    def read_event(self, fields: Fields) -> None:
        ref = Ref("event", read_key(fields))
        events = [name for name in CLASSES if "Event" in ancestors(name)]
        class_name = fields.one_of("class", events, "class of events")
        labels = read_labels(fields, "label")
        self.events.append(Event(ref, class_name, labels, read_level(fields), fields.file, fields.entry))
        self._read_claims(fields, ref, class_name)

    def read_entity(self, fields: Fields) -> None:
        ref = fields.parsed("key", Ref.parse)
        fields.entry = f"entity {ref}"
        if ref.kind not in CLASS_OF_KIND or ref.kind == "article":
            raise fields.error(f"{ref.kind!r} is no kind of entity.", "Events have blocks of their own.")
        self._read_claims(fields, ref, CLASS_OF_KIND[ref.kind])

    def _read_names(self, fields: Fields, subject: Ref) -> None:
        for table in fields.tables("name"):
            with self.faults:
                name = Text(table.text("value"), read_language(table))
                # Which of prefLabel and altLabel it is depends on the declared label: decided when all files are read.
                self.claims.append(self._claim(table, subject, "name", name))

    def _read_claims(self, fields: Fields, subject: Ref, class_name: str) -> None:
        self._read_names(fields, subject)
        allowed = properties_of(class_name)
        for name in fields.names():
            if name not in allowed:
                self.faults.add(
                    fields.error(f"{class_name} has no property {name!r}.", suggest_property(name, class_name))
                )
                fields.raw(name)
                continue
            for table in fields.tables(name):
                with self.faults:
                    self.claims.append(self._claim(table, subject, name, read_value(table, name)))

    def _claim(self, fields: Fields, subject: Ref, predicate: str, value: Value) -> Claim:
        claim = Claim(
            key=self._claim_key(fields),
            article=self.article.key,
            subject=subject,
            predicate=predicate,
            object=value,
            spans=tuple(self._spans(fields)),
            grade=fields.one_of("grade", SCHEMES["evidence-grades"], "evidence grade", self.grade),
            modality=fields.one_of("modality", SCHEMES["modalities"], "modality", "asserted"),
            attributed_to=_refs(fields, "attributed-to"),
            inferred_from=fields.text("inferred-from", ""),
            level=read_level(fields),
            file=fields.file,
            entry=fields.entry,
        )
        fields.finish(
            ["value", "at", "phrase", "claim", "grade", "modality", "attributed-to", "inferred-from", "lang", "level"]
        )
        if claim.grade == "verified-span" and not claim.spans:
            raise fields.error(
                "no words of the article are named.", 'Add find = "..." and run solidarity-graph annotate.'
            )
        if not claim.asserted and not claim.attributed_to:
            raise fields.error(f"{claim.modality}, but by nobody.", 'Add attributed-to = "person/..." or the like.')
        return claim

    def _claim_key(self, fields: Fields) -> str:
        for name in UNFILLED:
            if name in fields:
                fields.raw(name)
                raise fields.error(f"{name} is not filled in yet.", "Run solidarity-graph annotate on this file.")
        key = fields.text("claim", "")
        if not key:
            raise fields.error("no claim key.", "Run solidarity-graph annotate: it writes one.")
        if not is_key(key) or "-" in key:
            raise fields.error(f"{key!r} is no claim key.", "Take it out; solidarity-graph annotate writes a new one.")
        return key

    def _spans(self, fields: Fields) -> Iterator[Span]:
        at = fields.raw("at")
        phrases = fields.raw("phrase", "")
        if at is None:
            if phrases:
                raise fields.error("a phrase without at.", "Add at = [start, end].")
            return
        pairs = at if isinstance(at, list) and at and isinstance(at[0], list) else [at]
        phrases = [phrases] * len(pairs) if isinstance(phrases, str) and (len(pairs) == 1 or not phrases) else phrases
        if not isinstance(phrases, list) or len(phrases) != len(pairs):
            raise fields.error("phrase and at do not have the same number of parts.", 'Use "" where a part has none.')
        for pair, phrase in zip(pairs, phrases, strict=True):
            yield self._span(fields, pair, phrase)

    def _span(self, fields: Fields, pair: object, phrase: object) -> Span:
        start, end = _pair(fields, pair, "at")
        source = self.article.source
        if source is None:
            raise fields.error("characters are named, but the article has no source text.", "Take at out.")
        if start < source.start or end > source.end:
            raise fields.error(
                f"characters {start}-{end} lie outside the article ({source.start}-{source.end}).",
                'Run solidarity-graph annotate with find = "..." instead.',
            )
        if not isinstance(phrase, str):
            raise fields.error(f"phrase must be text, not {phrase!r}.")
        if len(phrase) > MAX_PHRASE:
            raise fields.error(
                f"the phrase has {len(phrase)} characters; {MAX_PHRASE} may be quoted.", 'Write phrase = "".'
            )
        if phrase and len(phrase) != end - start:
            raise fields.error(f"the phrase has {len(phrase)} characters, at has {end - start}.")
        return Span(start, end, phrase)


def covered(spans: list[Span]) -> int:
    """How many characters the phrases cover together; a character covered twice counts once."""
    total = reached = 0
    for span in sorted((span for span in spans if span.phrase), key=lambda span: span.start):
        total += max(0, span.end - max(span.start, reached))
        reached = max(reached, span.end)
    return total


def quotable(source: SourceRange) -> int:
    """How many characters of the article its phrases may cover together: a fifth."""
    return (source.end - source.start) // 5
