"""Write anew which messages the catalogues in `translations/` hold: those of templates, code and declarations.

python -m solidarity_graph.web.messages [--check]

Translations that exist are kept, new messages come without one, and what no page has any more is dropped.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from werkzeug.http import HTTP_STATUS_CODES

from solidarity_graph.release.writer import FILE_DESCRIPTIONS
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.schema.term_labels import TERM_LABELS
from solidarity_graph.search import PERSPECTIVES
from solidarity_graph.web.languages import CATALOGUES, ENGLISH, LOCALES
from solidarity_graph.web.problems import HTTP_DETAILS, KINDS

_WEB: Final = Path(__file__).parent
_METHODS: Final = [("**.py", "python"), ("**.html", "jinja2")]
_OPTIONS: Final = {"**.html": {"trimmed": "true", "silent": "false"}}
_ERRORS: Final = {
    **dict.fromkeys(
        (
            *("BusyError", "CallError", "NotAcceptableError", "OverMemoryError", "OverNestingError", "OverOutputError"),
            *("TooLargeError", "TooSlowError", "UnknownNameError", "UpdateRefusedError", "WrongContentTypeError"),
            "WrongValueError",
        )
    ),
    "ParameterError": (2,),
}
_ROOMS: Final = [
    (f"{path}.py", "python")
    for path in (
        *("saved_queries/**", "schema/ontology_versions", "search/**", "sparql/interface", "sparql/query_text/**"),
        *("sparql/pool/dispatcher", "sparql/pool/w*"),
    )
]
"""Rooms without pages, whose errors pages show."""
_KEYWORDS: Final = {
    **_ERRORS,
    **dict.fromkeys(("_", "_l", "gettext", "lazy_gettext", "later")),
    **dict.fromkeys(("ngettext", "lazy_ngettext"), (1, 2)),
    "pgettext": ((1, "c"), 2),
}


def template() -> Catalog:
    """Return the catalogue of all messages, without translations."""
    catalog = Catalog(project="Solidarity Graph", copyright_holder="Solidarity Graph contributors", charset="utf-8")
    found = [
        *extract_from_dir(_WEB, _METHODS, _OPTIONS, _KEYWORDS, comment_tags=("Translators:",)),
        *extract_from_dir(_WEB.parent, _ROOMS, keywords=_ERRORS),
    ]
    for file, line, message, comments, context in sorted(found, key=lambda each: each[:2]):
        catalog.add(message, locations=[(file, line)], auto_comments=comments, context=context)
    for message in _declared():
        catalog.add(message, locations=[("declared", 0)])
    return catalog


def _declared() -> Iterator[str | tuple[str, str]]:
    """Yield what is declared in English and translated by pages: lists, files, questions, kinds of errors, terms."""
    yield "%(count)s entry", "%(count)s entries"
    yield from TERM_LABELS.values()
    for kind in KINDS:
        yield from (kind.title, kind.meaning)
    for status, detail in HTTP_DETAILS.items():
        yield from (HTTP_STATUS_CODES[status], detail)
    yield from (description for _, description in FILE_DESCRIPTIONS.values())
    yield from filter(None, load_catalogue(queries_dir()).texts())
    for perspective in PERSPECTIVES.values():
        yield perspective.unit
        yield perspective.title
        yield perspective.lead
        if network := perspective.network:
            yield from (network.title, network.lead, *network.unnamed)
        for facet in perspective.facets:
            yield facet.title
            yield from (title for title, _ in facet.choices.values())
        yield from (column.title for column in perspective.columns)


def catalogue(tag: str, messages: Catalog) -> bytes:
    """Return the file of a language: these messages, with the translations that it has already."""
    file = CATALOGUES / f"{tag}.po"
    known = Catalog(locale=tag)
    if file.exists():
        with file.open("rb") as opened:
            known = read_po(opened, locale=tag)
    known.update(messages, no_fuzzy_matching=True, update_creation_date=False)
    known.obsolete.clear()
    known.header_comment = (
        "# Messages of the pages. A draft: nobody has reviewed it who speaks the language.\n"
        "# Made by `python -m solidarity_graph.web.messages`; the translations are written here."
    )
    known.fuzzy = False
    written = BytesIO()
    write_po(written, known, width=120, include_lineno=False, omit_header=False, sort_by_file=False)
    # The dates and names of tools in the header would change the file at each writing.
    lines = written.getvalue().split(b"\n")
    changing = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Last-Translator', b'"Report-Msgid')
    return b"\n".join(line for line in lines if not line.startswith(changing))


def main() -> int:
    """Write the catalogues; with `--check`, only say which are not as they would be written."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a catalogue is stale")
    check = parser.parse_args().check
    messages, stale = template(), []
    for tag in LOCALES.keys() - {ENGLISH}:
        file, written = CATALOGUES / f"{tag}.po", catalogue(tag, messages)
        if not file.exists() or file.read_bytes() != written:
            stale.append(file.name)
            if not check:
                CATALOGUES.mkdir(exist_ok=True)
                file.write_bytes(written)
    if check and stale:
        print(f"Stale: {', '.join(sorted(stale))}. Write them anew with `make generate`.", file=sys.stderr)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
