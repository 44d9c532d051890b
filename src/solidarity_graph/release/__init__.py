"""A release: the published dataset in every format, with tables, a codebook, a validation summary and hashes.

What writes one is in `release.writing`: commands that read releases start without it.
"""

from solidarity_graph.release.documents import read_documents
from solidarity_graph.release.manifest import Release, ReleaseFile, open_release
from solidarity_graph.release.stamp import input_digest, is_current

__all__ = ["Release", "ReleaseFile", "input_digest", "is_current", "open_release", "read_documents"]
