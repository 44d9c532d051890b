"""A worker process: it opens the snapshot once, then answers one question at a time, until its pipe closes.

    python -m solidarity_graph.store.worker SNAPSHOT [PREFIXES]

PREFIXES is a JSON object, for Turtle and its like. Frames come in on stdin and leave on stdout (`frames`).
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import pyoxigraph

from solidarity_graph.errors import ReleaseError, SolidarityGraphError
from solidarity_graph.store.answering import answer_question
from solidarity_graph.store.frames import Kind, Question, pack, pack_error, read_frame
from solidarity_graph.store.snapshot import DATABASE, damaged, describe_snapshot

if sys.platform != "win32":
    import resource

# The pool kills at the deadline. The alarm is for a worker whose pool died first: it must not compute for ever.
_GRACE_SECONDS = 5.0


def main(arguments: list[str]) -> int:
    """Serve until stdin ends."""
    questions = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    # Whatever else might print must not end up between the frames.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    prefixes = json.loads(arguments[1]) if len(arguments) > 1 else {}
    try:
        store = _open(Path(arguments[0]))
    except ReleaseError as error:
        answers.write(pack_error(error))
        return 1
    guard = _Guard()
    answers.write(pack(Kind.READY))
    try:
        while True:
            _, payload = read_frame(questions)
            _answer(store, Question.unpack(payload), answers, prefixes, guard)
    except (EOFError, BrokenPipeError):
        return 0


def _answer(
    store: pyoxigraph.Store, question: Question, answers: IO[bytes], prefixes: Mapping[str, str], guard: _Guard
) -> None:
    guard.begin(question)
    try:
        answer_question(store, question, answers, prefixes)
    except SolidarityGraphError as error:
        answers.write(pack_error(error))
    finally:
        guard.end()


def _open(folder: Path) -> pyoxigraph.Store:
    describe_snapshot(folder)
    try:
        return pyoxigraph.Store.read_only(str(folder / DATABASE))
    except (OSError, RuntimeError) as error:
        raise damaged(folder, str(error).strip()) from error


class _Guard:
    """What the system enforces on this process, where the system is one that does."""

    def __init__(self) -> None:
        if sys.platform != "win32":
            # A core dump would hold the questions that people asked.
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        self._at_rest = _address_space()

    def begin(self, question: Question) -> None:
        if sys.platform != "win32":
            if self._at_rest:
                _, hard = resource.getrlimit(resource.RLIMIT_AS)
                limit = self._at_rest + question.memory_bytes
                resource.setrlimit(resource.RLIMIT_AS, (_at_most(limit, hard), hard))
            signal.setitimer(signal.ITIMER_REAL, question.seconds + _GRACE_SECONDS)

    def end(self) -> None:
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, 0)


def _at_most(limit: int, hard: int) -> int:
    return limit if hard < 0 else min(limit, hard)  # negative is the platform's word for "none"


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not say, and so no limit can be reckoned from it."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
