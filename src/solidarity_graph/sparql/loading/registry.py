"""Which stores were loaded from this account: their addresses, kept so that what is taken back is taken back there.

Without user, password or query string, which may hold a token; whoever may read the file learns addresses, and no more.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from solidarity_graph.errors import CallError
from solidarity_graph.sparql.remote.connection import shown
from solidarity_graph.writing import write_safely

_LIST = "loaded-stores.json"


@dataclass(frozen=True, slots=True)
class LoadedStore:
    """A store by its address, the base of the dataset that was loaded, and how. `whole`: nothing was cut off."""

    url: str
    base: str
    endpoint: str = ""
    protocol: str = "auto"
    merge_into: str = ""
    whole: bool = True


def note_store(state: Path, store: LoadedStore) -> None:
    """Adds it to the list in the user's state folder, in place of what the list said of this address."""
    cut = LoadedStore(
        shown(store.url), store.base, shown(store.endpoint), store.protocol, store.merge_into, "?" not in store.url
    )
    others = [known for known in noted_stores(state) if (known.url, known.base) != (cut.url, cut.base)]
    stores = sorted([*others, cut], key=lambda known: (known.url, known.base))
    write_safely(state / _LIST, json.dumps([asdict(known) for known in stores], indent=2) + "\n")


def noted_stores(state: Path) -> tuple[LoadedStore, ...]:
    """The list. Raises CallError where it cannot be read: a store that is forgotten keeps what was taken back."""
    path = state / _LIST
    try:
        return tuple(LoadedStore(**entry) for entry in json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError) as error:
        raise CallError(f"The list of loaded stores, {path}, cannot be read ({error}). Mend it or delete it.") from None
