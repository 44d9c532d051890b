"""The one finder of `ontology/`, `shapes/`, `queries/` and `data/`: in a checkout or inside an installed wheel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from solidarity_graph.errors import ReleaseError

_PACKAGE = Path(__file__).resolve().parent
_INPUTS = {".toml", ".ttl", ".jsonld", ".rq", ".py"}


def _find(name: str) -> Path:
    # A wheel carries the folders inside the package (pyproject.toml, force-include); a checkout has them two levels up.
    for candidate in (_PACKAGE / "_resources" / name, _PACKAGE.parent.parent / name):
        if candidate.is_dir():
            return candidate
    raise ReleaseError(
        f"The folder {name}/ is missing from this installation. Reinstall solidarity-graph, or use a full checkout."
    )


def is_installed() -> bool:
    """Whether this is a copy from a wheel, whose folders are not for writing."""
    return (_PACKAGE / "_resources").is_dir()


def ontology_dir() -> Path:
    """The ontology, its concept schemes, alignments and examples."""
    return _find("ontology")


def shapes_dir() -> Path:
    """The SHACL shapes: `core/`, `provenance/`, `strict/`."""
    return _find("shapes")


def queries_dir() -> Path:
    """The saved queries, one `.rq` file each."""
    return _find("queries")


def data_dir() -> Path:
    """The dataset: article and entity files, judgements, and `release/`."""
    return _find("data")


def program_dir() -> Path:
    """The program itself: what it makes depends on it as much as on the data."""
    return _PACKAGE


def build_inputs(data: Path, private: Path | None) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file that a build depends on: records, ontology, shapes, queries and the program."""
    ours = {"ontology": ontology_dir(), "shapes": shapes_dir(), "queries": queries_dir(), "program": program_dir()}
    folders = {"data": data, **ours}
    for role, folder in (folders | ({"private": private} if private else {})).items():
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.suffix in _INPUTS and (role != "data" or name.parts[0] != "release"):
                yield f"{role}/{name.as_posix()}", path.read_bytes()
