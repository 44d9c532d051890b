"""The form of a saved query: its fields with what they offer, and names of things as people type them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from solidarity_graph.documents import Value
from solidarity_graph.errors import ParameterError
from solidarity_graph.saved_queries import KINDS, Parameter, SavedQuery
from solidarity_graph.schema import read_ontology
from solidarity_graph.web.date_texts import day_in_words
from solidarity_graph.web.languages import gettext
from solidarity_graph.web.pages.names import find_names, in_language_of_page
from solidarity_graph.web.pages.results import in_words
from solidarity_graph.web.site import Site

_MOST_OFFERED: Final = 200  # names in a form; of more, a reader types one, and chooses where several have it
_MOST_FOUND: Final = 20
_NEAR: Final = 8
_LONGEST = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_KEY = re.compile(r"[a-z]+/[a-z0-9-]+|https?:\S+|<\S+>|sgc?:\S+")

Offer = tuple[str, str]
"""A value and its label."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form.

    value     as the field shows it: a name for a thing.
    shown     the value in words; empty if nothing is chosen.
    choices   what a select offers; empty for another field.
    names     what a text field suggests.
    found     where a name is not clear: the things that may be meant.
    is_unclear  True if the value names no thing, or several.
    is_unknown  True if it names none: what was found is only like it.
    """

    parameter: Parameter
    title: str
    value: str
    shown: str
    input_type: str
    choices: Sequence[Offer] = ()
    names: Sequence[str] = ()
    found: Sequence[Offer] = ()
    is_unclear: bool = False
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """What the names in an address stand for.

    values  those of the address, with keys in place of the names that are clear.
    unclear  for each parameter whose name is not, the things (key, name) that may be meant.
    unknown  the parameters whose name nothing has: those things are only like it.
    """

    values: Mapping[str, str]
    unclear: Mapping[str, Sequence[Offer]]
    unknown: Collection[str] = ()


def resolve_names(saved: SavedQuery, values: Mapping[str, str], site: Site, sites: Sequence[str]) -> Names:
    """Return what the values of parameters that take things stand for; keys and addresses are left as they are.

    sites  addresses of sites whose pages may be given for what they are about.
    """
    found, unclear, unknown = dict(values), {}, set()
    for parameter in saved.parameters:
        value = _clean(values.get(parameter.name, ""))
        if not value or not _takes_things(parameter) or _KEY.fullmatch(value) or _is_key(parameter, value, site, sites):
            continue
        kinds = _kinds(parameter)
        named = site.documents.suggest(value, kinds, _MOST_FOUND)
        if len(named) == 1:
            found[parameter.name] = _bare(parameter, named[0][0])
        else:
            near = named or _similar(site, value, kinds)
            if not named:
                unknown.add(parameter.name)
            unclear[parameter.name] = [(_bare(parameter, key), name) for key, name in in_language_of_page(site, near)]
    return Names(found, unclear, unknown)


def fields_of(saved: SavedQuery, values: Mapping[str, str], names: Names, site: Site) -> tuple[Field, ...]:
    """Return the fields of the form of a saved query. `values` are those of the address."""
    return tuple(_field(parameter, values, names, site) for parameter in saved.parameters)


def fault_in_words(saved: SavedQuery, values: Mapping[str, str], error: ParameterError, site: Site) -> str:
    """Return what is wrong with a day or a number of a form, in the language of the page; empty for any other fault."""
    parameter = next((each for each in saved.parameters if each.name == error.name), None)
    if parameter is None or parameter.type not in ("date", "integer"):
        return ""
    is_day, value = parameter.type == "date", values.get(parameter.name, parameter.default).strip()
    try:
        parameter.term(value, site.release.base)
    except ParameterError:
        if is_day:
            return gettext("“%(value)s” is no day. Write days as in 2013-08-04.", value=_clean(value))
        return gettext("“%(value)s” is no whole number.", value=_clean(value))
    # The value alone is right: it is the end of a range.
    if is_day:
        return gettext("The last day is before the first day.")
    return gettext("The largest number is below the smallest number.")


def _field(parameter: Parameter, values: Mapping[str, str], names: Names, site: Site) -> Field:
    value = values.get(parameter.name, parameter.default)
    title = gettext(parameter.title or parameter.label or parameter.name)
    if parameter.name in names.unclear:
        found = names.unclear[parameter.name]
        is_unknown = parameter.name in names.unknown
        return Field(parameter, title, _clean(value), "", "text", (), (), found, is_unclear=True, is_unknown=is_unknown)
    if _takes_things(parameter):
        return _field_of_things(parameter, title, value, site)
    choices = _choices(parameter)
    labels = dict(choices)
    # What counts everything, or each thing once, needs no mention.
    words = day_in_words(value) if parameter.type == "date" else labels.get(value, value)
    shown = "" if value in ("0", "no") and value == parameter.default else words
    input_type = {"date": "date", "integer": "number"}.get(parameter.type, "text")
    return Field(parameter, title, value, shown, input_type, choices if value in ("", *labels) else ())


def _field_of_things(parameter: Parameter, title: str, value: str, site: Site) -> Field:
    kinds = _kinds(parameter)
    offered = site.documents.names_of_kinds(kinds, _MOST_OFFERED + 1)
    few = in_language_of_page(site, offered) if len(offered) <= _MOST_OFFERED else []
    key = f"article/{value}" if parameter.type == "article" else value
    iri = f"{site.release.base}id/{key}"
    name = find_names(site, [iri]).things.get(iri, Value(value)).value
    if parameter.type == "article" and few:
        choices = sorted(
            ((_bare(parameter, key), title) for key, title in few), key=lambda choice: choice[1].casefold()
        )
        if value in ("", *dict(choices)):
            return Field(parameter, title, value, name, "text", choices)
    # A name that several things have would not be clear when the form is sent again.
    is_clear = name != value and [hit[0] for hit in site.documents.suggest(name, kinds, _MOST_FOUND)] == [key]
    return Field(parameter, title, name if is_clear else value, name, "text", names=sorted({name for _, name in few}))


def _clean(value: str) -> str:
    """Return a name as it is looked up: on one line, without control characters, and no longer than names are."""
    return _CONTROL.sub(" ", value).strip()[:_LONGEST]


def _takes_things(parameter: Parameter) -> bool:
    return parameter.type in ("thing", "article")


def _kinds(parameter: Parameter) -> tuple[str, ...]:
    """Return the kinds of things that a parameter takes: those declared, or that which it is named after, or any."""
    if parameter.type == "article":
        return ("article",)
    return parameter.kinds or ((parameter.name,) if parameter.name in KINDS else _NAMED_KINDS)


_NAMED_KINDS: Final = tuple(kind for kind in KINDS if kind not in ("claim", "disagreement"))


def _is_key(parameter: Parameter, value: str, site: Site, sites: Sequence[str]) -> bool:
    """Return True if the value is a key or an address, which needs no search."""
    try:
        parameter.resolve(value, site.release.base, site.find, sites)
    except ParameterError:
        return False
    return True


def _bare(parameter: Parameter, key: str) -> str:
    return key.removeprefix("article/") if parameter.type == "article" else key


def _similar(site: Site, words: str, kinds: Sequence[str]) -> Sequence[Offer]:
    """Return the things whose names have some of the words; else, of a short list, those that are spelt much alike."""
    if found := site.documents.similar(words, kinds, _NEAR):
        return found
    offered = {name.casefold(): (key, name) for key, name in site.documents.names_of_kinds(kinds, _MOST_OFFERED)}
    return [offered[name] for name in get_close_matches(words.casefold(), offered, n=_NEAR)]


def _choices(parameter: Parameter) -> tuple[Offer, ...]:
    """Return the values that a select offers for a parameter, each with its label; none for a text field."""
    ontology = read_ontology()
    scheme = parameter.scheme
    if parameter.type == "concept" and parameter.default in ontology.concepts:
        scheme = ontology.concepts[parameter.default].scheme
    if parameter.type == "concept" and scheme in ontology.schemes:
        return tuple((name, in_words(name)) for name in ontology.schemes[scheme].offered)
    if parameter.type == "yes-or-no":
        return (("no", gettext("no")), ("yes", gettext("yes")))
    return tuple((word, gettext(word)) for word in parameter.choices)
