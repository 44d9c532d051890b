"""`solidarity-graph annotate`: fills in offsets, phrases and claim keys, so that editors need not count characters."""

from __future__ import annotations

from pathlib import Path

import click

from solidarity_graph.atomic_files import EVERYBODY, write_safely
from solidarity_graph.cli.options import data_folder, data_option, private_option, sources_option
from solidarity_graph.records import (
    MAX_PHRASE,
    annotate,
    claim_keys,
    load_files,
    load_sources,
    read_record_file,
    unquoted_claims,
)


@click.command("annotate")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
@private_option
@sources_option
def annotate_command(files: tuple[Path, ...], data: Path | None, private: Path | None, sources: Path) -> None:
    """Turn each `find = "..."` of the article FILES into `at`, `phrase` and `claim`.

    Comments and order stay. A file that is at fault is left as it is.

    \b
    solidarity-graph annotate data/articles/my-article.toml --sources ~/articles
    """
    texts = load_sources(sources)
    known = load_files(data_folder(data), private)
    taken = set(claim_keys(known))
    for file in files:
        before = read_record_file(file, str(file))
        after = annotate(before, texts, taken, file=str(file), known=known)
        if after != before:
            write_safely(file, after, EVERYBODY)
        click.echo(f"{file}: {'filled in' if after != before else 'nothing to fill in'}.", err=True)
        unquoted, placed = unquoted_claims(after, str(file))
        if unquoted:
            click.echo(
                f"{unquoted} of {placed} claims have a place in the text and no words: at most a fifth of an article "
                f"is quoted, and no more than {MAX_PHRASE} characters at once.",
                err=True,
            )
