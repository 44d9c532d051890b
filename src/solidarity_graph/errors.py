"""The errors of Solidarity Graph. They are independent of HTTP: `web` maps each class to a status code.

SolidarityGraphError
├── DataError               a fault in the data: with file, entry and remedy
├── DataErrors              several of those at once
├── CallError               a fault of the call: an option, an address, a missing file
│   ├── ParameterError      a parameter of a saved query, with its name
│   │   └── MissingValueError   one whose default is not in the dataset
│   ├── UnknownNameError    no query, entity, graph or release has that name
│   ├── QuerySyntaxError    SPARQL that does not parse, with line and column
│   ├── UpdateRefusedError  SPARQL Update, which this program never executes
│   └── NotAcceptableError  no acceptable media type, with those on offer
├── LimitError              the answer would exceed a published limit
│   ├── TooSlowError        of time
│   ├── TooLargeError       of the size of the answer or the query
│   └── BusyError           of waiting time: no worker became free
├── ReleaseError            a release or snapshot that is missing or damaged
└── EngineError             a failure of the SPARQL engine on a valid query
"""

from __future__ import annotations

from collections.abc import Sequence


class SolidarityGraphError(Exception):
    """The base class. `str()` tells users what is wrong, where, and what to do.

    message  that in English, with a placeholder for each of `values`: pages translate it by their catalogues.
    """

    def __init__(self, message: str = "", /, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message % values if values else message)


class DataError(SolidarityGraphError):
    """A fault in a data file. `str()` gives `file, entry: what was wrong. Remedy.`"""

    def __init__(self, message: str, *, file: str, entry: str = "", remedy: str = "") -> None:
        place = f"{file}, {entry}" if entry else file
        super().__init__(f"{place}: {message}" + (f" {remedy}" if remedy else ""))
        self.message = message
        self.file = file
        self.entry = entry
        self.remedy = remedy


class DataErrors(SolidarityGraphError):
    """All faults found in one run, so that an editor can correct them together."""

    def __init__(self, errors: Sequence[DataError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class CallError(SolidarityGraphError):
    """A fault of the call: an option, an address, a missing file."""


class ParameterError(CallError):
    """A parameter of a saved query that is unknown, missing or of the wrong type."""

    def __init__(self, name: str, message: str, /, **values: object) -> None:
        self.name = name
        super().__init__(message, **values)

    def __str__(self) -> str:
        return f"parameter {self.name}: {super().__str__()}"


class MissingValueError(ParameterError):
    """A parameter without a value, whose default names nothing in this dataset."""


class UnknownNameError(CallError):
    """No query, entity, graph, file or release has that name."""


class QuerySyntaxError(CallError):
    """SPARQL that does not parse. Line and column count from 1; 0 where the engine names none."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        self.line = line
        self.column = column
        super().__init__(message)


class UpdateRefusedError(CallError):
    """A SPARQL Update, which this program never executes."""


class NotAcceptableError(CallError):
    """None of the requested media types is on offer; `offered` lists those that are."""

    def __init__(self, message: str, /, offered: Sequence[str] = (), **values: object) -> None:
        self.offered = tuple(offered)
        super().__init__(message, **values)


class LimitError(SolidarityGraphError):
    """The answer would exceed a published limit."""


class TooSlowError(LimitError):
    """The query exceeded its time limit."""


class TooLargeError(LimitError):
    """The answer or the query exceeds its size limit."""


class BusyError(LimitError):
    """No worker became free in time, or the client has too many requests: it may try again later."""


class ReleaseError(SolidarityGraphError):
    """A release or snapshot that is missing or damaged."""


class EngineError(SolidarityGraphError):
    """The SPARQL engine, local or remote, failed on a valid query."""
