"""The documents of the repository as HTML, with anchors, their headings, and links that lead somewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urldefrag

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup
from mdit_py_plugins.anchors import anchors_plugin

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.resources import data_dir, docs_dir, ontology_dir, queries_dir, shapes_dir
from solidarity_graph.schema.ontology_versions import RELEASES

INDEX = "README.md"
"""The document in `docs/` that lists the others, in the order in which the site does."""
_CHANGES = "CHANGELOG.md"
_FOLDERS = {"data": data_dir, "ontology": ontology_dir, "queries": queries_dir, "shapes": shapes_dir}
_FILES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".conf": "text/plain",
    ".service": "text/plain",
    "": "text/plain",
}
_OF_ONTOLOGY = ("checks", "examples/cases", "examples/faults", RELEASES)
"""The folders of `ontology/` whose files the site gives as they are."""
_QUERY = ".rq"
_MEDIA_TYPES = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    _QUERY: "application/sparql-query",
    ".txt": "text/plain",
    "": "text/plain",
}
_COMMENT = re.compile(r"^<!--.*-->$", re.MULTILINE)  # marks for the program that writes part of a document
_TITLE = 3  # tokens of the heading with which each document begins: its opening, its text, its end
_IN_CONTENTS = ("h2", "h3")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document: 2 or 3, the anchor and the text."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A document: the name in its address, its title and first paragraph as text, and the HTML below the title."""

    name: str
    title: str
    summary: str
    headings: Sequence[Heading]
    html: Markup


@cache
def document_files() -> Mapping[str, tuple[str, Path]]:
    """Return (path in the repository, file) of each document by its name, in the order of the index of `docs/`."""
    found = {}
    for token in _walk(_parse((docs_dir() / INDEX).read_text("utf-8"))):
        target = posixpath.normpath(posixpath.join("docs", str(token.attrGet("href")))) if token.tag == "a" else ""
        folder, _, file = target.partition("/")
        if folder == "docs" and file.endswith(".md"):
            found[file.removesuffix(".md")] = (target, docs_dir() / file)
        elif folder in _FOLDERS and file.endswith(".md"):
            parent, base = posixpath.split(target)
            own = {INDEX: posixpath.basename(parent), _CHANGES: f"{folder}-changes"}
            found[own.get(base, base.removesuffix(".md"))] = (target, _FOLDERS[folder]() / file)
    return found


@cache
def ontology_files() -> Mapping[str, tuple[Path, str]]:
    """Return (file, media type) of the examples, checks and released files, by path in `ontology/`."""
    folder = ontology_dir()
    return {
        path.relative_to(folder).as_posix(): (path, _MEDIA_TYPES[path.suffix])
        for each in _OF_ONTOLOGY
        for path in sorted((folder / each).rglob("*"))
        if path.is_file() and path.suffix in _MEDIA_TYPES
    }


@cache
def read_document(name: str) -> RenderedDocument:
    """Return a document, which is rendered once. Raises UnknownNameError if there is none of this name."""
    files = document_files()
    if name not in files:
        raise UnknownNameError(
            "There is no document %(name)r. Available: %(files)s.", name=name, files=", ".join(files)
        )
    source, file = files[name]
    tokens = _parse(file.read_text("utf-8"))
    for token in _walk(tokens):
        _lead_somewhere(token, source)
    _empty_headers_to_cells(tokens)
    headings = [
        Heading(int(token.tag[1]), str(token.attrGet("id")), _text(tokens[number + 1]))
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag in _IN_CONTENTS
    ]
    title, rest = _text(tokens[1]), tokens[_TITLE:]
    summary = next((_text(rest[number + 1]) for number, token in enumerate(rest) if token.type == "paragraph_open"), "")
    html = _MARKDOWN.renderer.render(rest, _MARKDOWN.options, {})
    return RenderedDocument(name, title, summary, headings, Markup(html))  # noqa: S704 - HTML in a document is escaped


def find_file(path: str) -> tuple[Path, str]:
    """Return the file and its media type of a figure or an example, by its path in `docs/`. Raises UnknownNameError."""
    folder, _, name = path.partition("/")
    file = docs_dir() / folder / name
    known = folder in ("figures", "examples") and name in {each.name for each in (docs_dir() / folder).iterdir()}
    if not known or file.suffix not in _FILES:
        raise UnknownNameError("The documents have no file %(path)r.", path=path)
    return file, _FILES[file.suffix]


def _parse(text: str) -> list[Token]:
    return _MARKDOWN.parse(_COMMENT.sub("", text))


def _walk(tokens: Sequence[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *_walk(token.children or ()))]


def _text(inline: Token) -> str:
    return "".join(" " if child.type == "softbreak" else child.content for child in inline.children or ())


def _lead_somewhere(token: Token, source: str) -> None:
    """Rewrite the address of a link or an image of the document `source`, relative to the page of a document.

    A link to a file that the site does not serve, such as one of the program, becomes plain text.
    """
    attribute = "src" if token.type == "image" else "href"
    address = str(token.attrGet(attribute) or "")
    if token.type == "link_open" and address.startswith(("http:", "https:")):
        token.attrSet("rel", "external noreferrer")
    elif token.type in ("link_open", "image") and not address.startswith("#"):
        token.attrSet(attribute, _address_on_site(address, source))


def _address_on_site(address: str, source: str) -> str:
    path, place = urldefrag(address)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    names = {file: name for name, (file, _) in document_files().items()} | {f"docs/{INDEX}": "./"}
    if target in names:
        return f"{names[target]}#{place}" if place else names[target]
    if target.removeprefix("ontology/") in ontology_files():
        return f"../{target}"
    if target.endswith(_QUERY) and (queries_dir() / target.removeprefix("queries/")).is_file():
        return f"../{target.removesuffix(_QUERY)}"
    inside = target.removeprefix("docs/")
    return inside if inside.startswith(("figures/", "examples/")) else ""


def _empty_headers_to_cells(tokens: Sequence[Token]) -> None:
    """Make a plain cell of each header cell of a table that is empty: it is the header of nothing."""
    for number, token in enumerate(tokens):
        if token.type == "th_open" and not tokens[number + 1].content:
            token.tag = tokens[number + 2].tag = "td"


class _Renderer(RendererHTML):
    """Tables and code scroll inside boxes of their own, which the keyboard reaches; dead links are plain text."""

    def table_open(self, tokens: Sequence[Token], number: int, options: OptionsDict, env: EnvType) -> str:
        tokens[number].attrSet("class", "rows")
        return f'<div class="scroll" tabindex="0">{self.renderToken(tokens, number, options, env)}'

    def table_close(self, tokens: Sequence[Token], number: int, options: OptionsDict, env: EnvType) -> str:
        return f"{self.renderToken(tokens, number, options, env)}</div>\n"

    def fence(self, tokens: Sequence[Token], number: int, options: OptionsDict, env: EnvType) -> str:
        return f'<div class="scroll" tabindex="0">{super().fence(tokens, number, options, env)}</div>\n'

    def code_block(self, tokens: Sequence[Token], number: int, options: OptionsDict, env: EnvType) -> str:
        return f'<div class="scroll" tabindex="0">{super().code_block(tokens, number, options, env)}</div>\n'

    def link_open(self, tokens: Sequence[Token], number: int, options: OptionsDict, env: EnvType) -> str:
        return self.renderToken(tokens, number, options, env) if tokens[number].attrGet("href") else ""

    def link_close(self, tokens: Sequence[Token], number: int, options: OptionsDict, env: EnvType) -> str:
        opened = next(token for token in reversed(tokens[:number]) if token.type == "link_open")
        return self.renderToken(tokens, number, options, env) if opened.attrGet("href") else ""


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}, renderer_cls=_Renderer)
_MARKDOWN.enable("table").use(anchors_plugin, max_level=4)
