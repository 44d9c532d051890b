"""Checks across all files: duplicate keys, undeclared things, too long quotations, invalid judgements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from solidarity_graph.errors import DataError
from solidarity_graph.model import Claim, Dataset, Ref, Span, merged
from solidarity_graph.records.articles import CLASS_OF_KIND, covered, quotable
from solidarity_graph.records.fields import Faults, Mention, fault_in, nearest
from solidarity_graph.records.merges import merge_faults
from solidarity_graph.records.taken_back import TakenBack, reused_keys
from solidarity_graph.schema.ontology import CONCEPTS, OFFERED, SCHEMES, is_a
from solidarity_graph.schema.record_format import CONCEPT_KIND, is_private

# Reliability of sources and credibility of claims are separate scales: a reliable source can be wrong.
_SCALES = {
    "organisation": "source-reliability",
    "article": "source-reliability",
    "claim": "information-credibility",
}


def check(dataset: Dataset, mentions: Sequence[Mention], taken_back: TakenBack, faults: Faults) -> None:
    """Add to `faults` the errors that need more than one file to detect. `mentions` are all references in the files."""
    merging = tuple(merge_faults(dataset))
    # These checks apply to things as they are after merges, if all merges are valid.
    whole = dataset if merging else merged(dataset)
    for error in (
        *_duplicates(dataset),
        *_undeclared(dataset, mentions),
        *_quoted_too_much(dataset),
        *merging,
        *_in_cycles(whole),
        *_invalid_whole_texts(dataset),
        *_invalid_disagreements(whole),
        *_invalid_assessments(whole),
        *reused_keys(dataset, taken_back),
        *_private_in_public(dataset, mentions),
    ):
        faults.add(error)


def _duplicates(dataset: Dataset) -> Iterator[DataError]:
    for ref, count in Counter(entity.ref for entity in dataset.entities).items():
        if count > 1:
            entity = next(entity for entity in dataset.entities if entity.ref == ref)
            yield DataError(f"{ref} is declared {count} times.", file=entity.file, remedy="Declare it once.")
    for entity in dataset.entities:
        if entity.ref.kind == CONCEPT_KIND and entity.ref.key in CONCEPTS:
            yield fault_in(entity, "the ontology has a concept of this name.", "Use that one, or choose another key.")
    first: dict[str, Claim] = {}
    for claim in dataset.claims:
        if (earlier := first.setdefault(claim.key, claim)) is not claim:
            yield fault_in(
                claim,
                f"the claim key {claim.key} is used before, in {earlier.file}, {earlier.entry}.",
                "Take it out here and run solidarity-graph annotate: it writes a new one.",
            )


def chain(start: Ref | None, following: Callable[[Ref], Ref | None]) -> Iterator[Ref]:
    """Yield `start`, then what `following` returns for it, and so on, until that is None or was yielded before."""
    seen: set[Ref] = set()
    while start is not None and start not in seen:
        seen.add(start)
        yield start
        start = following(start)


def _in_cycles(dataset: Dataset) -> Iterator[DataError]:
    containers = {entity.ref: entity.within for entity in dataset.entities}
    for entity in dataset.entities:
        if entity.ref in chain(entity.within, containers.get):
            yield fault_in(entity, f"{entity.ref} lies within itself.", "Mend within, or take the merge out.")


def _invalid_whole_texts(dataset: Dataset) -> Iterator[DataError]:
    completeness = {Ref("article", article.key): article.completeness for article in dataset.articles}
    for article in dataset.articles:
        for cut in article.whole_text_of:
            if cut.key == article.key or completeness.get(cut) == "complete":
                yield fault_in(article, f"whole-text-of: {cut} is not cut off from it.", "Name a cut-off article.")


def _undeclared(dataset: Dataset, mentions: Iterable[Mention]) -> Iterator[DataError]:
    classes = {entity.ref: entity.class_name for entity in dataset.entities}
    classes |= {event.ref: event.class_name for event in dataset.events}
    classes |= {Ref("article", article.key): "Article" for article in dataset.articles}
    claims = {claim.key for claim in dataset.claims}
    broader = {entity.ref: entity.broader for entity in dataset.entities if entity.broader}
    for mention in mentions:
        ref, wanted = mention.ref, mention.classes
        if ref.kind == "claim":
            if ref.key not in claims:
                yield fault_in(mention, f"no claim has the key {ref.key}.", nearest(ref.key, claims))
        elif ref not in classes:
            yield fault_in(mention, f"{ref} is not declared.", _remedy_for_undeclared(ref, classes))
        elif mention.scheme and broader.get(ref) not in SCHEMES[mention.scheme]:
            message = f"{ref} is below {broader.get(ref)}, which is none of the scheme {mention.scheme}."
            yield fault_in(mention, message, "Take another concept, or mend its broader.")
        elif wanted and not any(is_a(classes[ref], name) for name in wanted):
            yield fault_in(
                mention, f"{ref} is a {classes[ref]}; a {' or '.join(sorted(wanted))} belongs here.", "Mend the key."
            )


def _remedy_for_undeclared(ref: Ref, classes: Iterable[Ref]) -> str:
    same_kind = [str(known) for known in classes if known.kind == ref.kind]
    if len(same_kind) > 40:
        return nearest(str(ref), same_kind)
    is_event = ref.kind not in CLASS_OF_KIND and ref.kind != "article"
    place = "Give it an [[event]] block" if is_event else "Declare it in entities/"
    return f"{place}, or mend the key. {nearest(str(ref), same_kind)}".strip()


def _quoted_too_much(dataset: Dataset) -> Iterator[DataError]:
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for claim in dataset.claims:
        # Claims of the overlay do not count: they are published without quoted words.
        spans[claim.article] += () if is_private(claim.file) else claim.spans
    for article in dataset.articles:
        if article.source and (total := covered(spans[article.key])) > (most := quotable(article.source)):
            yield fault_in(
                article,
                f"its phrases cover {total} characters; {most} may be quoted (a fifth of the article).",
                'Write phrase = "" for some, or run solidarity-graph annotate.',
            )


def _invalid_disagreements(dataset: Dataset) -> Iterator[DataError]:
    claims = {claim.key: claim for claim in dataset.claims}
    for disagreement in dataset.disagreements:
        for claim in (claims[ref.key] for ref in disagreement.claims if ref.key in claims):
            if (claim.subject, claim.predicate) != (disagreement.about, disagreement.on_property):
                yield fault_in(
                    disagreement,
                    f"claim {claim.key} is about {claim.predicate} of {claim.subject}.",
                    "Name claims about the same property of one thing.",
                )


def _invalid_assessments(dataset: Dataset) -> Iterator[DataError]:
    for (of, day), count in Counter((each.of, each.when) for each in dataset.assessments).items():
        if count > 1:
            last = [each for each in dataset.assessments if (each.of, each.when) == (of, day)][-1]
            yield fault_in(last, f"{of} is assessed twice on {day}.", "Make them one.")
    for assessment in dataset.assessments:
        scheme = _SCALES[assessment.of.kind]
        if assessment.grade not in SCHEMES[scheme]:
            message = f"{assessment.grade!r} is no grade of the scheme {scheme}."
            yield fault_in(assessment, message, nearest(assessment.grade, OFFERED[scheme]))


def _private_in_public(dataset: Dataset, mentions: Iterable[Mention]) -> Iterator[DataError]:
    """Yield an error for each reference in `data/` to an entry of the overlay: `data/` must be valid without it."""
    private = {thing.ref for thing in dataset.things if is_private(thing.file)}
    private |= {Ref("article", article.key) for article in dataset.articles if is_private(article.file)}
    private |= {Ref("claim", claim.key) for claim in dataset.claims if is_private(claim.file)}
    for mention in mentions:
        if mention.ref in private and not is_private(mention.file):
            yield fault_in(
                mention, f"{mention.ref} is declared in the private overlay alone.", "Move this entry there, too."
            )
