"""The private model to the published one. Everything after this room sees only what `publish` returns.

What may not be public lies in a private overlay (`records.overlay`). A claim takes the strictest level of its own, its
article's, its subject's, its value's and its speakers':

    generalised     wider values: a region for a town, a month for a day, a group for a person
    pseudonymised   keys and labels that say nothing, new in each article
    withheld        nothing but how many claims of an article are not shown

Below public, words, offsets, reasons and texts of a claim are not published either.
"""

from solidarity_graph.disclosure.publishing import publish

__all__ = ["publish"]
