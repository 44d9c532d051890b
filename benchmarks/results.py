"""All that a run found out, by server."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.hostile import Hostility
from benchmarks.load import Rate
from benchmarks.siege import Siege
from benchmarks.timings import ManyRows, Timing

CLIENTS = (1, 8, 64)


@dataclass(slots=True)
class Results:
    """Filled while the run goes on. What is missing could not be measured; `notes` says why.

    small    by server and number of clients
    same     cached answers, the same question to others, and the bare application
    saved    a saved query by its address, and its text put to others
    queries  by number of triples and server
    guard    milliseconds: alone, guarded, overhead
    """

    date: str
    machine: str
    versions: str
    small_triples: int = 0
    large_triples: int = 0
    row_limit: int = 0
    small: dict[str, dict[int, Rate]] = field(default_factory=dict)
    same: dict[str, Rate] = field(default_factory=dict)
    saved: dict[str, Rate] = field(default_factory=dict)
    queries: dict[int, dict[str, dict[str, Timing]]] = field(default_factory=dict)
    rows: dict[str, ManyRows] = field(default_factory=dict)
    guard: dict[str, float] = field(default_factory=dict)
    sieges: dict[str, Siege] = field(default_factory=dict)
    hostile: dict[str, Hostility] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
