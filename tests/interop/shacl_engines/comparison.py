"""What each engine finds beside what it should find: one outcome for each engine and constraint."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from rdflib import XSD

from tests.interop.shacl_engines.cases import ShapesFile, Verdict, cases, ontology, verdict
from tests.interop.shacl_engines.engines import Engine

SHAPES = "https://w3id.org/solidarity-graph/shapes#"
Outcome = Literal["agrees", "differs", "fails"]


@dataclass(slots=True)
class Comparison:
    """What an engine made of the constraints.

    outcomes  for each constraint: the engine has the same results, others, or stopped with an error.
    details   for each constraint that does not agree: what is missing or too much, or the error.
    messages  the constraints of which a result has another message, or one without its values.
    others    source shapes of results that are no constraints of ours.
    seconds   how long it took, on the clock.
    """

    engine: Engine
    version: str
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    messages: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    seconds: float = 0


def compare(engines: Sequence[Engine], folder: Path, python: Path) -> list[Comparison]:
    """Run the engines, two at a time, and return what each made of the constraints. Files are written to the folder."""
    tasks = list(_tasks(folder))
    job = folder / "job.json"
    job.write_text(json.dumps([task for task, _ in tasks]), "utf-8")
    wanted = [each for _, each in tasks]

    def run(engine: Engine) -> Comparison:
        started = time.monotonic()
        version, answers = engine.run(job, python)
        comparison = Comparison(engine, version, seconds=time.monotonic() - started)
        for (file, expected), answer in zip(wanted, answers, strict=True):
            without = frozenset() if engine.sparql else file.in_sparql
            comparison.outcomes |= dict.fromkeys(without, "fails")
            judge(comparison, {name: expected[name] for name in expected.keys() - without}, answer)
        return comparison

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, engines))


Expected = Mapping[str, Mapping[Verdict, str]]


def _tasks(folder: Path) -> Iterator[tuple[Mapping[str, str], tuple[ShapesFile, Expected]]]:
    terms = _written(folder / "ontology.nt", ontology())
    for case in cases():
        data = _written(folder / f"{case.name}.nt", case.data)
        for file in case.files:
            expected = {name: case.expected[name] for name in file.constraints}
            yield {"data": data, "shapes": str(file.path), "ontology": terms}, (file, expected)


def _written(path: Path, graph: Any) -> str:
    graph.serialize(path, format="nt", encoding="utf-8")
    return str(path)


def judge(comparison: Comparison, expected: Expected, answer: Mapping[str, Any]) -> None:
    """Add to a comparison what an engine answered to one task."""
    if "error" in answer:
        for name in expected:
            comparison.outcomes[name] = "fails"
            comparison.details[name] = answer["error"]
        return
    found: dict[str, dict[Verdict, list[str]]] = {name: {} for name in expected}
    for shape, focus, value, messages in answer["results"]:
        name = shape.removeprefix(SHAPES)
        if name in found:
            found[name][verdict(focus, value)] = messages
        else:
            comparison.others.add(name)
    for name, results in expected.items():
        if found[name].keys() == results.keys():
            comparison.outcomes.setdefault(name, "agrees")
        elif comparison.outcomes.get(name) != "fails":
            comparison.outcomes[name] = "differs"
            missing, more = results.keys() - found[name].keys(), found[name].keys() - results.keys()
            comparison.details[name] = f"missing: {sorted(missing)[:3]}; too much: {sorted(more)[:3]}"
        for key, message in results.items():
            if key in found[name] and not any(_bare(message) in _bare(each) for each in found[name][key]):
                comparison.messages.add(name)


def _bare(message: str) -> str:
    """Return a message without the syntax in which engines write the values in it."""
    return re.sub(r"""[<>"\\]|@en$""", "", re.sub(r"\^\^(<[^>]*>|xsd:\w+)", "", message.replace(str(XSD), "xsd:")))
