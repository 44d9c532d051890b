"""Terms of ours that a query names and that do not exist: such a query has no answer, and no error either."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from itertools import islice

from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import SG, SGC, shorten
from solidarity_graph.sparql.query_text.dataset_clauses import resolved_tokens

_OURS = "solidarity-graph"
_MOST = 5  # the search for near terms takes time, and a long header is refused by clients
_LONGEST = 200  # characters of an IRI: more than twice the longest of ours; a query may make them of any length
# Characters of a query with BASE. Each relative IRI is completed from the whole base, and each BASE may lengthen it: 64
# KiB of them took two seconds of the web process, 8 KiB take 0.07.
_LONGEST_WITH_BASE = 8 << 10
# Our namespaces as people write them from memory: with http, in other letters, with another character at the end. The
# name may hold what cannot be seen; one that begins with a digit is a version.
_NEAR_NAMESPACE = re.compile(
    r"https?://(?:www\.)?w3id\.org/solidarity-graph/(?:ontology|concept)[#/]?([^\W\d_][^/#?]*)", re.IGNORECASE
)


def unknown_terms(query: str) -> list[str]:
    """Return a sentence for each of the first terms of ours in the query that do not exist, with the nearest that does.

    Characters beyond ASCII, which may be such as cannot be seen, are escaped.

    >>> unknown_terms(f"PREFIX sg: <{SG}> SELECT * {{ ?s a sg:Persn }}")
    ['sg:Persn is no term of ours. Did you mean sg:Person?']
    """
    letters = query.lower()
    if _OURS not in letters or ("base" in letters and len(query) > _LONGEST_WITH_BASE):
        return []
    iris = dict.fromkeys(iri.rstrip(".") for _, _, iri in resolved_tokens(query) if len(iri) <= _LONGEST)
    return list(islice(filter(None, map(_hint, iris)), _MOST))


def _hint(iri: str) -> str:
    match = _NEAR_NAMESPACE.fullmatch(iri)
    if not match or iri in (known := _known_terms()):
        return ""
    by_name = {shorten(term).partition(":")[2].lower(): term for term in known}
    near = next((by_name[name] for name in get_close_matches(match[1].lower(), by_name, n=1)), "")
    written, escaped = (text.encode("ascii", "backslashreplace").decode() for text in (shorten(iri), iri))
    if written == escaped:  # the namespace is wrong, and not the name alone
        return f"<{escaped}> is no term of ours.{f' Did you mean <{near}>?' if near else ''}"
    return f"{written} is no term of ours.{f' Did you mean {shorten(near)}?' if near else ''}"


@cache
def _known_terms() -> Mapping[str, None]:
    """Return the IRIs of all our terms, as keys: many are looked up for one query."""
    ontology = read_ontology()
    ours = [SG + name for name in (*ontology.classes, *ontology.properties)]
    return dict.fromkeys([*ours, *(SGC + name for name in (*ontology.concepts, *ontology.schemes))])
