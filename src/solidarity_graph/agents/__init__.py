"""The data for programs that answer people in words: tools by the Model Context Protocol, read only.

`Answers` has no protocol in it; `make_server` needs the optional package `mcp`.
"""

from solidarity_graph.agents.answers import Answers

__all__ = ["Answers"]
