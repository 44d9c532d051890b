"""A small site over invented people: two articles on one picket and one conviction, which they tell differently."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph

from solidarity_graph.release import Release, ReleaseFile
from solidarity_graph.release.writer import FILE_DESCRIPTIONS
from solidarity_graph.saved_queries import Catalogue, parse_saved_query

BASE = "https://w3id.org/solidarity-graph/"

_PREFIXES = f"""
@prefix sg: <{BASE}ontology#> .
@prefix sgc: <{BASE}concept/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> .
@prefix graph: <{BASE}graph/> .
@prefix person: <{BASE}id/person/> .
@prefix organisation: <{BASE}id/organisation/> .
@prefix place: <{BASE}id/place/> .
@prefix event: <{BASE}id/event/> .
@prefix case: <{BASE}id/case/> .
@prefix article: <{BASE}id/article/> .
@prefix claim: <{BASE}id/claim/> .
@prefix disagreement: <{BASE}id/disagreement/> .
"""

_ENTITIES = f"""
graph:entities {{
  person:p1 a sg:Person ; skos:prefLabel "Ada Example"@en, "Ада Экзэмпл"@be ; sg:namingGround sgc:campaigned-prisoner .
  organisation:harbour-watch a sg:Organisation ; skos:prefLabel "Harbour Watch"@en .
  organisation:court a sg:Organisation ; skos:prefLabel "Court of Aboria"@en .
  place:aboria a sg:Place ; skos:prefLabel "Aboria"@en .
  case:aboria a sg:Case ; skos:prefLabel "The Aboria case"@en .
  event:picket a sg:SolidarityAction, sg:Event ; skos:prefLabel "Picket in Aboria"@en .
  event:sentence a sg:Sentence, sg:Event ; skos:prefLabel "Sentence of Ada Example"@en .
  event:release a sg:Release, sg:Event ; skos:prefLabel "Release of Ada Example"@en .
  event:arrest a sg:Arrest, sg:Event ; skos:prefLabel "Arrest of Ada Example"@en .
  event:vigil a sg:SolidarityAction, sg:Event ; skos:prefLabel "שביתה בנמל"@he .
  place:quay a sg:Place ; skos:prefLabel "Набярэжная"@be, "Набережная"@ru .
  organisation:guild a sg:Organisation ; skos:altLabel "انجمن"@fa .
}}
graph:judgements {{
  person:old dcterms:isReplacedBy person:p1 .
  event:plan a sg:SolidarityAction, sg:Event ; skos:prefLabel "Plan of a picket"@en .
  event:picket sg:realises event:plan .
  <{BASE}id/event/picket#judgement-plan> a rdf:Statement ; rdf:subject event:picket ; rdf:predicate sg:realises ;
    rdf:object event:plan ; skos:note "Same day, same place."@en ; sg:judgedBy "an editor" ;
    sg:judgedOn "2030-01-02"^^xsd:date .
  <{BASE}id/organisation/harbour-watch#assessment-2030-01-02> a sg:Assessment ; sg:reliability sgc:usually-reliable ;
    sg:assessmentOf organisation:harbour-watch ; skos:note "Its reports held."@en ; sg:judgedBy "an editor" ;
    sg:judgedOn "2030-01-02"^^xsd:date .
  <{BASE}id/claim/k-date#assessment-2030-01-03> a sg:Assessment ; sg:credibility sgc:probably-true ;
    sg:assessmentOf claim:k-date ; skos:note "The page fits."@en ; sg:judgedBy "an editor" ;
    sg:judgedOn "2030-01-03"^^xsd:date .
  disagreement:regime a sg:Disagreement ; sg:about event:sentence ; sg:onProperty sg:regime ;
    sg:claim claim:k-regime, claim:k-regime-too ; sg:disagreementKind sgc:wording ;
    skos:note "One term, two translations."@en ; sg:judgedBy "an editor" ; sg:judgedOn "2030-01-02"^^xsd:date .
}}
graph:summary {{
  event:picket sg:notBefore "2029-05-01"^^xsd:date ; sg:notAfter "2029-05-01"^^xsd:date ;
    sg:currentStatus sgc:held ; sg:origins 1 ; sg:involves person:p1 .
  event:sentence sg:notBefore "2028-03-01"^^xsd:date ; sg:notAfter "2028-03-01"^^xsd:date ;
    sg:currentStatus sgc:held ; sg:origins 1 ; sg:durationMonths 30 ; sg:disputed true ;
    sg:aftermath event:release ; sg:asOf "2029-07-01" .
  event:release sg:notBefore "2029-06-01"^^xsd:date ; sg:notAfter "2029-06-30"^^xsd:date ; sg:currentStatus sgc:held .
  event:arrest sg:notBefore "2027-03-01"^^xsd:date ; sg:notAfter "2027-03-01"^^xsd:date ; sg:currentStatus sgc:held .
  event:vigil sg:notBefore "2027-04-01"^^xsd:date ; sg:currentStatus sgc:ongoing ; sg:origins 1 .
}}
graph:provenance {{ <{BASE}dataset> dcterms:title "An invented dataset"@en . }}
"""


def _article(key: str, title: str, publisher: str, language: str = "en") -> str:
    address = 'sg:noAddress "it was a leaflet"@en'
    if key == "harbour":
        address = """schema:url <https://watch.example/picket> ; sg:wholeTextOf article:court-news ;
    sg:addressStatus sgc:copy-read ;
    schema:archivedAt <https://archive.example/picket> ; sg:addressFound "by its title"@en ;
    sg:addressFoundBy "an editor" ; sg:addressFoundOn "2030-01-02"^^xsd:date"""
    return f"""
  article:{key} a sg:Article ; dcterms:title "{title}"@{language} ; dcterms:language "{language}" ;
    dcterms:issued "2029-07-01"^^xsd:date ; dcterms:publisher organisation:{publisher} ; {address} ;
    sg:completeness sgc:complete ; sg:sourceText <{BASE}id/article/{key}#text> .
  <{BASE}id/article/{key}#text> a sg:SourceText ; sg:sha256 "{hashlib.sha256(key.encode()).hexdigest()}" ;
    oa:start 0 ; oa:end 900 ."""


def _claim(key: str, article: str, triple: str, rest: str = "", phrase: str = "the words", start: int = 10) -> str:
    subject, predicate, value = triple.split(" ", 2)
    node = f"<{BASE}id/claim/{key}#value>" if value == "#value" else value
    exact = f' ; oa:exact "{phrase}"' if phrase else ""
    plain = "" if "sg:modality" in rest else f"{subject} {predicate} {node} ."
    modality = "" if "sg:modality" in rest else "sg:modality sgc:asserted ;"
    return f"""
  claim:{key} a sg:Claim ; rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object {node} ;
    sg:statedIn article:{article} ; sg:evidence <{BASE}id/claim/{key}#span> ; {modality}
    sg:evidenceGrade sgc:verified-span {rest} .
  <{BASE}id/claim/{key}#span> a sg:TextSpan ; oa:start {start} ; oa:end {start + 20}{exact} .
  {plain}"""


_PARTICIPATION = f"""
  <{BASE}id/claim/k-count#value> a sg:Participation ; sg:agent person:p1 ; sg:role sgc:participant ;
    sg:countText "some 20 people + a dog"@en ; sg:countMin 20 ; sg:countMax 21 ;
    sg:countApproximate true ; sg:countUnit sgc:people ."""
_EDTF = "^^<http://id.loc.gov/datatypes/edtf/EDTF>"

_ARTICLES = "\n".join(
    [
        "graph:harbour {",
        _article("harbour", "A picket by the harbour", "harbour-watch"),
        _claim(
            "k-date",
            "harbour",
            f'event:picket sg:date "2029-05-01"{_EDTF}',
            '; sg:inferredFrom "the year of the page"@en',
        ),
        _claim("k-place", "harbour", "event:picket sg:place place:aboria"),
        _claim("k-count", "harbour", "event:picket sg:participation #value", phrase="some 20 people", start=40),
        _PARTICIPATION,
        _claim("k-support", "harbour", "event:picket sg:inSupportOf person:p1", phrase=""),
        _claim("k-name", "harbour", 'person:p1 skos:prefLabel "Ada Example"@en'),
        _claim("k-type", "harbour", "event:picket sg:actionType sgc:picket"),
        "}",
        "graph:court-news {",
        _article("court-news", "News of the court", "court"),
        _claim("k-imposed", "court-news", "event:sentence sg:imposedOn person:p1"),
        _claim("k-by", "court-news", "event:sentence sg:imposedBy organisation:court"),
        _claim("k-length", "court-news", 'event:sentence sg:duration "P2Y6M"^^xsd:yearMonthDuration'),
        _claim("k-regime", "court-news", "event:sentence sg:regime sgc:strict-regime"),
        _claim("k-regime-too", "court-news", "event:sentence sg:regime sgc:severe-regime", start=200),
        _claim("k-case", "court-news", "event:sentence sg:inCase case:aboria"),
        _claim(
            "k-contest", "court-news", "event:sentence sg:contestedBy organisation:harbour-watch", phrase="not guilty"
        ),
        _claim(
            "k-alleged",
            "court-news",
            'event:sentence sg:statedReason "A wrong reason."@en',
            "; sg:modality sgc:alleged ; sg:attributedTo organisation:court",
        ),
        _claim("k-release", "court-news", "event:release sg:imposedOn person:p1"),
        _claim("k-same-case", "court-news", "event:release sg:inCase case:aboria"),
        _claim("k-arrest", "court-news", "event:arrest sg:imposedOn person:p1"),
        "}",
        "graph:naviny {",
        _article("naviny", "Навіны порта", "guild", language="be"),
        _claim("k-vigil", "naviny", "event:vigil sg:place place:quay", phrase="на набярэжнай"),
        _claim(
            "k-vigil-date",
            "naviny",
            f'event:vigil sg:date "2027-04-01/"{_EDTF}',
            "; sg:notBefore '2027-04-01'^^xsd:date",
        ),
        _claim("k-slogan", "naviny", 'event:vigil sg:slogan "آزادی!"@fa', phrase="«آزادی!»"),
        _claim("k-guild", "naviny", "event:vigil sg:organiser organisation:guild", phrase="гільдыя"),
        "}",
    ]
)

_HEADER = """\
#+ summary: {question}
#+ description: {description}
#+ tags: [{tag}]
{more}
PREFIX sg: <https://w3id.org/solidarity-graph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

"""
_ACTIONS = """SELECT ?action ?label ?from WHERE {
  VALUES ?since { "2029-01-01"^^xsd:date }
  VALUES ?status { <https://w3id.org/solidarity-graph/concept/held> }
  ?action a sg:SolidarityAction ; skos:prefLabel ?label ; sg:notBefore ?from ; sg:currentStatus ?status .
  FILTER(?from >= ?since)
} ORDER BY ?from ?action
"""
_GRAPH = """CONSTRUCT { ?event ?property ?value } WHERE {
  VALUES ?event { <https://w3id.org/solidarity-graph/id/event/picket> }
  ?event ?property ?value
}
"""
_MANY = "SELECT ?property ?value WHERE { ?thing ?property ?value } ORDER BY ?thing ?property STR(?value)\n"


def nquads() -> bytes:
    quads = pyoxigraph.parse((_PREFIXES + _ENTITIES + _ARTICLES).encode(), pyoxigraph.RdfFormat.TRIG)
    return pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b""


def make_release(folder: Path, graph: bytes = b"", base: str = BASE) -> Release:
    """A release of these N-Quads; without them, of the site's own."""
    contents = {
        "solidarity-graph.nq": graph or nquads(),
        "actions.csv": b"event\r\n",
    }
    files = []
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        files.append(ReleaseFile(name, *FILE_DESCRIPTIONS[name], len(content), hashlib.sha256(content).hexdigest()))
    (folder / "SHA256SUMS").write_text("".join(f"{file.sha256}  {file.name}\n" for file in files))
    (folder / "manifest.json").write_text("{}")
    return Release(folder, "2030-01-01", base, "An invented dataset", tuple(files))


def make_catalogue() -> Catalogue:
    columns = "#+ columns:\n" + "".join(
        f"#+   - {{name: {name}, description: what stands there}}\n" for name in ("action", "label", "from")
    )
    parameters = (
        "#+ parameters:\n#+   - {name: since, type: date, label: first day}\n"
        "#+   - {name: status, type: concept, label: status}\n"
    )
    event = "#+ parameters:\n#+   - {name: event, type: thing, label: event}\n"
    many = "#+ columns:\n" + "".join(f"#+   - {{name: {name}, description: it}}\n" for name in ("property", "value"))

    def header(question: str, tag: str, more: str) -> str:
        return _HEADER.format(question=question, description="Invented.", tag=tag, more=more)

    return Catalogue(
        [
            parse_saved_query(
                "held-actions", header("Which actions were held?", "actions", parameters + columns) + _ACTIONS
            ),
            parse_saved_query("one-event", header("What is said of one event?", "sources", event) + _GRAPH),
            parse_saved_query("everything", header("What is there at all?", "sources", many) + _MANY),
        ]
    )
