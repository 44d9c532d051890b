"""The real server as a process of its own, and what the system knows of it."""

from __future__ import annotations

import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.hostile.wire import Reply, exchange, request_bytes

LIMIT = 2.0
"""Seconds a query may take on the server under attack."""
WAITING = LIMIT / 2
"""Seconds a query may wait, first for its client's turn and then for a worker."""
PATIENCE = 2 * LIMIT
"""Within which every attack must have had its answer."""
_STARTING = 60.0
_ENDING = 20.0
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Footprint:
    """What the web process holds."""

    memory: int
    threads: int
    files: int


class Server:
    """`solidarity-graph serve` over the release in `release`, in a folder of its own."""

    def __init__(self, release: Path, home: Path, **more: object) -> None:
        self.home = home
        self.home.mkdir(parents=True)
        self._words: deque[str] = deque(maxlen=50)
        self._port: int | None = None
        self._told = threading.Event()
        program = Path(sys.executable).with_name("solidarity-graph")
        options = {
            "--release": release,
            "--cache": release.parent / "cache",
            "--port": 0,
            "--timeout": LIMIT,
            "--waiting": WAITING,
            **{f"--{name}": value for name, value in more.items()},
        }
        self._process = subprocess.Popen(
            [program, "serve", *(str(part) for pair in options.items() for part in pair)],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        # A core file that the server does not prevent by itself must be found.
        _, hard = resource.prlimit(self._process.pid, resource.RLIMIT_CORE)
        resource.prlimit(self._process.pid, resource.RLIMIT_CORE, (hard, hard))
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._told.wait(_STARTING)
        if self._port is None:
            self.stop()
            raise AssertionError(f"the server did not start: {self.words}")
        self.port: int = self._port

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def words(self) -> str:
        """The last lines it wrote, and how it ended, if it did."""
        ended = self._process.poll()
        return "".join(self._words) + ("" if ended is None else f"(exit status {ended})")

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> int:
        """End it as an operator would, and give its exit code."""
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._listener.join(_ENDING)
        if self._process.stderr:
            self._process.stderr.close()
        return code

    def footprint(self) -> Footprint:
        """As of now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        fields = dict(line.split(":", 1) for line in status.splitlines())
        memory = int(fields["VmRSS"].split()[0]) << 10
        return Footprint(memory, int(fields["Threads"]), len(list(Path(f"/proc/{self.pid}/fd").iterdir())))

    def ask(
        self, query: str, *, accept: str = JSON, headers: dict[str, str] | None = None, patience: float = PATIENCE
    ) -> Reply:
        """A query by direct POST."""
        named = {"Content-Type": "application/sparql-query", "Accept": accept, **(headers or {})}
        return exchange(self.port, request_bytes("POST", "/sparql", named, query.encode()), patience=patience)

    def get(self, target: str, headers: dict[str, str] | None = None, *, method: str = "GET") -> Reply:
        """An address as it stands, nothing of it made tidy."""
        data = request_bytes(method, target, headers)
        return exchange(self.port, data, patience=PATIENCE, head=method == "HEAD")

    def send(self, data: bytes) -> Reply:
        """Bytes as they are."""
        return exchange(self.port, data, patience=PATIENCE)

    def _listen(self) -> None:
        for line in self._process.stderr or ():
            self._words.append(line)
            if self._port is None and (match := _ADDRESS.search(line)):
                self._port = int(match[1])
                self._told.set()
        self._told.set()


def query_target(query: str) -> str:
    """The address that asks this."""
    return f"/sparql?query={quote(query, safe='')}"


def processes_below(pid: int) -> dict[int, str]:
    """The living and the unburied: the state letter of each descendant."""
    parents: dict[int, tuple[int, str]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue  # it has ended meanwhile
            parents[int(folder.name)] = (int(parent), state)
    below: dict[int, str] = {}
    found = {pid}
    while found:
        found = {child for child, (parent, _) in parents.items() if parent in found}
        below |= {child: parents[child][1] for child in found}
    return below


def processes_in(folder: Path) -> set[int]:
    """Whose working folder it is: a child keeps its parent's, even after the parent's death."""
    found = set()
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                if (process / "cwd").readlink() == folder:
                    found.add(int(process.name))
            except OSError:
                continue
    return found


def soon(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether it becomes true in time."""
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        pause.wait(0.05)
    return holds()
