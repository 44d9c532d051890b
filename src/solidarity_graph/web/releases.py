"""Which release answers: the current one, swapped when a new one appears on disk, and older ones, opened on demand."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path

from solidarity_graph.errors import BusyError, ReleaseError, SolidarityGraphError, UnknownNameError
from solidarity_graph.release import Release, open_release
from solidarity_graph.release.manifest import MANIFEST
from solidarity_graph.web.opened import Opened
from solidarity_graph.web.signatures import signature
from solidarity_graph.web.site import Site
from solidarity_graph.web.withdrawals import Withdrawals

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0
_AGAIN_SECONDS = 10.0  # after a new release could not be opened: a full disk may be emptied
_OPENING_SECONDS = 5.0  # how long a request waits for an older release, like the line for a worker
_KEPT_SECONDS = 60.0  # for so long an older release stays open, whatever others are asked for
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,63}")


class Releases:
    """The releases that one application serves. Safe to use from several threads.

    open_site   makes the site of another release; None where there is only ever the first.
    open_older  makes the site of an older one.
    older       folder of older releases, each in a folder named by its version, and of `withdrawn.toml`.
    older_open  how many of them stay open at a time; the one unused for longest is closed first.
    """

    def __init__(
        self,
        first: Site,
        *,
        open_site: Callable[[Release], Site] | None = None,
        open_older: Callable[[Release], Site] | None = None,
        older: Path | None = None,
        older_open: int = 2,
    ) -> None:
        self._current = Opened(first)
        self._folder = first.release.folder
        self._seen = signature(self._folder / MANIFEST)
        self._open_site = open_site
        self._open_older_site = open_older
        self._older_folder = older if open_older else None
        self._older_open = older_open
        self._withdrawals = Withdrawals(older) if older else None
        self._older: OrderedDict[str, Opened] = OrderedDict()
        self._opening: dict[str, Future[Opened]] = {}
        self._past: Counter[str] = Counter()
        self._next_look = time.monotonic() + _LOOK_SECONDS
        self._looking = threading.Lock()
        self._lock = threading.Lock()
        self._ended = False
        self._counts = {"swaps": 0, "failed_swaps": 0}

    @property
    def current(self) -> Site:
        """The current release's site, for a look that needs no store."""
        return self._current.site

    def enter(self) -> Opened:
        """The current release, until `leave`."""
        self._look()
        while not self._current.enter():
            if self._ended:
                raise ReleaseError("The site is closed.")
        return self._current

    def enter_version(self, version: str) -> Opened:
        """That release, until `leave`. Raises WithdrawnError, UnknownNameError, BusyError while it is being opened."""
        if self._withdrawals:
            try:
                self._withdrawals.refuse(version)
            except SolidarityGraphError:
                self._forget(version)
                raise
        opened = self.enter()
        if opened.site.release.version == version:
            return opened
        opened.leave()
        return self._enter_older(version)

    def figures(self) -> Mapping[str, int]:
        """For the metrics."""
        return {"open": 1 + len(self._older), **self._counts}

    def counters(self) -> Mapping[str, int]:
        """What the stores have counted, of all releases since the start."""
        with self._lock:
            opened = [self._current, *self._older.values()]
            total = Counter(self._past)
        for one in opened:
            total.update(one.site.store.counters())
        return total

    def close(self) -> None:
        """Close everything, once the requests under way have ended; the first store included."""
        with self._lock:
            self._ended = True
            opened = [self._current, *self._older.values()]
            self._older.clear()
        for one in opened:
            one.give_up()

    def _look(self) -> None:
        """At most once a second, one look at the manifest."""
        now = time.monotonic()
        if now < self._next_look or self._open_site is None or not self._looking.acquire(blocking=False):
            return
        self._next_look = now + _LOOK_SECONDS
        seen = signature(self._folder / MANIFEST)
        if seen is None or seen == self._seen:  # between two renames there is no manifest for a moment
            self._looking.release()
        else:
            self._in_background(self._swap, seen)

    def _swap(self, seen: tuple[int, ...]) -> None:
        try:
            site = self._open_next()
            if site is not None:
                self._put_in_place(site)
            self._seen = seen  # what changed while it was opened shows at the next look
        except BaseException as error:  # noqa: BLE001 (the engine's panics too: the last release goes on)
            self._counts["failed_swaps"] += 1
            self._next_look = time.monotonic() + _AGAIN_SECONDS
            _log.error("The new release cannot be opened; the last one goes on serving. %s", error)
        finally:
            self._looking.release()

    def _open_next(self) -> Site | None:
        release = open_release(self._folder)
        if self._open_site is None or release == self._current.site.release:
            return None
        return self._open_site(release)

    def _put_in_place(self, site: Site) -> None:
        with self._lock:
            if self._ended:
                site.close()
                return
            last, self._current = self._current, Opened(site)
            self._counts["swaps"] += 1
        self._let_go(last)
        _log.info("Release %s took the place of %s.", site.release.version, last.site.release.version)

    def _enter_older(self, version: str) -> Opened:
        with self._lock:
            opened = self._older.get(version)
            if opened is not None and opened.enter():
                self._older.move_to_end(version)
                return opened
            opening = self._opening.get(version) or self._begin_opening(version)
        try:
            opened = opening.result(_OPENING_SECONDS)
        except TimeoutError:
            raise BusyError(f"Release {version} is being opened. Ask again in a moment.") from None
        # Given up between the two lines: as rare as a release that is asked for once a day.
        return opened if opened.enter() else self._enter_older(version)

    def _begin_opening(self, version: str) -> Future[Opened]:
        folder = self._find(version)
        # To open one takes work, memory and processes: as much at a time as anybody may ask for, and not in turns.
        if self._opening or (len(self._older) >= self._older_open and _is_young(next(iter(self._older.values())))):
            raise BusyError("Other releases are being asked at the moment. Ask again in a minute.")
        opening: Future[Opened] = Future()
        self._opening[version] = opening
        self._in_background(self._open_older, version, folder, opening)
        return opening

    def _find(self, version: str) -> Path:
        folder = self._older_folder / version if self._older_folder and _VERSION.fullmatch(version) else None
        if folder is None or self._ended or not (folder / MANIFEST).is_file():
            raise UnknownNameError(f"There is no release {version!r} here. The current one is {self._version()}.")
        return folder

    def _version(self) -> str:
        return self._current.site.release.version

    def _open_older(self, version: str, folder: Path, opening: Future[Opened]) -> None:
        try:
            opened = Opened(self._open_and_check(version, folder))
        except BaseException as error:  # noqa: BLE001 (whatever it was, those who wait are told)
            with self._lock:
                del self._opening[version]
            opening.set_exception(error)
            return
        with self._lock:
            del self._opening[version]
            self._older[version] = opened
            spare = [self._older.popitem(last=False)[1] for _ in range(len(self._older) - self._older_open)]
        opening.set_result(opened)
        for one in spare:
            self._let_go(one)

    def _open_and_check(self, version: str, folder: Path) -> Site:
        release = open_release(folder)
        if release.version != version or self._open_older_site is None:
            raise ReleaseError(f"{folder} holds release {release.version}.")
        return self._open_older_site(release)

    def _forget(self, version: str) -> None:
        with self._lock:
            opened = self._older.pop(version, None)
        if opened:
            self._let_go(opened)

    def _let_go(self, opened: Opened) -> None:
        with self._lock:
            self._past.update(opened.site.store.counters())
        opened.give_up()

    def _in_background(self, work: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=work, args=arguments, name="releases", daemon=True).start()


def _is_young(opened: Opened) -> bool:
    return time.monotonic() - opened.since < _KEPT_SECONDS
