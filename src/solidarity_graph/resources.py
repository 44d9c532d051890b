"""The one finder of `ontology/`, `shapes/`, `queries/` and `data/`: in a checkout or inside an installed wheel."""

from __future__ import annotations

from pathlib import Path

from solidarity_graph.errors import ReleaseError

_PACKAGE = Path(__file__).resolve().parent


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
    """The program itself: a build depends on it as much as on its data."""
    return _PACKAGE
