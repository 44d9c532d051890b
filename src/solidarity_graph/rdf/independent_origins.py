"""The independent origins of what claims say: those from whom it is known, each counted once.

A publisher is the origin of its articles, unless they relay somebody else's. An article and its excerpt are one text.
"""

from __future__ import annotations

from collections.abc import Iterable

from solidarity_graph.model import Article, Claim, Ref


class IndependentOrigins:
    """Finds the origins of claims among the articles of a dataset."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {article.key: article for article in articles}
        self._longer: dict[str, str] = {}
        """For an article of which another gives the whole text, the key of that one."""
        for article in self._articles.values():
            for cut in article.whole_text_of:
                if (excerpt := self._whole(cut.key)) != (whole := self._whole(article.key)):
                    self._longer[excerpt] = whole

    def of(self, claims: Iterable[Claim]) -> frozenset[Ref]:
        """Return the publishers, or articles without one, from which the statements of some claims are known."""
        keys = {claim.article for claim in claims}
        return frozenset(origin for key in keys for origin in self._of_article(key, frozenset()))

    def _of_article(self, key: str, visited: frozenset[str]) -> frozenset[Ref]:
        """Return the origins of an article: what it relays, followed to the end, but no article in `visited`."""
        article = self._articles[self._whole(key)]
        if not article.relays or article.key in visited:
            return frozenset({article.publisher or Ref("article", article.key)})
        relayed = (self._followed(source, visited | {article.key}) for source in article.relays)
        return frozenset().union(*relayed)

    def _followed(self, source: Ref, visited: frozenset[str] = frozenset()) -> frozenset[Ref]:
        return self._of_article(source.key, visited) if source.key in self._articles else frozenset({source})

    def _whole(self, key: str) -> str:
        while key in self._longer:
            key = self._longer[key]
        return key
