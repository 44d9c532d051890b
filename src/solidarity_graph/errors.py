"""The errors of Solidarity Graph. They know nothing of HTTP: `web` turns a kind of error into a status.

SolidarityGraphError
├── DataError               the data is at fault: names file, entry and remedy
├── CallError               the call is at fault: an option, an address, a file that is not there
│   ├── ParameterError      a parameter of a saved query, named
│   ├── UnknownNameError    no query, entity, graph or release of that name
│   ├── QuerySyntaxError    SPARQL that does not parse, with line and column
│   ├── UpdateRefusedError  SPARQL Update, which no part of this program carries out
│   └── NotAcceptableError  a media type that cannot be given, with those that can
├── LimitError              the answer would pass a published limit
│   ├── TooSlowError        its time
│   ├── TooLargeError       its size, or that of the question
│   └── BusyError           no worker became free: come back later
├── ReleaseError            a release or snapshot that is missing or damaged
└── EngineError             the SPARQL engine failed on a query that is not at fault
"""

from __future__ import annotations

from collections.abc import Sequence


class SolidarityGraphError(Exception):
    """What was wrong, where, and what to do, in words for people."""


class DataError(SolidarityGraphError):
    """A fault in a data file. `str()` gives `file, entry: what was wrong. Remedy.`"""

    def __init__(self, message: str, *, file: str, entry: str = "", remedy: str = "") -> None:
        self.message = message
        self.file = file
        self.entry = entry
        self.remedy = remedy
        place = f"{file}, {entry}" if entry else file
        super().__init__(f"{place}: {message}" + (f" {remedy}" if remedy else ""))


class DataErrors(SolidarityGraphError):
    """Every fault found in one reading, so that a person mends them together."""

    def __init__(self, errors: Sequence[DataError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class CallError(SolidarityGraphError):
    """The call is at fault."""


class ParameterError(CallError):
    """A parameter of a saved query that is unknown, missing or of the wrong type."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(f"parameter {name}: {message}")


class UnknownNameError(CallError):
    """Nothing goes by that name."""


class QuerySyntaxError(CallError):
    """SPARQL that does not parse. Line and column count from 1; 0 where the engine names none."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        self.line = line
        self.column = column
        super().__init__(message)


class UpdateRefusedError(CallError):
    """A SPARQL Update, which this program never carries out."""


class NotAcceptableError(CallError):
    """None of the media types asked for can be given."""

    def __init__(self, message: str, offered: Sequence[str] = ()) -> None:
        self.offered = tuple(offered)
        super().__init__(message)


class LimitError(SolidarityGraphError):
    """The answer would pass a published limit."""


class TooSlowError(LimitError):
    """Time was up."""


class TooLargeError(LimitError):
    """The answer, or the question, is larger than the limit."""


class BusyError(LimitError):
    """No worker became free in time."""


class ReleaseError(SolidarityGraphError):
    """A release or snapshot that is missing or damaged."""


class EngineError(SolidarityGraphError):
    """The SPARQL engine, ours or a remote one, failed on a query that is not at fault."""
