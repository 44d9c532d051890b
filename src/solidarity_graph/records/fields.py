"""Reads a TOML table strictly: each field is removed when it is read, and a field that remains is an error."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any

from solidarity_graph.errors import DataError, DataErrors
from solidarity_graph.model import Record, Ref


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
    """A reference to a thing in an entry, and the classes that the thing may have there (any class if empty)."""

    ref: Ref
    classes: frozenset[str]
    file: str
    entry: str


def fault_in(where: Record | Mention, message: str, remedy: str = "") -> DataError:
    """Return (not raise) an error with the file and entry of a record or a reference."""
    return DataError(message, file=where.file, entry=where.entry, remedy=remedy)


class Fields:
    """A TOML table whose fields are read once each. `mentions` collects the references of the whole file.

    All reading methods raise DataError if the field has another type, or is missing and has no default.
    """

    def __init__(
        self, table: Mapping[str, Any], *, file: str, entry: str, mentions: list[Mention] | None = None
    ) -> None:
        self._unread = dict(table)
        self.file = file
        self.entry = entry
        self.mentions: list[Mention] = [] if mentions is None else mentions

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

    def text(self, name: str) -> str:
        """Read a text that must not be empty. A TOML date counts as its ISO text."""
        value = self._pop(name, None)
        if isinstance(value, date):
            value = value.isoformat()
        if not isinstance(value, str) or not value:
            raise self.error(f"{name} must be text, not {value!r}.", f'Write {name} = "...".')
        return value

    def whole_number(self, name: str) -> int:
        """Read an integer; a Boolean is an error."""
        value = self._pop(name, None)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(f"{name} must be a whole number, not {value!r}.", f"Write {name} = 1.")
        return value

    def decimal(self, name: str) -> float:
        """Read an integer or a float, and return it as a float."""
        value = self._pop(name, None)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.error(f"{name} must be a number, not {value!r}.", f"Write {name} = 1.5.")
        return float(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Read a text or a list of texts; empty if the field is missing."""
        value = self._pop(name, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(item, str) and item for item in values):
            raise self.error(f"{name} must be text or a list of texts, not {value!r}.", f'Write {name} = "...".')
        return tuple(values)

    def raw(self, name: str) -> Any:
        """Read a value of any type, which the caller checks; None if the field is missing."""
        return self._unread.pop(name, None)

    def table(self, name: str) -> Fields:
        """Read a nested table; empty if the field is missing."""
        value = self._pop(name, {})
        if not isinstance(value, dict):
            raise self.error(f"{name} must be a table, not {value!r}.", f"Write {name} = {{ ... }}.")
        return self._inner(value, f"{self.entry}, {name}" if self.entry else name)

    def tables(self, name: str) -> tuple[Fields, ...]:
        """Read a nested table or a list of tables; empty if the field is missing."""
        value = self._pop(name, [])
        items = [value] if isinstance(value, dict) else value
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self.error(
                f"{name} must be a table or a list of tables, not {value!r}.",
                f"Write {name} = {{ ... }}, or [[{name}]].",
            )
        entry = f"{self.entry}, {name}" if self.entry else name
        several = len(items) > 1
        return tuple(
            self._inner(item, f"{entry} {number}" if several else entry) for number, item in enumerate(items, 1)
        )

    def _inner(self, table: Mapping[str, Any], entry: str) -> Fields:
        return Fields(table, file=self.file, entry=entry, mentions=self.mentions)

    def references(
        self, name: str, kinds: Iterable[str] = (), classes: frozenset[str] = frozenset(), *, many: bool = False
    ) -> tuple[Ref, ...]:
        """Read one reference, or a list if `many`, and add them to `mentions`.

        A missing field is an error; with `many`, the result is empty. The kind is checked here.

        kinds    allowed kinds (any if empty); with `claim`, a key without a kind is that of a claim
        classes  allowed classes of the things (any if empty): noted in `mentions`, checked in `records.checks`
        """
        texts = self.texts(name) if many else (self.text(name),)
        refs = tuple(self._reference(name, text, tuple(kinds)) for text in texts)
        self.mentions += [Mention(ref, classes, self.file, self.entry) for ref in refs]
        return refs

    def _reference(self, name: str, text: str, kinds: tuple[str, ...]) -> Ref:
        try:
            ref = Ref("claim", text) if "claim" in kinds and "/" not in text else Ref.parse(text)
        except ValueError as error:
            raise self.error(f"{name}: {error}.", f'Write {name} = "kind/key".') from None
        if kinds and ref.kind not in kinds:
            *others, last = kinds
            raise self.error(
                f"{name}: {ref} is no {', '.join(others)}{' or ' if others else ''}{last}.", "Mend the key."
            )
        return ref

    def one_of(self, name: str, allowed: Iterable[str], what: str) -> str:
        """Read a text that must be one of `allowed`; `what` describes it in the error message."""
        value = self.text(name)
        if value not in (known := sorted(allowed)):
            raise self.error(f"{value!r} is no {what}.", nearest(value, known))
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

    def _pop(self, name: str, default: Any) -> Any:
        if name in self._unread:
            return self._unread.pop(name)
        if default is None:
            raise self.missing(name)
        return default


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `Did you mean ...?` with the known names like `word`, else all known names if there are at most 40.

    The text is empty for more names or none.
    """
    names = sorted(known)
    if close := difflib.get_close_matches(word, names, n=3):
        return f"Did you mean {' or '.join(close)}?"
    return f"Known: {', '.join(names)}." if 0 < len(names) <= 40 else ""
