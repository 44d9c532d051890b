"""Writes triples in the formats of graphs: JSON-LD compacted with our context, RDF/XML that every parser reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, cast

from pyoxigraph import RdfFormat, Triple, serialize

from solidarity_graph.documents.json_ld import node_lines, read_context
from solidarity_graph.documents.triples import by_subject
from solidarity_graph.rdf.xml_output import RESERVED, XmlWriter
from solidarity_graph.schema.namespaces import RDF

_ALWAYS = ("text/turtle", "application/n-triples")  # these hold every graph
# The engine refuses the other words of the syntax. https://www.w3.org/TR/rdf-syntax-grammar/#section-Namespace
_RETIRED = {f"{RDF} {name}" for name in ("aboutEach", "aboutEachPrefix", "bagID")}


def write_graph(triples: Iterable[Triple], media_type: str, output: IO[bytes], prefixes: dict[str, str]) -> None:
    """Write triples to `output` in an RDF format. `prefixes` abbreviate IRIs in Turtle and RDF/XML.

    Raises NotAcceptableError for what JSON-LD or RDF/XML cannot hold.
    """
    format_ = RdfFormat.from_media_type(media_type)
    if format_ == RdfFormat.JSON_LD:
        for line in node_lines(read_context(), by_subject(triples).items(), _ALWAYS):
            output.write(line.encode())
    elif format_ == RdfFormat.RDF_XML:
        writer = XmlWriter(output, _ALWAYS, _RETIRED)
        try:
            serialize(triples, cast(IO[bytes], writer), format_, prefixes=prefixes)
        except OSError as error:
            if "RDF/XML" not in str(error):
                raise
            raise writer.refuse(RESERVED) from error
        writer.finish()
    else:
        serialize(triples, output, format_, prefixes=prefixes)
