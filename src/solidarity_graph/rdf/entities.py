"""The entities graph: classes, labels, coordinates, matches in other datasets, and the grounds for naming persons."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from solidarity_graph.model import Concept, Entity, Event
from solidarity_graph.rdf.terms import Namer, Properties, decimal, level, named, triples, typed


def entity_triples(entity: Entity, namer: Namer) -> Iterator[Triple]:
    """Yield the declaration of an entity, independent of the articles that have claims about it."""
    geometry = namer.thing(entity.ref, "geometry")
    latitude, longitude = entity.latitude, entity.longitude
    location: Properties = {}
    if latitude is not None and longitude is not None:
        north, east = decimal(latitude), decimal(longitude)
        location = {"geo:lat": north, "geo:long": east, "geosparql:hasGeometry": geometry}
        wkt = Literal(f"POINT({east.value} {north.value})", datatype=named("geosparql:wktLiteral"))
        yield from triples(geometry, {"geosparql:asWKT": wkt})
    yield from triples(
        namer.thing(entity.ref),
        {
            "rdf:type": named(f"sg:{entity.class_name}"),
            **level(entity.level),
            "skos:prefLabel": entity.labels,
            "skos:altLabel": entity.alternatives,
            "skos:exactMatch": [NamedNode(match) for match in entity.matches],
            "sg:within": namer.thing(entity.within) if entity.within else None,
            "sg:namingGround": [Concept(naming.ground) for naming in entity.naming],
            "sg:reviewer": [naming.reviewer for naming in entity.naming],
            "sg:reviewed": [typed(naming.reviewed, "date") for naming in entity.naming],
            **location,
        },
    )


def event_triples(event: Event, namer: Namer) -> Iterator[Triple]:
    """Yield the declaration of an event, also as an sg:Event: queries for all events then need no reasoner."""
    classes = [named(f"sg:{name}") for name in {event.class_name, "Event"}]
    properties = {"rdf:type": classes, **level(event.level), "skos:prefLabel": event.labels}
    yield from triples(namer.thing(event.ref), properties)
