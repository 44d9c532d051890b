"""`solidarity-graph verify`: checks whether every span still matches its source text."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click

from solidarity_graph.cli.options import data_folder, data_option, private_option, sources_option
from solidarity_graph.errors import UnknownNameError
from solidarity_graph.records import SpanFinding, load_sources, read_dataset, verify_spans


@click.command("verify")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@data_option
@private_option
@sources_option
@click.option("--json", "json_", is_flag=True, help="One JSON object for each span.")
def verify_command(
    articles: tuple[str, ...], data: Path | None, private: Path | None, sources: Path, json_: bool
) -> None:
    """Check each span against the source texts: exact, moved or missing. Exit status 1 unless all are exact.

    ARTICLE is an article's key; without any, all articles are checked.

    \b
    solidarity-graph verify --sources ~/articles
    solidarity-graph verify my-article --sources ~/articles
    """
    dataset, texts = read_dataset(data_folder(data), private).whole, load_sources(sources)
    known = {article.key: article.source.sha256 if article.source else "" for article in dataset.articles}
    if unknown := [key for key in articles if key not in known]:
        raise UnknownNameError(f"There is no article {unknown[0]}. Known: {', '.join(known)}.")
    wanted = set(articles or known)
    findings = [finding for finding in verify_spans(dataset, texts) if finding.claim.article in wanted]
    for finding in findings:
        if json_:
            click.echo(json.dumps(_as_json(finding), ensure_ascii=False))
        elif finding.result != "exact" and known[finding.claim.article] in texts:
            click.echo(_as_text(finding))
    for sha256, count in Counter(known[finding.claim.article] for finding in findings).items():
        if sha256 not in texts:
            click.echo(
                f"The text {sha256[:12]}... is not in {sources}: {count} spans could not be looked up.", err=True
            )
    counts = Counter(finding.result for finding in findings)
    quoted = sum(1 for finding in findings if finding.span.phrase)
    click.echo(
        f"{len(findings)} spans, {quoted} of them with a phrase: "
        + ", ".join(f"{counts[result]} {result}" for result in ("exact", "moved", "missing")),
        err=True,
    )
    sys.exit(0 if counts["exact"] == len(findings) else 1)


def _as_text(finding: SpanFinding) -> str:
    claim, span = finding.claim, finding.span
    where = f"{claim.file}, {claim.entry}, claim {claim.key}: characters {span.start}-{span.end} {finding.result}"
    return where + (f", now at {finding.now_at}" if finding.result == "moved" else "")


def _as_json(finding: SpanFinding) -> dict[str, object]:
    claim, span = finding.claim, finding.span
    return {
        "claim": claim.key,
        "file": claim.file,
        "entry": claim.entry,
        "start": span.start,
        "end": span.end,
        "result": finding.result,
        "nowAt": finding.now_at,
    }
