"""`solidarity-graph serve`: serves the web site and the SPARQL endpoint."""

from __future__ import annotations

import logging
import logging.handlers
import signal
import sys
import threading
from functools import partial
from pathlib import Path
from queue import Queue
from types import FrameType
from typing import Any

import click

from solidarity_graph.cli.allocator import collect_seldom, share_one_arena
from solidarity_graph.cli.options import open_documents, process_environment, release_folder
from solidarity_graph.cli.serve_options import Settings, serve_options
from solidarity_graph.release import Release, open_release
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.sparql import Store, open_store, remove_unused_snapshots
from solidarity_graph.web import (
    REQUESTS,
    JsonFormatter,
    TextFormatter,
    close_app,
    create_app,
    quiet_server,
    serve_forever,
)

_log = logging.getLogger(__name__)
_FORGET_SECONDS = 60.0
_MOST_LINES = 100_000  # some tens of megabytes


@click.command("serve", context_settings={"show_default": True})
@serve_options
def serve_command(**given: Any) -> None:
    """Serve the release: pages, SPARQL endpoint, saved queries, downloads.

    No network access is needed, except for --store and for SERVICE hosts that are allowed. Ctrl-C or SIGTERM stops it
    once the requests under way are answered; a second one, at once. docs/operations.md explains the options.

    \b
    solidarity-graph serve
    solidarity-graph serve --port 8001 --timeout 30
    solidarity-graph serve --store http://127.0.0.1:7878/query
    solidarity-graph serve --sources ~/articles
    """
    share_one_arena()
    settings = Settings(**given)
    texts = settings.texts()
    opened = open_release(release_folder(settings.release, settings.data))
    listener = _set_up_logging(settings.log_format or ("text" if sys.stderr.isatty() else "json"))
    for warning in settings.warnings():
        _log.warning(warning)
    app = create_app(
        _open(settings, opened),
        release=opened,
        catalogue=load_catalogue(queries_dir()),
        limits=settings.limits(),
        open_documents=partial(open_documents, cache=settings.cache),
        reopen=lambda other: _open(settings, other),
        older=settings.releases,
        immutable=not settings.store,
        operations=settings,
        fewest=settings.fewest,
        texts=texts,
    )

    def ready(address: str) -> None:
        _stop_on_signals()
        collect_seldom()
        _log.info("Solidarity Graph, release %s, on %s", opened.version, address)

    ended = threading.Event()
    threading.Thread(target=forget_regularly, args=(settings.cache, ended), name="cache", daemon=True).start()
    try:
        serve_forever(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            connections=settings.connections,
            ready=ready,
        )
    finally:
        ended.set()
        close_app(app)
        _log.info("Stopped.")
        listener.stop()


def forget_regularly(cache: Path | None, ended: threading.Event) -> None:
    """Remove from the cache what was made of withdrawn and replaced releases, each minute until the event is set."""
    while not ended.wait(_FORGET_SECONDS):
        for folder in remove_unused_snapshots(cache):
            _log.info("%s is deleted: its release is gone.", folder.name)


def _open(settings: Settings, release: Release) -> Store:
    if settings.store:
        # Imported here: it imports SPARQLWrapper and rdflib, which are not needed to serve a snapshot.
        from solidarity_graph.cli.credentials import store_credentials
        from solidarity_graph.sparql.remote.remote_store import RemoteStore

        return RemoteStore(
            settings.store,
            credentials=store_credentials(settings.store),
            connections=settings.workers,
            queue_size=settings.line,
            serving=True,
            service_hosts=settings.service_hosts,
        )
    return open_store(
        release,
        workers=settings.workers,
        queue_size=settings.line,
        in_memory_quads=settings.in_memory_quads,
        cache=settings.cache,
        environment=process_environment(),
        service_hosts=settings.service_hosts,
        unguarded=settings.unguarded,
    )


def _set_up_logging(format_: str) -> logging.handlers.QueueListener:
    """Write the log in one thread: threads that write directly would wait for each other most of the time."""
    writer = logging.StreamHandler(sys.stderr)
    writer.setFormatter(JsonFormatter() if format_ == "json" else TextFormatter())
    # Bounded: if stderr is not read, lines are dropped instead of filling memory.
    lines: Queue[logging.LogRecord] = Queue(_MOST_LINES)
    handler = logging.handlers.QueueHandler(lines)
    handler.setFormatter(logging.Formatter())  # the default one would repeat level and logger
    logging.raiseExceptions = False
    logging.basicConfig(level=logging.getLogger().level, handlers=[handler], force=True)
    for name in (REQUESTS, __name__):
        logging.getLogger(name).setLevel(logging.INFO)
    quiet_server()
    listener = logging.handlers.QueueListener(lines, writer)
    listener.start()
    return listener


def _stop_on_signals() -> None:
    """Stop on SIGTERM or SIGINT after the open requests; on a second signal, stop immediately."""

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a signal handler
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.SIG_DFL)
        raise SystemExit(0)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
