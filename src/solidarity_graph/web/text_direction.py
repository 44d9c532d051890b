"""The direction of text on pages: names, values and quoted words are of any script, beside the English of the page."""

from __future__ import annotations

import re

from jinja2.ext import Extension

# Headings, values and quotations, whatever the template they are in; links to things have it in their macro.
_ELEMENTS = re.compile(
    r"<(h(?:[1-6]|\{\{ level \}\})|title|td|dd|q|blockquote|cite|bdi|option|input"
    r"|p(?= class=\"(?:value|lead|citation))|span(?= lang=))(?=[\s>{])"
)


class AutoDirection(Extension):
    """Writes `dir="auto"` into the elements of templates that hold values: browsers then take the text's own direction.

    https://html.spec.whatwg.org/multipage/dom.html#attr-dir-auto
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Return the source of a template with the attribute added; unchanged if it is no page, as the feed is none."""
        if name and name.endswith(".xml"):
            return source
        return _ELEMENTS.sub(r'<\1 dir="auto"', source)
