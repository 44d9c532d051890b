"""Parts of a published dataset: some things, with all claims and judgements about them, from any article.

Each statement belongs to exactly one part: a claim to the part of its subject, a judgement to that of the thing or
claim it is about. So each part is mapped and validated alone; constraints over several things query the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

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
    articles = _by_thing(dataset.articles, lambda article: Ref("article", article.key))
    entities = _by_thing(dataset.entities, lambda entity: entity.ref)
    events = _by_thing(dataset.events, lambda event: event.ref)
    about = _by_thing(dataset.claims, lambda claim: claim.subject)
    realisations = _by_thing(dataset.realisations, lambda each: each.happening)
    merges = _by_thing(dataset.merges, lambda each: each.old)
    disagreements = _by_thing(dataset.disagreements, lambda each: each.about)
    assessments = _by_thing(dataset.assessments, lambda each: subjects.get(each.of, each.of))
    unknown_outcomes = _by_thing(dataset.unknown_outcomes, lambda each: each.sentence)

    def part(refs: Sequence[Ref]) -> Part:
        some = replace(
            dataset,
            articles=_of(refs, articles),
            entities=_of(refs, entities),
            events=_of(refs, events),
            claims=_of(refs, about),
            realisations=_of(refs, realisations),
            merges=_of(refs, merges),
            disagreements=_of(refs, disagreements),
            assessments=_of(refs, assessments),
            unknown_outcomes=_of(refs, unknown_outcomes),
        )
        names = sorted({ref for claim in some.claims for ref in (Ref("article", claim.article), *refs_of(claim))})
        named = Dataset(dataset.description, _of(names, articles), _of(names, entities), events=(), claims=())
        return Part(some, _of(refs, summaries), named, known.of((*refs, *names)))

    judged = (*realisations, *merges, *disagreements, *assessments, *unknown_outcomes)
    refs = sorted({*articles, *entities, *events, *about, *judged})
    return tuple(map(part, _groups(refs, about, claims)))


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
