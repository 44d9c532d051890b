"""The saved questions with their defaults, answered before anybody asks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace

from solidarity_graph.errors import BusyError, SolidarityGraphError
from solidarity_graph.web.caching import Cache
from solidarity_graph.web.negotiation import GRAPHS, TABLES, Format
from solidarity_graph.web.questions import Question
from solidarity_graph.web.site import Site
from solidarity_graph.web.streaming import announce
from solidarity_graph.web.validators import answer_tag, write_tag

_log = logging.getLogger(__name__)
_PAUSE_SECONDS = 1.0


class Precomputing:
    """Fills one cache for whichever site is the current one."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._stopped = threading.Event()

    def begin(self, site: Site) -> None:
        """Begin with this site, and stop with the one before."""
        self.stop()
        self._stopped = stopped = threading.Event()
        precompute(site, self._cache, stopped)

    def stop(self) -> None:
        """Ask no further questions."""
        self._stopped.set()


def precompute(site: Site, cache: Cache, stopped: threading.Event) -> int:
    """Fill the cache, one question at a time, and give way where the workers are busy. How many were answered.

    A question that fails, or whose answer is too large to keep, is left to those who ask it.
    """
    done = 0
    for question, format_ in _questions(site):
        if stopped.is_set():
            break
        tag = write_tag(answer_tag(site.edition, question, announce(format_.media_type)), "")
        if question.lasts() and not cache.holds(tag):
            done += _answer(site, cache, question, format_, tag, stopped)
    _log.info("Answers of saved queries that were made beforehand: %d.", done)
    return done


def _questions(site: Site) -> Iterator[tuple[Question, Format]]:
    """What people take most comes first: every question as CSV or Turtle, then the other formats."""
    bound = [(Question(site.bind(saved, {})), bool(saved.columns)) for saved in site.catalogue]
    for table, graph in zip(TABLES, GRAPHS, strict=True):
        for question, has_columns in bound:
            yield question, table if has_columns else graph


def _answer(site: Site, cache: Cache, question: Question, format_: Format, tag: str, stopped: threading.Event) -> bool:
    limits = replace(site.limits, output_bytes=min(site.limits.output_bytes, cache.largest))
    while not stopped.is_set():
        try:
            cache.keep(tag, site.store.answer(question.text, format_.media_type, limits).read())
        except BusyError:
            stopped.wait(_PAUSE_SECONDS)
        except SolidarityGraphError as error:
            _log.info("A saved query was not answered beforehand: %s", type(error).__name__)
            return False
        else:
            return True
    return False
