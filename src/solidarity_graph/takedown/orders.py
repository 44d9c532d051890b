"""The input of a takedown: the order, the folders, and functions supplied by the caller."""

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
    """An order to erase, withhold or restore some keys.

    verb         `erase`, `withhold` or `restore`
    day          the ISO date of the new release and of the removals
    reason       the reason for an erasure, one of `REASONS`
    level        the new level of withheld things
    stand_in     the key of the thing named instead, for the level `generalised`
    leave_words  True to allow texts elsewhere that contain a removed name
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
    """Folders and stores with copies of the data.

    data      the folder of the record files
    release   the current release
    state     the user's folder for the journal and the list of loaded stores
    private   the private overlay; None if there is none
    releases  the folder of older releases
    cache     the folder of cached snapshots; None for the default one
    stores    URLs of further SPARQL stores to update
    """

    data: Path
    release: Path
    state: Path
    private: Path | None = None
    releases: Path | None = None
    cache: Path | None = None
    stores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tools:
    """Functions that the caller supplies.

    check        raises an error if record files cannot be published
    build        builds the release; returns False if it was up to date
    credentials  returns the credentials for the URL of a store
    """

    check: Callable[[Files], None]
    build: Callable[[], bool]
    credentials: Callable[[str], Credentials]


def read_key(text: str) -> str:
    """Return the key of a thing or a claim in its normal form. Raises CallError if `text` has not the form of a key.

    Whether there is such a thing is not checked.

    >>> read_key("person/p7k2"), read_key("claim/c4m"), read_key("c4m")
    ('person/p7k2', 'c4m', 'c4m')
    """
    kind, _, key = text.rpartition("/")
    if (kind and kind not in KINDS) or not is_key(key):
        raise CallError(f"{text!r} is no key. Write person/p7k2, event/some-picket or the key of a claim, c4m.")
    return key if kind in ("", "claim") else f"{kind}/{key}"
