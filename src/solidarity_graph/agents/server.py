"""The tools of `Answers` as a server of the Model Context Protocol, with the official SDK.

https://modelcontextprotocol.io/specification
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from solidarity_graph import __version__
from solidarity_graph.agents.answers import Answers, Scalar
from solidarity_graph.documents.reading_rules import READING_RULES
from solidarity_graph.errors import SolidarityGraphError

_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_INTRODUCTION = """Linked data from news articles, release {version}. Search first, then read a thing or ask a saved
question; SPARQL is for what no question asks."""
Json = dict[str, Any]


def make_server(answers: Answers) -> MCPServer[Any]:
    """Return the server. `run("stdio")` serves one client, and returns when it leaves."""
    server: MCPServer[Any] = MCPServer(
        "solidarity-graph",
        title=answers.release.title,
        version=__version__,
        instructions="\n".join((_INTRODUCTION.format(version=answers.release.version), *READING_RULES)),
        log_level="WARNING",
        subscriptions=False,
    )

    def search(words: str, kind: str = "", limit: int = 20) -> Json:
        """Find people, places, organisations, actions and articles by names in any script, or by phrases.

        words  all of them must be there; the last may be the beginning of one
        kind   person, organisation, group, place, award, event, case, article, document; empty for all. Claims are
               found with the thing that they are about
        """
        return answers.search(words, kind, limit)

    def thing(key: str, first: int = 1, limit: int = 50) -> Json:
        """Read a thing by its key, such as place/harbour: names, what was derived, and each claim with its source.

        A claim, a disagreement and a concept (concept/picket) have keys, too, and are read in the same way.

        first  the number of the first claim, and of the first thing that it appears in, from 1
        limit  how many of each to give, 1000 at most
        """
        return answers.thing(key, first, limit)

    def saved_questions(about: str = "") -> Json:
        """List the saved questions with their parameters; only those with one of the words of `about`, if given."""
        return answers.questions(about)

    def ask_saved_question(name: str, parameters: dict[str, Scalar] | None = None, limit: int = 100) -> Json:
        """Answer a saved question by its name. Parameters that are not given have their defaults."""
        return answers.ask(name, parameters, limit)

    def sparql(query: str, limit: int = 100) -> Json:
        """Answer a SPARQL 1.1 query, which reads only. The default graph is the union of all graphs.

        limit  how many rows or triples to give, 1000 at most; how many there are is told
        """
        return answers.sparql(query, limit)

    def cite(key: str = "") -> Json:
        """Say how to cite the release, or a thing in it by its key."""
        return answers.citation(key)

    for tool in (search, thing, saved_questions, ask_saved_question, sparql, cite):
        server.add_tool(_reporting(tool), annotations=_READS)
    return server


def _reporting(tool: Callable[..., Json]) -> Callable[..., Json]:
    """Return the tool with its errors as messages for the model: the SDK hides those of other classes."""

    @functools.wraps(tool)
    def report(*args: Any, **kwargs: Any) -> Json:
        try:
            return tool(*args, **kwargs)
        except SolidarityGraphError as error:
            raise ToolError(str(error)) from None

    return report
