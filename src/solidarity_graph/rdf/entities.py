"""The entities graph: classes, labels, coordinates, matches in other datasets, and the grounds for naming persons."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from solidarity_graph.model import Concept, Entity, Event, Thing
from solidarity_graph.rdf.terms import Namer, Properties, decimal, english, level, named, triples, typed


def thing_triples(thing: Thing, namer: Namer) -> Iterator[Triple]:
    """Yield the declaration of an entity or event, independent of the articles that have claims about it."""
    # The superclass sg:Event is stated, too, so that queries for all events need no reasoner.
    classes = {thing.class_name, "Event"} if isinstance(thing, Event) else {thing.class_name}
    types = [named("skos:Concept" if name == "Concept" else f"sg:{name}") for name in classes]
    properties: Properties = {"rdf:type": types, **level(thing.level), "skos:prefLabel": thing.labels}
    yield from triples(namer.thing(thing.ref), properties)
    if isinstance(thing, Entity):
        yield from _entity(thing, namer)


def _entity(entity: Entity, namer: Namer) -> Iterator[Triple]:
    node, geometry = namer.thing(entity.ref), namer.thing(entity.ref, "geometry")
    properties: Properties = {
        "skos:altLabel": entity.alternatives,
        "skos:exactMatch": [NamedNode(match) for match in entity.matches],
        "sg:countryCode": entity.country_code,
        "sg:within": namer.thing(entity.within) if entity.within else None,
        "sg:organisationKind": Concept(entity.kind) if entity.kind else None,
        "dcterms:source": entity.kind_source,
        "sg:namingGround": [Concept(naming.ground) for naming in entity.naming],
        "sg:reviewer": [naming.reviewer for naming in entity.naming],
        "skos:definition": english(entity.definition),
        "skos:broader": Concept(entity.broader) if entity.broader else None,
        "skos:notation": entity.ref.key if entity.broader else None,
        "sg:reviewed": [typed(naming.reviewed, "date") for naming in entity.naming],
    }
    yield from triples(node, properties)
    if entity.latitude is not None and entity.longitude is not None:
        north, east = decimal(entity.latitude), decimal(entity.longitude)
        yield from triples(node, {"geo:lat": north, "geo:long": east, "geosparql:hasGeometry": geometry})
        wkt = Literal(f"POINT({east.value} {north.value})", datatype=named("geosparql:wktLiteral"))
        yield from triples(geometry, {"geosparql:asWKT": wkt})
