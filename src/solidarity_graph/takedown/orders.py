"""What is to be taken back, from where, and with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from solidarity_graph.errors import CallError
from solidarity_graph.model.iris import KINDS, is_key
from solidarity_graph.model.levels import WITHHELD
from solidarity_graph.records import Files
from solidarity_graph.sparql.remote.authentication import Credentials

ERASE, WITHHOLD, RESTORE = "erase", "withhold", "restore"


@dataclass(frozen=True, slots=True)
class Order:
    """One of `erase`, `withhold` and `restore`, and the keys it is for.

    day          names the release that shows what was done.
    leave_words  what looks like a name elsewhere is another one: it may stay.
    """

    verb: str
    keys: tuple[str, ...]
    day: str
    reason: str = ""
    level: str = WITHHELD
    stand_in: str = ""
    leave_words: bool = False


@dataclass(frozen=True, slots=True)
class Folders:
    """Where everything lies. `state` is the user's folder for what a program remembers."""

    data: Path
    release: Path
    state: Path
    private: Path | None = None
    releases: Path | None = None
    cache: Path | None = None
    stores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tools:
    """What is done by others: `check` raises where files cannot be published, `build` says whether it built."""

    check: Callable[[Files], None]
    build: Callable[[], bool]
    credentials: Callable[[str], Credentials]


def read_key(text: str) -> str:
    """A thing's key, or a claim's. Raises CallError.

    >>> read_key("person/p7k2"), read_key("claim/c4m"), read_key("c4m")
    ('person/p7k2', 'c4m', 'c4m')
    """
    kind, _, key = text.rpartition("/")
    if (kind and kind not in KINDS) or not is_key(key):
        raise CallError(f"{text!r} is no key. Write person/p7k2, event/some-picket or the key of a claim, c4m.")
    return key if kind in ("", "claim") else f"{kind}/{key}"
