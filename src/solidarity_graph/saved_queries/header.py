"""Reads the header of a saved query, its first lines with `#+`, as YAML. Each field is removed when it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from solidarity_graph.errors import DataError

_MARK = "#+"
_ALLOWED = "A header holds summary, description, tags, parameters and columns."


@dataclass(slots=True)
class Entry:
    """A mapping in the header, with the line on which it starts. Its fields are scalars or lists.

    Reading methods remove the field that they read, so that `finish` finds the unknown ones.
    """

    file: str
    line: int
    fields: dict[str, tuple[int, yaml.Node]] = field(default_factory=dict)

    def error(self, line: int, message: str, remedy: str = "") -> DataError:
        """Return (not raise) a DataError for a line of the file."""
        return DataError(message, file=self.file, entry=f"line {line}", remedy=remedy)

    def text(self, name: str) -> str:
        """Return the text of a required field, and remove the field. Raises DataError if it is missing or no text."""
        line, node = self._take(name)
        return self._scalar(node, name, line)

    def _take(self, name: str) -> tuple[int, yaml.Node]:
        if name not in self.fields:
            raise self.error(self.line, f"{name} is missing.", f"Write {_MARK} {name}: ...")
        return self.fields.pop(name)

    def _scalar(self, node: yaml.Node, name: str, line: int) -> str:
        if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
            raise self.error(line, f"{name} is not text.", f"Write {_MARK} {name}: some words")
        return str(node.value).strip()

    def finish(self) -> None:
        """Raise DataError for the first field that no method has read: it is unknown."""
        for name, (line, _) in self.fields.items():
            raise self.error(line, f"unknown field {name}.", _ALLOWED)


@dataclass(slots=True)
class Header(Entry):
    """The header of a query file, the outermost mapping."""

    def words(self, name: str) -> tuple[str, ...]:
        """Return the texts of a required list field. Raises DataError if it is missing or no list of texts."""
        line, node = self._take(name)
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise self.error(line, f"{name} is not a list.", f"Write {_MARK} {name}: [one, two]")
        return tuple(self._scalar(item, name, line) for item in node.value)

    def entries(self, name: str) -> Iterator[Entry]:
        """Yield the mappings of an optional list field. Raises DataError if it is no list of mappings."""
        if name not in self.fields:
            return
        line, node = self.fields.pop(name)
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(line, f"{name} is not a list.", f"Write {_MARK}   - {{name: ..., ...}} for each.")
        for item in node.value:
            entry = Entry(self.file, item.start_mark.line + 1)
            _fill(entry, item)
            yield entry


def read_header(text: str, file: str) -> Header:
    """Return the header of a query file. Raises DataError if there is none or it is not valid YAML.

    text  the whole query file. `file` is its name in error messages.
    """
    lines = text.splitlines()
    count = next((number for number, line in enumerate(lines) if not line.startswith(_MARK)), len(lines))
    header = Header(file, 1)
    if not count:
        raise header.error(1, "there is no header.", f"Begin with {_MARK} summary: the question in plain words")
    for number, line in enumerate(lines[count:], count + 1):
        if line.startswith(_MARK):
            raise header.error(number, "the header goes on after another line.", "Put all of it at the top.")
    try:
        # SafeLoader builds no Python objects. Nodes are read, not plain values, since they have line numbers.
        node = yaml.compose("\n".join(line.removeprefix(_MARK) for line in lines[:count]), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line_number = error.problem_mark.line + 1 if error.problem_mark else 1
        raise header.error(line_number, f"the header is no YAML: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise header.error(1, f"the header is no YAML: {error}.") from None
    _fill(header, node)
    return header


def _fill(entry: Entry, node: yaml.Node | None) -> None:
    if not isinstance(node, yaml.MappingNode):
        raise entry.error(entry.line, "fields are expected here.", f"Write {_MARK} name: value")
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in entry.fields:
            raise entry.error(line, f"{name} stands twice.", "Take one out.")
        entry.fields[name] = (line, value)
