"""Write what is made from the ontology: `solidarity_graph/schema/vocabulary.py`, `ontology/context.jsonld` and
`ontology/document.schema.json`.

python -m solidarity_graph.schema.generate [--check]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import solidarity_graph
from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema.json_ld import INCLUDED, context
from solidarity_graph.schema.json_schema import json_schema
from solidarity_graph.schema.rdflib_source import vocabulary
from solidarity_graph.schema.reading import read_ontology


def generated_files() -> Mapping[Path, str]:
    """Return the text of each generated file by path."""
    ontology = read_ontology()
    written = context(ontology)
    return {
        Path(solidarity_graph.__file__).parent / "schema" / "vocabulary.py": vocabulary(ontology),
        ontology_dir() / "context.jsonld": written,
        ontology_dir() / "document.schema.json": json_schema(json.loads(written)["@context"], INCLUDED),
    }


def stale_files() -> list[Path]:
    """Return the generated files that are missing or differ from the ontology."""
    return [path for path, text in generated_files().items() if not path.is_file() or path.read_text("utf-8") != text]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files, or with `--check` only report stale ones. Return the exit code: 1 if `--check` finds any."""
    parser = argparse.ArgumentParser(prog="python -m solidarity_graph.schema.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is stale")
    options = parser.parse_args(arguments)
    stale = stale_files()
    if options.check:
        for path in stale:
            print(f"{path.name} is stale: run python -m solidarity_graph.schema.generate", file=sys.stderr)
        return 1 if stale else 0
    for path, text in generated_files().items():
        path.write_text(text, encoding="utf-8")
        print(f"{path.name} {'written' if path in stale else 'unchanged'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
