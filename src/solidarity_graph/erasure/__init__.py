"""Taking back: the walk that forgets. `carry_out` goes through `places.PLACES`, a list: whatever is kept anywhere else
(candidates of an extraction, patches, feeds) is one more entry there.

    orders      what is to be taken back
    planning    the record files as they shall be: pure
    journal     what an interrupted run left to be done, kept in the user's state folder until it is
    traces      what tells that something holds a thing
    places      where it is forgotten, one function each
    walking     all of it, in order
"""

from solidarity_graph.erasure.orders import ERASE, RESTORE, WITHHOLD, Folders, Order, Tools, read_key
from solidarity_graph.erasure.places import Step
from solidarity_graph.erasure.walking import carry_out

__all__ = ["ERASE", "RESTORE", "WITHHOLD", "Folders", "Order", "Step", "Tools", "carry_out", "read_key"]
