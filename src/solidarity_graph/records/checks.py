"""Checks across files: keys used twice, things not declared, phrases beyond the limit, names without a ground."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from solidarity_graph.errors import DataError
from solidarity_graph.model import (
    Article,
    Assessment,
    Claim,
    Dataset,
    Disagreement,
    Merge,
    Node,
    Realisation,
    Ref,
    Span,
    Value,
    merged,
)
from solidarity_graph.records.articles import covered, quotable
from solidarity_graph.records.entities import CLASS_OF_KIND
from solidarity_graph.records.fields import Faults, nearest
from solidarity_graph.records.merges import merge_faults
from solidarity_graph.records.naming import uncovered
from solidarity_graph.records.overlay import is_private
from solidarity_graph.records.risks import Risk, risky_links
from solidarity_graph.records.taken_back import TakenBack, come_back
from solidarity_graph.records.values import ancestors
from solidarity_graph.schema.vocabulary import PROPERTIES


def check(dataset: Dataset, risks: Iterable[Risk], taken_back: TakenBack, faults: Faults) -> None:
    """Adds every fault that no single file can show."""
    merging = tuple(merge_faults(dataset))
    # What a merge brings together is linked, disputed and named together.
    whole = dataset if merging else merged(dataset)
    for error in (
        *_duplicates(dataset),
        *_undeclared(dataset),
        *_quoted_too_much(dataset),
        *merging,
        *_wrong_disagreements(whole),
        *_wrong_assessments(whole),
        *come_back(dataset, taken_back),
        *uncovered(whole),
        *risky_links(replace(whole, claims=_published_in_words(whole)), risks),
        *_private_in_public(dataset),
    ):
        faults.add(error)


def _duplicates(dataset: Dataset) -> Iterator[DataError]:
    for ref, count in Counter(entity.ref for entity in dataset.entities).items():
        if count > 1:
            entity = next(entity for entity in dataset.entities if entity.ref == ref)
            yield DataError(f"{ref} is declared {count} times.", file=entity.file, remedy="Declare it once.")
    first: dict[str, Claim] = {}
    for claim in dataset.claims:
        if (known := first.setdefault(claim.key, claim)) is not claim:
            yield _error(
                claim,
                f"the claim key {claim.key} is used before, in {known.file}, {known.entry}.",
                "Take it out here and run solidarity-graph annotate: it writes a new one.",
            )


def _undeclared(dataset: Dataset) -> Iterator[DataError]:
    classes = {entity.ref: entity.class_name for entity in dataset.entities}
    classes |= {event.ref: event.class_name for event in dataset.events}
    classes |= {Ref("article", article.key): "Article" for article in dataset.articles}
    for where, ref, wanted in _references(dataset):
        if ref not in classes:
            yield _error(where, f"{ref} is not declared.", _declare(ref, classes))
        elif wanted and not wanted & ancestors(classes[ref]):
            yield _error(where, f"{ref} is a {classes[ref]}; a {' or '.join(sorted(wanted))} belongs here.")


def _declare(ref: Ref, classes: Iterable[Ref]) -> str:
    same_kind = [str(known) for known in classes if known.kind == ref.kind]
    return (
        nearest(str(ref), same_kind)
        if len(same_kind) > 40
        else (
            f"Declare it in entities/, or mend the key. {nearest(str(ref), same_kind)}".strip()
            if ref.kind in CLASS_OF_KIND
            else f"Give it an [[event]] block, or mend the key. {nearest(str(ref), same_kind)}".strip()
        )
    )


@dataclass(frozen=True, slots=True)
class _Place:
    file: str
    entry: str


_Where = Claim | Realisation | Disagreement | Merge | Assessment | _Place
_ANYTHING: frozenset[str] = frozenset()


def _references(dataset: Dataset) -> Iterator[tuple[_Where, Ref, frozenset[str]]]:
    """Every place that names a thing, and the classes it may have (any where empty)."""
    for claim in dataset.claims:
        yield claim, claim.subject, _ANYTHING
        for ref, wanted in _named_in(claim.predicate, claim.object):
            yield claim, ref, wanted
        for ref in claim.attributed_to:
            yield claim, ref, frozenset({"Agent"})
    yield from _judged(dataset)
    for article in dataset.articles:
        file, entry = f"articles/{article.key}.toml", f"article {article.key}"
        for ref in (*article.relays, *([article.publisher] if article.publisher else [])):
            yield _Place(file, entry), ref, _ANYTHING
    for entity in dataset.entities:
        if entity.within:
            yield _Place(entity.file, entity.entry), entity.within, frozenset({"Place"})


def _judged(dataset: Dataset) -> Iterator[tuple[_Where, Ref, frozenset[str]]]:
    for realisation in dataset.realisations:
        yield realisation, realisation.happening, frozenset({"Event"})
        yield realisation, realisation.plan, frozenset({"Event"})
    for disagreement in dataset.disagreements:
        yield disagreement, disagreement.about, _ANYTHING
    for assessment in dataset.assessments:
        if assessment.of.kind != "claim":
            yield assessment, assessment.of, _ANYTHING
    for merge in dataset.merges:
        yield merge, merge.old, _ANYTHING
        yield merge, merge.new, _ANYTHING


def _named_in(predicate: str, value: Value) -> Iterator[tuple[Ref, frozenset[str]]]:
    if isinstance(value, Ref):
        yield value, PROPERTIES[predicate].range
    elif isinstance(value, Node):
        for name, part in value.properties:
            yield from _named_in(name, part)


def _quoted_too_much(dataset: Dataset) -> Iterator[DataError]:
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for claim in _published_in_words(dataset):
        spans[claim.article] += claim.spans
    for article in dataset.articles:
        if article.source and (total := covered(spans[article.key])) > (most := quotable(article.source)):
            yield _article_error(
                article,
                f"its phrases cover {total} characters; {most} may be quoted (a fifth of the article).",
                'Write phrase = "" for some, or run solidarity-graph annotate.',
            )


def _wrong_disagreements(dataset: Dataset) -> Iterator[DataError]:
    claims = {claim.key: claim for claim in dataset.claims}
    for disagreement in dataset.disagreements:
        for key in disagreement.claims:
            if key not in claims:
                yield _error(disagreement, f"no claim has the key {key}.", nearest(key, claims))
            elif (claims[key].subject, claims[key].predicate) != (disagreement.about, disagreement.on_property):
                about = f"{claims[key].predicate} of {claims[key].subject}"
                yield _error(
                    disagreement, f"claim {key} is about {about}.", "Name claims about the same property of one thing."
                )


def _wrong_assessments(dataset: Dataset) -> Iterator[DataError]:
    claims = {claim.key for claim in dataset.claims}
    seen: set[tuple[Ref, str]] = set()
    for assessment in dataset.assessments:
        if assessment.of.kind == "claim" and assessment.of.key not in claims:
            yield _error(assessment, f"no claim has the key {assessment.of.key}.", nearest(assessment.of.key, claims))
        if (assessment.of, assessment.when) in seen:
            yield _error(assessment, f"{assessment.of} is assessed twice on {assessment.when}.", "Make them one.")
        seen.add((assessment.of, assessment.when))


def _published_in_words(dataset: Dataset) -> tuple[Claim, ...]:
    """The claims of `data/`: those of the overlay are published without their words and names, if at all."""
    return tuple(claim for claim in dataset.claims if not is_private(claim.file))


def _private_in_public(dataset: Dataset) -> Iterator[DataError]:
    """What `data/` names must be declared there: a key is a name, too, and the folder must do without the overlay."""
    private = {thing.ref for thing in dataset.things if is_private(thing.file)}
    for where, ref, _ in _references(dataset):
        if ref in private and not is_private(where.file):
            yield _error(where, f"{ref} is declared in the private overlay alone.", "Move this entry there, too.")


def _error(where: _Where, message: str, remedy: str = "") -> DataError:
    return DataError(message, file=where.file or "articles/", entry=where.entry, remedy=remedy)


def _article_error(article: Article, message: str, remedy: str) -> DataError:
    return DataError(message, file=f"articles/{article.key}.toml", entry=f"article {article.key}", remedy=remedy)
