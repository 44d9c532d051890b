"""Converts parameter values as typed by users to SPARQL terms, and default terms of query files back to values.

Each value gives exactly one term or a WrongValueError: no value can close its term and inject other syntax.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Final

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import SGC
from solidarity_graph.schema.record_format import CONCEPT_KIND

PUBLIC_BASE: Final = "https://w3id.org/solidarity-graph/"
"""The base IRI in the defaults of `queries/`; `bind` replaces it with the base of the dataset."""

UNDEF: Final = "UNDEF"

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Eighteen digits fit into 64 bits, in which engines keep an xsd:integer.
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_THING = re.compile(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*")
KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""Matches keys of things and names of saved queries."""

# Stricter than IRIREF (https://www.w3.org/TR/sparql11-query/#rIRIREF), so that what passes is a valid IRI as well:
# a scheme and host, then the characters of RFC 3987 without brackets.
_IRI = re.compile(
    r"https?://[A-Za-z0-9.-]+(:[0-9]+)?([/?]([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2}"
    r"|[\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef])*)?(#([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class WrongValueError(SolidarityGraphError, ValueError):
    """A value that does not fit its type."""


def write_date(value: str, _base: str) -> str:
    """Return a day as an `xsd:date` literal; the query file declares the prefix. Raises WrongValueError for no day."""
    if not _DATE.fullmatch(value):
        raise WrongValueError("%(value)r is not a date. Write it as 2013-08-04.", value=value)
    try:
        date.fromisoformat(value)
    except ValueError:
        raise WrongValueError("%(value)s is no day of the calendar.", value=value) from None
    return f'"{value}"^^xsd:date'


def write_integer(value: str, _base: str) -> str:
    """Return an integer in its shortest form, with 18 digits at most. Raises WrongValueError for anything else."""
    if not _INTEGER.fullmatch(value):
        raise WrongValueError("%(value)r is not a whole number. Write it in digits, 18 at most.", value=value)
    return str(int(value))


def write_yes_or_no(value: str, _base: str) -> str:
    """Return a boolean. Raises WrongValueError for other words than yes, no, true, false, 1 and 0, in any case."""
    word = value.lower()
    if word not in ("yes", "true", "1", "no", "false", "0"):
        raise WrongValueError("%(value)r is neither yes nor no. Write one of them.", value=value)
    return "true" if word in ("yes", "true", "1") else "false"


def write_text(value: str, _base: str) -> str:
    r"""Return a string literal. Raises WrongValueError for control characters and lone surrogates.

    Processors may decode \u0041 and \U00000041 before they parse the query
    (https://www.w3.org/TR/sparql11-query/#codepointEscape), some even after an escaped backslash. So a "u" after a
    backslash is itself escaped, in eight digits, because some processors read four more digits after the first four.
    """
    if _NOT_TEXT.search(value):
        raise WrongValueError("the text holds a control character or half of a surrogate pair. Take it out.")
    written = json.dumps(value, ensure_ascii=False)  # for what is left, the escapes of JSON are those of SPARQL
    return re.sub(r"(?<=\\)[uU]", lambda letter: f"\\U{ord(letter[0]):08X}", written)


def write_thing(value: str, base: str) -> str:
    """Return the IRI of a thing of this dataset by kind and key, or any full IRI; else raise WrongValueError."""
    if _THING.fullmatch(value):
        return f"<{base}id/{value}>"
    if _IRI.fullmatch(value):
        return f"<{value}>"
    raise WrongValueError(
        "%(value)r names no thing. Write kind and key, as in person/p7k2, or the whole IRI.", value=value
    )


def write_article(value: str, base: str) -> str:
    """Return the IRI of an article by its key, or any full IRI. Raises WrongValueError for other text."""
    if KEY.fullmatch(value):
        return f"<{base}id/article/{value}>"
    if _IRI.fullmatch(value) or (value.startswith("article/") and _THING.fullmatch(value)):
        return write_thing(value, base)
    raise WrongValueError(
        "%(value)r names no article. Write its key, as in gdansk-postcard-graffiti, or the whole IRI.", value=value
    )


def write_concept(value: str, base: str) -> str:
    """Return the IRI of a concept of the ontology by local name, of one of the dataset's own by key, or any full IRI.

    Raises WrongValueError otherwise.
    """
    concepts = read_ontology().concepts
    if value.startswith(f"{CONCEPT_KIND}/") and _THING.fullmatch(value):
        return write_thing(value, base)
    if value in concepts:
        return f"<{SGC}{value}>"
    if _IRI.fullmatch(value):
        return f"<{value}>"
    offered = [name for name, concept in concepts.items() if not concept.deprecated]
    near = get_close_matches(value.lower(), offered, n=1)
    if near:
        raise WrongValueError(
            "%(value)r is no concept of the ontology. Did you mean %(near)s?", value=value, near=near[0]
        )
    raise WrongValueError(
        "%(value)r is no concept of the ontology. Write a local name, as in picket, or the whole IRI.", value=value
    )


WRITERS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "date": write_date,
    "integer": write_integer,
    "yes-or-no": write_yes_or_no,
    "text": write_text,
    "thing": write_thing,
    "concept": write_concept,
    "article": write_article,
}
TYPES: Final = tuple(WRITERS)
"""The parameter types: date, integer, yes-or-no, text, thing (`person/p7k2`), concept (local name), article (key)."""


def read_default(term: str, type_name: str) -> str:
    """Return the value for which `WRITERS` give this default term: empty for UNDEF.

    Raises ValueError for a term in another form.
    """
    if term == UNDEF:
        return ""
    value = _bare(term, type_name)
    written = WRITERS[type_name](value, PUBLIC_BASE)
    if written != term:
        raise ValueError(f"{term} is not how the default of a parameter of the type {type_name} is written: {written}")
    return value


def _bare(term: str, type_name: str) -> str:
    if type_name == "date":
        return term.removesuffix("^^xsd:date").strip('"')
    if type_name == "text":
        return str(json.loads(term))
    if type_name == "integer":
        return term
    if type_name == "yes-or-no":
        return "yes" if term == "true" else "no"
    prefixes = {"thing": f"{PUBLIC_BASE}id/", "article": f"{PUBLIC_BASE}id/article/", "concept": SGC}
    return term[1:-1].removeprefix(prefixes[type_name])
