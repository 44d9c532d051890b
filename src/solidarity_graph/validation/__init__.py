"""SHACL validation with the shapes in `shapes/`: results in SHACL's terms, with the file and entry to correct if known.

report = validate(read_files([Path("graph.ttl")]), profile=Profile.CORE)
print(as_text(report))

The only package that uses pySHACL.
"""

from solidarity_graph.validation.large_graphs import ontology_in, validate_graphs, validate_part, validate_store
from solidarity_graph.validation.profiles import Profile, constraint_names
from solidarity_graph.validation.rdf_files import FORMATS, parse, read_file, read_files, read_quads
from solidarity_graph.validation.rendering import as_json, as_text
from solidarity_graph.validation.report import Origin, RdfTerm, Report, Result
from solidarity_graph.validation.report_graph import as_turtle
from solidarity_graph.validation.run import Locate, report_on, validate

__all__ = [
    "FORMATS",
    "Locate",
    "Origin",
    "Profile",
    "RdfTerm",
    "Report",
    "Result",
    "as_json",
    "as_text",
    "as_turtle",
    "constraint_names",
    "ontology_in",
    "parse",
    "read_file",
    "read_files",
    "read_quads",
    "report_on",
    "validate",
    "validate_graphs",
    "validate_part",
    "validate_store",
]
