"""Values that name a thing, an article or a concept: what people type, as the key of what there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from solidarity_graph.saved_queries.parameter_values import (
    KEY,
    PUBLIC_BASE,
    WrongValueError,
    write_article,
    write_concept,
    write_thing,
)
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import DCTERMS
from solidarity_graph.schema.record_format import CONCEPT_KIND, TABLES

Find = Callable[[Sequence[str]], Mapping[str, str]]
"""Returns, for those of the IRIs that name known things, the IRI of the thing, or of that which it was merged into."""

REFERENCES: Final = ("thing", "article", "concept")
KINDS: Final = sorted({table.kind for table in TABLES.values() if table.kind})
"""The kinds of things, the first part of their keys."""
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_BRACKETS = re.compile(r"^<(.*)>$")
# The path of an IRI or of its page, perhaps in a language, or that of an older release.
_PATH = re.compile(r"/?(?:[a-z]{2,3}/)?(?:release/[^/]+/)?(?:id/|(?=concept/))([a-z0-9/-]+?)(?:\.[a-z]+)?/?(?:[?#].*)?")


def known_things(iris: Sequence[str]) -> str:
    """Return a query for those of the IRIs that name things: `thing`, and `other`, into which it was merged."""
    named = " ".join(f"<{iri}>" for iri in iris)
    return (
        f"SELECT DISTINCT ?thing ?other WHERE {{ VALUES ?thing {{ {named} }} ?thing ?property ?value "
        f"OPTIONAL {{ ?thing <{DCTERMS}isReplacedBy> ?other }} }}"
    )


def resolve_reference(
    type_name: str, value: str, base: str, find: Find, sites: Sequence[str] = (), kind: str = ""
) -> str:
    """Return the key that a value names: `person/p7k2` of a thing, that of an article, the local name of a concept.

    A concept of the dataset's own has its key: `concept/candle-vigil`.

    The value is that key, the key alone where no other thing has it, an IRI or a page's address: with http or https,
    or as browsers show it, without; also in the angle brackets of Turtle and TSV.

    base   the prefix of the dataset's IRIs.
    find   looks things up.
    sites  the addresses of sites that have pages about them, each with a slash at its end.
    kind   of the things that are meant, such as `person`; empty for any.

    Raises WrongValueError if the value names nothing that there is, or a thing of another kind.
    """
    name = key_in(value, (base, PUBLIC_BASE, *sites) if type_name == "concept" else (base, *sites))
    if type_name == "concept":
        name = name.removeprefix("concept/").removeprefix("sgc:")
        if name in read_ontology().concepts:
            return name
        own = f"{base}id/{CONCEPT_KIND}/{name}"
        if KEY.fullmatch(name) and find([own]):
            return f"{CONCEPT_KIND}/{name}"
        write_concept(name, base)  # raises the error with a near name, but for a full IRI
        raise WrongValueError("%(value)r is no concept of the ontology, nor of this dataset.", value=value)
    if type_name == "thing" and KEY.fullmatch(name):
        iris = {f"{base}id/{each}/{name}" for each in ([kind] if kind else KINDS)}
    else:
        iris = {(write_article if type_name == "article" else write_thing)(name, base)[1:-1]}
    found = set(find(sorted(iris)).values())
    if not found and sites:
        raise WrongValueError(
            "nothing is known here by the name %(value)r. Write its key, as in person/p7k2, or the address of its page "
            "at %(site)s.",
            value=value,
            site=sites[0],
        )
    if not found:
        raise WrongValueError(
            "nothing is known here by the name %(value)r. Write its key, as in person/p7k2, or its IRI.", value=value
        )
    keys = sorted(iri.removeprefix(f"{base}id/") for iri in found)
    if len(keys) > 1:
        raise WrongValueError(
            "%(value)r names several things. Write one of %(keys)s.", value=value, keys=", ".join(keys)
        )
    if kind and not keys[0].startswith(f"{kind}/"):
        raise WrongValueError("%(key)s is no %(kind)s.", key=keys[0], kind=kind)
    return keys[0].removeprefix("article/") if type_name == "article" else keys[0]


def key_in(value: str, bases: Sequence[str]) -> str:
    """Return the key, such as `person/p7k2` or `concept/picket`, if the value is an IRI or address at one of the bases.

    Any other value is returned without brackets and percent-encoding.
    """
    value = _BRACKETS.sub(r"\1", value)
    for text in (value, unquote(value)):
        rest = _SCHEME.sub("", text)
        for base in bases:
            local = _SCHEME.sub("", base)
            path = rest[len(local) :] if rest[: len(local)].lower() == local.lower() else ""
            if match := _PATH.fullmatch(path or text):
                return match[1]
    return unquote(value)
