"""The journal of a takedown: a file, readable only by the user, that exists from the decision until all steps are done.

It contains the keys and names to search copies for, as the record files lose them in the first step. The next run
finishes an interrupted one, even if it has another order.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from solidarity_graph.atomic_files import is_staged, write_safely
from solidarity_graph.errors import CallError
from solidarity_graph.takedown.file_search import Traces
from solidarity_graph.takedown.orders import Folders
from solidarity_graph.takedown.text_search import RemovedNames


@dataclass(slots=True)
class Journal:
    """The content of the journal.

    verb       `erase`, `withhold` or `restore`
    private    the overlay's folder; empty if there is none
    staged     record files with a staged new text
    deleted    record files to delete
    addresses  ends of IRIs to search copies for
    names      names to search copies for, as `RemovedNames` has them
    versions   the version of the current release, if it is to be withdrawn
    dumps      SHA-256 of dumps whose snapshots are to be removed
    """

    path: Path
    verb: str = ""
    private: str = ""
    staged: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)
    versions: list[str] = field(default_factory=list)
    dumps: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, folders: Folders) -> Self | None:
        """Return the journal of an interrupted run for this dataset, or None.

        Raises CallError if it cannot be read, or if it belongs to another overlay.
        """
        journal = cls.read(journal_path(folders.data, folders.state))
        if journal and journal.private and journal.private != overlay_name(folders):
            raise CallError("An interrupted run is to be finished first. Name the overlay it was for with --private.")
        return journal

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Return the journal in a file, or None if there is no file. Raises CallError if it cannot be read."""
        try:
            return cls(path, **json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise CallError(f"What an interrupted run left cannot be read: {path} ({error}).") from None

    @property
    def traces(self) -> Traces:
        """The IRIs and names to search copies for."""
        return Traces(tuple(self.addresses), RemovedNames(**{kind: tuple(names) for kind, names in self.names.items()}))

    def save(self) -> None:
        """Write the journal to its file atomically. From then on, an interrupted run is finished by the next one."""
        content = {name: value for name, value in asdict(self).items() if name != "path"}
        write_safely(self.path, json.dumps(content))

    def finish(self) -> None:
        """Delete the journal, or keep only the hashes of snapshots that are still in use."""
        if self.dumps:
            Journal(self.path, self.verb, self.private, dumps=self.dumps).save()
        else:
            self.path.unlink(missing_ok=True)


def unfinished_takedown(data: Path, state: Path) -> str:
    """Return what an interrupted takedown has not done yet, and the command that does it; empty if there is nothing.

    data   the folder of the record files
    state  the user's folder for the journal

    Snapshots that a server still uses do not count: they concern no file of the data. Raises CallError if the journal
    cannot be read.
    """
    journal = Journal.read(journal_path(data, state))
    if journal is None or not (journal.staged or journal.deleted or journal.addresses):
        return ""
    written = sum(not is_staged(Path(name)) for name in journal.staged)
    deleted = sum(not Path(name).exists() for name in journal.deleted)
    overlay = f" --private {journal.private}" if journal.private else ""
    return (
        f"An interrupted {journal.verb} is not finished: {written} of {len(journal.staged)} record files are written, "
        f"{deleted} of {len(journal.deleted)} deleted; the release, and copies of older ones, are still to be looked "
        f"after. Run the same command again: solidarity-graph {journal.verb} KEY{overlay} ..."
    )


def journal_path(data: Path, state: Path) -> Path:
    """Return the path of the journal of a data folder in the user's folder `state`."""
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]
    return state / f"taking-back-{name}.json"


def overlay_name(folders: Folders) -> str:
    """Return the absolute path of the overlay's folder, to compare with the journal's; empty without an overlay."""
    return str(folders.private.resolve()) if folders.private else ""
