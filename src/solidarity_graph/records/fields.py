"""Strict reading of one TOML table: every field is taken out as it is used, and what is left is an error."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any

from solidarity_graph.errors import DataError, DataErrors
from solidarity_graph.model import Ref


class Faults:
    """Collects data errors, so that one reading reports them all: what fails inside `with faults:` is kept."""

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
        """Keep a fault."""
        self._errors.append(error)

    def raise_if_any(self) -> None:
        """Raises DataErrors with everything kept."""
        if self._errors:
            raise DataErrors(sorted(self._errors, key=str))


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names a thing, and the classes the thing may have (any where empty)."""

    ref: Ref
    classes: frozenset[str]
    file: str
    entry: str


class Fields:
    """A TOML table whose fields are taken out one by one. `mentions` collects the things that the whole file names."""

    def __init__(
        self, table: Mapping[str, Any], *, file: str, entry: str, mentions: list[Mention] | None = None
    ) -> None:
        self._left = dict(table)
        self.file = file
        self.entry = entry
        self.mentions: list[Mention] = [] if mentions is None else mentions

    def error(self, message: str, remedy: str = "") -> DataError:
        """A fault of this entry."""
        return DataError(message, file=self.file, entry=self.entry, remedy=remedy)

    def missing(self, name: str) -> DataError:
        """The fault of an entry without a field that it must have."""
        return self.error(f"{name} is missing.", f"Add {name} = ...")

    def names(self) -> tuple[str, ...]:
        """The fields not taken yet, in the file's order."""
        return tuple(self._left)

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def text(self, name: str) -> str:
        """A string that is not empty; dates may be written without quotes."""
        value = self._take(name, None)
        if isinstance(value, date):
            value = value.isoformat()
        if not isinstance(value, str) or not value:
            raise self.error(f"{name} must be text, not {value!r}.", f'Write {name} = "...".')
        return value

    def whole_number(self, name: str) -> int:
        """A whole number."""
        value = self._take(name, None)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(f"{name} must be a whole number, not {value!r}.", f"Write {name} = 1.")
        return value

    def decimal(self, name: str) -> float:
        """A number, whole or not."""
        value = self._take(name, None)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.error(f"{name} must be a number, not {value!r}.", f"Write {name} = 1.5.")
        return float(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings, or one string; empty where the field is missing."""
        value = self._take(name, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(item, str) and item for item in values):
            raise self.error(f"{name} must be text or a list of texts, not {value!r}.", f'Write {name} = "...".')
        return tuple(values)

    def raw(self, name: str) -> Any:
        """Whatever stands there, for a caller that checks it."""
        return self._left.pop(name, None)

    def table(self, name: str) -> Fields:
        """A table inside this one; empty where it is missing."""
        value = self._take(name, {})
        if not isinstance(value, dict):
            raise self.error(f"{name} must be a table, not {value!r}.", f"Write {name} = {{ ... }}.")
        return self._inner(value, f"{self.entry}, {name}" if self.entry else name)

    def tables(self, name: str) -> tuple[Fields, ...]:
        """One table or a list of tables; empty where the field is missing."""
        value = self._take(name, [])
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
        """The things of a field, one or a list; where claims are allowed, the bare key of a claim is one."""
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
        """A text out of a closed list; `what` names the list in the error."""
        value = self.text(name)
        if value not in (known := sorted(allowed)):
            raise self.error(f"{value!r} is no {what}.", nearest(value, known))
        return value

    def finish(self, known: Iterable[str] = ()) -> None:
        """Raises an error for each field nobody took."""
        faults = [
            self.error(f"unknown key {name!r}.", nearest(name, known) or "Remove it, or mend its spelling.")
            for name in self._left
        ]
        if faults:
            raise DataErrors(faults)

    def _take(self, name: str, default: Any) -> Any:
        if name in self._left:
            return self._left.pop(name)
        if default is None:
            raise self.missing(name)
        return default


def nearest(word: str, known: Iterable[str]) -> str:
    """`Did you mean ...?`, or all that is known where the list is short."""
    names = sorted(known)
    if close := difflib.get_close_matches(word, names, n=3):
        return f"Did you mean {' or '.join(close)}?"
    return f"Known: {', '.join(names)}." if 0 < len(names) <= 40 else ""
