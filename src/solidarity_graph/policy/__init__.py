"""All rules about people. `publish` makes the published dataset from the private one; later packages see only that.

Each person who is named has a ground for it, which covers the claims about them and is reviewed every year (`naming`).
No claim links a person to a prosecuted organisation or act (`risks`).

The private overlay (`records.taken_back`) holds the entries that may not be public. The level of a claim is the
strictest of its own and those of its article, its subject, its value and its speakers:

    generalised     wider values are published: a region for a town, a month for a day, a group for a person
    pseudonymised   keys and labels are replaced by pseudonyms, different ones in each article
    withheld        only the number of claims of an article that are not shown is published

Of a claim below public, no quoted words, offsets, reasons or other texts are published.
"""

from solidarity_graph.policy.naming import Review, reviews_due
from solidarity_graph.policy.publication import publish

__all__ = ["Review", "publish", "reviews_due"]
