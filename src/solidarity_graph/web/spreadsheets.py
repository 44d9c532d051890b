"""CSV for spreadsheet programs: they need a byte order mark to read UTF-8, and run cells that begin like a formula.

https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator

from solidarity_graph.errors import ParameterError

PARAMETER = "excel"
"""The parameter that asks for this variant of CSV."""
# What begins a formula in one program or another, full-width forms included, also behind white space or what an import
# may drop: NUL, marks of byte order, characters without width.
_FORMULA = re.compile("[\\s\x00\u00ad\u200b-\u200f\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_LINES = re.compile(r"(?<=\n)")
csv.field_size_limit(1 << 27)  # more than the largest answer: the default is below what a cell may hold


def read_flag(value: str) -> bool:
    """Return whether a value of the parameter asks for the variant. Raises ParameterError for other words."""
    if value.lower() in ("1", "true", "yes"):
        return True
    if value.lower() in ("", "0", "false", "no"):
        return False
    raise ParameterError(PARAMETER, "write 1 for CSV that spreadsheet programs read, or leave it out.")


def not_csv() -> ParameterError:
    """Return (not raise) the error for the parameter where another format than CSV is asked for."""
    return ParameterError(PARAMETER, "only CSV has a variant for spreadsheets.")


def for_spreadsheets(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield CSV with a byte order mark, and with an apostrophe before each cell that would run as a formula.

    Numbers stay numbers, also with a sign. `pieces` are those of CSV in UTF-8, cut anywhere.
    """
    yield codecs.BOM_UTF8
    for row in csv.reader(_lines(pieces)):
        output = io.StringIO()
        csv.writer(output).writerow([_harmless(cell) for cell in row])
        yield output.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    rest = ""
    for text in codecs.iterdecode(pieces, "utf-8"):
        *lines, rest = _LINES.split(rest + text)
        yield from lines
    if rest:
        yield rest
