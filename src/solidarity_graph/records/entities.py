"""Entity files: persons, organisations, groups, places, awards, documents, cases."""

from __future__ import annotations

from collections.abc import Iterator

from solidarity_graph.model import Entity, Label, Naming, Ref, date_interval
from solidarity_graph.model.iris import is_key
from solidarity_graph.model.levels import GENERALISED, PUBLIC
from solidarity_graph.names import is_language_tag
from solidarity_graph.records.fields import Faults, Fields
from solidarity_graph.records.overlay import is_private, read_level
from solidarity_graph.schema.vocabulary import SCHEMES

# file name: (table in it and kind in the IRI, class)
ENTITY_FILES = {
    "persons": ("person", "Person"),
    "organisations": ("organisation", "Organisation"),
    "groups": ("group", "Group"),
    "places": ("place", "Place"),
    "awards": ("award", "Award"),
    "documents": ("document", "LegalDocument"),
    "cases": ("case", "Case"),
}
CLASS_OF_KIND = dict(ENTITY_FILES.values()) | {"article": "Article"}

_GEONAMES = "https://sws.geonames.org/{}/"
_WIKIDATA = "http://www.wikidata.org/entity/{}"


def read_entities(fields: Fields, stem: str, faults: Faults) -> Iterator[Entity]:
    """The entities of one file; faults are collected entity by entity."""
    kind, class_name = ENTITY_FILES[stem]
    for table in fields.tables(kind):
        with faults:
            yield _entity(table, kind, class_name)
    with faults:
        fields.finish([kind])


def read_labels(fields: Fields, name: str) -> tuple[Label, ...]:
    """`label = { en = "Vilnius", lt = ["Vilnius"] }`: a name, or several, for each language."""
    table = fields.table(name)
    labels = []
    for language in table.names():
        if not is_language_tag(language):
            raise table.error(f"{language!r} is no language tag.", "Write en, be, ru, or be-latn for a romanisation.")
        labels += [Label(value, language) for value in table.texts(language)]
    return tuple(labels)


def read_key(fields: Fields) -> str:
    """The entry\'s key; from here on, errors name the entry by it."""
    key = fields.text("key")
    fields.entry = f"{fields.entry.split()[0]} {key}"
    if not is_key(key):
        raise fields.error(f"{key!r} is no key.", "Use lower-case letters, digits and single hyphens.")
    return key


def _entity(fields: Fields, kind: str, class_name: str) -> Entity:
    ref = Ref(kind, read_key(fields))
    labels = read_labels(fields, "label")
    if not labels:
        raise fields.error("it has no label.", 'Add label = { en = "..." }.')
    place = _place(fields) if kind == "place" else _Location()
    level = _level(fields)
    entity = Entity(
        ref=ref,
        class_name=class_name,
        labels=labels,
        alternatives=read_labels(fields, "alt"),
        within=place.within,
        latitude=place.latitude,
        longitude=place.longitude,
        matches=tuple(_matches(fields)),
        naming=tuple(_naming(table) for table in fields.tables("naming")) if kind == "person" else (),
        level=level,
        stand_in=_stand_in(fields, level, place.within),
        file=fields.file,
        entry=fields.entry,
    )
    fields.finish()
    if kind == "person" and level == PUBLIC and not entity.naming:
        raise fields.error("no ground for naming this person.", "Add naming = { ground, reviewer, reviewed, scope }.")
    return entity


def _level(fields: Fields) -> str:
    if is_private(fields.file) and "level" not in fields:
        raise fields.error("it has no level.", 'Add level = "withheld", "pseudonymised" or "generalised".')
    return read_level(fields)


def _stand_in(fields: Fields, level: str, within: Ref | None) -> Ref | None:
    """`as`: who or what is named instead; for a place, what it lies in where nothing else is said."""
    if level != GENERALISED:
        return None
    stand_in = fields.parsed("as", Ref.parse) if "as" in fields else within
    if stand_in is None:
        raise fields.error("nothing is named in its place.", 'Add as = "group/...", "place/..." or the like.')
    return stand_in


class _Location:
    within: Ref | None = None
    latitude: float | None = None
    longitude: float | None = None


def _place(fields: Fields) -> _Location:
    location = _Location()
    if "within" in fields:
        location.within = fields.parsed("within", Ref.parse)
    if "latitude" in fields or "longitude" in fields:
        location.latitude = _bounded(fields, "latitude", 90)
        location.longitude = _bounded(fields, "longitude", 180)
    return location


def _bounded(fields: Fields, name: str, limit: int) -> float:
    value = fields.decimal(name)
    if abs(value) > limit:
        raise fields.error(f"{name} must lie between -{limit} and {limit}, not {value}.")
    return value


def _matches(fields: Fields) -> Iterator[str]:
    if "geonames" in fields:
        yield _GEONAMES.format(fields.whole_number("geonames"))
    if "wikidata" in fields:
        yield _WIKIDATA.format(fields.parsed("wikidata", _wikidata_item))


def _wikidata_item(text: str) -> str:
    if not (text.startswith("Q") and text[1:].isdigit()):
        raise ValueError(f"{text} is no Wikidata item (Q and a number)")
    return text


def _naming(fields: Fields) -> Naming:
    naming = Naming(
        ground=fields.one_of("ground", SCHEMES["naming-grounds"], "ground for naming a person"),
        reviewer=fields.text("reviewer"),
        reviewed=fields.parsed("reviewed", _day),
        scope=fields.text("scope"),
    )
    fields.finish()
    return naming


def read_day(fields: Fields, name: str) -> str:
    """An ISO day, quoted or as a TOML date."""
    return fields.parsed(name, _day)


def read_date(fields: Fields, name: str) -> str:
    """Any EDTF date."""
    return fields.parsed(name, _date)


def _date(text: str) -> str:
    date_interval(text)
    return text


def _day(text: str) -> str:
    if (interval := date_interval(text)).first != interval.last:
        raise ValueError(f"{text} is not a day")
    return text
