"""The disclosure level of each thing and each claim of a private dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from solidarity_graph.model import Article, Claim, Dataset, Entity, Ref, refs_of
from solidarity_graph.model.levels import PUBLIC, strictest
from solidarity_graph.records.checks import chain


class DisclosureLevels:
    """Disclosure levels of the entities, events, articles and claims of a dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self.entities: Mapping[Ref, Entity] = {entity.ref: entity for entity in dataset.entities}
        self.articles: Mapping[str, Article] = {article.key: article for article in dataset.articles}
        self.levels: Mapping[Ref, str] = {
            **{thing.ref: thing.level for thing in dataset.things},
            **{Ref("article", article.key): article.level for article in dataset.articles},
        }

    def of(self, ref: Ref) -> str:
        """Return the level of an entity, event or article; `public` for an unknown reference."""
        return self.levels.get(ref, PUBLIC)

    def of_claim(self, claim: Claim) -> str:
        """Return the strictest level among a claim, its article and all things that it names."""
        return strictest([claim.level, self.articles[claim.article].level, *map(self.of, named_by(claim))])

    def public_thing(self, ref: Ref) -> Ref | None:
        """Return the thing itself if it is public; else the nearest public place around it, or None."""
        return next((place for place in chain(ref, self._around) if self.of(place) == PUBLIC), None)

    def _around(self, ref: Ref) -> Ref | None:
        entity = self.entities.get(ref)
        return entity.within if entity else None


def named_by(claim: Claim) -> Iterator[Ref]:
    """Yield every thing that a claim names: its subject, its speakers, and the references in its value."""
    yield claim.subject
    yield from refs_of(claim)
