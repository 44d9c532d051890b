"""Write `docs/shacl-engines.md`: which SHACL engine gives which constraint the results of `solidarity-graph validate`.

make engines    installs the engines, and calls this
make engines ENGINE_ARGS=--check
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from solidarity_graph.resources import docs_dir
from tests.interop.shacl_engines.cases import shapes_files
from tests.interop.shacl_engines.comparison import Comparison, compare
from tests.interop.shacl_engines.engines import ENGINES
from tests.interop.shacl_engines.known import read_known, surprises
from tests.interop.shacl_engines.page import page

PAGE = docs_dir() / "shacl-engines.md"


def main() -> None:
    """Compare the engines, and write the page, or check it. Exit status 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.interop.shacl_engines", description=__doc__)
    environment = Path(".venv-engines/bin/python")
    parser.add_argument("--python", type=Path, default=environment, help="the one with the engines")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is not up to date")
    parser.add_argument("--only", metavar="ENGINE", choices=[engine.name for engine in ENGINES], help="write nothing")
    arguments = parser.parse_args()
    engines = [engine for engine in ENGINES if arguments.only in (None, engine.name)]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        comparisons = compare(engines, Path(folder), arguments.python)
    known = read_known(shapes_files())
    for comparison in comparisons:
        _tell(comparison)
    _say(f"{time.monotonic() - started:.0f} seconds.")
    faults = [fault for each in comparisons for fault in surprises(each, known)]
    if not arguments.only:
        faults += _write(page(comparisons, shapes_files(), known), arguments.check)
    for fault in faults:
        _say(fault)
    sys.exit(1 if faults else 0)


def _tell(comparison: Comparison) -> None:
    counts = ", ".join(f"{outcome} {count}" for outcome, count in Counter(comparison.outcomes.values()).items())
    seconds = f"{comparison.seconds:.0f} s"
    _say(f"{comparison.engine.title} {comparison.version}: {counts} ({seconds})")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _write(text: str, check: bool) -> list[str]:
    if PAGE.is_file() and PAGE.read_text("utf-8") == text:
        return []
    if check:
        return [f"{PAGE} is not up to date. Run make engines, and commit it."]
    PAGE.write_text(text, "utf-8")
    return []


if __name__ == "__main__":
    main()
