"""An index of the documents of a release in SQLite: by key, by words in any script, by facets."""

from solidarity_graph.search.index import FORMAT, DocumentIndex, index_in_memory, write_index

__all__ = ["FORMAT", "DocumentIndex", "index_in_memory", "write_index"]
