"""Refusals that never enter Flask: what the server itself turns away, in the shape of every other error."""

from __future__ import annotations

import json
from dataclasses import dataclass

from waitress.task import ErrorTask
from werkzeug.exceptions import default_exceptions

from solidarity_graph.web.cors import ALLOW_ORIGIN
from solidarity_graph.web.problems import MEDIA_TYPE, Problem, describe
from solidarity_graph.web.safety import BARE_POLICY, safe_headers


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is made once and given many times: refusing must cost next to nothing."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def refusal(problem: Problem) -> Refusal:
    """The problem as bytes."""
    body = json.dumps(problem.body()).encode()
    headers = (
        ("Content-Type", MEDIA_TYPE),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ALLOW_ORIGIN,
        *problem.headers.items(),
        *safe_headers(BARE_POLICY),
    )
    return Refusal(f"{problem.status} {problem.title}", headers, body)


class RefusalTask(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """Waitress's answer to a request that it cannot take: too long, or no HTTP."""

    def execute(self) -> None:
        """Tell so, and close: where the next request would begin is unknown."""
        error = self.request.error
        code = error.code
        if code == 431 and b"\n" not in self.request.header_plus[: self.channel.adj.max_request_header_size]:
            code = 414  # the address alone filled it
        told = refusal(describe(default_exceptions[code]()))
        self.status = told.status
        self.response_headers.extend(told.headers)
        self.set_close_on_finish()
        self.content_length = len(told.body)
        self.write(told.body)
