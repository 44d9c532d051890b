"""The report as immutable values: one field for each property of a SHACL validation result.

https://www.w3.org/TR/shacl/#validation-report
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from solidarity_graph.schema.namespaces import SGSH, SH
from solidarity_graph.validation.paths import Path

WHOLE_GRAPH = SGSH + "whole-graph"
"""The focus node of constraints on the whole graph: the node to correct is then the value of the result."""
_MILD = {SH + name for name in ("Warning", "Info")}


@dataclass(frozen=True, slots=True, order=True)
class RdfTerm:
    """An RDF term: an IRI, a literal or a blank node."""

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
    """The data file, and the entry in it, to correct."""

    file: str
    entry: str


@dataclass(frozen=True, slots=True)
class Result:
    """One SHACL validation result. `origin` is the entry to correct; None if it is not known."""

    focus_node: RdfTerm
    result_path: Path | None
    value: RdfTerm | None
    source_shape: str
    source_constraint_component: str
    severity: str
    message: str
    origin: Origin | None = None

    @property
    def place(self) -> RdfTerm:
        """The node to correct: the focus node, or the value if the focus node is the whole graph."""
        whole = self.focus_node.value == WHOLE_GRAPH
        return self.value if whole and self.value is not None else self.focus_node

    @property
    def constraint(self) -> str:
        """The source shape without its namespace: `event-has-status`."""
        return self.source_shape.rpartition("#")[2]

    @property
    def is_violation(self) -> bool:
        """False for a warning or a hint, with which data may be published. https://www.w3.org/TR/shacl/#severity"""
        return self.severity not in _MILD


@dataclass(frozen=True, slots=True)
class Report:
    """A validation report: whether the data conforms to a profile, and the results in an order set by the data only.

    `conforms` is SHACL's: False also where there are only warnings. `is_accepted` is what commands go by.
    """

    conforms: bool
    results: tuple[Result, ...]
    profile: str
    triples: int

    @property
    def is_accepted(self) -> bool:
        """True if no result is a violation: there may be warnings."""
        return not any(result.is_violation for result in self.results)
