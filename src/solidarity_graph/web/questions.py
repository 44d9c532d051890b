"""A SPARQL query of a request; its text shows, before it is run, its form and whether its answer can change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from solidarity_graph.web.negotiation import GRAPHS, RESULTS, Format

# Possessive (`*+`), so that no text makes it slow. https://www.w3.org/TR/sparql11-query/#rPrologue
_FORM = re.compile(
    r"(?:\s|#[^\n\r]*+[\n\r]|BASE\s*+<[^<>]*+>|PREFIX\s++[^\s:<#]*+:\s*+<[^<>]*+>)*+(SELECT|ASK|CONSTRUCT|DESCRIBE)",
    re.IGNORECASE,
)
# Functions with a new value on each call, SERVICE, and escapes that could write either.
_CHANGING = re.compile(r"(?:now|rand|uuid|bnode)(?:\s|#[^\n\r]*+[\n\r])*+\(|service|\\u", re.IGNORECASE)
_IRI = re.compile(r"<[^<>\"{}|^`\\\s]*+>")
# Syntax that makes a blank node in a template, or that could hide the end of the template from this search.
_NAMELESS = re.compile(r"_:|[\[(\"'#]")
_ROWS = ("SELECT", "ASK")


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the dataset that the request names. Without one, the query's FROM or the whole dataset is used."""

    text: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()

    def dataset(self) -> dict[str, tuple[str, ...]]:
        """Return the dataset as arguments of `Store.answer`, sorted and without duplicates; empty if there is none."""
        parts = {"default_graphs": self.default_graphs, "named_graphs": self.named_graphs}
        return {name: tuple(sorted(set(graphs))) for name, graphs in parts.items() if graphs}

    def first_fit(self, formats: Iterable[Format]) -> Format | None:
        """Return the first format that suits the form of the query; None if none does, or the form is not recognised.

        >>> from solidarity_graph.web.negotiation import BY_NAME
        >>> Question("# rows\\nselect * {}").first_fit([BY_NAME["ttl"], BY_NAME["csv"]]).name
        'csv'
        """
        match = _FORM.match(self.text)
        if match is None:
            return None
        offered = RESULTS if match[1].upper() in _ROWS else GRAPHS
        return next((format_ for format_ in formats if format_ in offered), None)

    def lasts(self) -> bool:
        """Return True if the answer of one release is always the same, byte for byte; False in doubt.

        >>> Question("SELECT (RAND() AS ?x) {}").lasts(), Question("ASK {}").lasts()
        (False, True)
        >>> Question("CONSTRUCT { [] a ?x } WHERE { ?s a ?x }").lasts()
        False
        """
        if _CHANGING.search(self.text):
            return False
        match = _FORM.match(self.text)
        if match is None or match[1].upper() != "CONSTRUCT":
            return match is not None
        template = _IRI.sub("", self.text[match.end() :]).partition("}")[0]
        return not _NAMELESS.search(template)
