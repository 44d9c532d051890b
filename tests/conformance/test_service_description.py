"""SPARQL 1.1 Service Description: what a plain GET on our endpoint gives."""

from __future__ import annotations

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat

from solidarity_graph.sparql import GRAPH_MEDIA_TYPES
from tests.conformance.manifests import RDF, Case, Graph
from tests.conformance.serving import Endpoint, Endpoints

pytestmark = pytest.mark.conformance

SD = "http://www.w3.org/ns/sparql-service-description#"
GRAPH = NamedNode("http://a.example/graph")

# https://www.w3.org/TR/sparql11-service-description/#vocab: each property with what it may stand on and lead to.
SCHEMA = {
    "endpoint": ("Service", "IRI"),
    "feature": ("Service", "IRI"),
    "defaultEntailmentRegime": ("Service", "IRI"),
    "defaultSupportedEntailmentProfile": ("Service", "IRI"),
    "extensionFunction": ("Service", "IRI"),
    "extensionAggregate": ("Service", "IRI"),
    "languageExtension": ("Service", "IRI"),
    "supportedLanguage": ("Service", "IRI"),
    "propertyFeature": ("Service", "IRI"),
    "inputFormat": ("Service", "IRI"),
    "resultFormat": ("Service", "IRI"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", "IRI"),
    "graph": ("NamedGraph", "Graph"),
    "entailmentRegime": ("NamedGraph", "IRI"),
    "supportedEntailmentProfile": ("NamedGraph", "IRI"),
}
LANGUAGES = {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"}
FEATURES = {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"}


@pytest.mark.suite("service-description")
def test_the_endpoint_describes_itself(case: Case, endpoints: Endpoints) -> None:
    endpoint = endpoints.serving([pyoxigraph.Quad(GRAPH, GRAPH, GRAPH, GRAPH)])
    checks = {
        "returns-rdf": check_it_is_rdf,
        "has-endpoint-triple": check_it_names_the_endpoint,
        "conforms-to-schema": check_it_keeps_to_the_vocabulary,
    }
    checks[case.label.rpartition("/")[2]](endpoint)


def check_it_is_rdf(endpoint: Endpoint) -> None:
    for media_type in (*GRAPH_MEDIA_TYPES, "*/*"):
        assert describe(endpoint, media_type)


def check_it_names_the_endpoint(endpoint: Endpoint) -> None:
    graph = Graph(describe(endpoint))
    assert len(graph.having(SD + "endpoint", NamedNode(endpoint.address))) == 1


def check_it_keeps_to_the_vocabulary(endpoint: Endpoint) -> None:
    triples = describe(endpoint)
    graph = Graph(triples)
    for triple in triples:
        if triple.predicate.value.startswith(SD):
            subject_class, object_class = SCHEMA[triple.predicate.value.removeprefix(SD)]
            assert SD + subject_class in classes(graph, triple.subject), triple
            if object_class == "IRI":
                assert isinstance(triple.object, NamedNode), triple
            else:
                assert SD + object_class in classes(graph, triple.object), triple
    named = {triple.object.value for triple in triples if triple.predicate.value == SD + "supportedLanguage"}
    assert named <= {SD + name for name in LANGUAGES}
    named = {triple.object.value for triple in triples if triple.predicate.value == SD + "feature"}
    assert named <= {SD + name for name in FEATURES}


def describe(endpoint: Endpoint, accept: str = "text/turtle") -> list[pyoxigraph.Triple]:
    response = endpoint.request("GET", "", {"Accept": accept})
    assert response.status == 200
    assert accept in {response.media_type, "*/*"}
    return [quad.triple for quad in pyoxigraph.parse(response.body, RdfFormat.from_media_type(response.media_type))]


def classes(graph: Graph, node: pyoxigraph.NamedNode) -> set[str]:
    return {each.value for each in graph.all(node, RDF + "type")}
