"""A release on disk: its manifest with hashes. Opening it gives a clear error if something is missing or damaged."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from solidarity_graph.errors import CallError, ReleaseError
from solidarity_graph.model.versions import is_draft
from solidarity_graph.release.build_folder import current_folder, settle
from solidarity_graph.release.withdrawn_list import beside, read_withdrawn

DUMP_NAME = "solidarity-graph"
"""The name of the dumps, without the suffix that tells the format."""
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
"""The list of the files that the repository holds, as `sha256sum -c` reads it."""
BUILT_SUMS = f"{SUMS}.built"
"""The list of the files that say the same again in other formats: each build makes them, the repository has none."""
REBUILD = "Run solidarity-graph build, or reinstall the package."


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file of a release: size in bytes, SHA-256 in hexadecimal.

    answers  the SHA-256 of the query to which the file is the answer; empty for other files.
    """

    name: str
    media_type: str
    description: str
    size: int
    sha256: str
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """An immutable release: its folder, its version (see `model.versions`) and the files that its manifest lists.

    base  the prefix of the dataset's IRIs.
    """

    folder: Path
    version: str
    base: str
    title: str
    files: tuple[ReleaseFile, ...]

    @property
    def is_draft(self) -> bool:
        """True if the release is a draft: it is not published, and has no permalinks."""
        return is_draft(self.version)

    @property
    def nquads(self) -> Path:
        """The path of the N-Quads dump, from which snapshots are made. Every release has this file."""
        return self.folder / f"{DUMP_NAME}.nq"

    def file(self, name: str) -> ReleaseFile | None:
        """Return the file with this name in the manifest, or None. Whether it is in the folder is not checked."""
        return next((file for file in self.files if file.name == name), None)

    def path_of(self, path: str) -> str:
        """Return the path at which a site serves a path of this release. It lasts, unless the release is a draft.

        path  begins with a slash: `/actions?year=2013` gives `/release/2026-11-28/actions?year=2013`.
        """
        return f"/release/{self.version}{path}"

    def present(self) -> tuple[ReleaseFile, ...]:
        """Return the files that exist in the folder: a checkout has fewer of them than a build."""
        return tuple(file for file in self.files if (self.folder / file.name).is_file())

    def manifest_sha256(self) -> str:
        """Return the SHA-256 of the manifest, which identifies the bytes of all files."""
        return hash_file(self.folder / MANIFEST)

    def verify(self, *names: str) -> None:
        """Raise ReleaseError for the first file whose SHA-256 differs from the manifest. Missing files are skipped.

        names  of the files to check; without any, all are checked.
        """
        for file in self.present():
            if not names or file.name in names:
                self._verify(file)

    def sums(self) -> Mapping[str, str]:
        """Return the texts of the lists of sums by name, without one that is missing or has a line of another release.

        The lists of older releases divide the files in other ways.
        """
        lines = {"", f"{self.manifest_sha256()}  {MANIFEST}", *(f"{file.sha256}  {file.name}" for file in self.files)}
        paths = [path for name in (SUMS, BUILT_SUMS) if (path := self.folder / name).is_file()]
        texts = {path.name: path.read_bytes().decode(errors="replace") for path in paths}
        return {name: text for name, text in texts.items() if lines.issuperset(text.split("\n"))}

    def _verify(self, file: ReleaseFile) -> None:
        path = self.folder / file.name
        if hash_file(path) != file.sha256:
            raise ReleaseError(f"{path} is damaged: its SHA-256 is not the manifest's. {REBUILD}")


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits. Raises OSError."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def manifest_text(version: str, base: str, title: str, files: tuple[ReleaseFile, ...]) -> str:
    """Return the manifest of a release as JSON."""
    draft = {"draft": True} if is_draft(version) else {}
    content = {"version": version, **draft, "base": base, "title": title, "files": [_as_dict(file) for file in files]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _as_dict(file: ReleaseFile) -> dict[str, object]:
    return {name: value for name, value in asdict(file).items() if value != ""}


def open_release(folder: Path, *, listed: bool = True) -> Release:
    """Return the current release of a folder. If its publication was interrupted, that is finished first.

    listed  False to open one that is not the listed one, too: what must be taken back may be in it.

    Raises ReleaseError for a bad manifest, for one with another hash than in `releases.toml` beside the folder, for a
    dump missing or of wrong size, or if the release was withdrawn. No hash of a file is checked: see `Release.verify`.
    """
    with contextlib.suppress(OSError):  # a folder that may not be changed: the release is read where it is
        settle(folder)
    try:
        release = _open(current_folder(folder))
    except ReleaseError:
        release = _open(current_folder(folder))  # a build may have moved it meanwhile
    if _is_withdrawn(release.version, beside(folder)):
        raise ReleaseError(f"Release {release.version} in {folder} was withdrawn. {REBUILD}")
    if listed:
        _refuse_unlisted(release)
    return release


def refuse_other_folder(target: Path) -> None:
    """Raise CallError if something else than a release is at `target`: a build would delete it."""
    held = {path.name for path in target.iterdir()} if target.is_dir() else {""} if target.exists() else set()
    if held and held.isdisjoint((MANIFEST, f"{DUMP_NAME}.nq")):
        raise CallError(
            f"{target} is no release, and a build would delete what it holds. Name another folder with --release, "
            "or empty this one."
        )


def _refuse_unlisted(release: Release) -> None:
    """Raise ReleaseError if `releases.toml`, beside the folder, lists the version with another manifest."""
    path = release.folder.with_name("releases.toml")
    try:
        entries = tomllib.loads(path.read_text("utf-8-sig")).get("release", ()) if path.exists() else ()
        listed = {str(entry["version"]): entry.get("sha256") for entry in entries}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ReleaseError(f"{path} cannot be read ({error}). Mend it.") from None
    if listed.get(release.version) not in (None, release.manifest_sha256()):
        raise ReleaseError(f"{release.folder} is not release {release.version} as {path.name} has it. {REBUILD}")


def _is_withdrawn(version: str, path: Path) -> bool:
    try:
        return version in read_withdrawn(path)
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path} cannot be read ({error}). Mend it, or run solidarity-graph erase again.") from None


def _open(folder: Path) -> Release:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        files = tuple(ReleaseFile(**file) for file in manifest["files"])
        release = Release(folder, manifest["version"], manifest["base"], manifest["title"], files)
    except FileNotFoundError:
        raise ReleaseError(f"There is no release in {folder}. {REBUILD}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"The manifest {folder / MANIFEST} cannot be read ({error}). {REBUILD}") from None
    dump = release.file(release.nquads.name)
    if dump is None or not release.nquads.is_file():
        raise ReleaseError(f"The release in {folder} lacks {release.nquads.name}. {REBUILD}")
    if release.nquads.stat().st_size != dump.size:
        raise ReleaseError(f"{release.nquads} is damaged: it is not {dump.size} bytes long. {REBUILD}")
    return release
