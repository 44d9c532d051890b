"""The releases being served: the current one, replaced when a new one appears on disk, and older ones, as files."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
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
_AGAIN_SECONDS = 10.0  # until the next attempt to open a new release that failed, because of a full disk, for example
_OPENING_SECONDS = 5.0  # how long a request waits while another release is opened
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,63}")


class Releases:
    """The releases that one application serves. Thread-safe.

    first       the site of the current release. A new release in its folder replaces it.
    open_site   makes the site of that new release; None if the first release is never replaced.
    open_older  makes the site of an older release, from its files.
    older       folder of older releases, each in a subfolder named by its version, and of `withdrawn.toml`.
    older_open  how many older releases stay open; the one not used for the longest time is closed first.
    """

    def __init__(
        self,
        first: Site,
        *,
        open_site: Callable[[Release], Site] | None = None,
        open_older: Callable[[Release], Site] | None = None,
        older: Path | None = None,
        older_open: int = 8,
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
        self._opening = threading.Lock()
        self._past: Counter[str] = Counter()
        self._next_look = time.monotonic() + _LOOK_SECONDS
        self._looking = threading.Lock()
        self._lock = threading.Lock()
        self._ended = False
        self._counts = {"swaps": 0, "failed_swaps": 0}

    @property
    def current(self) -> Site:
        """The site of the current release. No request is counted, so the site may be closed during use."""
        return self._current.site

    def enter(self) -> Opened:
        """Return the current release and count a request, which `leave` must end. Raises ReleaseError after `close`."""
        self._look()
        while not self._current.enter():
            if self._ended:
                raise ReleaseError("The site is closed.")
        return self._current

    def enter_version(self, version: str) -> Opened:
        """Return the current or an older release by version, and count a request, which `leave` must end.

        Raises WithdrawnError, UnknownNameError, ReleaseError, or BusyError while another release is being opened.
        """
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
        """Return the number of open releases and of finished and failed changes to a new one, for the metrics."""
        return {"open": 1 + len(self._older), **self._counts}

    def counters(self) -> Mapping[str, int]:
        """Return the sums of the counters of all stores since the start, those of replaced releases included."""
        with self._lock:
            total = Counter(self._past)
        total.update(self._current.site.store.counters())
        return total

    def close(self) -> None:
        """Close all sites, each after the last request that uses it. This includes the store of the first site."""
        with self._lock:
            self._ended = True
            opened = [self._current, *self._older.values()]
            self._older.clear()
        for one in opened:
            one.give_up()

    def _look(self) -> None:
        """Check the manifest for a change, at most once a second, and swap releases in a background thread."""
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
            self._seen = seen  # a change made during the opening is seen at the next check
        except BaseException as error:  # noqa: BLE001 (the engine's panics too: the old release stays in use)
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
        if opened := self._enter_opened(version):
            return opened
        folder = self._find(version)
        # Indexing the documents of a release is costly: it is done once, and for one release at a time.
        if not self._opening.acquire(timeout=_OPENING_SECONDS):
            raise BusyError("Another release is being opened. Ask again in a moment.")
        try:
            opened = self._enter_opened(version) or self._open_older(version, folder)
        finally:
            self._opening.release()
        return opened

    def _enter_opened(self, version: str) -> Opened | None:
        with self._lock:
            opened = self._older.get(version)
            if opened is None or not opened.enter():
                return None
            self._older.move_to_end(version)
            return opened

    def _open_older(self, version: str, folder: Path) -> Opened:
        opened = Opened(self._open_and_check(version, folder))
        opened.enter()
        with self._lock:
            self._older[version] = opened
            spare = [self._older.popitem(last=False)[1] for _ in range(len(self._older) - self._older_open)]
        for one in spare:
            one.give_up()
        return opened

    def _find(self, version: str) -> Path:
        folder = self._older_folder / version if self._older_folder and _VERSION.fullmatch(version) else None
        if folder is None or self._ended or not (folder / MANIFEST).is_file():
            raise UnknownNameError(f"There is no release {version!r} here. The current one is {self._version()}.")
        return folder

    def _version(self) -> str:
        return self._current.site.release.version

    def _open_and_check(self, version: str, folder: Path) -> Site:
        release = open_release(folder)
        if release.version != version or self._open_older_site is None:
            raise ReleaseError(f"{folder} holds release {release.version}.")
        return self._open_older_site(release)

    def _forget(self, version: str) -> None:
        with self._lock:
            opened = self._older.pop(version, None)
        if opened:
            opened.give_up()

    def _let_go(self, opened: Opened) -> None:
        with self._lock:
            self._past.update(opened.site.store.counters())
        opened.give_up()

    def _in_background(self, work: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=work, args=arguments, name="releases", daemon=True).start()
