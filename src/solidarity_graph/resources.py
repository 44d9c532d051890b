"""Finds the folders `ontology/`, `shapes/`, `queries/`, `data/` and `docs/`, in a checkout or in an installed wheel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from solidarity_graph.errors import ReleaseError

_PACKAGE = Path(__file__).resolve().parent
_NO_INPUTS = {"data": {"release", "releases.toml"}, "ontology": {"releases"}}  # in these folders
_INPUTS = {".toml", ".ttl", ".jsonld", ".rq", ".py"}


def _find(name: str) -> Path:
    # A wheel has the folders inside the package (pyproject.toml, wheel.sources); a checkout has them two levels up.
    for candidate in (_PACKAGE / "_resources" / name, _PACKAGE.parent.parent / name):
        if candidate.is_dir():
            return candidate
    raise ReleaseError(
        f"The folder {name}/ is missing from this installation. Reinstall solidarity-graph, or use a full checkout."
    )


def is_installed() -> bool:
    """Return True if the package is installed from a wheel, so that its folders must not be written to."""
    return (_PACKAGE / "_resources").is_dir()


ontology_dir = partial(_find, "ontology")
"""Return the folder of the ontology, its concept schemes, alignments and examples."""
shapes_dir = partial(_find, "shapes")
"""Return the folder of the SHACL shapes, with `core/`, `provenance/` and `strict/`."""
queries_dir = partial(_find, "queries")
"""Return the folder of the saved queries, one `.rq` file for each."""
data_dir = partial(_find, "data")
"""Return the folder of the dataset: article and entity files, judgements, and `release/`."""

docs_dir = partial(_find, "docs")
"""Return the folder of the documents that the site shows, with their `figures/` and `examples/`."""


def program_dir() -> Path:
    """Return the folder of this package, whose source files are part of the input of a build."""
    return _PACKAGE


def build_inputs(data: Path, private: Path | None) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file that a build depends on: records, ontology, shapes, queries, program."""
    ours = {"ontology": ontology_dir(), "shapes": shapes_dir(), "queries": queries_dir(), "program": program_dir()}
    folders = {"data": data, **ours}
    for role, folder in (folders | ({"private": private} if private else {})).items():
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.suffix in _INPUTS and name.parts[0] not in _NO_INPUTS.get(role, ()):
                yield f"{role}/{name.as_posix()}", path.read_bytes()
