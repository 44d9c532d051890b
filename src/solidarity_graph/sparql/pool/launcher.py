"""A process that answers questions, as the pool handles it, however it was started; and what can start one."""

from __future__ import annotations

from typing import IO, Protocol


class Process(Protocol):
    """A worker's process and the three ends of it that the pool holds."""

    pid: int
    questions: int
    """The descriptor to write questions to."""
    answers: IO[bytes]
    complaints: IO[bytes]
    """Its stderr."""

    def kill(self) -> None:
        """End it now, if it has not ended already. Waits for nothing."""
        ...

    def wait(self, seconds: float) -> bool:
        """Whether it has ended, or ends within that time."""
        ...

    def exit_code(self) -> int | None:
        """How it ended: negative for the signal that did it, None where nobody knows."""
        ...

    def close(self) -> None:
        """Let go of the descriptors."""
        ...


class Starter(Protocol):
    """Starts workers."""

    guarded: str
    """What keeps them from the network: see `face.StoreStatus`."""

    def start(self) -> Process:
        """A new worker; NoWorkerError where there is none to be had."""
        ...

    def close(self) -> None:
        """End whatever it takes to start workers, and the workers with it where they depend on it."""
        ...
