"""The names of a thing by language and script, each with the claims that have it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solidarity_graph.documents import Document, Value
from solidarity_graph.web.languages import current_locale, gettext
from solidarity_graph.web.pages.things import Node, one, spellings

_SCRIPTS = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
}
"""The codes of ISO 15924 by the first word of the Unicode name of a letter."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name, with the claims that have it; none for a name that our own data files give."""

    name: Value
    claims: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Spellings:
    """The names of a thing in one language and script; `title` names both in the language of the page."""

    title: str
    names: Sequence[Spelling]


def names_by_script(document: Document) -> list[Spellings]:
    """Return all names of a thing, those in the language of its first name first."""
    claims = _name_claims(document)
    grouped: dict[tuple[str, str], list[Spelling]] = {}
    for name in spellings(document):
        grouped.setdefault(_language_and_script(name), []).append(Spelling(name, claims.get(name, ())))
    return [Spellings(_title(*key), names) for key, names in grouped.items()]


def _name_claims(document: Document) -> Mapping[Value, Sequence[Node]]:
    found: dict[Value, list[Node]] = {}
    for claim in document.get("claims", ()):
        if claim["predicate"].endswith(("#prefLabel", "#altLabel")):
            found.setdefault(one(claim, "object"), []).append(claim)
    return found


def _language_and_script(name: Value) -> tuple[str, str]:
    """Return the codes of the language and of the script of a name; '' for one that is not known."""
    language, _, rest = name.language.partition("-")
    if rest[:4].lower() == "latn":
        return language, "Latn"
    letter = next((character for character in name.value if character.isalpha()), "")
    return language, _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "") if letter else ""


def _title(language: str, script: str) -> str:
    locale = current_locale()
    language, script = str(locale.languages.get(language, language)), str(locale.scripts.get(script, script))
    if language and script:
        return gettext("%(language)s, %(script)s script", language=language, script=script)
    return language or script or gettext("Language not stated")
