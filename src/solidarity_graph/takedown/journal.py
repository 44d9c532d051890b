"""What is decided and not yet done, in a file for the user alone, from the decision until it is done everywhere.

It names what is taken back, since the files no longer do once the first of them has changed. An interrupted run is
finished by the next one, whatever that is for.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from solidarity_graph.errors import CallError
from solidarity_graph.takedown.orders import Folders
from solidarity_graph.takedown.traces import Traces
from solidarity_graph.writing import write_safely


@dataclass(slots=True)
class Journal:
    """The decision.

    staged    files whose new text lies beside them.
    deleted   files that go.
    versions  the release that stood in the release's folder, where it is to be withdrawn.
    dumps     SHA-256 of dumps whose snapshots go.
    """

    path: Path
    private: str = ""
    staged: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    dumps: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, folders: Folders) -> Self | None:
        """What a run left for this dataset; None where nothing is left to be done. Raises CallError."""
        path = journal_path(folders)
        try:
            journal = cls(path, **json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise CallError(f"What an interrupted run left cannot be read: {path} ({error}).") from None
        if journal.private and journal.private != overlay_name(folders):
            raise CallError("An interrupted run is to be finished first. Name the overlay it was for with --private.")
        return journal

    @property
    def traces(self) -> Traces:
        """What is looked for."""
        return Traces(tuple(self.addresses), tuple(self.names))

    def save(self) -> None:
        """From here on it will be done, whatever happens."""
        content = {name: value for name, value in asdict(self).items() if name != "path"}
        write_safely(self.path, json.dumps(content))

    def finish(self) -> None:
        """It is done, but for snapshots that are still in use: of them nothing but the hash is kept."""
        if self.dumps:
            Journal(self.path, self.private, dumps=self.dumps).save()
        else:
            self.path.unlink(missing_ok=True)


def journal_path(folders: Folders) -> Path:
    """One file for each dataset."""
    name = hashlib.sha256(str(folders.data.resolve()).encode()).hexdigest()[:16]
    return folders.state / f"taking-back-{name}.json"


def overlay_name(folders: Folders) -> str:
    """The overlay's folder, by which a run knows that it is the same."""
    return str(folders.private.resolve()) if folders.private else ""
