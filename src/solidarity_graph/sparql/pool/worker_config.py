"""What a worker is started for, as its pool tells it on its command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Duty:
    """Which snapshot to answer from, and how.

    sha256         of the snapshot's input, so that a worker started later never answers from another release that has
                   taken the place of the first.
    prefixes       for Turtle and its like.
    service_hosts  that SERVICE may be sent to.
    guards         against the network, to be tried in this order.
    nice           how far to stand back for other processes, from 0 (not at all) to 19.
    """

    folder: str
    sha256: str
    prefixes: Mapping[str, str] = field(default_factory=dict)
    service_hosts: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    nice: int = 0

    def pack(self) -> str:
        """As one argument."""
        return json.dumps(asdict(self))

    @classmethod
    def unpack(cls, argument: str) -> Duty:
        """From that argument."""
        fields: dict[str, Any] = json.loads(argument)
        lists: dict[str, Any] = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
        return cls(**(fields | lists))
