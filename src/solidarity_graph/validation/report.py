"""The report as frozen values, field by field a validation result (https://www.w3.org/TR/shacl/#validation-report)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from solidarity_graph.validation.paths import Path

WHOLE_GRAPH = "https://w3id.org/solidarity-graph/shapes#whole-graph"
"""The stand-in focus node of rules that look across records: the node to mend is then the value."""


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """An IRI, a literal or a blank node."""

    value: str
    kind: Literal["iri", "literal", "blank-node"] = "iri"
    datatype: str = ""
    language: str = ""

    def __str__(self) -> str:
        if self.kind == "literal":
            return f'"{self.value}"' + (f"@{self.language}" if self.language else "")
        return f"_:{self.value}" if self.kind == "blank-node" else self.value


@dataclass(frozen=True, slots=True)
class Origin:
    """The file and the entry in it where a person mends the fault."""

    file: str
    entry: str


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result."""

    focus_node: Term
    result_path: Path | None
    value: Term | None
    source_shape: str
    source_constraint_component: str
    severity: str
    message: str
    origin: Origin | None = None

    @property
    def place(self) -> Term:
        """The node to mend: the focus node, or the value where the focus is the whole graph."""
        whole = self.focus_node.value == WHOLE_GRAPH
        return self.value if whole and self.value is not None else self.focus_node

    @property
    def constraint(self) -> str:
        """The source shape without its namespace: `event-has-status`."""
        return self.source_shape.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Report:
    """Whether the data conforms to the shapes of a profile, and what was found, in an order given by the data alone."""

    conforms: bool
    results: tuple[Result, ...]
    profile: str
    triples: int
