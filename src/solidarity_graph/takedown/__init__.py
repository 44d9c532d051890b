"""Takedown: erases, withholds and restores things and claims, in the record files and in all copies made from them.

`plan` computes the new texts of the record files for an order (with `removal`, `insertion`, `restoration`, `ledger` and
`wording`, all without side effects). `carry_out` in `procedure` saves the plan in a journal, so that an interrupted run
can be finished, and then runs a step for each kind of copy. A new kind of copy needs a new step in `STEPS`.
"""

from solidarity_graph.takedown.copies import Step
from solidarity_graph.takedown.orders import ERASE, RESTORE, WITHHOLD, Folders, Order, Tools, read_key
from solidarity_graph.takedown.procedure import carry_out

__all__ = ["ERASE", "RESTORE", "WITHHOLD", "Folders", "Order", "Step", "Tools", "carry_out", "read_key"]
