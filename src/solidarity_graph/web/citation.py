"""How a page is cited: its permalink in a release, as text and in the formats of reference managers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response, request
from markupsafe import Markup

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.web.data_responses import name_file
from solidarity_graph.web.languages import gettext
from solidarity_graph.web.negotiation import Format
from solidarity_graph.web.pages.things import one
from solidarity_graph.web.site import current_context, current_site

BIBTEX: Final = Format("bib", "application/x-bibtex", "BibTeX")
RIS: Final = Format("ris", "application/x-research-info-systems", "RIS")
CSL_JSON: Final = Format("csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON")
CITATIONS: Final = (BIBTEX, RIS, CSL_JSON)
"""The formats of citations; their names are the suffixes of addresses."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_PLAIN_PATH = re.compile(r"[a-z0-9/.-]*")
_KEY_LENGTH = 100
# BibTeX counts braces even behind a backslash: commands stand for them.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        '"': r"\textquotedbl{}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation of a page of a release says.

    dataset  the title of the dataset, if the page is not about it as a whole.
    day      the day of the release.
    address  the permalink.
    sha256   of the bytes that `hashed`, an address, gives; both empty if there is no such hash.
    iri      of the thing that the page is about; empty for other pages.
    source   the article that makes a statement, as text; empty for what is no statement.
    language  of the title; empty for that of the page.
    lasts    False if the page answers a query that only the current release can answer.
    """

    title: str
    author: str
    dataset: str
    version: str
    day: str
    address: str
    licence: str = ""
    sha256: str = ""
    hashed: str = ""
    iri: str = ""
    source: str = ""
    language: str = ""
    lasts: bool = True

    def sentence(self, title: Markup) -> Markup:
        """Return the citation as a sentence, with this markup for its title."""
        pattern = (
            gettext("%(author)s (%(year)s). “%(title)s.” In: %(dataset)s, release %(version)s. %(address)s")
            if self.dataset
            else gettext("%(author)s (%(year)s). %(title)s, release %(version)s. %(address)s")
        )
        if self.title.endswith(("?", "!")):
            pattern = pattern.replace("%(title)s.”", "%(title)s”")
        facts = {
            "author": self.author,
            "year": self.day[:4],
            "title": title,
            "dataset": self.dataset,
            "version": self.version,
            "address": self.address,
        }
        return Markup(pattern) % facts  # noqa: S704 - a message of the catalogue; values are escaped

    def formats(self) -> Mapping[Format, str]:
        """Return the citation in each format."""
        return {format_: write(self) for format_, write in _WRITERS.items()}


def cite(
    title: str,
    path: str,
    *,
    sha256: str = "",
    hashed: str = "",
    iri: str = "",
    source: str = "",
    language: str = "",
    whole: bool = False,
    lasts: bool = True,
) -> Citation | None:
    """Return the citation of a page of the current release; None if it cannot be cited, as a draft cannot.

    title   what the page answers, or shows.
    path    its path and query string, without the root of the site and the release: `/queries/every-action`.
    sha256  of the bytes that the path `hashed` gives.
    iri     of the thing that the page is about.
    source  the article that makes a statement, as text.
    language  of the title, if another than that of the page.
    lasts   False if only the current release can answer what the page asks.
    whole   True if the page stands for the whole dataset, whose title it then has.
    """
    site = current_site()
    release = site.release
    if not site.lasts:
        return None
    about = site.about
    return Citation(
        title=title,
        author=one(about, "publisher").value or release.title,
        dataset="" if whole else release.title,
        version=release.version,
        day=release.version.partition(".")[0],
        address=permalink(path),
        licence=one(about, "license").value,
        sha256=sha256,
        hashed=permalink(hashed) if hashed else "",
        iri=iri,
        source=source,
        language=language,
        lasts=lasts,
    )


def with_choices(title: str, choices: Iterable[tuple[str, str]]) -> str:
    """Return a title with what was chosen: "Actions (Country: Aboria; “harbour”)"; the title alone for no choices.

    choices  (name, value) each; words that were searched for have no name.
    """
    parts = [
        gettext("%(facet)s: %(values)s", facet=name, values=value) if name else f"“{value}”" for name, value in choices
    ]
    return gettext("%(list)s (%(choices)s)", list=title, choices="; ".join(parts)) if parts else title


def permalink(path: str) -> str:
    """Return the whole address of a path in the current release, which keeps its answer."""
    return f"{request.host_url.rstrip('/')}{current_context().root}{current_site().release.path_of(path)}"


def split_citation(file: str) -> tuple[str, Format | None]:
    """Return the name of a document and the format of citations that its suffix names; None for another suffix."""
    for format_ in CITATIONS:
        if file.endswith(f".{format_.name}"):
            return file.removesuffix(f".{format_.name}"), format_
    return file, None


def send_citation(citation: Citation | None, format_: Format, name: str) -> Response:
    """Return the response with a citation in a format. Raises UnknownNameError if there is none.

    name  of the file as which it may be kept, without release and suffix.
    """
    if citation is None:
        raise UnknownNameError("A draft may change, so it cannot be cited. Cite a published release.")
    response = Response(_WRITERS[format_](citation), content_type=f"{format_.media_type}; charset=utf-8")
    response.vary.add("Accept-Language")  # in which the title is
    return name_file(response, name, format_.name)


def _write_bibtex(citation: Citation) -> str:
    year, month, _ = citation.day.split("-")
    fields = {
        "author": f"{{{_tex(citation.author)}}}",
        "title": f"{{{_tex(citation.title)}}}",
        "howpublished": _tex(citation.dataset),
        "publisher": _tex(citation.author),
        "year": year,
        "version": _tex(citation.version),
        "note": _tex(_note(citation)),
        "url": citation.address,
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{_key(citation)},\n{''.join(lines)}  month = {_MONTHS[int(month) - 1]}\n}}\n"


def _write_ris(citation: Citation) -> str:
    # https://en.wikipedia.org/wiki/RIS_(file_format): a tag at the start of each line, which a value must not begin.
    fields = (
        ("TY", "DATA"),
        ("AU", citation.author),
        ("TI", citation.title),
        ("T2", citation.dataset),
        ("PB", citation.author),
        ("PY", citation.day[:4]),
        ("DA", f"{citation.day.replace('-', '/')}/"),
        ("ET", citation.version),
        ("N1", _note(citation)),
        ("UR", citation.address),
    )
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in fields if value) + "ER  - \r\n"


def _write_csl(citation: Citation) -> str:
    # https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
    item = {
        "id": _key(citation),
        "type": "dataset",
        "title": _line(citation.title),
        "author": [{"literal": _line(citation.author)}],
        "publisher": _line(citation.author),
        "container-title": _line(citation.dataset),
        "issued": {"date-parts": [[int(part) for part in citation.day.split("-")]]},
        "version": citation.version,
        "note": _line(_note(citation)),
        "URL": citation.address,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


_WRITERS: Final[Mapping[Format, Callable[[Citation], str]]] = {
    BIBTEX: _write_bibtex,
    RIS: _write_ris,
    CSL_JSON: _write_csl,
}


def _note(citation: Citation) -> str:
    parts = [f"Release {citation.version}"]
    if citation.source:
        parts.append(f"Stated in: {citation.source}")
    if citation.iri:
        parts.append(f"IRI: {citation.iri}")
    if citation.sha256:
        parts.append(f"SHA-256 of {citation.hashed}: {citation.sha256}")
    if citation.licence:
        parts.append(f"Licence: {citation.licence}")
    return "; ".join(parts)


def _key(citation: Citation) -> str:
    """Return the key of the entry: letters, digits and hyphens, from the path and the release.

    Reference managers keep one of two entries with the same key: what the key leaves out of a path, its end tells.
    """
    path = citation.address.partition(f"/release/{citation.version}/")[2]
    key = "-".join(re.findall(r"[a-z0-9]+", f"solidarity-graph {citation.version} {path}".lower()))
    if _PLAIN_PATH.fullmatch(path) and len(key) <= _KEY_LENGTH:
        return key
    digest = hashlib.sha256(path.encode()).hexdigest()[:8]
    return f"{key[: _KEY_LENGTH - len(digest) - 1]}-{digest}"


def _line(text: str) -> str:
    """Return a text on one line, without control characters."""
    return _BLANK.sub(" ", text).strip()


def _tex(text: str) -> str:
    return _line(text).translate(_TEX)
