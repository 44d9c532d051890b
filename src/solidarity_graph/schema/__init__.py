"""The ontology as immutable values: classes, properties, concept schemes, and terms reused from other vocabularies.

ontology = read_ontology()
ontology.properties["regime"].definition
ontology.schemes["regimes"].concepts["reinforced-regime"].labels["be"]
"""

from solidarity_graph.schema.ontology_reader import read_ontology
from solidarity_graph.schema.ontology_terms import Ontology

__all__ = ["Ontology", "read_ontology"]
