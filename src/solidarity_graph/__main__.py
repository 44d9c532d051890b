"""`python -m solidarity_graph` is the command `solidarity-graph`."""

from solidarity_graph.cli import main

main()
