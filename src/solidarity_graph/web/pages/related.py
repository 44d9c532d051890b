"""What the page of a thing shows of other things: a few members of their documents, read at once, and their lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from solidarity_graph.documents import Document, in_order_of_time, key_of
from solidarity_graph.search import Listing
from solidarity_graph.search.listing import Bitmap
from solidarity_graph.web.pages.names import PageNames, find_names, names_in
from solidarity_graph.web.pages.things import Facts, Node, local_part
from solidarity_graph.web.site import Site

MOST_ROWS = 25
"""Rows of a section: as many as can be looked through; the list with facets has all of them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Things in a section of a page: the first of them, how many there are, and the address of all, if there is one."""

    shown: Sequence[Node]
    total: int
    href: str = ""


@dataclass(eq=False, slots=True)
class Related:
    """Reads what a document says of other things, and remembers what was read, for its names and its convictions.

    href          returns the address of the page of an IRI.
    list_address  returns the address of a list of a name, with chosen values by name of facet.
    compared      are the keys of the articles that a reader chose to compare; empty for those that the page chooses.
    all_mentions  are those of the document, in order of time.
    """

    site: Site
    document: Document
    href: Callable[[str], str]
    list_address: Callable[..., str]
    compared: Collection[str] = ()
    read: dict[str, Node] = field(default_factory=dict)
    facts: Facts = field(init=False)
    all_mentions: Sequence[Node] = field(init=False)

    def __post_init__(self) -> None:
        self.facts = Facts(self.document.get("claims", ()))
        self.all_mentions = in_order_of_time(self.document.get("mentions", ()))

    @property
    def key(self) -> str:
        """The key of the document, such as `person/p7k2`."""
        return key_of(self.document["id"], self.site.release.base)

    @property
    def types(self) -> Collection[str]:
        """The local names of the classes of the thing."""
        return tuple(self.document.get("type", ()))

    def mentions(self, *properties: str) -> list[Node]:
        """Return where the thing is a value of one of these properties, by local name, in order of time."""
        return [mention for mention in self.all_mentions if roles_of(mention) & {*properties}]

    def nodes(self, iris: Iterable[str]) -> list[Node]:
        """Return what rows show of things, in the order of the IRIs; unknown things are left out."""
        wanted = [*dict.fromkeys(iris)]
        if missing := [iri for iri in wanted if iri not in self.read]:
            self.read |= self.site.documents.outlines("row", missing)
        return [self.read[iri] for iri in wanted if iri in self.read]

    def rows(self, iris: Collection[str], href: str = "") -> Rows:
        """Return the first of these things as rows."""
        return Rows(self.nodes([*iris][:MOST_ROWS]), len(iris), href)

    def mentioned(self, mentions: Sequence[Node], href: str = "") -> Rows:
        """Return the first of these mentions as rows, with how certain their dates are."""
        first = mentions[:MOST_ROWS]
        known = self.site.documents.outlines("row", (mention["id"] for mention in first))
        shown = [{**each, "dateCertainty": known.get(each["id"], {}).get("dateCertainty", "")} for each in first]
        return Rows(shown, len(mentions), href)

    def selected(self, name: str, bits: Bitmap, **chosen: str) -> Rows:
        """Return the first of some things of a list as rows. `chosen` are the values that lead to all of them."""
        return Rows(self.nodes(self.iris(name, bits, MOST_ROWS)), bits.bit_count(), self.list_address(name, **chosen))

    def iris(self, name: str, bits: Bitmap, most: int) -> list[str]:
        """Return the IRIs of the first of some things of a list, at most so many."""
        keys = self.site.documents.listing(name).keys
        return [f"{self.site.release.base}id/{keys[number]}" for number in numbers_in(bits, most)]

    def list_of(self, name: str, facet: str) -> str:
        """Return the address of a list of what has the thing as value of a facet; '' if nothing on it has."""
        listing = self.site.documents.listing(name)
        return self.list_address(name, **{facet: self.key}) if self.key in listing.facets[facet] else ""

    def select(self, name: str, **chosen: str) -> Bitmap:
        """Return the set of those things of a list that have all these values."""
        listing = self.site.documents.listing(name)
        return listing.select({facet: [value] for facet, value in chosen.items()}, listing.everything())

    def names(self, *others: Document) -> PageNames:
        """Return the names of all that was read, of the things in the document, and of those in `others`."""
        known = names_in(self.site, self.document, *others).things
        prefix = f"{self.site.release.base}id/"
        iris = {iri for node in self.read.values() for iri in _iris(node, prefix)} - known.keys()
        return PageNames(self.site.release.base, {**known, **find_names(self.site, iris).things})


def roles_of(mention: Node) -> set[str]:
    """Return the local names of the properties of which the thing is a value in a mention."""
    return {local_part(role["property"]) for role in mention["as"]}


def numbers_in(bits: Bitmap, most: int) -> Iterator[int]:
    """Yield the numbers of the first things in a set, at most so many."""
    while bits and most:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
        most -= 1


def per_value(listing: Listing, facet: str, bits: Bitmap) -> Mapping[str, Bitmap]:
    """Return for each value of a facet the things of a set that have it; values that none has are left out."""
    return {value: having & bits for value, having in listing.facets[facet].items() if having & bits}


def _iris(value: Any, prefix: str) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(prefix):
            yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _iris(inner, prefix)
