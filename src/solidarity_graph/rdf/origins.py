"""Independent origins of a set of articles: an article that relays another source is no origin of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from solidarity_graph.model import Article, Ref


def independent_origins(articles: Iterable[Article], known: Mapping[str, Article]) -> frozenset[Ref]:
    """Return the original sources of articles: the sources that they relay, else their publisher, else the article.

    Articles of one publisher are one origin. `known` maps keys to all articles, to follow chains of relays.
    """
    origins: set[Ref] = set()
    for article in articles:
        origins |= _origins_of(article, known, frozenset())
    return frozenset(origins)


def _origins_of(article: Article, known: Mapping[str, Article], visited: frozenset[str]) -> frozenset[Ref]:
    own = article.publisher or Ref("article", article.key)
    if not article.relays or article.key in visited:
        return frozenset({own})
    origins: frozenset[Ref] = frozenset()
    for source in article.relays:
        relayed = known.get(source.key) if source.kind == "article" else None
        origins |= _origins_of(relayed, known, visited | {article.key}) if relayed else frozenset({source})
    return origins
