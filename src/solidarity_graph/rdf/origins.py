"""How many independent origins a set of articles has: who relays somebody adds nothing of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from solidarity_graph.model import Article, Ref


def independent_origins(articles: Iterable[Article], known: Mapping[str, Article]) -> frozenset[Ref]:
    """Where these articles' news came from in the end: the outlets they relay, else their publisher, else themselves.

    Articles of one publisher are one origin. `known` holds every article by its key, to follow chains of relays.
    """
    origins: set[Ref] = set()
    for article in articles:
        origins |= _ends(article, known, frozenset())
    return frozenset(origins)


def _ends(article: Article, known: Mapping[str, Article], seen: frozenset[str]) -> frozenset[Ref]:
    own = article.publisher or Ref("article", article.key)
    if not article.relays or article.key in seen:
        return frozenset({own})
    ends: frozenset[Ref] = frozenset()
    for source in article.relays:
        relayed = known.get(source.key) if source.kind == "article" else None
        ends |= _ends(relayed, known, seen | {article.key}) if relayed else frozenset({source})
    return ends
