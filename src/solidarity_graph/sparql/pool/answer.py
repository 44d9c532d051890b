"""The answer to a query as a stream of bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self


class Answer:
    """The media type of an answer, and its bytes as an iterator that yields them as they are made.

    `body` raises when the answer cannot be completed. The caller must then break off its own response, and never end
    it as if it were complete. `close` must be called in every case: it stops work on the rest of the answer.

    close  is called once: when the answer is closed, or at the end of `body`.
    """

    def __init__(self, media_type: str, body: Iterator[bytes], close: Callable[[], None]) -> None:
        self.media_type = media_type
        self.body = self._read_to_end(body)
        self._to_close = [close]

    def read(self) -> bytes:
        """Return the whole body, and close the answer."""
        with self:
            return b"".join(self.body)

    def close(self) -> None:
        """Stop work on the answer, read to its end or not. A second call does nothing."""
        try:
            close = self._to_close.pop()  # in one step, for another thread may close this answer as well
        except IndexError:
            return
        close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_to_end(self, body: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from body
        finally:
            self.close()
