"""What counts as a clean answer. Anything else is a fault of the server."""

from __future__ import annotations

from tests.hostile.server import PATIENCE
from tests.hostile.wire import Reply

PROBLEM = "application/problem+json"
_MEMBERS = ("type", "title", "status", "detail")


def expect_problem(reply: Reply, *statuses: int, within: float = PATIENCE) -> None:
    """An error in the one shape there is, in time (RFC 9457)."""
    expect_status(reply, *statuses, within=within)
    assert reply.headers["content-type"].partition(";")[0] == PROBLEM, reply
    problem = reply.json()
    assert all(problem.get(member) for member in _MEMBERS), reply
    assert problem["status"] == reply.status, reply
    expect_discreet(reply)
    if reply.status in (429, 503):
        assert int(reply.headers["retry-after"]) > 0, reply


def expect_status(reply: Reply, *statuses: int, within: float = PATIENCE) -> None:
    """Whole, in time, and of one of these statuses."""
    assert reply.status in statuses, reply
    assert reply.whole, reply
    expect_in_time(reply, within)


def expect_broken(reply: Reply, within: float = PATIENCE) -> None:
    """Bytes had flown when a limit passed: the connection broke, and no reader can take it for whole."""
    assert reply.status == 200, reply
    assert not reply.whole, reply
    assert reply.size, reply
    expect_in_time(reply, within)


def expect_contained(reply: Reply, *statuses: int, within: float = PATIENCE) -> None:
    """A problem of one of these statuses, or an answer that broke off after it had begun."""
    if reply.status == 200:
        expect_broken(reply, within)
    else:
        expect_problem(reply, *statuses, within=within)


def expect_answered_or_refused(reply: Reply, *statuses: int) -> None:
    """For questions that a quick engine may well answer: whole, or refused with one of these statuses."""
    if reply.status == 200:
        expect_status(reply, 200)
    else:
        expect_problem(reply, *statuses)


def expect_refused_as_malformed(reply: Reply, *statuses: int) -> None:
    """What is no HTTP may be told so in any words, or be hung up on; it is never answered, and never kept."""
    expect_in_time(reply)
    if reply.status:
        assert reply.status in (statuses or (400,)), reply
        expect_discreet(reply)


def expect_in_time(reply: Reply, within: float = PATIENCE) -> None:
    """Within twice the limit of a query."""
    assert reply.seconds <= within, reply


def expect_discreet(reply: Reply) -> None:
    """Nothing of the server's insides."""
    for word in (b"Traceback", b"site-packages", b".py"):
        assert word not in reply.body, reply
