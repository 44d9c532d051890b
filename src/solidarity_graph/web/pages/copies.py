"""The data of an address as lines to copy into a shell, Python or R."""

from __future__ import annotations

import json
import shlex
from typing import NamedTuple

from solidarity_graph.web.languages import gettext


class Copy(NamedTuple):
    """What to copy: the name of the language or program, and the text."""

    label: str
    text: str


def copies_of(address: str, name: str) -> tuple[Copy, ...]:
    """Return the ways to fetch a CSV.

    address  of the CSV, whole and percent-encoded.
    name     of the file as which curl keeps it, without its suffix.
    """
    quoted = json.dumps(address)  # the escapes of JSON are also those of Python and R
    return (
        Copy(gettext("Address of the data"), address),
        Copy("curl", f"curl --fail --location --output {shlex.quote(f'{name}.csv')} {shlex.quote(address)}"),
        Copy("Python (pandas)", f"import pandas\n\nrows = pandas.read_csv({quoted})"),
        Copy(
            "Python",
            "import csv\nfrom io import TextIOWrapper\nfrom urllib.request import urlopen\n\n"
            f"with urlopen({quoted}) as answer:\n"
            '    rows = list(csv.DictReader(TextIOWrapper(answer, "utf-8", newline="")))',
        ),
        Copy("R", f'rows <- read.csv({quoted}, encoding = "UTF-8", check.names = FALSE)'),
    )
