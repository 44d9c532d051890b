"""The saved questions with their defaults, answered once for a release and a program, before anybody asks.

They are asked with limits of minutes: just those that are too slow for visitors need it. One is asked at a time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace

from solidarity_graph.errors import BusyError, LimitError, SolidarityGraphError
from solidarity_graph.release import Release
from solidarity_graph.store import Store
from solidarity_graph.web.negotiation import GRAPHS, TABLES, Format
from solidarity_graph.web.questions import Question
from solidarity_graph.web.site import Site, tag_of

_log = logging.getLogger(__name__)
_SECONDS = 300.0
_PAUSE_SECONDS = 1.0


class Precomputing:
    """For one site after the other.

    beside  opens a store of a release for work that nobody waits for; without it, the site's own store is asked.
    """

    def __init__(self, beside: Callable[[Release], Store] | None = None) -> None:
        self._beside = beside
        self._stopped = threading.Event()
        self._closed = False
        self.at_work = False

    def prepare(self, site: Site) -> None:
        """Make what is missing, and stop with the site before."""
        self._stopped.set()
        self._stopped = stopped = threading.Event()
        if not self._closed:
            self.at_work = True
            try:
                if next(_missing(site), None):
                    with self._open(site) as store:
                        precompute(site, stopped, store)
            except SolidarityGraphError as error:
                _log.warning("The saved queries are not answered beforehand: %s", error)
            finally:
                self.at_work = False

    def _open(self, site: Site) -> AbstractContextManager[Store]:
        return closing(self._beside(site.release)) if self._beside else nullcontext(site.store)

    def stop(self) -> None:
        """Ask no further questions, now or later."""
        self._closed = True
        self._stopped.set()


def precompute(site: Site, stopped: threading.Event, store: Store | None = None) -> int:
    """Make what is not there yet, and give way where the workers are busy. How many were made.

    A question that fails is left to those who ask it.
    """
    done = 0
    hopeless: set[Question] = set()
    try:
        for question, format_, tag in _missing(site):
            if stopped.is_set() or site.made.bytes_left <= 0:
                break
            if question in hopeless:
                continue
            if _answer(site, store or site.store, question, format_, tag, stopped):
                done += 1
            else:
                hopeless.add(question)  # in another format it takes as long
        else:
            site.made.forget_others()
    except OSError as error:
        _log.warning("Answers of saved queries cannot be kept: %s", error.strerror)
    _log.info("Answers of saved queries that were made beforehand: %d.", done)
    return done


def _questions(site: Site) -> Iterator[tuple[Question, Format]]:
    """What people take most comes first: every question as CSV or Turtle, then the other formats."""
    bound = [(Question(site.bind(saved, {})), bool(saved.columns)) for saved in site.catalogue]
    for table, graph in zip(TABLES, GRAPHS, strict=True):
        for question, has_columns in bound:
            yield question, table if has_columns else graph


def _missing(site: Site) -> Iterator[tuple[Question, Format, str]]:
    for question, format_ in _questions(site):
        tag = tag_of(site, question, format_.media_type)
        if question.lasts() and not site.made.knows(tag):
            yield question, format_, tag


def _answer(site: Site, store: Store, question: Question, format_: Format, tag: str, stopped: threading.Event) -> bool:
    most = min(site.limits.output_bytes, site.made.bytes_left)
    limits = replace(site.limits, seconds=max(_SECONDS, site.limits.seconds), output_bytes=most)
    while not stopped.is_set():
        try:
            with store.answer(question.text, format_.media_type, limits, gone=stopped.is_set) as answer:
                site.made.keep(tag, answer.body)
        except BusyError:
            stopped.wait(_PAUSE_SECONDS)
        except SolidarityGraphError as error:
            _log.info("A saved query was not answered beforehand: %s", type(error).__name__)
            if isinstance(error, LimitError) and not stopped.is_set():
                site.made.give_up(tag)
            return False
        else:
            return True
    return False
