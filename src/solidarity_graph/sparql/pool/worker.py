"""A worker: it opens the snapshot once, then answers one question at a time, until nobody is left to ask.

Where there is no zygote to fork it (`zygote`), it is a program of its own:

    python -m solidarity_graph.sparql.pool.worker DUTY

Frames come in on stdin and leave on stdout (`frames`).
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import IO

import pyoxigraph

from solidarity_graph.errors import ReleaseError, SolidarityGraphError
from solidarity_graph.sparql.pool.frames import BUFFER_BYTES, Kind, Question, pack, pack_error, read_frame
from solidarity_graph.sparql.pool.worker_config import Duty
from solidarity_graph.sparql.snapshot.builder import DATABASE, damaged, describe_snapshot
from solidarity_graph.sparql.snapshot.query_engine import Answerer

if sys.platform != "win32":
    import resource

# The pool kills at the deadline. The alarm is for a worker whose pool died first: it must not compute for ever.
_GRACE_SECONDS = 5.0


def main(arguments: list[str]) -> int:
    """Serve until stdin ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    questions = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=BUFFER_BYTES)
    # Whatever else might print must not end up between the frames.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if sys.platform != "win32":
        # A core dump would hold the questions that people asked.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with questions, answers:
        return serve(Duty.unpack(arguments[0]), questions, answers, alarm=True)


def serve(duty: Duty, questions: IO[bytes], answers: IO[bytes], *, alarm: bool) -> int:
    """Answer until `questions` ends. `alarm`: nothing else ends this process should its pool die."""
    if duty.nice and sys.platform != "win32":
        os.nice(duty.nice)
    try:
        answerer = Answerer(_open(duty), duty)
    except ReleaseError as error:
        answers.write(pack_error(error))
        return 1
    guard = _Guard(alarm)
    try:
        answers.write(pack(Kind.READY))
        while True:
            _, payload = read_frame(questions)
            _answer(answerer, Question.unpack(payload), answers, guard)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return 0


def _answer(answerer: Answerer, question: Question, answers: IO[bytes], guard: _Guard) -> None:
    guard.begin(question)
    try:
        answerer.answer(question, answers)
    except SolidarityGraphError as error:
        answers.write(pack_error(error))
    finally:
        guard.end()


def _open(duty: Duty) -> pyoxigraph.Store:
    folder = Path(duty.folder)
    if describe_snapshot(folder).sha256 != duty.sha256:
        raise ReleaseError(f"Another release has taken the place of the snapshot in {folder}. Start the server again.")
    try:
        return pyoxigraph.Store.read_only(str(folder / DATABASE))
    except (OSError, RuntimeError) as error:
        raise damaged(folder, str(error).strip()) from error


class _Guard:
    """What the system enforces on this process during a question, where the system is one that does."""

    def __init__(self, alarm: bool) -> None:
        self._alarm = alarm and sys.platform != "win32"
        self._at_rest = _address_space()
        self._limit = 0

    def begin(self, question: Question) -> None:
        if self._alarm:
            signal.setitimer(signal.ITIMER_REAL, question.seconds + _GRACE_SECONDS)
        # Hardly ever another limit than the last time: then there is nothing to tell the system.
        if self._at_rest and self._limit != question.memory_bytes:
            self._limit = question.memory_bytes
            _limit_address_space(self._at_rest + question.memory_bytes)

    def end(self) -> None:
        if self._alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_address_space(size: int) -> None:
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        # Negative is the platform's word for "none".
        resource.setrlimit(resource.RLIMIT_AS, (size if hard < 0 else min(size, hard), hard))


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not say, and so no limit can be reckoned from it."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
