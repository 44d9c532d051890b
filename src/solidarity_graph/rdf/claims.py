"""Maps articles and their claims to article graphs: claim nodes with evidence, and a plain triple if asserted."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from solidarity_graph.model import (
    Article,
    Claim,
    Concept,
    Edtf,
    Node,
    Ref,
    SourceRange,
    Span,
    Text,
    Timespan,
    Value,
    date_interval,
    duration_length,
)
from solidarity_graph.model.levels import PUBLIC
from solidarity_graph.rdf.terms import (
    Namer,
    Properties,
    bounds,
    english,
    length,
    level,
    named,
    predicate,
    term,
    triples,
    typed,
)

_ISSUED_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def article_triples(article: Article, namer: Namer) -> Iterator[Triple]:
    """Yield the metadata of an article and of its source text."""
    ref, source, day = Ref("article", article.key), article.source, article.published
    text = namer.thing(ref, "text")
    yield from triples(
        namer.thing(ref),
        {
            "rdf:type": named("sg:Article"),
            "dcterms:title": Text(article.title, article.language if article.level == PUBLIC else "en"),
            "dcterms:language": article.language or None,
            "sg:completeness": Concept(article.completeness) if article.completeness else None,
            **level(article.level),
            "sg:withheldClaims": article.withheld or None,
            "dcterms:issued": typed(day, _ISSUED_TYPES[len(day)]) if day else None,
            "sg:inferredFrom": english(article.published_inferred_from),
            "dcterms:publisher": namer.thing(article.publisher) if article.publisher else None,
            **_address(article),
            "sg:relays": [namer.thing(relayed) for relayed in article.relays],
            "sg:wholeTextOf": [namer.thing(cut) for cut in article.whole_text_of],
            "sg:sourceText": text if source else None,
        },
    )
    if source:
        yield from triples(text, {"rdf:type": named("sg:SourceText"), "sg:sha256": source.sha256, **_range(source)})


def _address(article: Article) -> Properties:
    return {
        "schema:url": NamedNode(article.url) if article.url else None,
        "schema:archivedAt": NamedNode(article.url_archived) if article.url_archived else None,
        "sg:addressFound": english(article.url_found),
        "sg:addressFoundBy": article.url_found_by,
        "sg:addressFoundOn": typed(article.url_found_on, "date") if article.url_found_on else None,
        "sg:addressStatus": Concept(article.url_status) if article.url_status else None,
        "sg:noAddress": english(article.url_missing),
    }


def claim_triples(claim: Claim, namer: Namer) -> Iterator[Triple]:
    """Yield the claim node, its evidence and normalised value; if the claim is asserted, also its plain triple."""
    ref = Ref("claim", claim.key)
    node, subject, property_ = namer.thing(ref), namer.thing(claim.subject), predicate(claim.predicate)
    object_ = _object(claim.object, ref, namer)
    spans = [namer.thing(ref, "span", index) for index in range(len(claim.spans))]
    speakers = [namer.thing(speaker) for speaker in claim.attributed_to]
    cells = [namer.thing(ref, "speakers", index) for index in range(len(speakers))] if len(speakers) > 1 else []
    yield from triples(
        node,
        {
            "rdf:type": named("sg:Claim"),
            "rdf:subject": subject,
            "rdf:predicate": property_,
            "rdf:object": object_,
            "sg:statedIn": namer.thing(Ref("article", claim.article)),
            "sg:evidenceGrade": Concept(claim.grade),
            "sg:modality": Concept(claim.modality),
            **level(claim.level),
            "sg:attributedTo": speakers,
            "sg:speakers": cells[:1],
            "sg:addressee": [namer.thing(addressee) for addressee in claim.addressee],
            "sg:inferredFrom": english(claim.inferred_from),
            "sg:inferredPart": claim.inferred_part,
            "sg:evidence": spans,
            **_normalised(claim.object),
        },
    )
    for cell, speaker, rest in zip(cells, speakers, [*cells[1:], named("rdf:nil")], strict=False):
        yield from triples(cell, {"rdf:first": speaker, "rdf:rest": rest})
    for span_node, span in zip(spans, claim.spans, strict=True):
        yield from triples(span_node, {"rdf:type": named("sg:TextSpan"), **_range(span), "oa:exact": span.phrase})
    if claim.asserted:
        yield Triple(subject, property_, object_)
    if isinstance(claim.object, Node):
        value_node = namer.thing(ref, "value")
        yield from triples(value_node, {"rdf:type": named(f"sg:{claim.object.class_name}")})
        for name, part in claim.object.properties:
            yield Triple(value_node, predicate(name), _object(part, ref, namer))


def _object(value: Value, claim: Ref, namer: Namer) -> NamedNode | Literal:
    if isinstance(value, Ref):
        return namer.thing(value)
    return namer.thing(claim, "value") if isinstance(value, Node) else term(value)


def _range(characters: Span | SourceRange) -> Properties:
    # Web Annotation uses xsd:nonNegativeInteger, but pyoxigraph returns all types derived from xsd:integer as
    # xsd:integer: the dump and the endpoint would differ.
    return {"oa:start": characters.start, "oa:end": characters.end}


def _normalised(value: Value) -> Properties:
    if isinstance(value, Edtf):
        return bounds(date_interval(value.value))
    return length(duration_length(value.value)) if isinstance(value, Timespan) else {}
