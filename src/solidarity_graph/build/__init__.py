"""Builds the graph of a dataset in parts: some things at a time, one part after another or in several processes."""

from solidarity_graph.build.executors import Executor, executor_for, in_processes, one_by_one
from solidarity_graph.build.external_sort import sorted_lines
from solidarity_graph.build.graph_files import GraphFiles, nquads_of, write_graph_files
from solidarity_graph.build.parts import Made, Part, make_part, split
from solidarity_graph.build.whole import build_graph

__all__ = [
    "Executor",
    "GraphFiles",
    "Made",
    "Part",
    "build_graph",
    "executor_for",
    "in_processes",
    "make_part",
    "nquads_of",
    "one_by_one",
    "sorted_lines",
    "split",
    "write_graph_files",
]
