"""How public each thing and each claim of a private dataset is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from solidarity_graph.model import Article, Claim, Dataset, Entity, Ref, refs_of
from solidarity_graph.model.levels import PUBLIC, strictest


class DisclosureLevels:
    """The levels of everything in a dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self.entities: Mapping[Ref, Entity] = {entity.ref: entity for entity in dataset.entities}
        self.articles: Mapping[str, Article] = {article.key: article for article in dataset.articles}
        self.levels: Mapping[Ref, str] = {
            **{thing.ref: thing.level for thing in dataset.things},
            **{Ref("article", article.key): article.level for article in dataset.articles},
        }

    def of(self, ref: Ref) -> str:
        """The level of a thing."""
        return self.levels.get(ref, PUBLIC)

    def of_claim(self, claim: Claim) -> str:
        """The level that holds for a claim."""
        return strictest([claim.level, self.articles[claim.article].level, *map(self.of, named_by(claim))])

    def public_thing(self, ref: Ref) -> Ref | None:
        """The thing itself where it is public; of a place, the nearest one around it that is."""
        here: Ref | None = ref
        seen: set[Ref] = set()
        while here is not None and self.of(here) != PUBLIC:
            entity = None if here in seen else self.entities.get(here)
            seen.add(here)
            here = entity.within if entity else None
        return here


def named_by(claim: Claim) -> Iterator[Ref]:
    """Every thing that a claim names: its subject, its speakers, and what its value is or holds."""
    yield claim.subject
    yield from refs_of(claim)
