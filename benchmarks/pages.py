"""`python -m benchmarks.pages --articles 1000`: what pages, lists and search cost the server, over generated articles.

The time is CPU time of the application for one request, without the HTTP server, the best of three for each address.
"""

from __future__ import annotations

import collections
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import click
from flask import Flask
from werkzeug.test import EnvironBuilder
from werkzeug.wsgi import ClosingIterator

from benchmarks.articles import write_articles
from benchmarks.builds import build_release
from benchmarks.machine import describe_machine
from solidarity_graph.cli.allocator import collect_seldom
from solidarity_graph.release import Release, open_release, read_documents
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.search import PERSPECTIVES, DocumentIndex, write_index
from solidarity_graph.web import close_app, create_app
from solidarity_graph.web.releases import ArchivedStore

_SEED = 1
_KINDS = ("person", "event", "place", "organisation", "award", "case", "article", "claim", "disagreement")
_OF_A_KIND = 40
_REPEATS = 3
_HEAD = ("pages", "how many", "median ms", "95th percentile", "in Belarusian", "target")


class Group(NamedTuple):
    """Pages of one kind, by their paths, and the median that they are to reach, in milliseconds."""

    name: str
    paths: Sequence[str]
    goal: int


def groups_of(documents: DocumentIndex) -> Iterator[Group]:
    """Yield pages of things, drawn by a fixed seed; all lists, whole and with their commonest values; searches."""
    dice = random.Random(_SEED)  # noqa: S311 - nothing is secret
    drawn: list[str] = []
    for kind in _KINDS:
        keys = [key for key, _ in documents.of_kind(kind)]
        paths = [f"/id/{key}.html" for key in dice.sample(keys, min(len(keys), _OF_A_KIND))]
        drawn += paths
        if paths:
            yield Group(kind, paths, 5)
    yield Group("things of all these kinds", drawn, 5)
    for name in PERSPECTIVES:
        yield Group(f"list: {name}", [f"/{name}", *_choices(documents, name)], 30)
    names = [name for kind in ("person", "place") for _, name in documents.of_kind(kind) if name]
    words = ["picket", "letter", *dice.sample(names, min(len(names), 20))]
    yield Group("search", [f"/search?q={word}" for word in words], 20)


def _choices(documents: DocumentIndex, name: str) -> Iterator[str]:
    for facet, values in documents.listing(name).facets.items():
        if values:
            yield f"/{name}?{facet}={max(values, key=lambda value: values[value].bit_count())}"


def server_time(app: Flask, path: str) -> float:
    """Return the milliseconds of CPU that the application takes for a page. Raises ValueError if there is none."""
    return min(_time_once(app, path) for _ in range(_REPEATS))


def _time_once(app: Flask, path: str) -> float:
    environ = EnvironBuilder(path, headers={"Accept": "text/html"}).get_environ()
    statuses = []

    def start_response(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return bytes

    began = time.thread_time()
    with closing(ClosingIterator(app.wsgi_app(environ, start_response))) as body:
        collections.deque(body, maxlen=0)
    taken = (time.thread_time() - began) * 1000
    if statuses != ["200 OK"]:
        raise ValueError(f"{path} is answered with {statuses}")
    return taken


def open_site(release: Release, folder: Path) -> tuple[Flask, DocumentIndex]:
    """Return the application of a release, without a store for queries, and its index, written into a folder."""
    write_index(folder, read_documents(release), release.base)
    documents = DocumentIndex.open(folder, release.base)
    catalogue = load_catalogue(queries_dir())
    app = create_app(
        ArchivedStore(release.version), release=release, catalogue=catalogue, open_documents=lambda _: documents
    )
    return app, documents


def table_of(app: Flask, groups: Sequence[Group]) -> Iterator[str]:
    """Yield the rows of a Markdown table, each as soon as it is measured."""
    yield f"| {' | '.join(_HEAD)} |"
    yield f"|{'---|' * len(_HEAD)}"
    for group in groups:
        server_time(app, group.paths[0])  # the first page of a kind compiles its template
        english, belarusian = (sorted(server_time(app, start + path) for path in group.paths) for start in ("", "/be"))
        tail = english[int(len(english) * 0.95)]
        times = (f"{each:.1f}" for each in (statistics.median(english), tail, statistics.median(belarusian)))
        yield f"| {' | '.join((group.name, str(len(english)), *times, str(group.goal)))} |"


@click.command()
@click.option("--articles", default=1000, show_default=True, help="How many articles to generate and build.")
@click.option(
    "--release", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A built release instead."
)
def main(articles: int, release: Path | None) -> None:
    """Print the server time of pages, lists and search as a table."""
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        data, index = Path(folder) / "data", Path(folder) / "index"
        if release is None:
            release = Path(folder) / "release"
            write_articles(data, articles, seed=_SEED)
            build_release(data, release)
        index.mkdir()
        app, documents = open_site(open_release(release.absolute()), index)
        collect_seldom()
        click.echo(f"{len(documents.of_kind('article')):,} articles; {describe_machine()}\n")
        for row in table_of(app, [*groups_of(documents)]):
            click.echo(row)
        close_app(app)


if __name__ == "__main__":
    main()
