"""Searches files for IRIs, pseudonyms and names of removed things, in their bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from solidarity_graph.model import Ref
from solidarity_graph.policy.pseudonyms import Pseudonyms
from solidarity_graph.takedown.text_search import RemovedNames

_PACKED = {b"\x1f\x8b": gzip.decompress, b"BZh": bz2.decompress, b"\xfd7zXZ": lzma.decompress}
_ERRORS = (OSError, EOFError, ValueError, RuntimeError, zlib.error)  # of files that cannot be opened
_ERRORS_OF_PACKED = (lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError)
_OLDER_ENCODINGS = ("cp1251", "koi8-r")


@dataclass(frozen=True, slots=True)
class Traces:
    """The strings by which copies of removed data are found: ends of IRIs (`addresses`), and names."""

    addresses: tuple[str, ...] = ()
    names: RemovedNames = field(default_factory=RemovedNames)

    def __bool__(self) -> bool:
        return bool(self.addresses or self.names.search)

    def are_in(self, folder: Path) -> bool:
        """Return True if `are_in_file` is true of a file in the folder or its subfolders."""
        return any(self.are_in_file(path, folder) for path in sorted(folder.rglob("*")) if path.is_file())

    def are_in_file(self, path: Path, below: Path) -> bool:
        """Return True if the file, or its path below a folder, contains one of the IRIs or names; see `NameSearch`.

        Packed files are unpacked, archives too; one that cannot be counts as containing them.
        """
        if not self:
            return False
        ends = "|".join(map(re.escape, self.addresses))
        address = re.compile(rf"[/:](?:{ends})(?![a-z0-9-])" if ends else r"(?!)")
        try:
            return any(
                address.search(text) or self.names.search.occur_in(text)
                for name, content in _unpacked(path.relative_to(below).as_posix(), path.read_bytes())
                for text in (name, *_decoded(content))
            )
        except (*_ERRORS, *_ERRORS_OF_PACKED):
            return True


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of a file; of a packed one or an archive, its name and all that is in it."""
    yield name, b""
    if unpack := next((unpack for start, unpack in _PACKED.items() if content.startswith(start)), None):
        yield from _unpacked(name, unpack(content))
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for packed in archive.namelist():
                yield from _unpacked(f"{name}/{packed}", archive.read(packed))
    elif tarfile.is_tarfile(io.BytesIO(content)):
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for member in archive:
                file = archive.extractfile(member)
                yield from _unpacked(f"{name}/{member.name}", file.read() if file else b"")
    else:
        yield name, content


def _decoded(content: bytes) -> Iterator[str]:
    """Yield the text of a file; where its encoding is not known, in each that it may have."""
    encoding = json.detect_encoding(content)
    try:
        yield content.decode(encoding)
    except UnicodeDecodeError:
        yield from (content.decode(each, errors="replace") for each in ("utf-8", encoding, *_OLDER_ENCODINGS))


def addresses_of(keys: Iterable[str], articles: Iterable[str], secret: str) -> tuple[str, ...]:
    """Return the ends of the IRIs of things and claims, such as `id/person/p7k2`.

    articles  keys of articles: with a secret, also the pseudonyms of the things in these articles are returned.
    secret    the overlay's; empty if there is none.
    """
    pseudonyms = Pseudonyms(secret) if secret else None
    return tuple(end for key in keys for end in _iri_ends(key, articles, pseudonyms))


def _iri_ends(key: str, articles: Iterable[str], pseudonyms: Pseudonyms | None) -> Iterator[str]:
    kind, _, name = key.rpartition("/")
    yield f"id/{kind or 'claim'}/{name}"
    if kind == "article":
        yield f"graph/{name}"
    if pseudonyms is None:
        return
    if not kind:
        yield f"id/claim/{pseudonyms.of('claim', name)}"
    elif kind == "article":
        yield from (f"{place}/{pseudonyms.of('article', name)}" for place in ("id/article", "graph"))
    else:
        yield from (f"id/{pseudonyms.thing(Ref(kind, name), article)}" for article in articles)
