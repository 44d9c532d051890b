"""Compares the constraints of two versions of the shapes: added, changed, removed, each with its level.

The rules are those of `ontology/README.md`, Versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, NamedNode

from solidarity_graph.schema.changes import Change, Level, Part, changed
from solidarity_graph.schema.constraints import LAYERS, constraints_of, nodes_of
from solidarity_graph.schema.namespaces import RDF, RDFS, SGSH, SH
from solidarity_graph.schema.term_changes import kind_of
from solidarity_graph.schema.triple_index import Node, TripleIndex

_TARGETS: Final = tuple(SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))
_ASIDE: Final = {
    *(SH + name for name in ("message", "severity", "property", "prefixes")),
    *_TARGETS,
    RDFS + "comment",
    RDF + "type",
    SGSH + "scope",
}
"""What is no parameter of a constraint."""
_TEXTS: Final = {SH + "message": "message", RDFS + "comment": "reason"}
_LESS_IS_LOOSER: Final = {SH + f"min{name}" for name in ("Count", "Length", "Inclusive", "Exclusive")}
_MORE_IS_LOOSER: Final = {SH + f"max{name}" for name in ("Count", "Length", "Inclusive", "Exclusive")}
_LISTS: Final = {SH + name for name in ("in", "or", "languageIn", "ignoredProperties")}
_REVERSING: Final = {SH + "not", SH + "xone", SH + "qualifiedMaxCount"}
"""With these, a condition that accepts more makes a constraint that accepts less."""
_REQUIRING: Final = {SH + name for name in ("minCount", "qualifiedMinCount", "hasValue")}
_QUERY: Final = SH + "select"

Parameter = tuple[str, str]
"""A predicate of a constraint, or of a condition inside it: the name of the condition, or '', and the predicate."""


@dataclass(frozen=True, slots=True)
class _Constraint:
    """A constraint with what decides its results. Values are Turtle.

    layer       the name of its folder; '' in shapes of others.
    severity    the local name of its severity.
    targets     its targets and those of the shapes that have it as a property shape.
    parameters  the values of each parameter: members of a list of alternatives, or of an alternative path, each alone.
    texts       message and reason.
    """

    layer: str
    severity: str
    targets: frozenset[tuple[str, str]]
    parameters: Mapping[Parameter, frozenset[str]]
    texts: Mapping[str, frozenset[str]]

    def has(self, predicates: set[str]) -> bool:
        return any(predicate in predicates for _, predicate in self.parameters)


def compare_shapes(
    old: Mapping[str, TripleIndex], new: Mapping[str, TripleIndex], old_terms: TripleIndex
) -> Iterator[Change]:
    """Yield what became of each constraint, sorted by name.

    old, new   the shapes by layer.
    old_terms  the ontology before the change: data that conformed has no later terms.
    """
    known = frozenset(old_terms.write(NamedNode(iri)) for iri in old_terms.subjects() if kind_of(old_terms, iri))
    before, after = _constraints(old), _constraints(new)
    for iri in sorted({*before, *after}):
        name = iri.removeprefix(SGSH)
        if iri in before and iri in after:
            yield from changed(name, "constraint", _parts(before[iri], after[iri], known))
        elif iri in after:
            yield Change(name, "constraint", "added", _level_of_new(after[iri], known))
        else:
            yield Change(name, "constraint", "removed", Level.MINOR)


def _constraints(layers: Mapping[str, TripleIndex]) -> dict[str, _Constraint]:
    return {iri: _read(shapes, iri, layer) for layer, shapes in layers.items() for iri in constraints_of(shapes)}


def _read(shapes: TripleIndex, iri: str, layer: str) -> _Constraint:
    owners = [iri, *shapes.having(SH + "property", iri)]
    nodes = {"": NamedNode(iri), **_conditions(shapes, NamedNode(iri))}
    return _Constraint(
        layer=layer,
        severity=next(iter(shapes.iris(iri, SH + "severity")), SH + "Violation").removeprefix(SH),
        targets=frozenset(
            (each, target) for each in _TARGETS for owner in owners for target in shapes.written(owner, each)
        ),
        parameters={
            (name, predicate): frozenset(text for value in values for text in _values(shapes, predicate, value))
            for name, node in nodes.items()
            for predicate, values in shapes.of(node).items()
            if predicate not in _ASIDE
        },
        texts={
            name: frozenset().union(*(shapes.written(each, predicate) for each in nodes_of(shapes, iri)))
            for predicate, name in _TEXTS.items()
        },
    )


def _conditions(shapes: TripleIndex, node: Node) -> dict[str, Node]:
    """Return by local name what a constraint refers to: its query, and conditions without a message."""
    found: dict[str, Node] = {}
    queries = shapes.of(node).get(SH + "sparql", ())
    waiting = [value for predicate, values in shapes.of(node).items() if predicate not in _ASIDE for value in values]
    while waiting:
        each = waiting.pop()
        name = each.value.removeprefix(SGSH)
        is_part = each in queries or SH + "message" not in shapes.of(each)
        is_condition = isinstance(each, NamedNode) and name != each.value and is_part
        if isinstance(each, BlankNode) or (is_condition and name not in found):
            waiting += [value for values in shapes.of(each).values() for value in values]
        if is_condition:
            found[name] = each
    return found


def _values(shapes: TripleIndex, predicate: str, value: Node) -> list[str]:
    if predicate in _LISTS:
        return [shapes.write(member) for member in shapes.members(value)]
    if predicate == SH + "path" and (paths := shapes.of(value).get(SH + "alternativePath")):
        return [shapes.write(member) for member in shapes.members(paths[0])]
    return [shapes.write(value)]


def _level_of_new(constraint: _Constraint, known: frozenset[str]) -> Level:
    """Return the level of a constraint that was not there: MAJOR where it may reject what conformed."""
    targets = {target for _, target in constraint.targets}
    paths = constraint.parameters.get(("", SH + "path"), frozenset())
    limits_new_property = bool(paths) and _are_new(paths, known) and not constraint.has(_REQUIRING)
    is_harmless = constraint.severity != "Violation" or _are_new(targets, known) or limits_new_property
    return Level.MINOR if is_harmless else Level.MAJOR


def _are_new(names: Iterable[str], known: frozenset[str]) -> bool:
    """Return True if all are terms of our ontology that it did not have before: conforming data did not use them."""
    return all(name.startswith(("sg:", "sgc:")) and name not in known for name in names)


def _parts(old: _Constraint, new: _Constraint, known: frozenset[str]) -> Iterator[Part]:
    if old.layer != new.layer:
        is_earlier = (*LAYERS, new.layer).index(new.layer) < (*LAYERS, old.layer).index(old.layer)
        yield Part("layer", Level.MAJOR if is_earlier else Level.MINOR, (old.layer,), (new.layer,))
    if old.severity != new.severity:
        level = Level.MAJOR if new.severity == "Violation" else Level.MINOR
        yield Part("severity", level, (old.severity,), (new.severity,))
    if old.targets != new.targets:
        gone, added = (
            {target for _, target in some} for some in (old.targets - new.targets, new.targets - old.targets)
        )
        yield Part("targets", Level.MINOR if _are_new(added, known) else Level.MAJOR, *_sorted(gone, added))
    for parameter in sorted({*old.parameters, *new.parameters}):
        before, after = (each.parameters.get(parameter, frozenset()) for each in (old, new))
        if before != after:
            level = Level.MINOR if _is_looser(parameter, old, new, known) else Level.MAJOR
            if parameter[1] == _QUERY:  # two long texts tell nobody what changed
                yield Part("query", level)
            else:
                name = f"{parameter[0]} sh:{parameter[1].removeprefix(SH)}".strip()
                yield Part(name, level, *_sorted(before - after, after - before))
    for name, before in old.texts.items():
        if before != new.texts[name]:
            yield Part(name, Level.PATCH, *_sorted(before - new.texts[name], new.texts[name] - before))


def _sorted(*some: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(sorted(each)) for each in some)


def _is_looser(parameter: Parameter, old: _Constraint, new: _Constraint, known: frozenset[str]) -> bool:
    """Return True if a change of a parameter can only accept more. Of a query, no program can tell: then False."""
    condition, predicate = parameter
    before, after = (each.parameters.get(parameter, frozenset()) for each in (old, new))
    if condition and (old.has(_REVERSING) or new.has(_REVERSING)):
        return False
    if condition and parameter not in (old.parameters if after else new.parameters):
        return True  # what names the condition has changed, too, and says what follows
    if predicate in _LISTS:
        return before <= after
    if predicate == SH + "path":
        return bool(before) and before <= after and _are_new(after - before, known) and not new.has(_REQUIRING)
    if before and after and predicate in (_LESS_IS_LOOSER | _MORE_IS_LOOSER):
        was, becomes = max(map(_number, before)), max(map(_number, after))
        return becomes < was if predicate in _LESS_IS_LOOSER else becomes > was
    return not after


def _number(text: str) -> float:
    return float(text.partition('"^^')[0].strip('"'))
