"""The entities graph: classes, labels, coordinates, matches in other datasets, and the grounds for naming persons."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from solidarity_graph.model import Entity, Event, Namer
from solidarity_graph.rdf.terms import Graph, concept, decimal, sg, typed, words
from solidarity_graph.schema.namespaces import GEO, GEOSPARQL, SKOS


def entity_quads(entities: tuple[Entity, ...], events: tuple[Event, ...], namer: Namer) -> Iterator[Quad]:
    """Yield the declaration of each entity and event, independent of the articles that have claims about it."""
    graph = Graph(namer.graph("entities"))
    for entity in entities:
        yield from _entity(graph, entity, namer)
    for event in events:
        node = NamedNode(namer.thing(event.ref))
        # The superclass sg:Event is stated, too, so that queries for all events need no reasoner.
        yield from graph.typed(node, *{event.class_name, "Event"})
        yield from graph.level(node, event.level)
        for label in event.labels:
            yield graph.quad(node, NamedNode(SKOS + "prefLabel"), words(label))


def _entity(graph: Graph, entity: Entity, namer: Namer) -> Iterator[Quad]:
    node = NamedNode(namer.thing(entity.ref))
    yield from graph.typed(node, entity.class_name)
    yield from graph.level(node, entity.level)
    for label in entity.labels:
        yield graph.quad(node, NamedNode(SKOS + "prefLabel"), words(label))
    for label in entity.alternatives:
        yield graph.quad(node, NamedNode(SKOS + "altLabel"), words(label))
    for match in entity.matches:
        yield graph.quad(node, NamedNode(SKOS + "exactMatch"), NamedNode(match))
    if entity.within:
        yield graph.quad(node, sg("within"), NamedNode(namer.thing(entity.within)))
    for naming in entity.naming:
        yield graph.quad(node, sg("namingGround"), concept(naming.ground))
        yield graph.quad(node, sg("reviewer"), Literal(naming.reviewer))
        yield graph.quad(node, sg("reviewed"), typed(naming.reviewed, "date"))
    if entity.latitude is not None and entity.longitude is not None:
        yield from _location(graph, node, NamedNode(namer.geometry(entity.ref)), entity.latitude, entity.longitude)


def _location(graph: Graph, node: NamedNode, geometry: NamedNode, latitude: float, longitude: float) -> Iterator[Quad]:
    north, east = decimal(latitude), decimal(longitude)
    yield graph.quad(node, NamedNode(GEO + "lat"), typed(north, "decimal"))
    yield graph.quad(node, NamedNode(GEO + "long"), typed(east, "decimal"))
    yield graph.quad(node, NamedNode(GEOSPARQL + "hasGeometry"), geometry)
    wkt = Literal(f"POINT({east} {north})", datatype=NamedNode(GEOSPARQL + "wktLiteral"))
    yield graph.quad(geometry, NamedNode(GEOSPARQL + "asWKT"), wkt)
