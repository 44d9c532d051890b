"""The terms of the ontology as rdflib namespaces, for programs that import them: `SG.Person`, `SGC.picket`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast

from rdflib.namespace import DefinedNamespace, DefinedNamespaceMeta, Namespace
from rdflib.term import URIRef

from solidarity_graph.schema import namespaces, read_ontology


class _Terms(DefinedNamespaceMeta):
    """A namespace whose attributes have a type. rdflib takes the names of its terms from its annotations."""

    def __getattr__(cls, name: str) -> URIRef:  # noqa: N805 (of a class)
        return cast(URIRef, super().__getattr__(name))


def _terms(name: str, iri: str, terms: Iterable[str]) -> _Terms:
    members = {"_NS": Namespace(iri), "_fail": True, "__annotations__": dict.fromkeys(terms, URIRef)}
    return _Terms(name, (DefinedNamespace,), members)


_ONTOLOGY: Final = read_ontology()
SG: Final = _terms("SG", namespaces.SG, (*_ONTOLOGY.classes, *_ONTOLOGY.properties, *_ONTOLOGY.annotations))
"""The classes, properties and annotations of the ontology."""
SGC: Final = _terms("SGC", namespaces.SGC, (*_ONTOLOGY.concepts, *_ONTOLOGY.schemes))
"""The concepts of the ontology and their schemes."""
