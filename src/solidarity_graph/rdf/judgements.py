"""The judgements graph: realisations, merges, assessments and disagreements, each with its editor and date; risks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from solidarity_graph.model import Concept, Dataset, Edtf, Judgement, Ref, Text
from solidarity_graph.rdf.terms import Namer, Properties, named, predicate, triples, typed


def judgement_triples(dataset: Dataset, namer: Namer) -> Iterator[Triple]:
    """Yield the triples of all judgements of a dataset."""
    for realisation in dataset.realisations:
        happening, plan = realisation.happening, realisation.plan
        yield from _statement(happening, named("sg:realises"), namer.thing(plan), plan.key, realisation, namer)
    for merge in dataset.merges:
        new = namer.thing(merge.new)
        yield from _statement(merge.old, named("dcterms:isReplacedBy"), new, merge.new.key, merge, namer)
    for unknown in dataset.unknown_outcomes:
        day, part = typed(unknown.when, "date"), f"outcome-{unknown.when}"
        yield from _statement(unknown.sentence, named("sg:outcomeUnknownAsOf"), day, part, unknown, namer)
    for assessment in dataset.assessments:
        scale = "sg:credibility" if assessment.of.kind == "claim" else "sg:reliability"
        assessed: Properties = {
            "rdf:type": named("sg:Assessment"),
            "sg:assessmentOf": namer.thing(assessment.of),
            scale: Concept(assessment.grade),
        }
        yield from triples(
            namer.thing(assessment.of, f"assessment-{assessment.when}"), {**assessed, **_decision(assessment)}
        )
    for risk in dataset.risks:
        where = "-".join(re.findall(r"[a-z]+", risk.where.lower()))
        yield from triples(
            namer.thing(risk.organisation, f"risk-{where}-{risk.since}"),
            {
                "rdf:type": named("sg:LegalRisk"),
                "sg:riskOf": namer.thing(risk.organisation),
                "sg:riskIn": Text(risk.where, "en"),
                "sg:riskSince": Edtf(risk.since),
                "dcterms:source": risk.source,
            },
        )
    for disagreement in dataset.disagreements:
        about: Properties = {
            "rdf:type": named("sg:Disagreement"),
            "sg:about": namer.thing(disagreement.about),
            "sg:onProperty": predicate(disagreement.on_property),
            "sg:claim": [namer.thing(claim) for claim in disagreement.claims],
            "sg:disagreementKind": Concept(disagreement.kind),
        }
        node = namer.thing(Ref("disagreement", disagreement.key))
        yield from triples(node, {**about, **_decision(disagreement)})


def _statement(
    subject: Ref, link: NamedNode, other: NamedNode | Literal, part: str, judgement: Judgement, namer: Namer
) -> Iterator[Triple]:
    """Yield a triple and its reification, an rdf:Statement with the editor, date and reason of the judgement.

    part  tells the statement's IRI, a fragment of the subject's, from those of other judgements.
    """
    stated = Triple(namer.thing(subject), link, other)
    yield stated
    yield from triples(
        namer.thing(subject, f"judgement-{part}"),
        {
            "rdf:type": named("rdf:Statement"),
            "rdf:subject": stated.subject,
            "rdf:predicate": stated.predicate,
            "rdf:object": stated.object,
            **_decision(judgement),
        },
    )


def _decision(judgement: Judgement) -> Properties:
    return {
        "skos:note": Text(judgement.note, "en"),
        "sg:judgedBy": judgement.who,
        "sg:judgedOn": typed(judgement.when, "date"),
    }
