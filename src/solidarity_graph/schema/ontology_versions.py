"""The versions of the ontology with its concept schemes and shapes: those in `ontology/releases/`, and the one at work.

The version at work is what `ontology/` and `shapes/` hold, with the number in the ontology's header. Other files there
have no number: schemes and shapes get the header of the version when they are read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from solidarity_graph.errors import CallError, DataError, UnknownNameError
from solidarity_graph.resources import ontology_dir, shapes_dir
from solidarity_graph.schema.changes import Change, Level, numbers_of
from solidarity_graph.schema.constraints import LAYERS
from solidarity_graph.schema.namespaces import DCTERMS, OWL, RDF, SG, SGSH, SH, SKOS, XSD
from solidarity_graph.schema.ontology_reader import label_files
from solidarity_graph.schema.shape_changes import compare_shapes
from solidarity_graph.schema.term_changes import compare_terms
from solidarity_graph.schema.triple_index import TripleIndex

RELEASES: Final = "releases"
ONTOLOGY_IRI: Final = SG.removesuffix("#")
SHAPES_IRI: Final = SGSH.removesuffix("#")
Read = Callable[[Path], Iterable[Quad]]


@dataclass(frozen=True, slots=True)
class OntologyVersion:
    """One version: its number, and the triples of the ontology, its concept schemes and its shapes by layer.

    labels    labels in other languages, by language; they are not compared.
    prior     the number of the version before it; '' for the first one, and in files of others.
    reason    why there is this version, in a sentence.
    context   the JSON-LD context as JSON text; '' if there is none.
    """

    number: str
    ontology: Sequence[Triple]
    concepts: Sequence[Triple]
    shapes: Mapping[str, Sequence[Triple]]
    labels: Mapping[str, Sequence[Triple]] = field(default_factory=dict)
    context: str = ""
    issued: str = ""
    prior: str = ""
    reason: str = ""
    is_released: bool = False

    @property
    def has_shapes(self) -> bool:
        """True if there is a constraint: a folder such as our `ontology/` has none."""
        return any(triple.predicate.value == SH + "message" for triples in self.shapes.values() for triple in triples)

    def terms(self) -> TripleIndex:
        """Return the ontology and the concepts by subject."""
        return TripleIndex(chain(self.ontology, self.concepts))

    def files(self) -> Mapping[str, str]:
        """Return the text of each file of the version when it is released, by its path in the folder of the version."""
        graphs = {"ontology.ttl": self.ontology, "concepts.ttl": self.concepts}
        graphs |= {f"shapes/{layer}.ttl": triples for layer, triples in self.shapes.items()}
        graphs |= {f"labels/{language}.ttl": triples for language, triples in self.labels.items()}
        return {name: TripleIndex(triples).as_turtle() for name, triples in graphs.items()} | {
            "context.jsonld": self.context
        }


def compare(old: OntologyVersion, new: OntologyVersion) -> tuple[Change, ...]:
    """Return all changes between two versions: of terms, of constraints, of names in the JSON-LD context.

    Constraints are compared if both have some. Names that are added to the context follow from terms, and are left out.
    """
    before = old.terms()
    shapes = [{layer: TripleIndex(triples) for layer, triples in each.shapes.items()} for each in (old, new)]
    constraints = compare_shapes(shapes[0], shapes[1], before) if old.has_shapes and new.has_shapes else ()
    return (*compare_terms(before, new.terms()), *constraints, *_compare_contexts(old, new))


def _compare_contexts(old: OntologyVersion, new: OntologyVersion) -> Iterator[Change]:
    if not (old.context and new.context):
        return
    before, after = (json.loads(each.context)["@context"] for each in (old, new))
    for name in sorted(before):
        if name not in after:
            yield Change(name, "context", "removed", Level.MAJOR)
        elif before[name] != after[name]:
            yield Change(name, "context", "changed", Level.MAJOR)


def released_numbers(folder: Path | None = None) -> list[str]:
    """Return the numbers of the released versions in a folder of an ontology, the newest first."""
    places = ((folder or ontology_dir()) / RELEASES).glob("*/")
    return sorted((path.name for path in places), key=numbers_of, reverse=True)


@cache
def known_versions() -> tuple[OntologyVersion, ...]:
    """Return the version at work, unless it is released, and the released ones, the newest first."""
    released = [read_released(number) for number in released_numbers()]
    at_work = read_working()
    return (*([] if at_work.number in {each.number for each in released} else [at_work]), *released)


def find_version(number: str) -> OntologyVersion:
    """Return a version by its number. Raises UnknownNameError, which names those that there are."""
    found = {version.number: version for version in known_versions()}
    if number not in found:
        raise UnknownNameError(
            "There is no version %(version)r of the ontology here. Available: %(present)s.",
            version=number,
            present=", ".join(found),
        )
    return found[number]


@cache
def read_released(number: str, folder: Path | None = None) -> OntologyVersion:
    """Return a released version of the ontology in a folder. Raises DataError if a file is not Turtle."""
    return _read_released((folder or ontology_dir()) / RELEASES / number)


def _read_released(place: Path) -> OntologyVersion:
    shapes = {path.stem: read_triples([path]) for path in sorted(place.glob("shapes/*.ttl"))}
    context = place / "context.jsonld"
    return _version(
        ontology=read_triples([place / "ontology.ttl"]),
        concepts=read_triples([place / "concepts.ttl"]),
        shapes=shapes,
        labels={path.stem: read_triples([path]) for path in label_files(place)},
        context=context.read_text("utf-8") if context.is_file() else "",
        is_released=True,
    )


@cache
def read_working(folder: Path | None = None, shapes: Path | None = None) -> OntologyVersion:
    """Return the version at work: what the folders of ontology and shapes hold, with headers for schemes and shapes."""
    folder, shapes = folder or ontology_dir(), shapes or shapes_dir()
    version = _version(
        ontology=read_triples([folder / "solidarity-graph.ttl", folder / "reused-terms.ttl"]),
        concepts=read_triples(sorted(folder.glob("concepts/*.ttl"))),
        shapes={layer: read_triples(sorted((shapes / layer).glob("*.ttl"))) for layer in LAYERS},
        labels={path.stem: read_triples([path]) for path in label_files(folder)},
        context=(folder / "context.jsonld").read_text("utf-8"),
    )
    return _with_headers(version, folder)


def _version(ontology: Sequence[Triple], **rest: Any) -> OntologyVersion:
    header = TripleIndex(triple for triple in ontology if triple.subject == NamedNode(ONTOLOGY_IRI))
    prior = header.text(ONTOLOGY_IRI, OWL + "priorVersion")
    return OntologyVersion(
        number=header.text(ONTOLOGY_IRI, OWL + "versionInfo"),
        ontology=ontology,
        issued=header.text(ONTOLOGY_IRI, DCTERMS + "issued"),
        prior=prior.rpartition("/")[2],
        reason=header.text(ONTOLOGY_IRI, SKOS + "changeNote"),
        **rest,
    )


def _with_headers(version: OntologyVersion, folder: Path) -> OntologyVersion:
    """Return a version whose schemes and shapes say the same of themselves as the ontology does."""
    known: set[str] = set()
    if version.prior in released_numbers(folder):
        prior = read_released(version.prior, folder)
        known = {*prior.terms().having(RDF + "type", SKOS + "ConceptScheme"), SHAPES_IRI}
    header = TripleIndex(version.ontology)
    schemes = TripleIndex(version.concepts).having(RDF + "type", SKOS + "ConceptScheme")

    def described(iri: str) -> Iterator[Triple]:
        subject = NamedNode(iri)
        for predicate in (DCTERMS + "creator", DCTERMS + "license"):
            for value in header.of(ONTOLOGY_IRI).get(predicate, ()):
                yield Triple(subject, NamedNode(predicate), value)
        yield Triple(subject, NamedNode(DCTERMS + "issued"), Literal(version.issued, datatype=NamedNode(XSD + "date")))
        yield Triple(subject, NamedNode(OWL + "versionInfo"), Literal(version.number))
        yield Triple(subject, NamedNode(OWL + "versionIRI"), NamedNode(f"{iri}/{version.number}"))
        if iri in known:
            yield Triple(subject, NamedNode(OWL + "priorVersion"), NamedNode(f"{iri}/{version.prior}"))

    concepts = dict.fromkeys([*version.concepts, *(triple for iri in schemes for triple in described(iri))])
    first = next(iter(version.shapes))
    shapes = {**version.shapes, first: [*dict.fromkeys([*version.shapes[first], *described(SHAPES_IRI)])]}
    return replace(version, concepts=[*concepts], shapes=shapes)


def read_vocabulary(path: Path, read: Read) -> OntologyVersion:
    """Return the ontology and shapes in an RDF file or a folder, for a comparison.

    A folder is a released version, a folder such as our `ontology/`, or one that has `ontology/` and `shapes/` in it.

    read  returns the quads of a file that anybody may have written, and raises DataError.

    Raises CallError for a path with no RDF file, DataError for a file that cannot be read.
    """
    if path.is_dir():
        inner = path / "ontology" if (path / "ontology").is_dir() else path
        paths = [*inner.glob("*.ttl"), *inner.glob("concepts/*.ttl")]
        shapes = {layer: _layer(path / "shapes", layer) for layer in LAYERS}
        context = inner / "context.jsonld"
    else:
        paths, shapes, context = [path], {}, path / "context.jsonld"
    if not path.exists() or not (paths or any(shapes.values())):
        raise CallError(
            "%(path)s: neither a version of the ontology nor a file or folder with one. Known versions: %(versions)s.",
            path=path,
            versions=", ".join(each.number for each in known_versions()),
        )
    triples = read_triples(sorted(paths), read)
    layers = {layer: read_triples(files, read) for layer, files in shapes.items() if files} or {"": triples}
    text = _context_in(context) if context.is_file() else ""
    return OntologyVersion(str(path), ontology=triples, concepts=(), shapes=layers, labels={}, context=text)


def _context_in(path: Path) -> str:
    """Return the text of a JSON-LD context. Raises DataError unless it is one object of names."""
    text = path.read_text("utf-8", errors="replace")
    try:
        is_one = isinstance(json.loads(text)["@context"], dict)
    except (ValueError, TypeError, LookupError, RecursionError):
        is_one = False
    if not is_one:
        raise DataError(
            "it is no JSON with an @context of names.", file=str(path), remedy="Mend it, or move it elsewhere."
        )
    return text


def _layer(folder: Path, layer: str) -> list[Path]:
    return sorted([*folder.glob(f"{layer}.ttl"), *folder.glob(f"{layer}/*.ttl")])


def _quads_of(path: Path) -> Iterable[Quad]:
    """Return the quads of a Turtle file of ours. Raises DataError."""
    try:
        return [*parse(path.read_bytes(), format=RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise DataError(f"not Turtle: {error}.", file=str(path), remedy="Mend the line it names.") from error


def read_triples(paths: Iterable[Path], read: Read = _quads_of) -> list[Triple]:
    """Return the triples of RDF files, each once, with blank nodes numbered in the order of the files.

    Raises DataError for a file that is no RDF.
    """
    # The parser gives blank nodes new names on each run.
    numbered: dict[tuple[Path, object], BlankNode] = {}

    def rename(path: Path, term: Any) -> Any:
        if not isinstance(term, BlankNode):
            return term
        return numbered.setdefault((path, term), BlankNode(f"b{len(numbered)}"))

    triples: dict[Triple, None] = {}
    for path in paths:
        for quad in read(path):
            triples[Triple(rename(path, quad.subject), quad.predicate, rename(path, quad.object))] = None
    return [*triples]
