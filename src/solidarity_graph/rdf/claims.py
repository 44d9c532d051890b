"""Maps articles and their claims to article graphs: claim nodes with evidence, and a plain triple if asserted."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from solidarity_graph.model import Article, Claim, Edtf, Namer, Node, Ref, Timespan, date_interval, duration_length
from solidarity_graph.rdf.terms import Graph, concept, day, predicate, sg, term, typed
from solidarity_graph.schema.namespaces import DCTERMS, OA, RDF, SCHEMA

_ISSUED_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def article_quads(article: Article, namer: Namer) -> Iterator[Quad]:
    """Yield the metadata of an article and of its source text, in the article's graph."""
    graph = Graph(namer.graph(article.key))
    node = NamedNode(namer.thing(Ref("article", article.key)))
    yield from graph.typed(node, "Article")
    yield graph.quad(node, NamedNode(DCTERMS + "title"), Literal(article.title, language=article.language))
    yield graph.quad(node, NamedNode(DCTERMS + "language"), Literal(article.language))
    yield graph.quad(node, sg("completeness"), concept(article.completeness))
    yield from graph.level(node, article.level)
    if article.withheld:
        yield graph.quad(node, sg("withheldClaims"), typed(article.withheld, "integer"))
    if article.published:
        issued = typed(article.published, _ISSUED_TYPES[len(article.published)])
        yield graph.quad(node, NamedNode(DCTERMS + "issued"), issued)
    if article.published_inferred_from:
        yield graph.quad(node, sg("inferredFrom"), Literal(article.published_inferred_from, language="en"))
    if article.publisher:
        yield graph.quad(node, NamedNode(DCTERMS + "publisher"), NamedNode(namer.thing(article.publisher)))
    if article.url:
        yield graph.quad(node, NamedNode(SCHEMA + "url"), NamedNode(article.url))
    for source in article.relays:
        yield graph.quad(node, sg("relays"), NamedNode(namer.thing(source)))
    if article.source:
        text = NamedNode(namer.source_text(article.key))
        yield graph.quad(node, sg("sourceText"), text)
        yield from graph.typed(text, "SourceText")
        yield graph.quad(text, sg("sha256"), Literal(article.source.sha256))
        yield from _range(graph, text, article.source.start, article.source.end)


def claim_quads(claim: Claim, namer: Namer) -> Iterator[Quad]:
    """Yield the claim node, its evidence and normalised value; if the claim is asserted, also its plain triple."""
    graph = Graph(namer.graph(claim.article))
    node = NamedNode(namer.claim(claim.key))
    subject = NamedNode(namer.thing(claim.subject))
    object_ = term(claim.object, namer, claim.key)
    yield from graph.typed(node, "Claim")
    yield graph.quad(node, NamedNode(RDF + "subject"), subject)
    yield graph.quad(node, NamedNode(RDF + "predicate"), predicate(claim.predicate))
    yield graph.quad(node, NamedNode(RDF + "object"), object_)
    yield graph.quad(node, sg("statedIn"), NamedNode(namer.thing(Ref("article", claim.article))))
    yield graph.quad(node, sg("evidenceGrade"), concept(claim.grade))
    yield graph.quad(node, sg("modality"), concept(claim.modality))
    yield from graph.level(node, claim.level)
    yield from _speakers(graph, node, claim, namer)
    if claim.inferred_from:
        yield graph.quad(node, sg("inferredFrom"), Literal(claim.inferred_from, language="en"))
    yield from _evidence(graph, node, claim, namer)
    yield from _normalised(graph, node, claim)
    if claim.asserted:
        yield graph.quad(subject, predicate(claim.predicate), object_)
    if isinstance(claim.object, Node):
        yield from _value_node(graph, claim, claim.object, namer)


def _speakers(graph: Graph, node: NamedNode, claim: Claim, namer: Namer) -> Iterator[Quad]:
    speakers = [NamedNode(namer.thing(speaker)) for speaker in claim.attributed_to]
    for speaker in speakers:
        yield graph.quad(node, sg("attributedTo"), speaker)
    if len(speakers) < 2:
        return
    cells = [NamedNode(namer.speakers(claim.key, index)) for index in range(len(speakers))]
    yield graph.quad(node, sg("speakers"), cells[0])
    for speaker, cell, rest in zip(speakers, cells, [*cells[1:], NamedNode(RDF + "nil")], strict=True):
        yield graph.quad(cell, NamedNode(RDF + "first"), speaker)
        yield graph.quad(cell, NamedNode(RDF + "rest"), rest)


def _evidence(graph: Graph, node: NamedNode, claim: Claim, namer: Namer) -> Iterator[Quad]:
    for index, span in enumerate(claim.spans):
        span_node = NamedNode(namer.span(claim.key, index))
        yield graph.quad(node, sg("evidence"), span_node)
        yield from graph.typed(span_node, "TextSpan")
        yield from _range(graph, span_node, span.start, span.end)
        if span.phrase:
            yield graph.quad(span_node, NamedNode(OA + "exact"), Literal(span.phrase))


def _range(graph: Graph, node: NamedNode, start: int, end: int) -> Iterator[Quad]:
    # Web Annotation uses xsd:nonNegativeInteger, but pyoxigraph returns all types derived from xsd:integer as
    # xsd:integer: the dump and the endpoint would differ.
    yield graph.quad(node, NamedNode(OA + "start"), typed(start, "integer"))
    yield graph.quad(node, NamedNode(OA + "end"), typed(end, "integer"))


def _normalised(graph: Graph, node: NamedNode, claim: Claim) -> Iterator[Quad]:
    if isinstance(claim.object, Edtf):
        interval = date_interval(claim.object.value)
        if interval.first:
            yield graph.quad(node, sg("notBefore"), day(interval.first))
        if interval.last:
            yield graph.quad(node, sg("notAfter"), day(interval.last))
    if isinstance(claim.object, Timespan):
        length = duration_length(claim.object.value)
        if length.months is not None:
            yield graph.quad(node, sg("durationMonths"), typed(length.months, "integer"))
        if length.days is not None:
            yield graph.quad(node, sg("durationDays"), typed(length.days, "integer"))


def _value_node(graph: Graph, claim: Claim, value: Node, namer: Namer) -> Iterator[Quad]:
    node = NamedNode(namer.value(claim.key))
    yield from graph.typed(node, value.class_name)
    for name, part in value.properties:
        yield graph.quad(node, predicate(name), term(part, namer, claim.key))
