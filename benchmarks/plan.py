"""How much is measured: everything, or just enough to see that all of it works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes in triples of the union, times in seconds.

    patience  how long one of the ten queries may take, and how long servers that have a limit are told to give it.
    loading   how long a server may take until it answers; one that needs longer with the large data is left out.
    attack    the attack on our server; `attack_on_others` is shorter, for what it shows is seen at once.
    hostile   triples for the hostile queries: few, for a server that one of them stops is started anew with them.
    """

    small: int
    large: int
    hostile: int
    rows: int
    load: int
    calm: int
    attack: int
    attack_on_others: int
    repeats: int
    guard_queries: int
    patience: float = 10.0
    loading: float = 60.0
    hostile_limit: float = 2.0
    hostile_to_others: bool = True


FULL = Plan(
    small=100_000,
    large=1_000_000,
    hostile=20_000,
    rows=100_000,
    load=6,
    calm=5,
    attack=60,
    attack_on_others=15,
    repeats=5,
    guard_queries=2000,
)
QUICK = Plan(
    small=20_000,
    large=0,
    hostile=20_000,
    rows=20_000,
    load=1,
    calm=1,
    attack=6,
    attack_on_others=3,
    repeats=2,
    guard_queries=300,
    patience=3.0,
    loading=30.0,
    hostile_limit=1.0,
    hostile_to_others=False,
)
