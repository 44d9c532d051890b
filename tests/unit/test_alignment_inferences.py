"""Nothing false follows from the alignments, and the rule for held events types only what took place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import owlrl
import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import OWL, RDF, RDFS, Graph, Namespace, URIRef

from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema.alignments import HELD_EVENTS, read_alignments
from solidarity_graph.schema.namespaces import SG, SGC

FOLDER = ontology_dir() / "alignments"
ALIGNMENTS = read_alignments()
# Those of the sources in the headers begin every IRI.
PREFIXES = {
    prefix: iri
    for alignment in ALIGNMENTS.values()
    for prefix, iri in alignment.prefixes.items()
    if prefix not in {"project", "source"}
}
EX = Namespace("https://example.org/graph/id/")
ALL = "all together"
EXAMPLE = """
    @prefix : <https://example.org/graph/id/> .
    @prefix sg: <https://w3id.org/solidarity-graph/ontology#> .
    @prefix sgc: <https://w3id.org/solidarity-graph/concept/> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .

    :planned a sg:Event, sg:SolidarityAction ; sg:status sgc:planned .
    :banned a sg:Event, sg:SolidarityAction ; sg:status sgc:planned, sgc:banned .
    :cancelled a sg:Event, sg:SolidarityAction ; sg:status sgc:cancelled .
    :permitted a sg:Event, sg:SolidarityAction ; sg:status sgc:permitted .
    :unknown a sg:Event, sg:SolidarityAction ; sg:status sgc:unknown .
    :not-said a sg:Event, sg:SolidarityAction .
    :held a sg:Event, sg:SolidarityAction ; sg:status sgc:planned, sgc:held ; sg:realises :planned ;
        sg:replaces :cancelled .
    :ongoing a sg:Event, sg:SolidarityAction ; sg:status sgc:ongoing .
    :denied a sg:Event, sg:SolidarityAction ; sg:status sgc:held ; sg:denied true .
    :planned-campaign a sg:Event, sg:Campaign ; sg:status sgc:planned .
    :promised a sg:Event, sg:Release ; sg:status sgc:planned ; sg:imposedOn :prisoner ; sg:inCase :case .
    :announced a sg:Event, sg:Conferral ; sg:status sgc:planned ; sg:award :prize ; sg:recipient :prisoner .
    :alleged a sg:Event, sg:IllTreatment ; sg:concerns :prisoner .
    :alleged-death a sg:Event, sg:DeathInCustody ; sg:concerns :prisoner .
    :arrest a sg:Event, sg:Arrest ; sg:status sgc:held ; sg:imposedOn :prisoner ; sg:imposedBy :court ;
        sg:inCase :case .
    :no-reply a sg:Event, sg:AuthorityResponse ; sg:status sgc:held ; sg:responseType sgc:no-reply ;
        sg:respondsTo :held ; sg:imposedBy :court .
    :unfed a sg:Event, sg:DenialOfCare ; sg:status sgc:held ; sg:concerns :prisoner ; sg:heldBy :court .

    # Everything that an event may have is said of each that did not take place, and of one that did.
    :planned sg:place :town ; sg:organiser :club ; sg:participant :crowd ; sg:involves :club, :crowd, :prisoner ;
        sg:inSupportOf :prisoner ; sg:actionType sgc:vigil ; sg:partOf :planned-campaign ; sg:participation :part ;
        sg:date "2031" ; sg:webAddress <https://example.org/page> ; sg:hashtag "#lanternfield" .
    :banned sg:place :town ; sg:organiser :club ; sg:participant :crowd ; sg:involves :club, :crowd, :prisoner ;
        sg:inSupportOf :prisoner ; sg:actionType sgc:picket ; sg:partOf :planned-campaign ;
        sg:webAddress <https://example.org/page> ; sg:inConsequenceOf :arrest ; sg:legalBasis :law .
    :held sg:place :town ; sg:organiser :club ; sg:participant :crowd ; sg:involves :club, :crowd, :prisoner ;
        sg:inSupportOf :prisoner ; sg:actionType sgc:picket ; sg:partOf :planned-campaign ;
        sg:webAddress <https://example.org/page> .

    :part a sg:Participation ; sg:agent :crowd ; sg:role sgc:attendee ; sg:place :village .
    :prisoner a sg:Agent, sg:Person ; sg:occupation "teacher" ; sg:affiliation :tie, :kinship ; sg:country :land .
    :speaker a sg:Agent, sg:Person .
    :tie a sg:Affiliation ; sg:with :club ; sg:role sgc:member .
    :kinship a sg:Affiliation ; sg:with :speaker ; sg:role sgc:spouse .
    :club a sg:Agent, sg:Organisation ; sg:organisationKind sgc:movement .
    :court a sg:Agent, sg:Organisation ; sg:organisationKind sgc:court .
    :crowd a sg:Agent, sg:Group .
    :town a sg:Place ; sg:within :land .
    :village a sg:Place ; sg:within :land .
    :land a sg:Place ; sg:countryCode "OS" .
    :prize a sg:Award .
    :case a sg:Case ; sg:caseState :state .
    :state a sg:CaseState ; sg:legalState sgc:not-charged .
    :law a sg:LegalDocument ; sg:issuedBy :court ; sg:documentNumber "17" .
    :article a sg:Article ; sg:sourceText :text ; sg:relays :club, :other-article .
    :other-article a sg:Article ; sg:wholeTextOf :article .
    :text a sg:SourceText .
    :span a sg:TextSpan .

    # Claims that are only reified: nothing of what they say may stand as a plain statement.
    :alleged-claim a sg:Claim ; rdf:subject :alleged ; rdf:predicate sg:imposedBy ; rdf:object :guard ;
        sg:modality sgc:alleged ; sg:attributedTo :speaker ; sg:statedIn :article ; sg:evidence :span .
    :denied-claim a sg:Claim ; rdf:subject :not-said ; rdf:predicate sg:organiser ; rdf:object :guard ;
        sg:modality sgc:denied ; sg:attributedTo :other-article ; sg:statedIn :article .
    :alleged-status a sg:Claim ; rdf:subject :alleged ; rdf:predicate sg:status ; rdf:object sgc:held ;
        sg:modality sgc:alleged ; sg:attributedTo :speaker, :crowd ; sg:statedIn :article .
    :guard a sg:Agent, sg:Person .
    :judgement a sg:Assessment ; sg:assessmentOf :article ; sg:judgedBy "editor" .
"""
TOOK_PLACE = {"held", "ongoing", "arrest", "no-reply", "unfed"}
EVENTS = TOOK_PLACE | {
    "planned", "banned", "cancelled", "permitted", "unknown", "not-said", "denied", "planned-campaign", "promised",
    "announced", "alleged", "alleged-death",
}  # fmt: skip


def iris(prefix: str, *names: str) -> set[URIRef]:
    return {URIRef(PREFIXES[prefix] + name) for name in names}


# Classes of which nothing is a member that did not take place. crm:E1_CRM_Entity is anything, even a plan.
HAPPENED = {
    *iris("sem", "Event"),
    *iris("lode", "Event"),
    *iris("prov", "Activity", "InstantaneousEvent"),
    *iris("crm", "E2_Temporal_Entity", "E4_Period", "E5_Event", "E7_Activity", "E13_Attribute_Assignment", "E69_Death"),
    *iris("schema", "Event", "EventSeries", "Action"),
    *iris("ftm", "Event", "Interval"),
    *iris("org", "ChangeEvent"),
    URIRef("http://purl.org/dc/dcmitype/Event"),
    URIRef("https://spec.edmcouncil.org/fibo/ontology/FND/DatesAndTimes/Occurrences/Occurrence"),
    *iris("wd", "Q1190554"),
}  # fmt: skip
PERSONS = {*iris("foaf", "Person"), *iris("prov", "Person"), *iris("schema", "Person"), *iris("crm", "E21_Person"),
           *iris("ftm", "Person")}  # fmt: skip
BODIES = {*iris("foaf", "Organization"), *iris("prov", "Organization"), *iris("schema", "Organization"),
          *iris("org", "Organization"), *iris("ftm", "Organization", "PublicBody")}  # fmt: skip
AGENTS = PERSONS | BODIES | {*iris("foaf", "Agent"), *iris("prov", "Agent"), *iris("crm", "E39_Actor"),
                             *iris("sem", "Actor", "Authority")}  # fmt: skip
DOCUMENTS = {*iris("prov", "Entity"), *iris("foaf", "Document"), *iris("schema", "CreativeWork"),
             *iris("crm", "E73_Information_Object")}  # fmt: skip
# What says that somebody is to answer for something, or takes part in it.
RESPONSIBLE = {*iris("prov", "Agent", "Person", "Organization"), *iris("sem", "Actor", "Authority")}
MADE_BY = {*iris("schema", "author", "creator"), *iris("foaf", "maker"), *iris("prov", "wasAttributedTo")}


@cache
def example() -> Graph:
    return Graph().parse(data=EXAMPLE, format="turtle")


@cache
def axioms() -> tuple[Graph, Graph]:
    """Return the hierarchies of our ontology, and what other vocabularies say of their own terms."""
    ours = Graph().parse(ontology_dir() / "solidarity-graph.ttl")
    hierarchies = Graph()
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        hierarchies += ours.triples((None, predicate, None))
    return hierarchies, Graph().parse(Path(__file__).parent / "alignment_axioms.ttl")


def closure(*triples: Graph, about: tuple[str, ...] = ("",)) -> Graph:
    """Return what follows from the example, our hierarchies, axioms of others, and `triples`.

    By OWL 2 RL, which has the rules of RDFS for hierarchies, domains and ranges.

    about  the namespaces whose axioms are taken: the fewer, the faster.
    """
    hierarchies, others = axioms()
    graph = Graph()
    for part in (example(), hierarchies, *triples):
        graph += part
    graph += (triple for triple in others if str(triple[0]).startswith(about))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    return graph


@cache
def closure_of(name: str) -> Graph:
    if name == ALL:
        return closure(*map(alignment, ALIGNMENTS))
    return closure(
        alignment(name), about=tuple(PREFIXES[each] for each in ALIGNMENTS[name].prefixes if each in PREFIXES)
    )


@cache
def alignment(name: str) -> Graph:
    """Return the triples of an alignment without those on the rows themselves, from which nothing follows."""
    turtle = Graph().parse(FOLDER / f"{name}.ttl")
    mapped = Graph()
    mapped += (triple for triple in turtle if str(triple[0]).startswith((SG, SGC)))
    return mapped


def faults(graph: Graph) -> list[str]:
    """Return what is false in a closure, a sentence each."""

    def types(name: str) -> set[URIRef]:
        return {each for each in graph.objects(EX[name], RDF.type) if isinstance(each, URIRef)}

    forbidden = (
        (EVENTS - TOOK_PLACE, HAPPENED),
        (EVENTS, AGENTS | DOCUMENTS),
        ({"crowd"}, PERSONS | BODIES),
        ({"prisoner", "guard", "speaker"}, RESPONSIBLE | BODIES),
        ({"town", "land", "prize", "case"}, AGENTS | HAPPENED),
        ({"article", "other-article", "text", "span", "law", "alleged-claim", "judgement"}, AGENTS | HAPPENED),
    )
    found = [
        f"{name} becomes {each}" for names, classes in forbidden for name in names for each in types(name) & classes
    ]
    found += [f"{s} gets the class {o}" for s, o in graph.subject_objects(RDF.type) if str(o).startswith(SGC)]
    said = ((EX.alleged, EX.guard), (EX["not-said"], EX.guard), (EX.alleged, URIRef(SGC + "held")))
    for one, other in (*said, *((other, one) for one, other in said)):
        found += [f"an unasserted claim becomes {one} {each} {other}" for each in graph.predicates(one, other)]
    for maker in MADE_BY:
        speakers = (EX.speaker, EX.crowd, EX["other-article"])
        found += [f"{who} {maker} {what}" for what, who in graph.subject_objects(maker) if who in speakers]
    found += [f"{s} is {o}" for s, o in graph.subject_objects(OWL.sameAs) if s != o]
    found += [
        str(message) for message in graph.objects(None, URIRef("http://www.daml.org/2002/03/agents/agent-ont#error"))
    ]
    return found


@pytest.mark.parametrize("name", [*ALIGNMENTS, ALL])
def test_nothing_false_follows(name: str) -> None:
    assert faults(closure_of(name)) == []


def foreign_types(graph: Graph, name: str) -> set[str]:
    """Return the classes of other vocabularies of which a thing is a member, as prefixed names."""
    short = {iri: prefix for prefix, iri in PREFIXES.items()}
    types = {str(each) for each in graph.objects(EX[name], RDF.type)}
    names = {f"{short[iri]}:{each.removeprefix(iri)}" for each in types for iri in short if each.startswith(iri)}
    return {each for each in names if not each.startswith(("sg:", "rdfs:"))}


def test_what_we_say_is_theirs_follows() -> None:
    graph = closure_of(ALL)
    assert foreign_types(graph, "banned") == foreign_types(graph, "held") == {"crm:E1_CRM_Entity"}
    assert foreign_types(graph, "crowd") == {
        "crm:E1_CRM_Entity", "crm:E39_Actor", "crm:E77_Persistent_Item", "foaf:Agent", "foaf:Group",
    }  # fmt: skip
    assert {"foaf:Person", "schema:Person", "crm:E21_Person", "ftm:Person"} < foreign_types(graph, "prisoner")
    assert {"foaf:Organization", "org:Organization", "crm:E74_Group"} < foreign_types(graph, "club")
    assert {"geosparql:Feature", "crm:E53_Place", "schema:Place"} < foreign_types(graph, "town")
    assert {"foaf:Document", "prov:Entity", "crm:E31_Document"} < foreign_types(graph, "article")
    assert (EX.town, *iris("crm", "P89_falls_within"), EX.land) in graph
    assert (EX.planned, *iris("schema", "organizer"), EX.club) in graph


# Alignments that one might write, and statements that a reasoner must not add, each with a fault that must be found.
FALSE = {
    "sg:Event rdfs:subClassOf crm:E5_Event": "banned becomes http://www.cidoc-crm.org/cidoc-crm/E5_Event",
    "sg:SolidarityAction rdfs:subClassOf crm:E7_Activity": "planned becomes http://www.cidoc-crm.org/cidoc-crm/E4_Period",
    "sg:Event rdfs:subClassOf schema:Event": "cancelled becomes http://purl.org/dc/dcmitype/Event",
    "sg:place rdfs:subPropertyOf crm:P7_took_place_at": "banned becomes http://www.cidoc-crm.org/cidoc-crm/E4_Period",
    "sg:partOf rdfs:subPropertyOf sem:subEventOf": "planned-campaign becomes http://semanticweb.cs.vu.nl/2009/11/sem/Event",
    "sg:organiser rdfs:subPropertyOf prov:wasAssociatedWith": "planned becomes http://www.w3.org/ns/prov#Activity",
    "sg:replaces rdfs:subPropertyOf prov:wasRevisionOf": "cancelled becomes http://www.w3.org/ns/prov#Entity",
    "sg:actionType rdfs:subPropertyOf sem:eventType": "planned gets the class https://w3id.org/solidarity-graph/concept/vigil",
    "sg:attributedTo rdfs:subPropertyOf prov:wasAttributedTo": "other-article becomes http://www.w3.org/ns/prov#Agent",
    "sg:attributedTo rdfs:subPropertyOf foaf:maker": "speaker http://xmlns.com/foaf/0.1/maker",
    "sg:Agent rdfs:subClassOf prov:Agent": "prisoner becomes http://www.w3.org/ns/prov#Agent",
    "sg:Group rdfs:subClassOf foaf:Person": "crowd becomes http://xmlns.com/foaf/0.1/Person",
    "sg:Article rdfs:subClassOf sg:Agent": "article becomes http://xmlns.com/foaf/0.1/Agent",
    "sg:webAddress rdfs:subPropertyOf foaf:homepage": "planned is https://example.org/graph/id/banned",
    "ex:alleged sg:imposedBy ex:guard": "an unasserted claim becomes https://example.org/graph/id/alleged",
}


@pytest.mark.parametrize("statement", FALSE)
def test_a_false_alignment_is_found(statement: str) -> None:
    used = {prefix: iri for prefix, iri in (PREFIXES | {"ex": str(EX)}).items() if f"{prefix}:" in statement}
    planted = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in used.items()) + f"{statement} ."
    graph = closure(
        Graph().parse(data=planted),
        alignment("foaf"),
        about=(*used.values(), PREFIXES["foaf"]),
    )
    assert [fault for fault in faults(graph) if FALSE[statement] in fault]


# The rule for events that took place.


def test_only_what_took_place_gets_the_classes_of_what_happened() -> None:
    written = held_events()
    assert {str(subject).removeprefix(EX) for subject in written.subjects()} == TOOK_PLACE
    assert faults(closure(*map(alignment, ALIGNMENTS), written)) == []


def test_an_event_that_took_place_is_one_of_theirs() -> None:
    written = held_events()
    assert foreign_types(written, "held") == {
        "crm:E7_Activity", "prov:Activity", "sem:Event", "lode:Event", "schema:Event", "ftm:Event",
    }  # fmt: skip
    assert (EX.held, *iris("crm", "P7_took_place_at"), EX.town) in written
    assert (EX.held, *iris("crm", "P11_had_participant"), EX.crowd) in written


def test_what_an_authority_leaves_undone_is_no_activity() -> None:
    for name in ("no-reply", "unfed"):
        assert foreign_types(held_events(), name) == {"sem:Event", "lode:Event", "schema:Event", "ftm:Event"}


@cache
def held_events() -> Graph:
    """Return what the rule writes for the example; rdflib and Oxigraph agree on it."""
    query = (FOLDER / HELD_EVENTS).read_text(encoding="utf-8")
    store = Store()
    store.load(EXAMPLE.encode(), format=RdfFormat.TURTLE)
    by_oxigraph = Graph().parse(data=store.query(query).serialize(format=RdfFormat.N_TRIPLES).decode(), format="nt")
    by_rdflib = example().query(query).graph
    assert by_rdflib is not None
    assert set(by_rdflib) == set(by_oxigraph)
    return by_oxigraph
