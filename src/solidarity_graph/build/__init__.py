"""A build in parts: some things of the dataset at a time, one after another or in several processes."""

from solidarity_graph.build.executors import Executor, in_processes, one_by_one
from solidarity_graph.build.parts import Made, Part, make_part, split
from solidarity_graph.build.whole import build_graphs

__all__ = ["Executor", "Made", "Part", "build_graphs", "in_processes", "make_part", "one_by_one", "split"]
