"""The SPARQL that pages ask. `{...}` are patterns from this module or IRIs written by `iri`, no request's words."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from solidarity_graph.schema.namespaces import DCTERMS, GEO, OA, PROV, RDF, SCHEMA, SG, SGC, SKOS

PREFIXES = "".join(
    f"PREFIX {prefix}: <{namespace}>\n"
    for prefix, namespace in {
        "sg": SG,
        "sgc": SGC,
        "rdf": RDF,
        "skos": SKOS,
        "dcterms": DCTERMS,
        "oa": OA,
        "geo": GEO,
        "prov": PROV,
        "schema": SCHEMA,
    }.items()
)


def iri(value: str) -> str:
    """The IRI as SPARQL writes it; the engine's own check refuses what is none."""
    return str(NamedNode(value))


def iris(values: Iterable[str]) -> str:
    """Several, for a VALUES block."""
    return " ".join(iri(value) for value in values)


# Whether a thing is known, and whether it was given up for another.
KNOWN = "SELECT ?new WHERE {{ {thing} ?property ?value OPTIONAL {{ {thing} dcterms:isReplacedBy ?new }} }} LIMIT 1"

OWN_TRIPLES = "SELECT ?property ?value WHERE {{ {thing} ?property ?value }}"

NAMES = """SELECT ?thing ?name WHERE {{
  VALUES ?thing {{ {things} }}
  VALUES ?naming {{ skos:prefLabel dcterms:title }}
  ?thing ?naming ?name
}}"""

# Claims: a pattern that binds ?claim goes before. A claim's parts are its spans and its value node.
CLAIM_TRIPLES = "SELECT ?claim ?property ?value WHERE {{ {pattern} ?claim a sg:Claim ; ?property ?value }}"
CLAIM_PARTS = """SELECT ?claim ?link ?part ?property ?value WHERE {{
  {pattern} ?claim a sg:Claim .
  VALUES ?link {{ sg:evidence rdf:object }}
  ?claim ?link ?part .
  FILTER(STRSTARTS(STR(?part), CONCAT(STR(?claim), "#")))
  ?part ?property ?value
}}"""
ABOUT = "?claim rdf:subject {thing} ."
STATED_IN = "?claim sg:statedIn {thing} ."
ONE_OF = "VALUES ?claim {{ {things} }}"
RECOGNISING = """VALUES ?event {{ {things} }} ?claim rdf:subject ?event ; rdf:predicate sg:recognisedAs ."""

DISAGREEMENTS = (
    "SELECT ?disagreement ?property ?value WHERE {{ {pattern} ?disagreement a sg:Disagreement ; ?property ?value }}"
)
DISPUTED_THING = "?disagreement sg:about {thing} ."
DISPUTED_CLAIM = "?disagreement sg:claim {thing} ."
ITSELF = "VALUES ?disagreement {{ {thing} }}"
OF_DISAGREEMENTS = "VALUES ?disagreement {{ {things} }} ?disagreement sg:claim ?claim ."

# Where a thing is the value: in claims, inside their value nodes, as a speaker, and in what was declared or derived.
MENTIONS = """SELECT DISTINCT ?subject ?property ?role ?modality ?from ?to ?status WHERE {{
  {{ ?claim rdf:object {thing} ; rdf:subject ?subject ; rdf:predicate ?property ; sg:modality ?modality }}
  UNION {{
    VALUES ?link {{ sg:agent sg:with }}
    ?node ?link {thing} .
    ?claim rdf:object ?node ; rdf:subject ?subject ; rdf:predicate ?property ; sg:modality ?modality .
    OPTIONAL {{ ?node sg:role ?role }}
  }}
  UNION {{ ?claim sg:attributedTo {thing} ; rdf:subject ?subject BIND(sg:attributedTo AS ?property) }}
  UNION {{
    VALUES ?property {{ dcterms:publisher sg:relays sg:within }}
    ?subject ?property {thing}
  }}
  OPTIONAL {{ ?subject sg:notBefore ?from }} OPTIONAL {{ ?subject sg:notAfter ?to }}
  OPTIONAL {{ ?subject sg:currentStatus ?status }}
}} ORDER BY ?from ?subject ?property"""

# What was decided about a thing here, apart from the claims: which plan it realises, into what it was merged.
JUDGEMENTS = """SELECT ?judgement ?subject ?property ?value ?note ?who ?day WHERE {{
  {{ ?judgement rdf:subject {thing} }} UNION {{ ?judgement rdf:object {thing} }}
  ?judgement a rdf:Statement ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?value ;
    sg:judgedBy ?who ; sg:judgedOn ?day .
  OPTIONAL {{ ?judgement skos:note ?note }}
}} ORDER BY ?judgement"""

ASSESSMENTS = """SELECT ?assessment ?grade ?note ?who ?day WHERE {{
  ?assessment sg:assessmentOf {thing} ; sg:judgedBy ?who ; sg:judgedOn ?day .
  {{ ?assessment sg:reliability ?grade }} UNION {{ ?assessment sg:credibility ?grade }}
  OPTIONAL {{ ?assessment skos:note ?note }}
}} ORDER BY DESC(?day) ?assessment"""

SENTENCES = "SELECT DISTINCT ?sentence WHERE {{ VALUES ?sentence {{ {things} }} ?sentence a sg:Sentence }}"
# Step by step, each from what the last one found: in one query the engine would go through every claim there is.
ON_WHOM = """SELECT DISTINCT ?person WHERE {{
  ?claim rdf:subject {sentence} ; rdf:predicate sg:imposedOn ; rdf:object ?person
}}"""
IMPOSED = """SELECT DISTINCT ?event WHERE {{
  {{ VALUES ?person {{ {people} }} ?claim rdf:object ?person ; rdf:predicate sg:imposedOn ; rdf:subject ?event }}
  UNION {{ ?claim rdf:object {sentence} ; rdf:predicate sg:inConsequenceOf ; rdf:subject ?event }}
}}"""
RECOGNITIONS = """SELECT DISTINCT ?event WHERE {{
  VALUES ?person {{ {people} }} ?claim rdf:object ?person ; rdf:predicate sg:recognitionOf ; rdf:subject ?event
}}"""
EVENTS = """SELECT ?event ?type ?from ?to ?case (MIN(STR(?issued)) AS ?reported) WHERE {{
  VALUES ?event {{ {things} }}
  ?event a ?type FILTER(?type != sg:Event)
  OPTIONAL {{ ?event sg:notBefore ?from }} OPTIONAL {{ ?event sg:notAfter ?to }} OPTIONAL {{ ?event sg:inCase ?case }}
  OPTIONAL {{ ?claim rdf:subject ?event ; sg:statedIn/dcterms:issued ?issued }}
}} GROUP BY ?event ?type ?from ?to ?case ORDER BY ?event"""

NEWEST_ARTICLE = """SELECT (MAX(?day) AS ?newest) WHERE {{
  VALUES ?event {{ {things} }}
  ?claim rdf:subject ?event ; sg:statedIn ?article . ?article dcterms:issued ?issued BIND(STR(?issued) AS ?day)
}}"""

# Documents in RDF. Where articles differ on a thing or a claim stands beside it. A sentence, a claim about one and a
# disagreement about one come with what contests it and what became of it, as of the articles' dates.
# Ordered as strings: sorting values of several kinds can end the engine's process.
ABOUT_THING = """CONSTRUCT {{ ?subject ?property ?value }} WHERE {{
  {{ VALUES ?subject {{ {thing} }} }}
  UNION {{ {thing} ?link ?subject FILTER(STRSTARTS(STR(?subject), CONCAT(STR({thing}), "#"))) }}
  UNION {{ ?subject rdf:subject {thing} }}
  UNION {{ ?claim rdf:subject {thing} . VALUES ?link {{ sg:evidence rdf:object }} ?claim ?link ?subject
           FILTER(STRSTARTS(STR(?subject), CONCAT(STR(?claim), "#"))) }}
  UNION {{ ?subject sg:about {thing} }}
  UNION {{ ?subject sg:assessmentOf {thing} }}
  UNION {{ ?subject sg:claim {thing} }}
  UNION {{ {thing} (rdf:subject|sg:about)? ?sentence . ?sentence a sg:Sentence .
    {{ ?subject rdf:subject ?sentence ; rdf:predicate sg:contestedBy }}
    UNION {{ ?told rdf:subject ?sentence ; sg:statedIn ?subject }}
    UNION {{ ?subject sg:inConsequenceOf ?sentence }}
    UNION {{ ?sentence sg:inCase ?case . ?subject sg:inCase ?case ; a sg:Release }}
  }}
  ?subject ?property ?value
}} ORDER BY STR(?subject) STR(?property) STR(?value)"""
GRAPH = "CONSTRUCT {{ ?subject ?property ?value }} WHERE {{ GRAPH {graph} {{ ?subject ?property ?value }} }}"
GRAPH_SIZE = "SELECT (COUNT(*) AS ?count) WHERE {{ GRAPH {graph} {{ ?subject ?property ?value }} }}"
GRAPH_CLASSES = """SELECT ?class (COUNT(*) AS ?count) WHERE {{ GRAPH {graph} {{ ?thing a ?class }} }}
GROUP BY ?class ORDER BY DESC(?count) ?class"""
GRAPH_NAMES = "SELECT DISTINCT ?graph WHERE {{ GRAPH ?graph {{ ?subject ?property ?value }} }} ORDER BY ?graph"

# What is counted for the descriptions of the endpoint and the dataset.
GRAPH_SIZES = """SELECT ?counted (COUNT(*) AS ?count) WHERE {{ GRAPH ?counted {{ ?subject ?property ?value }} }}
GROUP BY ?counted ORDER BY ?counted"""
CLASSES = "SELECT ?counted (COUNT(DISTINCT ?thing) AS ?count) WHERE {{ ?thing a ?counted }} GROUP BY ?counted"
PROPERTIES = "SELECT ?counted (COUNT(*) AS ?count) WHERE {{ ?subject ?counted ?value }} GROUP BY ?counted"
TRIPLES = "SELECT (COUNT(*) AS ?count) WHERE {{ ?subject ?property ?value }}"
SUBJECTS = "SELECT (COUNT(DISTINCT ?subject) AS ?count) WHERE {{ ?subject ?property ?value }}"
OBJECTS = "SELECT (COUNT(DISTINCT ?value) AS ?count) WHERE {{ ?subject ?property ?value }}"
# What the release says of itself as a whole.
DATASET = "CONSTRUCT {{ {thing} ?property ?value }} WHERE {{ GRAPH {graph} {{ {thing} ?property ?value }} }}"

# Concepts at work.
CONCEPT_USES = """SELECT DISTINCT ?subject ?property ?from WHERE {{
  {{ ?claim rdf:object {thing} ; rdf:subject ?subject ; rdf:predicate ?property }}
  UNION {{ ?node ?property {thing} . ?claim rdf:object ?node ; rdf:subject ?subject
           FILTER(STRSTARTS(STR(?node), CONCAT(STR(?claim), "#"))) }}
  OPTIONAL {{ ?subject sg:notBefore ?from }}
}} ORDER BY ?from ?subject LIMIT 200"""

# The front page.
COUNTS = """SELECT ?class (COUNT(?thing) AS ?count) WHERE {{
  VALUES ?class {{ sg:Article sg:Claim sg:SolidarityAction sg:AuthorityResponse sg:LegalMeasure sg:Arrest sg:Sentence
                  sg:DisciplinaryPenalty sg:Release sg:Conferral sg:Person sg:Organisation sg:Place sg:Disagreement }}
  ?thing a ?class
}} GROUP BY ?class"""
SPECIMENS = """SELECT ?claim WHERE {{
  ?claim rdf:predicate sg:participation ; sg:modality sgc:asserted ; sg:evidence ?span ; rdf:object ?node .
  ?span oa:exact ?phrase . ?node sg:countText ?words ; sg:countMin ?least
}} ORDER BY ?claim LIMIT 1"""
ARTICLES = """SELECT ?article ?title ?issued WHERE {{
  ?article a sg:Article ; dcterms:title ?title OPTIONAL {{ ?article dcterms:issued ?issued }}
}} ORDER BY ?title"""


def write(template: str, **values: str) -> str:
    """The query with its prefixes; `values` are IRIs written by `iri`, or patterns. Braces of SPARQL are doubled."""
    return PREFIXES + template.format(**values)
