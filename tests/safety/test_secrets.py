"""No output holds what may not be public: not a page, not a dump, not an error, not a log, packed or not."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph

from solidarity_graph.web import JsonFormatter
from tests.example import example_files, example_overlay
from tests.safety.conftest import Site, Walked
from tests.safety.secrets import secrets_of
from tests.safety.walking import Output

OVERLAY = {path: text for path, text in example_overlay().items() if path.startswith("private/")}
SECRETS = secrets_of(OVERLAY, example_files())


def told(data: bytes) -> list[bytes]:
    return sorted(secret for secret in SECRETS if secret in data)


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield path.name, gzip.decompress(data) if path.suffix == ".gz" else data


def stored(site: Site) -> bytes:
    """What the snapshot holds: its files are packed by the engine."""
    (database,) = [path.parent for path in site.cache.rglob("CURRENT")]
    return "\n".join(map(str, pyoxigraph.Store.read_only(str(database)))).encode()


def tell(outputs: Iterable[Output]) -> list[tuple[str, list[bytes]]]:
    return [(output.request, found) for output in outputs if (found := told(output.bytes))]


def test_there_are_secrets_of_every_kind() -> None:
    keys = {"ps1v", "cellar-meeting", "cz06"}
    names = {"Orsolya Wintergreen", "O. Wintergreen", "Tobiah Marrowby", "Cooper's Cellar"}
    values = {"1.512345", "2031-05-02", "It began in the cellar.", "the cellar below the square"}
    assert keys | names | values <= {secret.decode() for secret in SECRETS}


def test_no_answer_of_the_site_tells_a_secret(walked: Walked) -> None:
    outputs = walked.outputs
    assert len({output.request.partition(" ")[0] for output in outputs}) > 300
    # Whoever asks for a key tells it himself, and an address that is wrong is repeated.
    asked = {f"/id/person/{key}" for key in ("pw2n", "ps1v")}
    assert tell(output for output in outputs if not output.request.startswith(tuple(asked))) == []
    for output in outputs:
        if output.request.startswith(tuple(asked)):
            assert output.status == 404
    lines = "\n".join(JsonFormatter().format(record) for record in walked.records)
    assert "/queries/{file}" in lines
    assert told(lines.encode()) == []


def test_no_file_of_the_release_or_the_cache_tells_a_secret(site: Site) -> None:
    found = {name: told(data) for folder in (site.release.folder, site.cache) for name, data in files_below(folder)}
    assert found
    assert {name: secrets for name, secrets in found.items() if secrets} == {}
    assert told(stored(site)) == []


def test_what_is_pseudonymised_is_there_under_another_name(site: Site) -> None:
    """The counterpart: the search above would find nothing where nothing was published."""
    assert b"a person who is not named" in stored(site)
    assert b"withheldClaims" in stored(site)
