"""`solidarity-graph verify`: whether every span still stands in its source text."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click

from solidarity_graph.cli.options import data_folder, data_option, sources_option
from solidarity_graph.records import SpanFinding, load_sources, read_dataset, verify_spans


@click.command("verify")
@data_option
@sources_option
@click.option("--json", "json_", is_flag=True, help="One JSON object for each span.")
def verify_command(data: Path | None, sources: Path, json_: bool) -> None:
    """Check each span against the source texts: exact, moved or missing. Exit status 1 unless all are exact.

    \b
    solidarity-graph verify --sources ~/articles
    """
    findings = verify_spans(read_dataset(data_folder(data)), load_sources(sources))
    for finding in findings:
        if json_:
            click.echo(json.dumps(_as_json(finding), ensure_ascii=False))
        elif finding.result != "exact":
            click.echo(_as_text(finding))
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
