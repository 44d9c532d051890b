"""The list of stores that this account has loaded, so that erased data is removed from these stores too.

Addresses are kept without user, password or query string, which may hold a token.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from solidarity_graph.atomic_files import write_safely
from solidarity_graph.errors import CallError
from solidarity_graph.sparql.remote.http_client import redact_url

_LIST = "loaded-stores.json"


@dataclass(frozen=True, slots=True)
class LoadedStore:
    """A store that releases are loaded into, and how.

    url          its address for graphs or updates.
    base         the base of the dataset: the names of its graphs begin with it.
    endpoint     the address of its query endpoint: if given, statements are counted before and after a load.
    protocol     `auto`, `graph-store` or `update`.
    merge_into   the graph that gets the merge of all graphs: `default`, or a name. Empty: there is no merge.
    whole        False for an entry of the list whose address had a query string, which is not kept.
    """

    url: str
    base: str
    endpoint: str = ""
    protocol: str = "auto"
    merge_into: str = ""
    whole: bool = True


def note_store(state: Path, store: LoadedStore) -> None:
    """Add the store to the list in the folder `state`, or replace the entry of the same address and base.

    Query strings are removed from its addresses first.
    """
    cut = replace(store, url=redact_url(store.url), endpoint=redact_url(store.endpoint), whole="?" not in store.url)
    others = [known for known in noted_stores(state) if (known.url, known.base) != (cut.url, cut.base)]
    stores = sorted([*others, cut], key=lambda known: (known.url, known.base))
    write_safely(state / _LIST, json.dumps([asdict(known) for known in stores], indent=2) + "\n")


def noted_stores(state: Path) -> tuple[LoadedStore, ...]:
    """Return the list in the folder `state`; empty if there is no list yet.

    CallError if it cannot be read: a store that is missing from the list would keep erased data.
    """
    path = state / _LIST
    try:
        return tuple(LoadedStore(**entry) for entry in json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError) as error:
        raise CallError(f"The list of loaded stores, {path}, cannot be read ({error}). Mend it or delete it.") from None
