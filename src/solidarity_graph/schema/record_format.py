"""The record format: all tables of the data files and of the private overlay, with their fields.

The format is declared only here. The reader, the checks of references, `annotate`, removal, insertion, merging,
publishing and the check for names all use these declarations. A new field is one line here. It is also an attribute
of the model if the program accesses it by name; else it is kept in `Record.more`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import partial
from typing import Final

from solidarity_graph.schema.field_types import ANY_SCHEME, Field, Sort, Table

_required = partial(Field, required=True)
_reference = partial(Field, sort=Sort.REFERENCE)
_essential = partial(Field, sort=Sort.REFERENCE, required=True, essential=True)
_AGENT, _EVENT, _PLACE = (frozenset({name}) for name in ("Agent", "Event", "Place"))

CONCEPT_KIND: Final = "concept"
"""The kind of the dataset's own concepts: each is declared below one of the ontology."""
_GEONAMES = "https://sws.geonames.org/{}/"
_WIKIDATA = "http://www.wikidata.org/entity/{}"
_KEY = _required("key", Sort.KEY)
_LEVEL = Field("level", Sort.LEVEL)
LANGUAGE = Field("lang", Sort.LANGUAGE)
_NOTE = _required("note", Sort.PROSE)
_DECISION = (_required("who", Sort.EDITOR), _required("when", Sort.DAY), _NOTE)


def _entity(kind: str, stem: str, class_name: str, *fields: Field) -> Table:
    # Names of other kinds are not searched for in texts: places, for example, are named after people.
    named = kind in ("person", "organisation")
    common = (
        _KEY,
        _required("label", Sort.NAMES, "labels", names_people=named),
        Field("alt", Sort.NAMES, "alternatives", names_people=named),
        Field("geonames", Sort.EXTERNAL, "matches", many=True, template=_GEONAMES, pattern="[0-9]+"),
        Field("wikidata", Sort.EXTERNAL, "matches", many=True, template=_WIKIDATA, pattern="Q[0-9]+"),
        _LEVEL,
        _reference("as", attribute="stand_in"),
    )
    return Table(kind, f"entities/{stem}.toml", (*common, *fields), kind=kind, class_name=class_name)


_ENTITIES: Final = (
    _entity("person", "persons", "Person", Field("naming", Sort.TABLE, many=True, ordered=True, table="naming")),
    _entity(
        "organisation",
        "organisations",
        "Organisation",
        Field("kind", Sort.CONCEPT, needs="kind-source", scheme="organisation-kinds", what="kind of organisation"),
        Field("kind-source", Sort.QUOTE, needs="kind"),
    ),
    _entity("group", "groups", "Group"),
    _entity(
        "place",
        "places",
        "Place",
        _reference("within", classes=_PLACE),
        Field("country-code", Sort.TEXT, pattern="[A-Z]{2}"),
        Field("latitude", Sort.DEGREES, needs="longitude", limit=90),
        Field("longitude", Sort.DEGREES, needs="latitude", limit=180),
    ),
    _entity("award", "awards", "Award"),
    _entity("document", "documents", "LegalDocument"),
    _entity("case", "cases", "Case"),
    _entity(
        CONCEPT_KIND,
        "concepts",
        "Concept",
        _required("definition", Sort.PROSE),
        _required("broader", Sort.CONCEPT, scheme=ANY_SCHEME, what="concept of the ontology"),
    ),
)

_ARTICLES = "articles/*.toml"
_TEXTS: Final = (
    Table(
        "article",
        _ARTICLES,
        (
            _KEY,
            _required("title", Sort.QUOTE),
            Field("language", Sort.LANGUAGE, default="en"),
            Field("source", Sort.TABLE, table="source"),
            Field("published", Sort.TABLE, table="published"),
            _reference("publisher"),
            Field("url", Sort.ADDRESS),
            Field("url-found", Sort.PROSE, needs="url"),
            Field("url-found-by", Sort.EDITOR, needs="url-found"),
            Field("url-found-on", Sort.DAY, needs="url-found"),
            Field("url-status", Sort.CONCEPT, needs="url", scheme="address-statuses", what="status of an address"),
            Field("url-archived", Sort.ADDRESS),
            Field("url-missing", Sort.PROSE),
            _required("completeness", Sort.CONCEPT, scheme="completeness", what="completeness"),
            _reference("relays", many=True),
            _reference("whole-text-of", many=True, kinds=("article",)),
            Field("grade", Sort.CONCEPT, scheme="evidence-grades", what="evidence grade"),
            _LEVEL,
        ),
        kind="article",
        single=True,
    ),
    Table(
        "event",
        _ARTICLES,
        (_KEY, _required("class", Sort.EVENT_CLASS, "class_name"), Field("label", Sort.NAMES, "labels"), _LEVEL),
        kind="event",
        holds_claims=True,
        # Whom an event concerns: a sentence or an award without them says nothing.
        concerning=frozenset({"imposedOn", "recipient", "recognitionOf", "concerns"}),
    ),
    Table("entity", _ARTICLES, (_essential("key"),), holds_claims=True),
    Table(
        "claim",
        fields=(
            Field("value", Sort.VALUE, "object", essential=True),
            Field("grade", Sort.CONCEPT, scheme="evidence-grades", what="evidence grade"),
            Field("modality", Sort.CONCEPT, scheme="modalities", what="modality", default="asserted"),
            _LEVEL,
            Field("at", Sort.SPANS, "spans"),
            Field("phrase", Sort.PHRASES, needs="at"),
            Field("claim", Sort.CLAIM_KEY, "key"),
            _reference("attributed-to", many=True, ordered=True, essential=True, classes=_AGENT | {"Article"}),
            Field("inferred-from", Sort.PROSE),
            Field("inferred-part", Sort.CHOICE, choices=("year",), what="part of a date", needs="inferred-from"),
            _reference("addressee", many=True, classes=_AGENT),
        ),
        kind="claim",
    ),
)

# Parts of a claim's value: one table for each class that is the range of a property.
_VALUES: Final = (
    Table("value", fields=(_required("value", Sort.VALUE, essential=True), LANGUAGE)),
    Table(
        "participation",
        fields=(
            _essential("agent", classes=_AGENT),
            _required("role", Sort.CONCEPT, scheme="roles"),
            Field("count", Sort.WORDS, "countText", needs="count-unit"),
            LANGUAGE,
            Field("count-unit", Sort.CONCEPT, "countUnit", scheme="count-units", needs="count"),
            Field("count-min", Sort.INTEGER, "countMin", needs="count"),
            Field("count-max", Sort.INTEGER, "countMax", needs="count"),
            Field("count-about", Sort.FLAG, "countApproximate", needs="count"),
            # Without its place, a count would be that of the whole event.
            _reference("place", essential=True, classes=_PLACE),
        ),
        class_name="Participation",
    ),
    Table(
        "affiliation",
        fields=(
            _essential("with", classes=_AGENT),
            _required("role", Sort.CONCEPT, scheme="roles"),
            Field("date", Sort.DATE),
        ),
        class_name="Affiliation",
    ),
    Table(
        "case-state",
        fields=(
            _required("state", Sort.CONCEPT, "legalState", scheme="legal-states"),
            _reference("agent", essential=True, classes=_AGENT),
            Field("date", Sort.DATE),
        ),
        class_name="CaseState",
    ),
)

_JUDGEMENTS = "judgements.toml"
_JUDGED: Final = (
    Table(
        "realisation",
        _JUDGEMENTS,
        (_essential("happening", classes=_EVENT), _essential("plan", classes=_EVENT), *_DECISION),
    ),
    Table(
        "disagreement",
        _JUDGEMENTS,
        (
            _KEY,
            _essential("about"),
            _required("on", Sort.PROPERTY, "on_property"),
            _reference("claims", required=True, many=True, least=2, kinds=("claim",)),
            _required("kind", Sort.CONCEPT, scheme="disagreement-kinds", what="kind of disagreement"),
            *_DECISION,
        ),
        kind="disagreement",
    ),
    Table("merge", _JUDGEMENTS, (_essential("old"), _essential("new"), *_DECISION)),
    Table(
        "unknown-outcome", _JUDGEMENTS, (_essential("sentence", classes=frozenset({"Sentence", "Verdict"})), *_DECISION)
    ),
    Table(
        "assessment",
        _JUDGEMENTS,
        (_essential("of", kinds=("organisation", "article", "claim")), _required("grade"), *_DECISION),
    ),
)

_PROSECUTED = (_required("since", Sort.DATE), _required("source"))
_RISKS: Final = (
    Table(
        "listed-organisation",
        "risk.toml",
        (_essential("organisation", kinds=("organisation",)), _required("where"), *_PROSECUTED),
        block="organisation",
    ),
    Table(
        "act",
        "risk.toml",
        (
            _required("action-type", Sort.CONCEPT, scheme="action-types", what="form of action"),
            _essential("where", classes=_PLACE),
            *_PROSECUTED,
        ),
    ),
)

REASONS: Final = ("request", "risk", "error", "law")
"""The allowed reasons for an erasure."""
REACHES: Final = ("in-reach", "out-of-reach", "unknown")
"""Whether a named person is within the reach of those who would prosecute them. Unknown counts as in reach."""
CONSENTS: Final = ("given", "no-answer", "not-asked")
"""What is known of a person's consent to be named. Who refused is not named."""
_TAKEN_BACK = "private/taken-back.toml"
_OTHERS: Final = (
    Table(
        "dataset",
        "dataset.toml",
        (
            _required("base", Sort.BASE),
            _required("title", Sort.PROSE),
            _required("description", Sort.PROSE),
            _required("version", Sort.VERSION),
            _required("publisher"),
            _required("licence", Sort.IRI),
            _required("selection", Sort.TABLE, table="selection"),
            Field("editors", many=True, ordered=True),
        ),
        block="",
    ),
    Table(
        "release",
        "releases.toml",
        (
            _required("version", Sort.VERSION),
            Field("sha256", Sort.HASH),
            Field("overwritten", Sort.HASH, many=True, ordered=True),
            Field("replaced-by", Sort.VERSION),
        ),
    ),
    Table("overlay", "private/overlay.toml", (Field("secret"), Field("shared", many=True)), block=""),
    Table("removal", "removals.toml", (_KEY, _required("removed", Sort.DAY))),
    Table(
        "withheld",
        _TAKEN_BACK,
        (
            _required("key"),
            Field("removal"),
            Field("also", many=True, ordered=True),
            Field("links", Sort.TABLE, many=True, ordered=True, table="link"),
        ),
    ),
    Table(
        "erased",
        _TAKEN_BACK,
        (_required("reason", Sort.CHOICE, choices=REASONS, what="reason"), _required("on", Sort.DAY)),
    ),
    Table("taken", _TAKEN_BACK, (_required("hmac", Sort.HASH),)),
)

_NESTED: Final = (
    Table(
        "naming",
        fields=(
            _required("ground", Sort.CONCEPT, scheme="naming-grounds", what="ground for naming a person"),
            _required("reviewer", Sort.EDITOR),
            _required("reviewed", Sort.DAY),
            _required("scope", Sort.PROSE),
            _required("reach", Sort.CHOICE, choices=REACHES, what="reach of those who would prosecute"),
            _required("reach-source", Sort.PROSE),
            _required("reach-on", Sort.DAY),
            _required("consent", Sort.CHOICE, choices=CONSENTS, what="consent; who refused is not named"),
        ),
    ),
    Table("source", fields=(_required("sha256", Sort.HASH), _required("range", Sort.RANGE))),
    Table(
        "published",
        fields=(
            _required("value", Sort.DATE, "published", pattern=r"\d{4}(-\d\d){0,2}"),
            Field("inferred-from", Sort.PROSE, "published_inferred_from"),
        ),
        flat=True,
    ),
    Table(
        "selection",
        fields=(
            _required("method", Sort.PROSE),
            _required("years", Sort.DATE),
            Field("languages", Sort.LANGUAGE, many=True, ordered=True),
        ),
    ),
    Table(
        "link",
        fields=(
            _required("path"),
            _required("kind"),
            Field("key"),
            _required("field"),
            Field("values", Sort.SCALARS, many=True, ordered=True),
        ),
    ),
)

TABLES: Final[dict[str, Table]] = {
    table.name: table for table in (*_ENTITIES, *_TEXTS, *_VALUES, *_JUDGED, *_RISKS, *_OTHERS, *_NESTED)
}
"""All tables of the record format by name."""

PRIVATE: Final = "private/"
"""The prefix of paths in the private overlay, as messages write them."""


def is_private(path: str) -> bool:
    """Return True if a path, as messages write it, is in the private overlay."""
    return path.startswith(PRIVATE)


def tables_of(path: str) -> tuple[Table, ...]:
    """Return the tables that a file may contain, by its path below `data/` or, with `private/`, the overlay.

    Both have the same file names. The result is empty for an unknown file name.
    """
    place = path.removeprefix(PRIVATE)
    return tuple(table for table in TABLES.values() if table.path and fnmatch(place, table.path.removeprefix(PRIVATE)))


def entity_tables() -> tuple[Table, ...]:
    """Return the tables that declare entities: persons, organisations and all things except events and articles."""
    return tuple(table for table in TABLES.values() if table.path.startswith("entities/"))


def value_tables() -> tuple[Table, ...]:
    """Return the tables that declare the parts of a claim's value."""
    return tuple(TABLES[table.name] for table in _VALUES)


def claim_fields() -> Mapping[str, Field]:
    """Return all fields that a claim may have, by name, for any property."""
    return {field.name: field for table in (*value_tables(), TABLES["claim"]) for field in table.fields}


def attributes(table: Table) -> Iterator[Field]:
    """Yield the fields of a table as the model has them: a flat nested table is replaced by its own fields."""
    for field in table.fields:
        if field.table and TABLES[field.table].flat:
            yield from attributes(TABLES[field.table])
        else:
            yield field
