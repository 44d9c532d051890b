"""Functions that read the value of a field and check its form, by the sort of value (`PARSERS`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from pyoxigraph import NamedNode

from solidarity_graph.model import Text, date_interval, duration_length
from solidarity_graph.model.iris import is_key
from solidarity_graph.model.levels import ERASED, LEVELS, PUBLIC
from solidarity_graph.model.versions import release_day
from solidarity_graph.names import is_language_tag
from solidarity_graph.records.fields import Fields
from solidarity_graph.schema.field_types import ANY_SCHEME, Field, Sort
from solidarity_graph.schema.ontology import CLASSES, OFFERED, PROPERTIES, SCHEMES, is_a
from solidarity_graph.schema.record_format import is_private

Parser = Callable[[Fields, Field], Any]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}")
_NO_LANGUAGE = "{name}: {text} is no language tag."
_LANGUAGES = "Write en, be, ru, or be-latn for a romanisation."


def _text(fields: Fields, field: Field) -> str:
    text = fields.text(field.name)
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise fields.error(f"{field.name}: {text!r} has not the form {field.pattern}.", "Mend it.")
    return text


def _text_that(is_valid: Callable[[str], object], message: str, remedy: str) -> Parser:
    """Return a parser of texts for which `is_valid` is true. `message` may contain `{name}` and `{text}`."""

    def parse(fields: Fields, field: Field) -> str:
        text = fields.text(field.name)
        if not is_valid(text):
            raise fields.error(message.format(name=field.name, text=repr(text)), remedy)
        return text

    return parse


def _text_read_by(
    read: Callable[[str], object], remedy: str, *, dated: bool = False, ascii_only: bool = True
) -> Parser:
    """Return a parser of texts that `read` accepts: the message of its ValueError is that of the error.

    dated       True if a TOML date may stand for its ISO text.
    ascii_only  True to refuse other characters: the digits of other scripts are none in dates and durations.
    """

    def parse(fields: Fields, field: Field) -> str:
        text = fields.text(field.name, dated=dated)
        try:
            if ascii_only and not text.isascii():
                raise ValueError(f"{text!r} has other characters than those of ASCII")
            read(text)
        except ValueError as error:
            raise fields.error(f"{field.name}: {error}.", remedy) from None
        return text

    return parse


def _address(text: str) -> SplitResult:
    """Return the parts of an http or https address. Raises ValueError for any other text."""
    NamedNode(text)  # the characters of IRIs
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("an http or https address is expected")
    return parts


def _base(text: str) -> None:
    parts = _address(text)
    if not text.endswith("/") or parts.query or parts.fragment or "?" in text:
        raise ValueError("a base ends with a slash, and has no query and no fragment")
    if "@" in parts.netloc or urljoin(text, ".") != text:
        raise ValueError("a base has no user name, and no part that is . or ..")
    if not text.isprintable():
        raise ValueError("it has a character that cannot be seen")


def _web(read: Callable[[str], object], remedy: str) -> Parser:
    """Return a parser of IRIs that `read` accepts, whose errors show the text."""

    def parse(text: str) -> None:
        try:
            read(text)
        except ValueError as error:
            raise ValueError(f"{text!r} is no address ({str(error).rstrip('.')})") from None

    return _text_read_by(parse, remedy, ascii_only=False)


def _one_of(allowed: Callable[[Field], Iterable[str]], what: str = "") -> Parser:
    """Return a parser of texts that are one of those which `allowed` returns for the field."""
    return lambda fields, field: fields.one_of(field.name, allowed(field), field.what or what)


def _concept(fields: Fields, field: Field) -> str:
    """Return the name of a concept. A deprecated one is valid: the validation of the graph warns of it."""
    schemes = [*SCHEMES] if field.scheme == ANY_SCHEME else [field.scheme]
    allowed, offered = ([name for scheme in schemes for name in of[scheme]] for of in (SCHEMES, OFFERED))
    return fields.one_of(field.name, allowed, field.what or f"term of the scheme {field.scheme}", offered)


def _key(fields: Fields, field: Field) -> str:
    """Return the entry's key, and set it as the entry's name in later errors."""
    key = fields.text(field.name)
    fields.entry = f"{fields.entry.split()[0]} {key}"
    if not is_key(key):
        raise fields.error(f"{field.name}: {key!r} is no key.", "Use lower-case letters, digits and single hyphens.")
    return key


def _names(fields: Fields, field: Field) -> tuple[Text, ...]:
    """Return the names in a table such as `{ en = "Vilnius", lt = ["Vilnius"] }`: one or several for each language."""
    table = fields.table(field.name)
    for language in table.names():
        if not is_language_tag(language):
            raise table.error(_NO_LANGUAGE.format(name=field.name, text=repr(language)), _LANGUAGES)
    names = tuple(Text(value, language) for language in table.names() for value in table.texts(language))
    if not names:
        raise fields.error(f"{field.name} holds no name.", f'Write {field.name} = {{ en = "..." }}.')
    return names


def _level(fields: Fields, field: Field) -> str:
    """Return the disclosure level. Raises DataError for a level below public outside the overlay."""
    level = fields.one_of(field.name, LEVELS, "level of disclosure")
    if level == ERASED:
        raise fields.error("level: what is erased is not kept.", "Run solidarity-graph erase instead.")
    if level != PUBLIC and not is_private(fields.file):
        raise fields.error(
            f"it is {level}, but this folder is public.", "Take it out, and put it into the private overlay."
        )
    return level


_edtf = _text_read_by(
    date_interval,
    "Write 2013-08-04, 2013-08, 2013, 2013-08~ (about), 2013-08? (unsure), 2013-22 (summer), 201X, "
    "2013-08-04/2013-08-06, 2013-08-04/.. (goes on), 2013-08-04/ (end unknown) or [2013-07..2013-08] (once in there).",
    dated=True,
)


def _date(fields: Fields, field: Field) -> str:
    text = str(_edtf(fields, field))
    if field.sort is Sort.DAY and not _DAY.fullmatch(text):
        raise fields.error(f"{field.name}: {text} is not a day.", "Write 2013-08-04.")
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise fields.error(f"{field.name}: {text} is no plain date.", "Write 2013-08-04, 2013-08 or 2013.")
    return text


def _time(fields: Fields, field: Field) -> str:
    text = fields.text(field.name, dated=True)
    if not _TIME.fullmatch(text):
        raise fields.error(f"{field.name}: {text!r} is no time of day.", "Write 16:00, in local time.")
    return text if text.count(":") == 2 else f"{text}:00"


def _flag(fields: Fields, field: Field) -> bool:
    if (value := fields.raw(field.name)) is not True:
        raise fields.error(f"{field.name} must be true, not {value!r}.", f"Write {field.name} = true, or take it out.")
    return True


def _degrees(fields: Fields, field: Field) -> float:
    value = fields.decimal(field.name)
    if abs(value) > field.limit:
        raise fields.error(f"{field.name} must lie between -{field.limit} and {field.limit}, not {value}.", "Mend it.")
    return value


def _external(fields: Fields, field: Field) -> tuple[str, ...]:
    """Return the IRI of the thing in another dataset, made from an identifier that is a number or a text."""
    value = fields.raw(field.name)
    if isinstance(value, bool) or not re.fullmatch(field.pattern, str(value)):
        raise fields.error(f"{field.name}: {value!r} is no identifier.", f"It has the form {field.pattern}.")
    return (field.template.format(value),)


def _range(fields: Fields, field: Field) -> tuple[int, int]:
    return _pair(fields, field.name, fields.raw(field.name))


def _spans(fields: Fields, field: Field) -> tuple[tuple[int, int], ...]:
    at = fields.raw(field.name)
    pairs = at if isinstance(at, list) and at and isinstance(at[0], list) else [at]
    return tuple(_pair(fields, field.name, pair) for pair in pairs)


def _pair(fields: Fields, name: str, value: object) -> tuple[int, int]:
    match value:
        case [int(start), int(end)] if bool not in (type(start), type(end)) and 0 <= start < end:
            return start, end
    raise fields.error(f"{name} must be [start, end], not {value!r}.", "Both count characters, and start is less.")


def _phrases(fields: Fields, field: Field) -> tuple[str, ...]:
    return _listed(fields, field, str, "be text", f'Write {field.name} = "...".')


def _scalars(fields: Fields, field: Field) -> tuple[Any, ...]:
    return _listed(fields, field, str | int | float | list, "hold texts or numbers", "Mend it.")


def _listed(fields: Fields, field: Field, kind: Any, what: str, remedy: str) -> tuple[Any, ...]:
    """Return one value, or those of a list, which must be of a type."""
    value = fields.raw(field.name)
    values = value if isinstance(value, list) else [value]
    if wrong := [each for each in values if not isinstance(each, kind)]:
        raise fields.error(f"{field.name} must {what}, not {wrong[0]!r}.", remedy)
    return tuple(values)


PARSERS: Mapping[Sort, Parser] = {
    Sort.KEY: _key,
    Sort.CLAIM_KEY: _text_that(
        lambda text: is_key(text) and "-" not in text,
        "{name}: {text} is no claim key.",
        "Take it out; solidarity-graph annotate writes a new one.",
    ),
    Sort.NAMES: _names,
    Sort.PROSE: _text,
    Sort.QUOTE: _text,
    Sort.TEXT: _text,
    Sort.EDITOR: _text,
    Sort.LANGUAGE: _text_that(is_language_tag, _NO_LANGUAGE, _LANGUAGES),
    Sort.CONCEPT: _concept,
    Sort.CHOICE: _one_of(lambda field: field.choices),
    Sort.LEVEL: _level,
    Sort.EVENT_CLASS: _one_of(lambda _: [name for name in CLASSES if is_a(name, "Event")], "class of events"),
    Sort.PROPERTY: _one_of(lambda _: PROPERTIES, "property"),
    Sort.DATE: _date,
    Sort.DAY: _date,
    Sort.VERSION: _text_read_by(release_day, "Write 2013-08-04, or 2013-08-04.2.", dated=True),
    Sort.WORDS: _text,
    Sort.DURATION: _text_read_by(duration_length, "Write P4Y6M or P15D."),
    Sort.TIME: _time,
    Sort.INTEGER: lambda fields, field: fields.whole_number(field.name),
    Sort.FLAG: _flag,
    Sort.DEGREES: _degrees,
    Sort.IRI: _web(NamedNode, "Write it in full, as https://creativecommons.org/licenses/by/4.0/."),
    Sort.ADDRESS: _web(_address, "Write https://..., with %20 for a space."),
    Sort.BASE: _web(_base, "Write https://..., with a slash at its end."),
    Sort.EXTERNAL: _external,
    Sort.HASH: _text_that(
        _HASH.fullmatch, "{name} must be 64 hexadecimal digits in lower case.", "Write what sha256sum prints."
    ),
    Sort.RANGE: _range,
    Sort.SPANS: _spans,
    Sort.PHRASES: _phrases,
    Sort.SCALARS: _scalars,
}
