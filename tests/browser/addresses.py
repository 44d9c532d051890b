"""The addresses of a running site, found by its links and grouped by kind of page: new pages come in by themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit
from urllib.request import Request, urlopen

# Folders with a page for each thing of one kind. In all others (saved queries, documents, lists) each page is a kind.
FOLDERS_OF_ONE_KIND = re.compile(r"/(?:id/[^/]+|concept|graph|ontology)/(?=.)")
# Data, not pages; and pages that stand elsewhere: `/release/` repeats each one, an example of SPARQL is the editor.
NOT_PAGES = re.compile(r"^/(?:static|context|release/|sparql/examples/)|\.(?!html$)[a-z]+$")
# Their values change what kind of page it is; other parameters only select rows.
VIEWS = ("view", "embed")
# Where a walk begins: the start page, and what a form or a copied address leads to, but no link.
SEEDS = (
    "/",
    "/search",
    "/search?q=Moscow",
    "/sparql?query=SELECT+%2A+WHERE+%7B+%3Fs+a+%3Fclass+%7D+LIMIT+20",
    "/queries/banned-actions?embed=1",
    "/actions?view=values&by=place",
)
# Kinds that are looked at in another language, too: its words are longer.
IN_BELARUSIAN = (
    "/",
    "/actions",
    "/actions?view=map",
    "/id/person/*",
    "/id/claim/*",
    "/queries/actions-between-dates",
    "/search?*",
    "/sparql",
)
# Pages that no link leads to, with their status: mistakes, and selections that nothing matches.
ODD_PAGES = {
    "/nowhere": 404,
    "/id/person/nobody": 404,
    "/queries/no-such-question": 404,
    "/concept/no-such-concept": 404,
    "/sparql?query=SELECT+%3Fx+WHERE+%7B": 400,
    "/actions?status=no-such-status": 400,
    "/people?limit=many": 400,
    "/search?q=zzzzzz+xxxxxx": 200,
    "/queries/actions-between-dates?from=1900-01-01&to=1900-01-02": 200,
    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E": 200,
    "/search?q=" + "long" * 50: 200,
}


@dataclass(frozen=True, slots=True)
class Found:
    """What the site answers at an address: its status, and the length of its page in bytes."""

    address: str
    status: int
    length: int


class _Links(HTMLParser):
    """Collects where the links of a page lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        target = attributes.get("href")
        # Another language has the same pages once more.
        if tag == "a" and target and "hreflang" not in attributes:
            self.targets.append(target)


def kind_of(address: str) -> str:
    """Name the kind of page at an address: its pattern, and the view or whether rows are selected."""
    parts = urlsplit(address)
    folder = FOLDERS_OF_ONE_KIND.match(parts.path)
    path = f"{folder[0]}*" if folder else parts.path
    fields = parse_qsl(parts.query)
    if not fields:
        return path
    if path.startswith("/queries/") and path != "/queries/":
        path = "/queries/*"
    views = sorted(f"{key}={value}" for key, value in fields if key in VIEWS)
    return f"{path}?{'&'.join(views) or '*'}"


def fetch(site: str, address: str) -> tuple[Found, list[str]]:
    """Return what stands at an address, and the addresses of pages of the same site that it links."""
    try:
        with urlopen(Request(site + address, headers={"Accept": "text/html"}), timeout=60) as answer:
            status, media_type, body = answer.status, answer.headers.get_content_type(), answer.read()
    except HTTPError as error:
        return Found(address, error.code, 0), []
    if media_type != "text/html":
        return Found(address, status, 0), []
    targets = (urldefrag(urljoin(site + address, target))[0] for target in _Links(body.decode()).targets)
    inside = (target.removeprefix(site) for target in targets if target.startswith(f"{site}/"))
    return Found(address, status, len(body)), [*dict.fromkeys(filter(_is_page, inside))]


def _is_page(address: str) -> bool:
    return not NOT_PAGES.search(urlsplit(address).path)


def crawl(site: str) -> dict[str, Found]:
    """Follow links: to each address without parameters, and to one of each kind with parameters.

    All combinations of parameters are too many for a browser; tests/unit/web/test_pages.py reads them in pairs.
    """
    seen: dict[str, Found] = {}
    kinds = {*map(kind_of, SEEDS)}
    waiting = [*SEEDS]
    with ThreadPoolExecutor(2) as pool:
        while waiting:
            links: list[str] = []
            for found, targets in pool.map(lambda address: fetch(site, address), waiting):
                seen[found.address] = found
                links += targets
            waiting = [*_new(dict.fromkeys(links), seen, kinds)]
    return seen


def _new(links: Iterable[str], seen: dict[str, Found], kinds: set[str]) -> Iterator[str]:
    for link in links:
        if link in seen:
            continue
        if "?" in link:
            kind = kind_of(link)
            if kind in kinds:
                continue
            kinds.add(kind)
        yield link


def choose(found: Iterable[Found]) -> dict[str, str]:
    """Map each kind to an address that stands for it: the longest page, since most can go wrong there."""
    by_kind: dict[str, list[Found]] = defaultdict(list)
    for page in found:
        if page.length:
            by_kind[kind_of(page.address)].append(page)
    return {kind: max(pages, key=_length_first).address for kind, pages in sorted(by_kind.items())}


def _length_first(page: Found) -> tuple[int, str]:
    return page.length, page.address


def shortest_path(site: str, goal: re.Pattern[str], through: re.Pattern[str], most: int) -> list[str]:
    """Return the addresses of the fewest links from the start page to one that `goal` matches as a whole.

    Only pages that `through` matches are passed. The path is empty if it would have more than `most` links.
    """
    paths = {"/": ["/"]}
    ends = ["/"]
    for _ in range(most):
        further: list[str] = []
        for end in ends:
            for target in fetch(site, end)[1]:
                if goal.fullmatch(target):
                    return [*paths[end], target]
                if target not in paths and through.fullmatch(target):
                    paths[target] = [*paths[end], target]
                    further.append(target)
        ends = further
    return []
