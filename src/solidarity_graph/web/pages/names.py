"""Names for the IRIs on a page: for things from documents, for terms and concepts from the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from solidarity_graph.documents import Document, Value
from solidarity_graph.schema.namespaces import SGC, shorten
from solidarity_graph.schema.ontology import TERMS as TERMS_BY_IRI
from solidarity_graph.schema.ontology_terms import Term
from solidarity_graph.schema.term_labels import TERM_LABELS
from solidarity_graph.web.languages import ENGLISH, current_language
from solidarity_graph.web.pages.statuses import GRADE_LABELS, STATUS_LABELS
from solidarity_graph.web.site import Site

# Labels that the ontology does not have, or that pages word otherwise: in the language of the page.
_TRANSLATED: Mapping[str, LazyString] = {
    **{f"{SGC}{status}": label for status, label in {**STATUS_LABELS, **GRADE_LABELS}.items()},
    **{iri: _l(label) for iri, label in TERM_LABELS.items()},
}


@dataclass(frozen=True, slots=True)
class PageNames:
    """The names that a page shows for IRIs.

    base    the prefix of the dataset's IRIs.
    things  the names of things by IRI, read from documents; terms and concepts are named by the ontology.
    """

    base: str
    things: Mapping[str, Value]

    def of(self, iri: str) -> Value:
        """Return the name of an IRI, with its language if known.

        A thing without a name gets its kind and key (`claim c4m`), any other IRI its prefixed name (`dcterms:title`).
        """
        if iri in self.things:
            return self.things[iri]
        return _label(iri, current_language()) or Value(self._of_key(iri) or shorten(iri))

    def _of_key(self, iri: str) -> str:
        """Return kind and key of a thing without a name, such as a claim or a disagreement; empty for other IRIs."""
        path = iri.removeprefix(f"{self.base}id/")
        if path == iri:
            return ""
        kind, _, key = path.partition("/")
        return f"{kind} {key}"


TERMS: Final = PageNames("", {})
"""Names terms and concepts alone."""


@lru_cache(1 << 12)
def _label(iri: str, language: str) -> Value | None:
    """Return how pages in a language, which is that of the request, name a term or concept; None for other IRIs."""
    return Value(str(_TRANSLATED[iri]), language=language) if iri in _TRANSLATED else label_of_term(iri, language)


def label_of_term(iri: str, language: str) -> Value | None:
    """Return the label that the ontology has for a term of its own in a language, else in English; None for others.

    It may be a draft: pages in a language whose labels are drafts say so.
    """
    return _label_in(TERMS_BY_IRI[iri], language) if iri in TERMS_BY_IRI else None


def _label_in(term: Term, language: str) -> Value:
    found = language if language in term.labels else ENGLISH
    return Value(term.labels.get(found, term.label), language=found)


def names_of_terms(terms: Iterable[Term]) -> PageNames:
    """Return the names of terms as their own version of the ontology has them."""
    return PageNames("", {term.iri: _label_in(term, current_language()) for term in terms})


def names_in(site: Site, *documents: Document) -> PageNames:
    """Return the names that these documents contain, in their member `names`."""
    things: dict[str, Value] = {}
    for document in documents:
        for iri, name in document.get("names", {}).items():
            ((language, text),) = name.items()
            things[iri] = Value(text, language=language)
    return PageNames(site.release.base, things | _names_of_page(site, things))


def find_names(site: Site, iris: Iterable[str]) -> PageNames:
    """Return the names of these IRIs, from one query to the document index. `PageNames.of` names an unknown IRI."""
    found = site.documents.names(iris)
    things = {iri: Value(name, language=language) for iri, (name, language) in found.items()}
    return PageNames(site.release.base, things | _names_of_page(site, things))


def in_language_of_page(site: Site, named: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Return (key, name) with the names that things have in the language of the page, as far as they have one."""
    known = _labels(site, (key for key, _ in named))
    return [(key, known.get(key, name)) for key, name in named]


def _names_of_page(site: Site, iris: Iterable[str]) -> dict[str, Value]:
    prefix = f"{site.release.base}id/"
    found = _labels(site, (iri.removeprefix(prefix) for iri in iris))
    return {prefix + key: Value(name, language=current_language()) for key, name in found.items()}


def _labels(site: Site, keys: Iterable[str]) -> Mapping[str, str]:
    """Return names in the language of the page by key. What has an English one is named so: there is no other."""
    return {} if current_language() == ENGLISH else site.documents.labels(keys, current_language())
