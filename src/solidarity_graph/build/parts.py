"""Parts of a published dataset: some things, with all claims and judgements about them, from any article.

Each statement belongs to exactly one part: a claim to the part of its subject, a judgement to that of the thing or
claim it is about. So each part is mapped and validated alone; constraints over several things query the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar

from solidarity_graph.build.graph_files import nquads_of
from solidarity_graph.model import Claim, Dataset, Ref, refs_of
from solidarity_graph.rdf import EventSummary, Known, known_of, quads_of, summarise, terms_of
from solidarity_graph.validation import Result, validate_part

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the things of a dataset.

    dataset    these things, and all claims and judgements about them
    summaries  those of its events, which are computed from all claims
    named      declarations of the articles and entities that the claims name, for rules that look them up
    known      labels of all that it has or names, and the countries of places
    """

    dataset: Dataset
    summaries: tuple[EventSummary, ...]
    named: Dataset
    known: Known


@dataclass(frozen=True, slots=True)
class Made:
    """The quads of a part as N-Quads lines, unsorted, the terms they use, and the results of the shapes for it."""

    nquads: bytes
    terms: frozenset[str] = frozenset()
    results: tuple[Result, ...] = ()


def split(dataset: Dataset, claims: int) -> tuple[Part, ...]:
    """Split a dataset into parts of at least `claims` claims (the last may have fewer), in the order of things.

    Together they are the dataset. The claims about one thing are never divided.
    """
    known = known_of(dataset)
    subjects = {Ref("claim", claim.key): claim.subject for claim in dataset.claims}
    summaries = _by_thing(summarise(dataset), lambda summary: summary.event.ref)
    owners: Mapping[str, Callable[[Any], Ref]] = {
        "articles": lambda article: Ref("article", article.key),
        "entities": attrgetter("ref"),
        "events": attrgetter("ref"),
        "claims": attrgetter("subject"),
        "realisations": attrgetter("happening"),
        "merges": attrgetter("old"),
        "disagreements": attrgetter("about"),
        "assessments": lambda each: subjects.get(each.of, each.of),
        "unknown_outcomes": attrgetter("sentence"),
        "risks": attrgetter("organisation"),
    }
    records = {name: _by_thing(getattr(dataset, name), owner) for name, owner in owners.items()}

    def part(refs: Sequence[Ref]) -> Part:
        own: dict[str, Any] = {name: _of(refs, items) for name, items in records.items()}
        names = sorted({ref for claim in own["claims"] for ref in (Ref("article", claim.article), *refs_of(claim))})
        articles, entities = _of(names, records["articles"]), _of(names, records["entities"])
        named = Dataset(dataset.description, articles, entities, events=(), claims=())
        return Part(replace(dataset, **own), _of(refs, summaries), named, known.of((*refs, *names)))

    return tuple(map(part, _groups(sorted(set().union(*records.values())), records["claims"], claims)))


def _by_thing(items: Iterable[T], thing: Callable[[T], Ref]) -> dict[Ref, list[T]]:
    found: dict[Ref, list[T]] = {}
    for item in items:
        found.setdefault(thing(item), []).append(item)
    return found


def _of(refs: Iterable[Ref], items: Mapping[Ref, list[T]]) -> tuple[T, ...]:
    return tuple(item for ref in refs for item in items.get(ref, ()))


def _groups(refs: Iterable[Ref], about: Mapping[Ref, list[Claim]], claims: int) -> Iterator[list[Ref]]:
    some: list[Ref] = []
    size = 0
    for ref in refs:
        some.append(ref)
        size += len(about.get(ref, ()))
        if size >= claims:
            yield some
            some, size = [], 0
    if some:
        yield some


def make_part(part: Part, *, checked: bool = True) -> Made:
    """Return the quads of a part and, if `checked`, the validation results of the shapes that need only this part."""
    quads = {*quads_of(part.dataset, part.summaries, part.known)}
    named = quads_of(part.named, (), part.known)
    return Made(nquads_of(quads), terms_of(quads), validate_part(chain(quads, named)) if checked else ())
