"""The independent origins of what claims say: those from whom it is known, each counted once.

A publisher is the origin of its articles, unless they relay somebody else's. An article and its excerpt are one text. A
claim that an article attributes to an outlet or to another article has its origin there, and that claim alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from solidarity_graph.model import Article, Claim, Concept, Dataset, Ref
from solidarity_graph.schema.ontology import falls_under


def outlets_of(dataset: Dataset) -> frozenset[Ref]:
    """Return the organisations that report: those that publish or are relayed, and those of the kind media outlet.

    Another speaker, such as a court, is no origin: the article has heard or read them itself.
    """
    published = {article.publisher for article in dataset.articles if article.publisher}
    relayed = {source for article in dataset.articles for source in article.relays}
    kinds = {(entity.ref, entity.kind) for entity in dataset.entities if entity.kind}
    claimed = (claim for claim in dataset.claims if claim.predicate == "organisationKind" and claim.asserted)
    kinds |= {(claim.subject, claim.object.name) for claim in claimed if isinstance(claim.object, Concept)}
    return frozenset(published | relayed | {ref for ref, kind in kinds if falls_under(kind, "media-outlet")})


class IndependentOrigins:
    """Finds the origins of claims among the articles and outlets of a dataset."""

    def __init__(self, articles: Iterable[Article], outlets: frozenset[Ref] = frozenset()) -> None:
        self._outlets = outlets
        self._articles = {article.key: article for article in articles}
        self._longer: dict[str, str] = {}
        """For an article of which another gives the whole text, the key of that one."""
        for article in self._articles.values():
            for cut in article.whole_text_of:
                if (excerpt := self._whole(cut.key)) != (whole := self._whole(article.key)):
                    self._longer[excerpt] = whole

    def of(self, claims: Iterable[Claim]) -> frozenset[Ref]:
        """Return the publishers, outlets, or articles without a publisher, from which some claims are known.

        An article that says something of its own is an origin itself. If it attributes all of the claims to
        others, those are. What an editor inferred counts only if no article states any of it.
        """
        claims = tuple(claims)
        told: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in [claim for claim in claims if not claim.inferred_from] or claims:
            told[self._whole(claim.article)].append(claim)
        return frozenset(origin for key, said in told.items() for origin in self._told_in(key, said))

    def _told_in(self, key: str, claims: list[Claim]) -> frozenset[Ref]:
        cited = {self._cited(claim) for claim in claims}
        sources = {Ref("article", key)} if None in cited else cited
        return frozenset().union(*(self._followed(source) for source in sources if source))

    def _cited(self, claim: Claim) -> Ref | None:
        """Return the outlet or article that a claim is from, of nested speech the last; None for the article's own."""
        speakers = reversed(claim.attributed_to)
        return next((ref for ref in speakers if ref.kind == "article" or ref in self._outlets), None)

    def _of_article(self, key: str, visited: frozenset[str]) -> frozenset[Ref]:
        """Return the origins of an article: what it relays, followed to the end, but no article in `visited`."""
        article = self._articles[self._whole(key)]
        if not article.relays or article.key in visited:
            return frozenset({article.publisher or Ref("article", article.key)})
        relayed = (self._followed(source, visited | {article.key}) for source in article.relays)
        return frozenset().union(*relayed)

    def _followed(self, source: Ref, visited: frozenset[str] = frozenset()) -> frozenset[Ref]:
        is_known = source.kind == "article" and source.key in self._articles
        return self._of_article(source.key, visited) if is_known else frozenset({source})

    def _whole(self, key: str) -> str:
        while key in self._longer:
            key = self._longer[key]
        return key
