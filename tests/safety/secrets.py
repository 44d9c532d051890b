"""What of a private overlay may stand nowhere else: every text in it that `data/` and the vocabulary do not hold."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping

from solidarity_graph.model.levels import LEVELS
from solidarity_graph.schema.ontology import CLASSES, PROPERTIES, SCHEMES

_WORDS = {*LEVELS, *CLASSES, *PROPERTIES, "event", "entity", "person", "place", "tests"}


def secrets_of(overlay: Mapping[str, str], public: Mapping[str, str]) -> set[bytes]:
    """As bytes in UTF-8. Only what is long enough to be no part of other words by chance."""
    known = "\n".join(public.values())
    concepts = {name for scheme in SCHEMES.values() for name in scheme}
    texts = {text for file in overlay.values() for text in _texts(tomllib.loads(file))}
    return {
        text.removeprefix("person/").removeprefix("place/").encode()
        for text in texts - _WORDS - concepts
        if len(text) > 3 and text not in known
    }


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, float):
        yield str(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
