"""The judgements graph: realisations, merges, assessments and disagreements, each with its editor and date."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from solidarity_graph.model import Assessment, Dataset, Disagreement, Merge, Namer, Realisation, Ref
from solidarity_graph.rdf.terms import A, Graph, concept, predicate, sg, typed
from solidarity_graph.schema.namespaces import DCTERMS, RDF, SKOS


def judgement_quads(dataset: Dataset, namer: Namer) -> Iterator[Quad]:
    """Yield the quads of all judgements of a dataset."""
    graph = Graph(namer.graph("judgements"))
    for realisation in dataset.realisations:
        yield from _statement(graph, realisation.happening, sg("realises"), realisation.plan, realisation, namer)
    for merge in dataset.merges:
        yield from _statement(graph, merge.old, NamedNode(DCTERMS + "isReplacedBy"), merge.new, merge, namer)
    for assessment in dataset.assessments:
        yield from _assessment(graph, assessment, namer)
    for disagreement in dataset.disagreements:
        yield from _disagreement(graph, disagreement, namer)


def _statement(
    graph: Graph, subject: Ref, link: NamedNode, other: Ref, judgement: Realisation | Merge, namer: Namer
) -> Iterator[Quad]:
    """Yield a triple and its reification, an rdf:Statement with the editor, date and reason of the judgement."""
    triple = (NamedNode(namer.thing(subject)), link, NamedNode(namer.thing(other)))
    yield graph.quad(*triple)
    node = NamedNode(f"{namer.thing(subject)}#judgement-{other.key}")
    yield graph.quad(node, A, NamedNode(RDF + "Statement"))
    for name, part in zip(("subject", "predicate", "object"), triple, strict=True):
        yield graph.quad(node, NamedNode(RDF + name), part)
    yield from _decision(graph, node, judgement)


def _decision(
    graph: Graph, node: NamedNode, judgement: Realisation | Merge | Disagreement | Assessment
) -> Iterator[Quad]:
    yield graph.quad(node, NamedNode(SKOS + "note"), Literal(judgement.note, language="en"))
    yield graph.quad(node, sg("judgedBy"), Literal(judgement.who))
    yield graph.quad(node, sg("judgedOn"), typed(judgement.when, "date"))


def _assessment(graph: Graph, assessment: Assessment, namer: Namer) -> Iterator[Quad]:
    node = NamedNode(f"{namer.thing(assessment.of)}#assessment-{assessment.when}")
    yield from graph.typed(node, "Assessment")
    yield graph.quad(node, sg("assessmentOf"), NamedNode(namer.thing(assessment.of)))
    scale = "credibility" if assessment.of.kind == "claim" else "reliability"
    yield graph.quad(node, sg(scale), concept(assessment.grade))
    yield from _decision(graph, node, assessment)


def _disagreement(graph: Graph, disagreement: Disagreement, namer: Namer) -> Iterator[Quad]:
    node = NamedNode(namer.thing(Ref("disagreement", disagreement.key)))
    yield from graph.typed(node, "Disagreement")
    yield graph.quad(node, sg("about"), NamedNode(namer.thing(disagreement.about)))
    yield graph.quad(node, sg("onProperty"), predicate(disagreement.on_property))
    for claim in disagreement.claims:
        yield graph.quad(node, sg("claim"), NamedNode(namer.thing(claim)))
    yield graph.quad(node, sg("disagreementKind"), concept(disagreement.kind))
    yield from _decision(graph, node, disagreement)
