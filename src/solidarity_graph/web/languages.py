"""The languages of the interface: which one a request gets, and its catalogue of messages.

A page is in the language that its address begins with (`/be/actions`), so that the links on it stay in that language
without cookies; else in the best of `Accept-Language`. Data are the same in all languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote_plus

import flask_babel
from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.errors import ParameterError
from solidarity_graph.web.addresses import TAKING_ANY, TRACKING
from solidarity_graph.web.protocol import repeated
from solidarity_graph.web.site import current_context

ENGLISH: Final = "en"
LOCALES: Final[Mapping[str, Locale]] = {
    ENGLISH: Locale("en", "GB"),  # "4 August 2013"
    "be": Locale("be"),
    "ru": Locale("ru"),
}
"""The languages by tag, and how each writes dates and numbers."""
DRAFTS: Final = frozenset({"be", "ru"})
"""Languages whose messages nobody has reviewed who speaks them."""

PARAMETER: Final = "lang"
_PARAMETER = re.compile(PARAMETER + r"\Z")
CATALOGUES: Final = Path(__file__).parent / "translations"


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A link to the current page in a language, by the name that the language has for itself."""

    tag: str
    name: str
    href: str
    is_current: bool


class _Catalogues(flask_babel.Domain):  # type: ignore[misc]  # published without types
    """The messages in `translations/{tag}.po`, read without a compiled copy."""

    def get_translations(self) -> NullTranslations:
        return _read_catalogue(current_language())


def install(app: Flask) -> None:
    """Give templates and code the messages, dates and numbers of the language of each request."""
    babel = flask_babel.Babel(
        app, default_locale=str(LOCALES[ENGLISH]), locale_selector=lambda: str(LOCALES[current_language()])
    )
    babel.domain_instance = _Catalogues()
    # That of Flask-Babel and Jinja copies the template's context for a call in a loop: 20 microseconds instead of 1.
    app.jinja_env.globals["ngettext"] = _plural_markup
    app.before_request(_redirect_parameter)


@cache
def translator(tag: str) -> Callable[..., Markup]:
    """Return the function that gives templates a message in a language; values that are not markup are escaped."""
    catalogue = _read_catalogue(tag)

    @cache
    def whole(message: str) -> Markup:
        return Markup(catalogue.gettext(message)) % {}  # noqa: S704 - our own words

    def translate(message: str, /, **values: object) -> Markup:
        return Markup(catalogue.gettext(message)) % values if values else whole(message)  # noqa: S704 - our own words

    return translate


def _plural_markup(one: str, many: str, number: int, /, **values: object) -> Markup:
    text = _read_catalogue(current_language()).ngettext(one, many, number)
    return Markup(text) % {"num": number, **values}  # noqa: S704 - our own words


def current_language() -> str:
    """Return the tag of the language of the current request; English outside of one."""
    if not has_request_context():
        return ENGLISH
    context = current_context()
    if not context.negotiated_language:
        accepted = [tag.lower() for tag, quality in request.accept_languages if quality]
        context.negotiated_language = context.language or negotiate_locale(accepted, LOCALES, sep="-") or ENGLISH
    return context.negotiated_language


def current_locale() -> Locale:
    """Return how dates and numbers are written in the language of the current request; British outside of one."""
    return LOCALES[current_language()]


def gettext(message: str, **values: object) -> str:
    """Return a message in the language of the current request, with the values of its placeholders."""
    text = _read_catalogue(current_language()).gettext(message)
    return text % values if values else text


def gettext_in(tag: str, message: str) -> str:
    """Return a message in another language than that of the current request."""
    return _read_catalogue(tag).gettext(message)


def later(message: str) -> str:
    """Return a message as it is: catalogues have it, and the page that shows it translates it."""
    return message


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """Return a message in the form for a number, which its placeholder `%(num)d` stands for, with its other values."""
    return _read_catalogue(current_language()).ngettext(one, many, number) % {"num": number, **values}


def split_language(path: str) -> tuple[str, str]:
    """Return the tag with which a path begins and the rest of the path; '' and the whole path if it has none.

    >>> split_language("/be/actions"), split_language("/being")
    (('be', '/actions'), ('', '/being'))
    """
    _, _, after = path.partition("/")
    tag, slash, rest = after.partition("/")
    return (tag, slash + rest) if path.startswith("/") and tag in LOCALES else ("", path)


def language_links() -> Sequence[LanguageLink]:
    """Return a link to the current page in each language, without what networks add to links."""
    return [
        LanguageLink(tag, locale.get_language_name(locale) or tag, _address(tag, TRACKING), tag == current_language())
        for tag, locale in LOCALES.items()
    ]


def _address(tag: str, without: re.Pattern[str]) -> str:
    """Return the address of the current page in a language; parameters whose names match `without` are left out."""
    mount = current_context().root
    path = quote(split_language(request.script_root.removeprefix(mount))[1] + request.path)
    fields = request.query_string.decode("latin-1").split("&")
    query = "&".join(field for field in fields if not without.match(unquote_plus(field.partition("=")[0])))
    return f"{mount}/{tag}{path}" + (f"?{query}" if query else "")


def _redirect_parameter() -> BaseResponse | None:
    """Redirect from `?lang=be` to the address in that language, unless it is one that takes any parameter.

    Raises ParameterError for an unknown language or several.
    """
    tags = [tag for tag in request.args.getlist(PARAMETER) if tag]
    if not tags or request.method not in ("GET", "HEAD") or request.endpoint in TAKING_ANY:
        return None
    if len(tags) > 1:
        raise repeated(PARAMETER, tags)
    tag = tags[0]
    if tag not in LOCALES:
        raise ParameterError(
            PARAMETER, "pages are in %(languages)s; “%(tag)s” is none of them.", languages=", ".join(LOCALES), tag=tag
        )
    return redirect(_address(tag, _PARAMETER), 302)


@cache
def _read_catalogue(tag: str) -> NullTranslations:
    """Return the messages of a language; for English, the messages as they stand in templates and code."""
    file = CATALOGUES / f"{tag}.po"
    if not file.exists():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as opened:
        # Catalogues that nobody has reviewed are in use, too: pages say what they are.
        write_mo(compiled, read_po(opened, locale=tag), use_fuzzy=True)
    compiled.seek(0)
    return Translations(compiled)
