"""What `risk.toml` lists: organisations and acts that are prosecuted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from solidarity_graph.model.record import Record
from solidarity_graph.model.values import Ref


@dataclass(frozen=True, slots=True)
class RiskyOrganisation(Record):
    """An organisation whose members or helpers are prosecuted somewhere today, with the source that says so."""

    TABLE: ClassVar[str] = "listed-organisation"
    organisation: Ref
    where: str
    since: str
    source: str


@dataclass(frozen=True, slots=True)
class RiskyAct(Record):
    """A form of action that is prosecuted if it took place in `where` (a place) on the day `since` or later.

    An act whose date is unknown counts, too.
    """

    TABLE: ClassVar[str] = "act"
    action_type: str
    where: Ref
    since: str
    source: str


Risk = RiskyOrganisation | RiskyAct
