"""What the servers are asked: small questions, ten representative ones, endless ones, and hostile ones."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from benchmarks.dataset import BASE, DCTERMS, OA, RDF, SG, SGC, SKOS, XSD

ROWS = "application/sparql-results+json"
GRAPH = "text/turtle"
_PREFIXES = {"sg": SG, "sgc": SGC, "rdf": RDF, "skos": SKOS, "oa": OA, "dcterms": DCTERMS, "xsd": XSD}
_HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in _PREFIXES.items())
_ID = f"{BASE}id"


@dataclass(frozen=True, slots=True)
class Small:
    """A query of one row, cut at its two numbers: the event asked for, and one that no other text has."""

    head: str = f"SELECT * WHERE {{ <{_ID}/event/"
    middle: str = f"> <{SKOS}prefLabel> ?label"
    tail: str = f" ; <{SG}notBefore> ?from ; <{SG}currentStatus> ?status }}"

    def text(self, event: int, number: int) -> str:
        """The query."""
        return f"{self.head}{event}{self.middle}{number}{self.tail}"

    def parts(self) -> tuple[str, str, str]:
        """Percent-encoded, for an address."""
        return quote(self.head, safe=""), quote(self.middle, safe=""), quote(self.tail, safe="")


SMALL = Small()

REPRESENTATIVE = {
    "everything about an event": f"SELECT ?p ?o WHERE {{ <{_ID}/event/101> ?p ?o }}",
    "the words behind an event": f"""SELECT ?claim ?p ?o ?start ?end ?exact ?title WHERE {{
  ?claim rdf:subject <{_ID}/event/101> ; rdf:predicate ?p ; rdf:object ?o ; sg:evidence ?span ; sg:statedIn ?article .
  ?span oa:start ?start ; oa:end ?end . ?article dcterms:title ?title . OPTIONAL {{ ?span oa:exact ?exact }} }}""",
    "an article's claims as a graph": f"""CONSTRUCT {{ ?claim ?p ?o }} WHERE {{
  ?claim sg:statedIn <{_ID}/article/21> ; ?p ?o }}""",
    "what was done for a person": f"""SELECT ?event ?label ?place WHERE {{
  ?event sg:inSupportOf <{_ID}/person/p3> ; skos:prefLabel ?label ; sg:place/skos:prefLabel ?place }}
  ORDER BY ?label""",
    "actions of one month": """SELECT ?event ?label ?from WHERE {
  ?event a sg:SolidarityAction ; sg:notBefore ?from ; skos:prefLabel ?label .
  FILTER (?from >= "2013-08-01"^^xsd:date && ?from <= "2013-08-31"^^xsd:date) } ORDER BY ?from ?event""",
    "actions in a country": f"""SELECT ?event ?form WHERE {{
  ?event sg:place/sg:within* <{_ID}/place/country-3> ; sg:actionType ?form ; sg:currentStatus sgc:held }}""",
    "forms of action by status": """SELECT ?form ?status (COUNT(*) AS ?actions) WHERE {
  ?event sg:actionType ?form ; sg:currentStatus ?status } GROUP BY ?form ?status ORDER BY ?form ?status""",
    "who is supported most": """SELECT ?person ?label (COUNT(?event) AS ?actions) WHERE {
  ?event sg:inSupportOf ?person . ?person skos:prefLabel ?label }
  GROUP BY ?person ?label ORDER BY DESC(?actions) ?person LIMIT 20""",
    "words in names": """SELECT ?thing ?label WHERE {
  ?thing skos:prefLabel ?label FILTER (CONTAINS(LCASE(STR(?label)), "vigil 1")) } ORDER BY ?thing LIMIT 50""",
    "where articles differ": """SELECT ?event ?property ?one ?other WHERE {
  ?disagreement sg:about ?event ; sg:onProperty ?property ; sg:claim ?a , ?b .
  ?a rdf:object ?one . ?b rdf:object ?other FILTER (STR(?a) < STR(?b)) } ORDER BY ?event""",
}

SAVED = "how-many-actions-each-month"
"""A saved query of the catalogue that goes through all actions and gives few rows."""

ENDLESS = {
    "cross product": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?c != ?f && ?f != ?i) }",
    "sort": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY STR(?c) STR(?f) LIMIT 5",
    "regular expression": """SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f .
  FILTER REGEX(CONCAT(STR(?c), STR(?f)), "(a+)+(b+)+(c|d|e)*$", "i") }""",
}

_DOUBLING = " ".join(f"BIND (CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(34))
_VALUES = " ".join(f'"{n}"' for n in range(4000))
HOSTILE = {
    **ENDLESS,
    "distinct of a product": "SELECT DISTINCT ?a ?f WHERE { ?a ?b ?c . ?d ?e ?f }",
    "groups of a product": "SELECT ?a (COUNT(?f) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?e",
    "strings joined": "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?all) WHERE { ?a ?b ?c . ?d ?e ?f }",
    "exploding paths": f"SELECT (COUNT(*) AS ?n) WHERE {{ ?a (<>|!<>)* ?b . ?b (^<{RDF}type>|<{RDF}type>|!<>)+ ?c }}",
    "a string doubled 34 times": f'SELECT (STRLEN(?x34) AS ?n) WHERE {{ BIND ("0123456789" AS ?x0) {_DOUBLING} }}',
    "values squared": f"SELECT (COUNT(*) AS ?n) WHERE {{ VALUES ?a {{ {_VALUES} }} VALUES ?b {{ {_VALUES} }} "
    "VALUES ?c { 1 2 3 4 5 6 7 8 9 } FILTER (CONCAT(?a, ?b) < STR(RAND())) }",
    "nested groups": "SELECT * WHERE " + "{" * 15_000 + "}" * 15_000,
    "rows without end": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }",
    "sort of mixed values": "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o LIMIT 1",
}


def representative(name: str, run: int) -> str:
    """One of the ten. The text differs from run to run, so that no cache of answers knows it."""
    return f"{_HEAD}PREFIX run: <urn:run:{run}>\n{REPRESENTATIVE[name]}"


def many_rows(rows: int, run: int) -> str:
    """All there is, up to so many rows."""
    return f"SELECT ?subject{run} ?predicate ?object WHERE {{ ?subject{run} ?predicate ?object }} LIMIT {rows}"
