"""Source texts by their SHA-256, and the check that the phrase of each span is at its offsets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from solidarity_graph.errors import CallError
from solidarity_graph.model import Article, Claim, Dataset, Span

SourceTexts = Mapping[str, str]
"""Texts by the SHA-256 of their files, in hexadecimal."""


def load_sources(folder: Path) -> SourceTexts:
    """Return all UTF-8 files in a folder and its subfolders, by their SHA-256; others are skipped.

    Raises CallError if there are none.
    """
    return dict(find_sources(folder))


def find_sources(folder: Path) -> SourceTexts:
    """Return what `load_sources` returns, but keep no text in memory: each is read again when it is asked for.

    A file that was changed or removed since is left out. Raises CallError if the folder holds no text.
    """
    if not folder.is_dir():
        raise CallError(f"{folder} is no folder. Name the folder that holds the source texts.")
    paths = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if _decode(content) is not None:
            paths[_hash(content)] = path
    if not paths:
        raise CallError(f"{folder} holds no text in UTF-8. Name the folder that holds the source texts.")
    return _SourceFiles(paths)


class _SourceFiles(Mapping[str, str]):
    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = paths

    def __getitem__(self, sha256: str) -> str:
        try:
            content = self._paths[sha256].read_bytes()
        except OSError as error:
            raise KeyError(sha256) from error
        text = _decode(content)
        if text is None or _hash(content) != sha256:
            raise KeyError(sha256)
        return text

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _decode(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


@dataclass(frozen=True, slots=True)
class SpanFinding:
    """The result for one span: `exact`, `moved` (the phrase is at another offset, `now_at`) or `missing`.

    A span without a phrase is exact if the annotated text is found and is as long as the article's range. Otherwise
    every span is missing.
    """

    claim: Claim
    span: Span
    result: str
    now_at: int | None = None


def verify_spans(dataset: Dataset, sources: SourceTexts) -> tuple[SpanFinding, ...]:
    """Return one finding for each span of each claim, in the order of the claims."""
    articles = {article.key: article for article in dataset.articles}
    return tuple(
        _finding(claim, span, articles[claim.article], sources) for claim in dataset.claims for span in claim.spans
    )


def _finding(claim: Claim, span: Span, article: Article, sources: SourceTexts) -> SpanFinding:
    source = article.source
    text = sources.get(source.sha256) if source else None
    if source is None or text is None or source.end > len(text):
        return SpanFinding(claim, span, "missing")
    if not span.phrase or text[span.start : span.end] == span.phrase:
        return SpanFinding(claim, span, "exact", span.start)
    elsewhere = text.find(span.phrase, source.start, source.end)
    return SpanFinding(claim, span, "missing") if elsewhere < 0 else SpanFinding(claim, span, "moved", elsewhere)
