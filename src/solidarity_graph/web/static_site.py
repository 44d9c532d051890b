"""A copy of the site as plain files, for any static host: each page and each answer, as the application gives it.

The application is walked as a browser would, from the list of all its addresses and along the links of its pages. What
needs a server (forms, the endpoint, selections of lists) is left out, and links to it become text.
"""

from __future__ import annotations

import posixpath
import re
from collections import deque
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from flask import Flask
from markupsafe import Markup
from werkzeug.test import TestResponse

from solidarity_graph.errors import CallError
from solidarity_graph.model.iris import KINDS
from solidarity_graph.release.manifest import MANIFEST
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.ontology_versions import known_versions
from solidarity_graph.search import PERSPECTIVES
from solidarity_graph.web.citation import CITATIONS
from solidarity_graph.web.languages import ENGLISH, gettext_in, later, split_language
from solidarity_graph.web.negotiation import GRAPHS, HTML
from solidarity_graph.web.route_formats import LIST_FORMATS, THING_FORMATS, query_formats
from solidarity_graph.web.site import COPY, Site

LISTING = "files-of-this-copy.txt"
"""The file that lists all others of a copy. A folder without it was not made here."""
_NEEDS_SERVER = re.compile(r"/(?:sparql|search|health|metrics|openapi\.json)(?:$|[./])")
_SUFFIXES = "|".join(re.escape(each.name) for each in CITATIONS)
_CITATION = re.compile(rf"/id/.*\.(?:{_SUFFIXES})")  # its page has it
_WITH_PERMALINKS = re.compile(rf"\.(?:html|atom|{_SUFFIXES})\Z")
_FOLDERS_OF_FILES = ("/static/", "/docs/examples/", "/ontology/releases/")
_KEPT = {"page", "view"}  # parameters whose values make pages of a copy
_VALUE = re.compile(r"[a-z0-9-]{1,20}")
_DATA = ("csv", "geojson", "json", "jsonl", "jsonld", "nq", "nt", "rdf", "trig", "tsv", "ttl")
_ACCEPT = {"Accept": "text/html,*/*;q=0.8"}
_REST_OF_ADDRESS = r"(?:[\w./?=%+~-]|&amp;)*"  # in pages, in citations and in commands
_FORM = re.compile(r"<form\b.*?</form>\n?", re.DOTALL)
_TAG = re.compile(r"<(a|link|img|script|source|iframe|area|image|use|object|embed)\b[^<>]*>")
_LINK = re.compile(r'\s(?:href|src|data)="([^"]*)"')
_STATED = re.compile(r'<link\b[^<>]*\s(?:rel="canonical"|hreflang=)')
_LOCATION = re.compile(r"(?<=<loc>)[^<]*")
_INDEX = re.compile(r"(?:^|(?<=/))index\.html\Z")
_NOTE = Markup('<p class="aside" role="note">{}</p>\n')
_REMOVED = later("This is a copy of the site as files. Its forms need the server and were left out here.")


class StaticSite:
    """Writes the copy of a site into a folder. `write` does all.

    address  where the copy will stand: canonical links, sitemap and feed have it. It ends in a slash.
    report   is called with the number of addresses that are done and that are known so far.
    """

    def __init__(
        self, app: Flask, site: Site, folder: Path, address: str, report: Callable[[int, int], None] | None = None
    ) -> None:
        self._client = app.test_client()
        self._site = site
        self._folder = folder
        self._address = address.rstrip("/")
        self._root = urlsplit(self._address).path
        self._permalinks = re.compile(re.escape(f"{self._address}{site.release.path_of('/')}") + _REST_OF_ADDRESS)
        self._report = report or (lambda _done, _known: None)
        self._static = sorted(path for path in Path(app.static_folder or "").rglob("*") if path.is_file())
        self._static_folder = Path(app.static_folder or "")
        self._files: dict[str, str] = {}  # names of files by address
        self._pages: dict[str, str] = {}  # addresses of pages by name of file
        self._aliases: dict[str, str] = {}  # where an address redirects to

    def write(self) -> int:
        """Write all files and return their number. Files of an earlier copy that are no longer made are deleted.

        Raises CallError for a folder that has files and was not made here.
        """
        before = _listed_in(self._folder)
        self._fetch_all()
        for name, address in sorted(self._pages.items()):
            path = self._folder / name
            path.write_text(self._rewritten(path.read_text("utf-8"), name, address), "utf-8")
        if sitemap := self._files.get("/sitemap.xml"):
            path = self._folder / sitemap
            path.write_text(_LOCATION.sub(self._of_copy, path.read_text("utf-8")), "utf-8")
        for name in filter(_WITH_PERMALINKS.search, {*self._files.values()}):
            path = self._folder / name
            path.write_bytes(self._permalinks.sub(self._of_copy, path.read_bytes().decode()).encode())
        self._keep_crawlers_from_data()
        names = sorted({*self._files.values()})
        for name in sorted(before - {*names}):
            (self._folder / name).unlink(missing_ok=True)
        (self._folder / LISTING).write_text("\n".join([*names, ""]), "utf-8")
        return len(names) + 1

    def _fetch_all(self) -> None:
        waiting = deque(dict.fromkeys(self._addresses()))
        known = {*waiting}
        while waiting:
            address = waiting.popleft()
            for found in self._fetch(address):
                if found not in known:
                    known.add(found)
                    waiting.append(found)
            self._report(len(known) - len(waiting), len(known))

    def _addresses(self) -> Iterator[str]:
        """Yield the addresses at which the walk begins. Those of pages that only links know of are found by these."""
        yield from (
            "/",
            "/robots.txt",
            "/sitemap.xml",
            "/feed.atom",
            "/llms.txt",
            "/catalogue.ttl",
            "/.well-known/void",
        )
        yield from ("/context.jsonld", "/document.schema.json", "/land.json")
        yield from (f"/static/{path.relative_to(self._static_folder).as_posix()}" for path in self._static)
        files = [MANIFEST, *(file.name for file in self._site.downloads)]
        yield from (self._site.release.path_of(f"/{name}") for name in files)
        for name in PERSPECTIVES:
            yield from (f"/{name}", *(f"/{name}.{format_.name}" for format_ in LIST_FORMATS))
        for saved in self._site.catalogue:
            formats = query_formats(self._site.catalogue, saved.name)
            things = saved.default_things(self._site.release.base)
            if len(self._site.find(things)) < len(things):  # its page has a form alone
                formats = ()
            yield from (f"/queries/{saved.name}", *(f"/queries/{saved.name}.{format_.name}" for format_ in formats))
        for kind in sorted(KINDS):
            for key, _ in self._site.documents.of_kind(kind):
                yield from (f"/id/{key}.{format_.name}" for format_ in (HTML, *THING_FORMATS))
        for key, _ in self._site.documents.of_kind("graph"):
            yield from (f"/{key}", *(f"/{key}.{format_.name}" for format_ in GRAPHS))
        for name in (*read_ontology().concepts, *read_ontology().schemes):
            yield from (f"/concept/{name}.{format_.name}" for format_ in (HTML, *GRAPHS))
        for version in known_versions():
            for path in ("/ontology", "/shapes", *(f"/concept/{name}" for name in read_ontology().schemes)):
                yield from (
                    f"{path}/{version.number}{suffix}" for suffix in ("", *(f".{each.name}" for each in GRAPHS))
                )
            yield from (f"/ontology/{version.number}/{name}" for name in ("context.jsonld", "migration.ru"))

    def _fetch(self, address: str) -> Iterator[str]:
        """Write what an address gives, and yield the addresses that it leads to."""
        response = self._client.get(
            address, base_url=self._address, headers=_ACCEPT, environ_overrides={COPY: True}, buffered=True
        )
        if response.status_code in (301, 302, 303, 308):
            target = self._local(response.headers["Location"], address)
            if target:
                self._aliases[address] = target
                yield target
        elif response.status_code == 200:
            is_page = response.mimetype == HTML.media_type
            name = _file_name(address, is_page=is_page)
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(response.data)
            self._files[address] = name
            if is_page:
                self._pages[name] = address
                yield from self._links(response, address)

    def _links(self, response: TestResponse, address: str) -> Iterator[str]:
        text = _FORM.sub("", response.text)
        for tag in _TAG.finditer(text):
            for link in _LINK.finditer(tag[0]):
                if found := self._local(unescape(link[1]), address):
                    yield found

    def _local(self, link: str, address: str) -> str:
        """Return the address in the copy that a link on the page of an address leads to; '' if there is none.

        The permalink of a page in this release leads to the page itself.
        """
        parts = urlsplit(urljoin(f"{self._address}{address}", link))
        if f"{parts.scheme}://{parts.netloc}" != self._address.removesuffix(self._root):
            return ""
        path = unquote(parts.path)
        if not path.startswith(f"{self._root}/"):
            return ""
        path = path.removeprefix(self._root)
        release = self._site.release.path_of("/")
        if path.startswith(release) and self._site.release.file(path.removeprefix(release)) is None:
            path = f"/{path.removeprefix(release)}"
        path = _in_one_language(path)
        fields = parse_qsl(parts.query, keep_blank_values=True)
        path_alone = split_language(path)[1]
        needs_server = _NEEDS_SERVER.match(path_alone) or _CITATION.fullmatch(path_alone)
        if needs_server or any(name not in _KEPT or not _VALUE.fullmatch(text) for name, text in fields):
            return ""
        query = urlencode(sorted(pair for pair in fields if pair != ("page", "1")))
        return f"{path}?{query}" if query else path

    def _rewritten(self, text: str, name: str, address: str) -> str:
        """Return a page with links to files, relative to its own; without its forms."""
        main = text.find("<main")
        begins = text.find(">", main) + 1 if main >= 0 else 0
        if _FORM.search(text, begins):
            note = gettext_in(split_language(address)[0] or ENGLISH, _REMOVED)
            text = f"{text[:begins]}\n{_NOTE.format(note)}{text[begins:]}"
        return _TAG.sub(lambda tag: self._relinked(tag[0], name, address), _FORM.sub("", text))

    def _relinked(self, tag: str, name: str, address: str) -> str:
        link = _LINK.search(tag)
        if link and _STATED.search(tag):  # these must be whole addresses
            stated = self._stated(unescape(link[1]))
            return tag.replace(link[1], str(Markup.escape(stated)), 1) if stated else ""
        if link is None or link[1].startswith("#") or not self._is_ours(unescape(link[1]), address):
            return tag
        file = self._file_of(unescape(link[1]), address)
        if not file:
            return "" if tag.startswith(("<link", "<script")) else tag.replace(link[0], "", 1)
        relative = quote(posixpath.relpath(file, posixpath.dirname(name) or "."))
        fragment = link[1].partition("#")[2]
        written = Markup.escape(f"{relative}#{unescape(fragment)}" if fragment else relative)
        return tag.replace(f'"{link[1]}"', f'"{written}"', 1)

    def _file_of(self, link: str, address: str) -> str:
        """Return the name of the file that a link on the page of an address leads to; '' if there is none."""
        local = self._local(link, address)
        while local in self._aliases:
            local = self._aliases[local]
        return self._files.get(local, "")

    def _of_copy(self, address: re.Match[str]) -> str:
        """Return the address of the file that stands for an address that only a server answers; else that address."""
        return self._stated(unescape(address[0])) or address[0]

    def _stated(self, link: str) -> str:
        """Return the whole address of the file that a whole link leads to, of a folder for its index; '' if none."""
        file = self._file_of(link, "/")
        return f"{self._address}/{quote(_INDEX.sub('', file))}" if file else ""

    def _is_ours(self, link: str, address: str) -> bool:
        return urljoin(f"{self._address}{address}", link).startswith(f"{self._address}/")

    def _keep_crawlers_from_data(self) -> None:
        """Tell crawlers not to fetch data: with files, nothing can say `X-Robots-Tag`, as the server does."""
        path = self._folder / "robots.txt"
        rules = "".join(f"Disallow: {self._root}/*.{suffix}$\n" for suffix in _DATA)
        path.write_text(path.read_text("utf-8").replace("User-agent: *\n", f"User-agent: *\n{rules}", 1), "utf-8")


def _in_one_language(path: str) -> str:
    """Return the path without the language it begins with, for data and files, and for English: that of the copy."""
    language, rest = split_language(path)
    ending = posixpath.splitext(rest)[1]  # of /ontology/0.2.0 it is .0
    is_page = (ending in ("", ".html") or ending[1:].isdigit()) and not rest.startswith(_FOLDERS_OF_FILES)
    return path if is_page and language != ENGLISH else rest


def _listed_in(folder: Path) -> set[str]:
    """Return the files of an earlier copy in a folder. Raises CallError if it has files and is no copy."""
    listing = folder / LISTING
    if listing.is_file():
        names = listing.read_text("utf-8").split("\n")
        return {name for name in names if name and not name.startswith("/") and ".." not in name.split("/")}
    if folder.is_dir() and any(folder.iterdir()):
        raise CallError(
            "%(folder)s has files and is no copy of a site. Name an empty folder, or one that is not there.",
            folder=folder,
        )
    folder.mkdir(parents=True, exist_ok=True)
    return set()


def _file_name(address: str, *, is_page: bool) -> str:
    """Return the name of the file for an address.

    >>> _file_name("/actions?page=2", is_page=True), _file_name("/queries/", is_page=True)
    ('actions.page-2.html', 'queries/index.html')
    """
    path, _, query = address.partition("?")
    if path.endswith("/"):
        path += "index"
    stem = path.removeprefix("/").removesuffix(".html") if is_page else path.removeprefix("/")
    values = "".join(f".{name}-{value}" for name, value in parse_qsl(query))
    return f"{stem}{values}{'.html' if is_page else ''}"
