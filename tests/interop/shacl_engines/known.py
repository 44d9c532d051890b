"""The outcomes that are known not to agree, with their reasons, from `known.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.interop.shacl_engines.cases import ShapesFile
from tests.interop.shacl_engines.comparison import Comparison

FILE = Path(__file__).with_name("known.toml")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an engine does not agree on some constraints, and in which way. `named` is what the file has for `rules`."""

    named: tuple[str, ...]
    rules: tuple[str, ...]
    outcome: str
    reason: str


Known = Mapping[str, Sequence[Reason]]
"""The reasons of each engine, by its name."""


def read_known(files: Sequence[ShapesFile]) -> Known:
    """Return what is known. A file of shapes, and sh:sparql, stand for several constraints."""
    of_file = {file.name: file.constraints for file in files}
    of_file["sh:sparql"] = tuple(sorted(name for file in files for name in file.in_sparql))
    return {
        engine: [
            Reason(
                tuple(entry["rules"]),
                tuple(name for rule in entry["rules"] for name in of_file.get(rule, (rule,))),
                entry["outcome"],
                entry["reason"],
            )
            for entry in entries
        ]
        for engine, entries in tomllib.loads(FILE.read_text("utf-8")).items()
    }


def surprises(comparison: Comparison, known: Known) -> Iterator[str]:
    """Yield a line for each constraint whose outcome is not the known one."""
    engine = comparison.engine.name
    expected = {rule: reason.outcome for reason in known.get(engine, ()) for rule in reason.rules}
    for rule in expected.keys() - comparison.outcomes.keys():
        yield f"{engine}: {FILE.name} names {rule}, which is not a constraint. Remove it there."
    for rule, outcome in comparison.outcomes.items():
        if outcome != expected.get(rule, "agrees"):
            said = f"{engine}: {rule} {outcome}, not {expected.get(rule, 'agrees')}. {comparison.details.get(rule, '')}"
            yield f"{said} Correct the constraint, or list it in {FILE.name} with the reason."
    if comparison.others:
        yield f"{engine}: results of shapes that are no constraints: {sorted(comparison.others)}."
