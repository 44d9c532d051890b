"""A release: the published dataset in every format, with tables, a codebook, a validation summary and hashes."""

from solidarity_graph.release.documents import read_documents
from solidarity_graph.release.formats import serialise
from solidarity_graph.release.manifest import Release, ReleaseFile, open_release
from solidarity_graph.release.writing import input_digest, is_current, write_release

__all__ = [
    "Release",
    "ReleaseFile",
    "input_digest",
    "is_current",
    "open_release",
    "read_documents",
    "serialise",
    "write_release",
]
