"""The files of `data/` to the model and back: strict reading, and the one writer that keeps comments and order."""

from solidarity_graph.records.annotation import annotate
from solidarity_graph.records.merges import MERGES_FILE, merge_faults, with_merge, without_merge
from solidarity_graph.records.reading import Files, claim_keys, load_files, read_dataset, read_files
from solidarity_graph.records.sources import SourceTexts, SpanFinding, check_phrases, load_sources, verify_spans

__all__ = [
    "MERGES_FILE",
    "Files",
    "SourceTexts",
    "SpanFinding",
    "annotate",
    "check_phrases",
    "claim_keys",
    "load_files",
    "load_sources",
    "merge_faults",
    "read_dataset",
    "read_files",
    "verify_spans",
    "with_merge",
    "without_merge",
]
