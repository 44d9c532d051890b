"""Who says so: the article of a claim, an address that opens it at the words, and the passage where texts are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from flask import Response, after_this_request, g
from flask_babel import lazy_gettext as _

from solidarity_graph.documents import Value
from solidarity_graph.documents.claims import spans
from solidarity_graph.schema.namespaces import SGC
from solidarity_graph.schema.ontology import CONCEPTS
from solidarity_graph.web.pages.things import Node, one, said
from solidarity_graph.web.site import current_links, current_site
from solidarity_graph.web.text_fragments import address_at, directive

_AROUND = 160  # code points of a text that are shown on each side of the words
_CONTEXT = 200  # code points around the words: more than the few words that a text fragment takes of them
_SPACE = re.compile(r"\s+")
_MAY_BE_GONE = {f"{SGC}{status}" for status in ("gone", "not-opened", "copy-read")}
_UNCERTAIN = frozenset("?~%X[{")

_MARKS = (
    (
        *("✓", "verified", _("checked against the text")),
        _("We hold the text of the article and have compared these words with it, character by character."),
    ),
    (
        *("○", "page", _("read on the page, no text kept")),
        _("A person read the page or a copy of it. Its text is not kept, so the words cannot be compared again."),
    ),
    (
        *("↪", "second-hand", _("second-hand")),
        _("Nobody here has opened the page yet: we only know what others say it contains. Answers do not count it."),
    ),
    (
        *("▤", "record", _("from a database record")),
        _("A record in another database says so. What that record rests on is not known here."),
    ),
    (
        *("❝", "relayed", _("according to someone")),
        _("The article passes on what somebody else says, and names them."),
    ),
    (
        *("❝", "alleged", _("alleged")),
        _("A party to the matter says so, such as an authority about its own act; the article does not."),
    ),
    ("✕", "denied", _("denied"), _("The article, or somebody it quotes, says that this is not so.")),
    (
        *("∴", "inferred", _("inferred")),
        _("The article does not say it in so many words. What it was inferred from stands beside it."),
    ),
    (
        *("≈", "uncertain", _("date not certain")),
        _("Only part of the date is known, or the article says “about” or “perhaps”."),
    ),
    (
        *("≠", "contested", _("sources differ")),
        _("Another source says something else, words it differently, or is more or less precise."),
    ),
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of a source text. `pieces` are (text, whether the claim rests on it); the text goes on where it is cut."""

    pieces: tuple[tuple[str, bool], ...]
    cut_before: bool
    cut_after: bool


class _Sources:
    """The articles that the page of a request cites. Each is looked up once, with the first claim that needs it."""

    def __init__(self) -> None:
        self._outlines: dict[str, Node] = {}
        self._known: dict[str, Mapping[int, str]] = {}

    def read(self, claims: Iterable[Node]) -> None:
        wanted: set[str] = {claim["statedIn"] for claim in claims} - self._outlines.keys()
        if wanted:
            found = current_site().documents.outlines("source", wanted)
            self._outlines |= {iri: found.get(iri, {}) for iri in wanted}

    def outlines(self) -> Iterable[Node]:
        return self._outlines.values()

    def outline(self, iri: str) -> Node:
        self.read([{"statedIn": iri}])
        return self._outlines[iri]

    def known(self, iri: str) -> Mapping[int, str]:
        """Return the characters of an article's text that may be told, by their offsets."""
        if iri not in self._known:
            text, source = text_of(self.outline(iri)), self.outline(iri).get("sourceText", {})
            phrases = [(source["start"], text)] if text else self.outline(iri).get("phrases", ())
            self._known[iri] = {at: letter for start, phrase in phrases for at, letter in enumerate(phrase, start)}
        return self._known[iri]


def _sources() -> _Sources:
    if "sources" not in g:
        g.sources = _Sources()
    found: _Sources = g.sources
    return found


def read_sources(claims: Iterable[Node]) -> str:
    """Look up the articles of these claims at once; return nothing. `article_of` finds others one by one."""
    _sources().read(claims)
    return ""


def article_of(claim: Node) -> Node:
    """Return the outline of the article of a claim, as the document index has it; empty if it has none."""
    return _sources().outline(claim["statedIn"])


def publisher_of(article: Node) -> Value:
    """Return the name of the publisher of an article; an empty text if none is known."""
    name = article.get("names", {}).get(one(article, "publisher").value, {})
    return next((Value(text, language=language) for language, text in name.items()), Value(""))


def risks_of(article: Node) -> list[Node]:
    """Return the legal risks of the publisher of an article, by country."""
    publisher = one(article, "publisher").value
    risks: list[Node] = _sources().outline(publisher).get("risks", []) if publisher else []
    return sorted(risks, key=lambda risk: one(risk, "riskIn").value)


def risky_articles() -> list[Node]:
    """Return an article of each publisher with a legal risk, of those that the page cites so far."""
    articles = {one(found, "publisher").value: found for found in [*_sources().outlines()] if "publisher" in found}
    return [article for _, article in sorted(articles.items()) if risks_of(article)]


class Copies(NamedTuple):
    """The address of an archived copy of an article; if none is known and its page may be gone, where to search one."""

    known: str
    search: str


class Addresses(NamedTuple):
    """Where the article of a claim can be read: each address is empty if there is none.

    at_words  True if the address of the article opens it at the words of the claim.
    """

    article: str
    at_words: bool
    copies: Copies

    @property
    def any(self) -> bool:
        """Return True if there is an address."""
        return any((self.article, *self.copies))


def addresses_of(claim: Node) -> Addresses:
    """Return the addresses of the article of a claim and of its copy, both at the words of the claim."""
    article = article_of(claim)
    found = [each for span in spans(claim) if (each := _directive(claim, span))]
    address = _web_address(article, "url")
    return Addresses(address_at(address, found) if address else "", bool(address and found), copies_of(article, found))


def copies_of(article: Node, directives: Sequence[str] = ()) -> Copies:
    """Return where copies of an article are, at the words of these text directives."""
    if copy := _web_address(article, "archivedAt"):
        return Copies(address_at(copy, directives), "")
    may_be_gone = article.get("addressStatus") in _MAY_BE_GONE and "url" in article
    return Copies("", _archive_search(article) if may_be_gone else "")


def _web_address(article: Node, member: str) -> str:
    return current_links().href(one(article, member).value) if member in article else ""


def _archive_search(article: Node) -> str:
    """Return the address of the copies of an article's page that the Internet Archive may have, from its date on."""
    year = one(article, "issued").value[:4]
    return f"https://web.archive.org/web/{f'{year}*' if year.isdigit() else '*'}/{one(article, 'url').value}"


def _directive(claim: Node, span: Node) -> str:
    known, start, end = _sources().known(claim["statedIn"]), span["start"], span["end"]
    phrase = span.get("exact", "")
    if not phrase and len(phrase := _run(known, range(start, end))) < end - start:
        return ""
    before = _run(known, range(start - 1, max(start - _CONTEXT, 0) - 1, -1))[::-1]
    return directive(phrase, before, _run(known, range(end, end + _CONTEXT)))


def _run(known: Mapping[int, str], offsets: Iterable[int]) -> str:
    """Return the known characters at these offsets, up to the first unknown one."""
    return "".join(takewhile(bool, (known.get(offset, "") for offset in offsets)))


def text_of(article: Node) -> str:
    """Return the text of an article, if the server was given its source text; else an empty text.

    No cache may keep a response that was made with a text: it is for this reader only.
    """
    source = article.get("sourceText", {})
    text = current_site().texts.get(source.get("sha256", ""), "")
    if not text:
        return ""
    after_this_request(_keep_private)
    return text[source["start"] : source["end"]]


def passages(claim: Node) -> list[Passage]:
    """Return the passages that a claim rests on, in the order of the text; none without its source text."""
    article = article_of(claim)
    text, found = text_of(article), spans(claim)
    if not text or not found:
        return []
    first = article["sourceText"]["start"]
    marked = _joined([(span["start"] - first, span["end"] - first) for span in found], 0)
    return [_passage(text, start, end, marked) for start, end in _joined(marked, 2 * _AROUND)]


def _joined(ranges: Iterable[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    """Return ranges in order, joined where the gap between two is not larger."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1] + gap:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _passage(text: str, start: int, end: int, marked: Iterable[tuple[int, int]]) -> Passage:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    if first and (space := _SPACE.search(text, first, start)):
        first = space.end()
    if last < len(text):
        last = max((space.start() for space in _SPACE.finditer(text, end, last)), default=last)
    pieces, at = [], first
    for begin, finish in marked:
        if start <= begin and finish <= end:
            pieces += [(text[at:begin], False), (text[begin:finish], True)]
            at = finish
    pieces.append((text[at:last], False))
    return Passage(tuple(piece for piece in pieces if piece[0]), first > 0, last < len(text))


def _keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def is_uncertain(claim: Node) -> bool:
    """Return True if the claim's value is a date that the article, or who read it, gives as uncertain or in part."""
    value = one(claim, "object")
    return value.datatype.endswith("/EDTF") and bool(_UNCERTAIN & {*value.value})


def disputes_of(view: Node) -> dict[str, Node]:
    """Return the disagreements of a page's document by the IRI of each claim that is part of one."""
    return {claim: item for item in view.get("disagreements", ()) for claim in item.get("claim", ())}


def meaning_of(concept: str) -> str:
    """Return the definition of a concept of the ontology by its IRI; an empty text for any other."""
    found = CONCEPTS.get(concept.removeprefix(SGC))
    return found.definition if found else ""


def by_value(claims: Iterable[Node]) -> list[list[Node]]:
    """Return claims in groups of one value each, in their order."""
    groups: dict[Value | str, list[Node]] = {}
    for claim in claims:
        groups.setdefault(said(claim), []).append(claim)
    return [*groups.values()]


def count_articles(claims: Iterable[Node]) -> int:
    """Return the number of articles in which claims are made."""
    return len({claim["statedIn"] for claim in claims})


class Weakness(NamedTuple):
    """What weakens a fact: no article asserts it, all that speak of it deny it, all is read at second hand."""

    unasserted: bool
    denied: bool
    second_hand: bool


def weakness_of(claims: Iterable[Node]) -> Weakness:
    """Return what weakens the fact that claims state."""
    modalities, grades = zip(*((claim["modality"], claim["evidenceGrade"]) for claim in claims), strict=True)
    return Weakness(
        f"{SGC}asserted" not in modalities, {*modalities} == {f"{SGC}denied"}, {*grades} == {f"{SGC}second-hand"}
    )


def claim_marks() -> list[tuple[str, str, str, str]]:
    """Return (sign, kind, name, meaning) of each mark that claims carry on pages."""
    return [(sign, kind, str(name), str(meaning)) for sign, kind, name, meaning in _MARKS]


SOURCE_HELPERS = (
    *(read_sources, article_of, publisher_of, addresses_of, copies_of, risks_of, risky_articles),
    *(passages, is_uncertain, by_value, claim_marks, count_articles, weakness_of, meaning_of),
)
"""The functions that templates can call."""
