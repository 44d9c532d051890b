"""The record format: every table of the files in `data/` and of the private overlay, with its fields.

Declared here and nowhere else. The reader, the checks of references, `annotate`, removal, insertion, merging,
disclosure and the check for names go through these declarations. A new field is one line here. It is an attribute of
the model, too, where the program asks for it by name; else it is kept in `Record.more`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import partial
from typing import Final

from solidarity_graph.schema.fields import Field, Sort, Table

_required = partial(Field, required=True)
_reference = partial(Field, sort=Sort.REFERENCE)
_essential = partial(Field, sort=Sort.REFERENCE, required=True, essential=True)
_AGENT, _EVENT, _PLACE = (frozenset({name}) for name in ("Agent", "Event", "Place"))

_GEONAMES = "https://sws.geonames.org/{}/"
_WIKIDATA = "http://www.wikidata.org/entity/{}"
_KEY = _required("key", Sort.KEY)
_LEVEL = Field("level", Sort.LEVEL)
LANGUAGE = Field("lang", Sort.LANGUAGE, default="en")
_NOTE = _required("note", Sort.PROSE)
_DECISION = (_required("who"), _required("when", Sort.DAY), _NOTE)


def _entity(kind: str, stem: str, class_name: str, *fields: Field) -> Table:
    # Of others the words of a name are no names: places are called after people.
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
    _entity("organisation", "organisations", "Organisation"),
    _entity("group", "groups", "Group"),
    _entity(
        "place",
        "places",
        "Place",
        _reference("within", classes=_PLACE),
        Field("latitude", Sort.DEGREES, needs="longitude", limit=90),
        Field("longitude", Sort.DEGREES, needs="latitude", limit=180),
    ),
    _entity("award", "awards", "Award"),
    _entity("document", "documents", "LegalDocument"),
    _entity("case", "cases", "Case"),
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
            Field("url", Sort.QUOTE),
            _required("completeness", Sort.CONCEPT, scheme="completeness", what="completeness"),
            _reference("relays", many=True),
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
        # Whom an event concerns: without them it would be nobody's sentence, nobody's prize.
        concerning=frozenset({"imposedOn", "recipient", "recognitionOf"}),
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
            _reference("attributed-to", many=True, ordered=True, essential=True, classes=_AGENT),
            Field("inferred-from", Sort.PROSE),
        ),
        kind="claim",
    ),
)

# The value of a claim, by the class that is the range of its property.
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
"""Why something is erased."""
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
            _required("licence"),
            _required("selection", Sort.TABLE, table="selection"),
        ),
        block="",
    ),
    Table("overlay", "private/overlay.toml", (Field("secret"),), block=""),
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
        (_required("reason", Sort.CHOICE, choices=REASONS, what="reason"), _required("on")),
    ),
    Table("taken", _TAKEN_BACK, (_required("hmac"),)),
)

_NESTED: Final = (
    Table(
        "naming",
        fields=(
            _required("ground", Sort.CONCEPT, scheme="naming-grounds", what="ground for naming a person"),
            _required("reviewer"),
            _required("reviewed", Sort.DAY),
            _required("scope", Sort.PROSE),
        ),
    ),
    Table("source", fields=(_required("sha256", Sort.HASH), _required("range", Sort.RANGE))),
    Table(
        "published",
        fields=(
            _required("value", Sort.DATE, "published"),
            Field("inferred-from", Sort.PROSE, "published_inferred_from"),
        ),
        flat=True,
    ),
    Table(
        "selection",
        fields=(_required("method", Sort.PROSE), _required("years"), Field("languages", many=True, ordered=True)),
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
"""Every table by its name."""

PRIVATE: Final = "private/"
"""What the paths of the overlay's files begin with."""


def is_private(path: str) -> bool:
    """Whether a file, by its path as messages name it, belongs to the overlay."""
    return path.startswith(PRIVATE)


def tables_of(path: str) -> tuple[Table, ...]:
    """The tables that a file may hold, by its path. The overlay has files of the same names as `data/`."""
    place = path.removeprefix(PRIVATE)
    return tuple(table for table in TABLES.values() if table.path and fnmatch(place, table.path.removeprefix(PRIVATE)))


def table_of(path: str, block: str) -> Table:
    """The table of that block in a file. Raises KeyError."""
    tables = {table.block_name: table for table in tables_of(path)}
    return tables[block]


def entity_tables() -> tuple[Table, ...]:
    """The tables that declare persons, organisations and other things that are no events or articles."""
    return tuple(table for table in TABLES.values() if table.path.startswith("entities/"))


def value_tables() -> tuple[Table, ...]:
    """The tables that say what the value of a claim consists of."""
    return tuple(TABLES[table.name] for table in _VALUES)


def claim_fields() -> Mapping[str, Field]:
    """Every field that a claim can have, whatever its property, by name."""
    return {field.name: field for table in (*value_tables(), TABLES["claim"]) for field in table.fields}


def attributes(table: Table) -> Iterator[Field]:
    """The fields of a table as the model has them: those of flat tables inside it stand in their place."""
    for field in table.fields:
        if field.table and TABLES[field.table].flat:
            yield from attributes(TABLES[field.table])
        else:
            yield field
