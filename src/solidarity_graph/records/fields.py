"""Reads a TOML table strictly: each field is removed when it is read, and a field that remains is an error."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from types import TracebackType
from typing import Any

from solidarity_graph.errors import DataError, DataErrors
from solidarity_graph.model import Record, Ref
from solidarity_graph.model.iris import KINDS, is_key
from solidarity_graph.schema.field_types import Field

_MOST = 2**53  # what every reader of JSON holds exactly


class Faults:
    """Collects data errors, so that all are reported together: `with faults:` catches a DataError or DataErrors.

    The block ends at the first error; `raise_if_any` must be called in the end.
    """

    def __init__(self) -> None:
        self._errors: list[DataError] = []

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, DataError):
            self._errors.append(error)
        elif isinstance(error, DataErrors):
            self._errors.extend(error.errors)
        return isinstance(error, DataError | DataErrors)

    def add(self, error: DataError) -> None:
        """Add an error to those collected."""
        self._errors.append(error)

    def raise_if_any(self) -> None:
        """Raise DataErrors with all collected errors, sorted; do nothing if there are none."""
        if self._errors:
            raise DataErrors(sorted(self._errors, key=str))


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference to a thing in an entry, and the classes that the thing may have there (any class if empty).

    scheme  of a concept of the dataset's own, the scheme below which it must be.
    """

    ref: Ref
    classes: frozenset[str]
    file: str
    entry: str
    scheme: str = ""


def fault_in(where: Record | Mention, message: str, remedy: str = "") -> DataError:
    """Return (not raise) an error with the file and entry of a record or a reference."""
    return DataError(message, file=where.file, entry=where.entry, remedy=remedy)


# What no XML can hold, and so no answer in it: https://www.w3.org/TR/xml/#charsets
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _refuse_odd_characters(value: Any, fields: Fields, place: tuple[str, ...]) -> None:
    """Raise DataError, with the place in the file, for the first text with a character that no XML can hold."""
    if isinstance(value, str) and (odd := _NO_XML.search(value)):
        where = f"character {odd.start() + 1} is U+{ord(odd[0]):04X}"
        raise DataError(
            f"{place[-1]}: {where}, which no XML can hold.",
            file=fields.file,
            entry=", ".join(place[:-1]),
            remedy="Take it out, or write what was meant.",
        )
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _refuse_odd_characters(name, fields, (*place, "a name"))
            _refuse_odd_characters(inner, fields, (*place, str(name)))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            _refuse_odd_characters(inner, fields, (*place[:-1], f"{place[-1]} {number}"))


class Fields:
    """A TOML table whose fields are read once each. `mentions` collects the references of the whole file.

    All reading methods raise DataError if the field has another type, or is missing and has no default; and a whole
    file, when it is opened, if it holds a character that no XML can hold.
    """

    def __init__(
        self, table: Mapping[str, Any], *, file: str, entry: str, mentions: list[Mention] | None = None
    ) -> None:
        self._unread = dict(table)
        self.file = file
        self.entry = entry
        self.mentions: list[Mention] = [] if mentions is None else mentions
        if mentions is None:  # the whole file: its tables are within it
            _refuse_odd_characters(table, self, ())

    def error(self, message: str, remedy: str = "") -> DataError:
        """Return (not raise) an error with this table's file and entry. `remedy` says what to do about it."""
        return DataError(message, file=self.file, entry=self.entry, remedy=remedy)

    def missing(self, name: str) -> DataError:
        """Return (not raise) the error for a required field that is missing."""
        return self.error(f"{name} is missing.", f"Add {name} = ...")

    def names(self) -> tuple[str, ...]:
        """Return the names of the fields that were not read yet, in the order of the file."""
        return tuple(self._unread)

    def __contains__(self, name: str) -> bool:
        return name in self._unread

    def text(self, name: str, *, dated: bool = False) -> str:
        """Read a text that must not be blank. With `dated`, a date or time of TOML counts as its ISO text."""
        value = self._required(name)
        text = value.isoformat() if dated and isinstance(value, date | time) else value
        return str(self._checked(name, text, _is_text(text), "text", '"..."'))

    def whole_number(self, name: str) -> int:
        """Read an integer that is not negative; a Boolean is an error."""
        value = self._required(name)
        is_number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST
        return int(self._checked(name, value, is_number, f"a whole number from 0 to {_MOST}", "1"))

    def decimal(self, name: str) -> float:
        """Read an integer or a finite float, and return it as a float."""
        value = self._required(name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return float(self._checked(name, value, is_number, "a number", "1.5"))

    def texts(self, name: str) -> tuple[str, ...]:
        """Read a text or a list of texts; empty if the field is missing."""
        value = self._unread.pop(name, [])
        values = [value] if isinstance(value, str) else value
        are_texts = isinstance(values, list) and all(map(_is_text, values))
        self._checked(name, value, are_texts, "text or a list of texts", '"..."')
        return tuple(values)

    def with_value(self, name: str, value: object) -> Fields:
        """Return a table of one field in the place of this table, to read an item of a list as a single value."""
        return Fields({name: value}, file=self.file, entry=self.entry, mentions=self.mentions)

    def refers_to(self, name: str, kind: str) -> bool:
        """Return True if a field that is not read yet is a text of the form `kind/...`. It stays unread."""
        value = self._unread.get(name)
        return isinstance(value, str) and value.startswith(f"{kind}/")

    def raw(self, name: str) -> Any:
        """Read a value of any type, which the caller checks; None if the field is missing."""
        return self._unread.pop(name, None)

    def table(self, name: str) -> Fields:
        """Read a nested table; empty if the field is missing. Raises DataError if the value is no table."""
        value = self._unread.pop(name, {})
        self._checked(name, value, isinstance(value, dict), "a table", "{ ... }")
        return self._inner(value, f"{self.entry}, {name}" if self.entry else name)

    def tables(self, name: str) -> tuple[Fields, ...]:
        """Read a nested table or a list of tables; empty if the field is missing."""
        value = self._unread.pop(name, [])
        items = [value] if isinstance(value, dict) else value
        are_tables = isinstance(items, list) and all(isinstance(item, dict) for item in items)
        self._checked(name, value, are_tables, "a table or a list of tables", f"{{ ... }}, or [[{name}]]")
        entry = f"{self.entry}, {name}" if self.entry else name
        return tuple(
            self._inner(item, f"{entry} {number}" if len(items) > 1 else entry) for number, item in enumerate(items, 1)
        )

    def _inner(self, table: Mapping[str, Any], entry: str) -> Fields:
        return Fields(table, file=self.file, entry=entry, mentions=self.mentions)

    def references(self, field: Field) -> tuple[Ref, ...]:
        """Read one reference, or a list for a field of many, and add them to `mentions`.

        The kind is checked here, the class in `records.checks`. A claim may be named without its kind.
        """
        texts = self.texts(field.name) if field.many else (self.text(field.name),)
        refs = tuple(self._reference(field, text) for text in texts)
        self.mentions += [Mention(ref, field.classes, self.file, self.entry, field.scheme) for ref in refs]
        return refs

    def _reference(self, field: Field, text: str) -> Ref:
        try:
            ref = Ref("claim", text) if "claim" in field.kinds and "/" not in text else Ref.parse(text)
        except ValueError as error:
            raise self.error(f"{field.name}: {error}.", f'Write {field.name} = "kind/key".') from None
        if ref.kind not in KINDS or not is_key(ref.key):
            raise self.error(f"{field.name}: {text!r} names no thing.", f'Write {field.name} = "kind/key".')
        if field.kinds and ref.kind not in field.kinds:
            *others, last = field.kinds
            kinds = f"{', '.join(others)}{' or ' if others else ''}{last}"
            raise self.error(f"{field.name}: {ref} is no {kinds}.", "Mend the key.")
        return ref

    def one_of(self, name: str, allowed: Iterable[str], what: str, offered: Iterable[str] | None = None) -> str:
        """Read a text that must be one of `allowed`. The error says `what` it is, and suggests some of `offered`."""
        value = self.text(name)
        if value not in (known := sorted(allowed)):
            remedy = nearest(value, known if offered is None else offered)
            raise self.error(f"{name}: {value!r} is no {what}.", remedy or "Mend its spelling.")
        return value

    def finish(self, known: Iterable[str] = ()) -> None:
        """Raise DataErrors with an error for each field that was not read; do nothing if there is none.

        known  names of fields, for the suggestions in the messages.
        """
        faults = [
            self.error(f"unknown key {name!r}.", nearest(name, known) or "Remove it, or mend its spelling.")
            for name in self._unread
        ]
        if faults:
            raise DataErrors(faults)

    def _required(self, name: str) -> Any:
        if name not in self._unread:
            raise self.missing(name)
        return self._unread.pop(name)

    def _checked(self, name: str, value: Any, valid: object, what: str, example: str) -> Any:
        """Return the value if it is valid. Raises DataError with what is expected, and an example of it."""
        if not valid:
            raise self.error(f"{name} must be {what}, not {value!r}.", f"Write {name} = {example}.")
        return value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `Did you mean ...?` with the known names like `word`, and all known names if there are at most 40.

    A name like it need not be what was meant: `heldAt` is like `heldBy`.
    """
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=3)
    meant = [f"Did you mean {' or '.join(close)}?"] if close else []
    return " ".join([*meant, *([f"Known: {', '.join(names)}."] if 0 < len(names) <= 40 else [])])
