"""The releases being served: the current one, replaced when a new one appears on disk, and older ones, as files."""

from __future__ import annotations

import contextlib
import logging
import re
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path

from solidarity_graph.errors import BusyError, ReleaseError, SolidarityGraphError, UnknownNameError
from solidarity_graph.release import Release, open_release
from solidarity_graph.release.build_folder import current_folder
from solidarity_graph.release.manifest import MANIFEST
from solidarity_graph.release.withdrawn_list import WITHDRAWN, beside
from solidarity_graph.sparql import Answer, Store, StoreStatus
from solidarity_graph.web.site import Site
from solidarity_graph.web.withdrawals import Signature, WithdrawnError, refuse_withdrawn, sign_file

_log = logging.getLogger(__name__)
_CHECK_SECONDS = 0.5  # a new release is noticed within a second
_AGAIN_SECONDS = 10.0  # until the next attempt to open a new release that failed, because of a full disk, for example
_OPENING_SECONDS = 5.0  # how long a request waits while another release is opened
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,63}")

Reopen = Callable[[Release], Store]


class ArchivedStore(Store):
    """The `Store` of an older release, of which only files are kept: documents, downloads, saved answers. No SPARQL."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self._version = version

    def _answer(self, *_: object) -> Answer:
        """Raise UnknownNameError, which names the address of the release's files."""
        raise UnknownNameError(
            "Release %(version)s is kept as files; only the current release answers queries. Its pages, documents, "
            "prepared answers and dumps are here: see /release/%(version)s/downloads/.",
            version=self._version,
        )

    def status(self) -> StoreStatus:
        """Return the status of a store that is ready and has no workers."""
        return StoreStatus(True, "", 0, 0, 0, "files")

    def close(self) -> None:
        """Do nothing: an archived store holds nothing open."""


class Releases:
    """The releases that one application serves. Thread-safe.

    make_site   makes the site of a release from its store.
    store       the store of the current release. A new release in its folder replaces it, and is noticed in a second,
                as damage of the index of its documents is, which is then made anew.
    reopen      opens the store of that new release; None if the first release is never replaced.
    older       folder of older releases, each in a subfolder named by its version, and of `withdrawn.toml`.
    older_open  how many older releases stay open; the one not used for the longest time is closed first.
    """

    def __init__(
        self,
        make_site: Callable[[Store, Release], Site],
        store: Store,
        release: Release,
        *,
        reopen: Reopen | None = None,
        older: Path | None = None,
        older_open: int = 8,
    ) -> None:
        self._make_site = make_site
        self._current = make_site(store, release)
        self._folder = release.folder
        self._seen = self._sign_manifest()
        self._reopen = reopen
        self._older_folder = older
        self._older_open = older_open
        self._older: OrderedDict[str, Site] = OrderedDict()
        self._opening = threading.Lock()
        self._past: Counter[str] = Counter()
        self._next_try = 0.0
        self._lock = threading.Lock()
        self._look = threading.Event()
        self._ended = False
        self._counts = {"swaps": 0, "failed_swaps": 0}
        if reopen:
            threading.Thread(target=self._watch, args=(reopen,), name="releases", daemon=True).start()

    @property
    def current(self) -> Site:
        """The site of the current release. No request is counted, so the site may be closed during use."""
        return self._current

    def enter(self, *, withdrawn: bool = False) -> Site:
        """Return the current site and count a request, which `leave` must end.

        withdrawn  True to enter a site also if its release was withdrawn: for what tells nothing of the data.

        Raises ReleaseError after `close`, and BusyError while a withdrawn release is replaced.
        """
        while not (site := self._current).enter():
            if self._ended:
                raise ReleaseError("The site is closed.")
        if withdrawn:
            return site
        try:
            self._refuse_withdrawn(site.release.version)
        except WithdrawnError:
            site.leave()
            self._look.set()
            raise BusyError("This release was withdrawn, and the next one is being opened. Ask again soon.") from None
        except SolidarityGraphError:
            site.leave()
            raise
        return site

    def _refuse_withdrawn(self, version: str) -> None:
        """Raise WithdrawnError if the release in the folder of the current one was withdrawn.

        The list of the older releases counts, too, if it can be read.
        """
        refuse_withdrawn(beside(self._folder), version)
        if self._older_folder:
            with contextlib.suppress(ReleaseError):
                refuse_withdrawn(self._older_folder / WITHDRAWN, version)

    def enter_version(self, version: str) -> Site:
        """Return the site of the current or an older release, and count a request, which `leave` must end.

        Raises WithdrawnError, UnknownNameError, ReleaseError, or BusyError while another release is being opened.
        """
        try:
            refuse_withdrawn(beside(self._folder), version)
            if self._older_folder:
                refuse_withdrawn(self._older_folder / WITHDRAWN, version)
        except SolidarityGraphError:
            self._close_older(version)
            raise
        site = self.enter(withdrawn=True)
        if site.release.version == version:
            return site
        site.leave()
        return self._enter_open(version) or self._enter_closed(version)

    def statistics(self) -> Mapping[str, int]:
        """Return the number of open releases and of finished and failed changes to a new one, for the metrics."""
        return {"open": 1 + len(self._older), **self._counts}

    def counters(self) -> Mapping[str, int]:
        """Return the sums of the counters of all stores since the start, those of replaced releases included."""
        with self._lock:
            total = Counter(self._current.store.counters())
            total.update(self._past)  # unlike `+`, this keeps zeros
            return total

    def close(self) -> None:
        """Close all sites, each after the last request that uses it. This includes the store of the first site."""
        with self._lock:
            self._ended = True
            self._look.set()
            sites = [self._current, *self._older.values()]
            self._older.clear()
        for site in sites:
            site.retire()

    def _watch(self, reopen: Reopen) -> None:
        """Look for a new release until `close`, and open it."""
        while not self._ended:
            self._look.wait(_CHECK_SECONDS)
            self._look.clear()
            seen = self._sign_manifest()
            # Between two renames there is no manifest for a moment.
            due = seen not in (None, self._seen) or not self._current.documents.is_intact()
            if due and time.monotonic() >= self._next_try and not self._ended:
                self._swap(seen, reopen)

    def _sign_manifest(self) -> Signature:
        return sign_file(current_folder(self._folder) / MANIFEST)

    def _swap(self, seen: Signature, reopen: Reopen) -> None:
        try:
            release = open_release(self._folder)
            if release != self._current.release or not self._current.documents.is_intact():
                self._replace_current(self._make_site(reopen(release), release))
            self._seen = seen  # a change made during the opening is seen at the next check
        except BaseException as error:  # noqa: BLE001 (the engine's panics too: the old release stays in use)
            self._next_try = time.monotonic() + _AGAIN_SECONDS
            self._counts["failed_swaps"] += 1
            _log.error("The new release cannot be opened; the last one goes on serving. %s", error)

    def _replace_current(self, site: Site) -> None:
        with self._lock:
            if self._ended:
                site.retire()
                return
            last, self._current = self._current, site
            self._past.update(last.store.counters())
            self._counts["swaps"] += 1
        last.retire()
        _log.info("Release %s took the place of %s.", site.release.version, last.release.version)

    def _enter_open(self, version: str) -> Site | None:
        with self._lock:
            site = self._older.get(version)
            if site is None or not site.documents.is_intact() or not site.enter():
                return None
            self._older.move_to_end(version)
            return site

    def _enter_closed(self, version: str) -> Site:
        folder = self._older_folder / version if self._older_folder and _VERSION.fullmatch(version) else None
        if folder is None or self._ended or not (folder / MANIFEST).is_file():
            current = self._current.release.version
            raise UnknownNameError(
                "There is no release %(version)r here. The current one is %(current)s.",
                version=version,
                current=current,
            )
        # Indexing the documents of a release is costly: it is done once, and for one release at a time.
        if not self._opening.acquire(timeout=_OPENING_SECONDS):
            raise BusyError("Another release is being opened. Ask again in a moment.")
        try:
            return self._enter_open(version) or self._open_older(version, folder)
        finally:
            self._opening.release()

    def _open_older(self, version: str, folder: Path) -> Site:
        release = open_release(folder)
        if release.version != version:
            raise ReleaseError(f"{folder} holds release {release.version}.")
        if release.is_draft:
            raise UnknownNameError("%(version)s is a draft. Drafts have no permalinks.", version=version)
        site = self._make_site(ArchivedStore(version), release)
        site.enter()
        self._close_older(version)  # one whose index is damaged
        with self._lock:
            self._older[version] = site
            surplus = [self._older.popitem(last=False)[1] for _ in range(len(self._older) - self._older_open)]
        for each in surplus:
            each.retire()
        return site

    def _close_older(self, version: str) -> None:
        with self._lock:
            site = self._older.pop(version, None)
        if site:
            site.retire()
