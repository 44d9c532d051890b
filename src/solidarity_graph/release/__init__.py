"""A release: the published dataset in all formats, with tables, codebook, validation summary and hashes.

`release.writing` writes releases; it is a separate import, so that commands that only read start faster.
"""

from solidarity_graph.release.document_files import read_documents
from solidarity_graph.release.manifest import Release, ReleaseFile, open_release
from solidarity_graph.release.stamp import input_digest, is_current

__all__ = [
    "Release",
    "ReleaseFile",
    "input_digest",
    "is_current",
    "open_release",
    "read_documents",
]
