"""Search for saved queries by the words of their questions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from solidarity_graph.saved_queries import SavedQuery

_WORD = re.compile(r"[^\W_]+")
# Stop words: they are in most questions.
_COMMON = frozenset(
    ("a", "and", "are", "by", "did", "do", "for", "how", "in", "is", "it", "of", "on", "or", "the", "to", "was")
) | {
    *("were", "what", "when", "where", "which", "who", "whom", "with"),
}
_STEM = 5  # "banned" and "ban" differ, "announced" and "announcement" do not; enough for some thirty questions


def find_questions(queries: Iterable[SavedQuery], words: str) -> tuple[SavedQuery, ...]:
    """Return the saved queries with any of the words; the best match, with most words in its question, comes first.

    Nothing is found for words that no saved query has, or that are too common.
    """
    wanted = _stems(words)
    scored = ((_score(query, wanted), query) for query in queries)
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1].name))
    return tuple(query for _, query in found)


def _score(query: SavedQuery, wanted: set[str]) -> int:
    question = _stems(f"{query.question} {query.name.replace('-', ' ')}")
    around = _stems(f"{query.description} {' '.join(query.tags)}")
    return sum(3 if word in question else 1 for word in wanted if word in question | around)


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower()) if word not in _COMMON}
