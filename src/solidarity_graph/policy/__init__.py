"""Every rule about people, and the step from the private model to the published one, which later rooms see alone.

A named person has a ground that covers what is said of them (`naming`), reviewed each year (`reviews`), and is linked
to nothing that is prosecuted (`risks`).

What may not be public lies in a private overlay (`records.overlay`). A claim takes the strictest level of its own, its
article's, its subject's, its value's and its speakers':

    generalised     wider values: a region for a town, a month for a day, a group for a person
    pseudonymised   keys and labels that say nothing, new in each article
    withheld        nothing but how many claims of an article are not shown

Below public, words, offsets, reasons and texts of a claim are not published either.
"""

from solidarity_graph.policy.publication import publish
from solidarity_graph.policy.reviews import Review, reviews_due

__all__ = ["Review", "publish", "reviews_due"]
