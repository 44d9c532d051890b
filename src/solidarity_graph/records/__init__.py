"""Reads the files of `data/` and of the private overlay into the model, and writes entries back.

Reading is strict: an unknown field is an error. Writing keeps comments and the order of entries.
"""

from solidarity_graph.records.annotation import annotate, unquoted_claims
from solidarity_graph.records.articles import MAX_PHRASE
from solidarity_graph.records.dataset_files import (
    RELEASES,
    Files,
    claim_keys,
    listed_releases,
    load_files,
    read_dataset,
    read_files,
    read_record_file,
)
from solidarity_graph.records.merges import MERGES_FILE, merge_faults, with_merge, without_merge
from solidarity_graph.records.sources import SourceTexts, SpanFinding, find_sources, load_sources, verify_spans

__all__ = [
    "MAX_PHRASE",
    "MERGES_FILE",
    "RELEASES",
    "Files",
    "SourceTexts",
    "SpanFinding",
    "annotate",
    "claim_keys",
    "find_sources",
    "listed_releases",
    "load_files",
    "load_sources",
    "merge_faults",
    "read_dataset",
    "read_files",
    "read_record_file",
    "unquoted_claims",
    "verify_spans",
    "with_merge",
    "without_merge",
]
