"""A last look at the published model: none of its words may be a name that is not public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solidarity_graph.disclosure.standing import Standing
from solidarity_graph.errors import DataError
from solidarity_graph.model import Dataset, Node, Text, Value
from solidarity_graph.model.levels import PUBLIC
from solidarity_graph.names.spellings import Names


def secret_names(dataset: Dataset, standing: Standing) -> Names:
    """Every label, spelling and readable key of what is not public."""
    things = [thing for thing in dataset.things if thing.level != PUBLIC]
    labels = [label.value for thing in things for label in thing.labels]
    labels += [label.value for entity in dataset.entities if entity.level != PUBLIC for label in entity.alternatives]
    spelled = [
        claim.object.value
        for claim in dataset.claims
        if claim.predicate in ("prefLabel", "altLabel")
        and isinstance(claim.object, Text)
        and standing.of(claim.subject) != PUBLIC
    ]
    return Names([*labels, *spelled, *(thing.ref.key for thing in things)])


def find_leaks(published: Dataset, names: Names) -> Iterator[DataError]:
    """A fault for each text of ours in which such a name stands."""
    for file, entry, texts in _texts(published):
        if any(map(names.stand_in, texts)):
            yield DataError(
                "a name that is not public stands in what would be published.",
                file=file,
                entry=entry,
                remedy="Say it in other words, or give the entry a level in the private overlay.",
            )


def _texts(dataset: Dataset) -> Iterator[tuple[str, str, Iterable[str]]]:
    """All words that are ours, with the file and the entry in which they stand."""
    about = dataset.description
    yield "dataset.toml", "", (about.title, about.description, about.selection.method)
    for claim in dataset.claims:
        yield (
            claim.file,
            claim.entry,
            (claim.inferred_from, *(span.phrase for span in claim.spans), *_words(claim.object)),
        )
    for thing in dataset.things:
        yield thing.file, thing.entry, (thing.ref.key, *(label.value for label in thing.labels))
    for entity in dataset.entities:
        yield entity.file, entity.entry, [label.value for label in entity.alternatives]
    for judgement in dataset.judgements:
        yield judgement.file, judgement.entry, (judgement.note,)
    for article in dataset.articles:
        yield f"articles/{article.key}.toml", "article", (article.published_inferred_from,)


def _words(value: Value) -> Iterator[str]:
    if isinstance(value, Text):
        yield value.value
    elif isinstance(value, Node):
        for _, part in value.properties:
            yield from _words(part)
