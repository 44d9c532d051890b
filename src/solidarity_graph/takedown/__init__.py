"""Takedown: erase, withhold and restore things and claims, in the record files and in every copy made from them.

Orders become a plan, the record files as they will be (`plan`, with `removal`, `insertion`, `restoration`, `ledger` and
`wording`: all pure). `carry_out` (`procedure`) notes the plan in a journal, so that an interrupted run can be finished,
and takes one step after another (`steps`) for each kind of copy: a new kind of copy gets a new step in `STEPS`.
"""

from solidarity_graph.takedown.orders import ERASE, RESTORE, WITHHOLD, Folders, Order, Tools, read_key
from solidarity_graph.takedown.procedure import carry_out
from solidarity_graph.takedown.steps import Step

__all__ = ["ERASE", "RESTORE", "WITHHOLD", "Folders", "Order", "Step", "Tools", "carry_out", "read_key"]
