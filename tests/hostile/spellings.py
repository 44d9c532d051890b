"""How SERVICE can be written. URL stands for the address that must not be asked."""

from __future__ import annotations

SPELLINGS = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "lower-case": "SELECT * { service <URL> { ?s ?p ?o } }",
    "mixed-case": "SELECT * { SeRvIcE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "glued-to-its-address": "SELECT*{SERVICE<URL>{?s ?p ?o}}",
    "glued-to-a-number": "SELECT * { BIND(1 AS ?x) FILTER(1=1SERVICE <URL> { ?s ?p ?o }) }",
    "after-a-number": "SELECT * { ?s ?p 1SERVICE <URL> { ?a ?b ?c } }",
    "after-a-comment": "SELECT * { # a comment\rSERVICE <URL> { ?s ?p ?o } }",
    "between-comments": "SELECT * { SERVICE#'\n<URL>#\"\n{ ?s ?p ?o } }",
    "after-a-quote-in-a-comment": "SELECT * { ?s ?p ?o # it's\n SERVICE <URL> { ?s ?p ?o } # it's\n }",
    "escaped-letter": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "escaped-letters": "SELECT * { \\U00000053\\u0045RVICE <URL> { ?s ?p ?o } }",
    "variable-address": "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "built-address": "SELECT * { BIND(IRI(CONCAT('http', STRAFTER('<URL>', 'http'))) AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "prefixed-address": "PREFIX u: <URL> SELECT * { SERVICE u: { ?s ?p ?o } }",
    "relative-address": "BASE <URL> SELECT * { SERVICE <x> { ?s ?p ?o } }",
    "prefix-of-that-name": "PREFIX service: <x:> SELECT * { ?s service:a 1 SERVICE <URL> { ?s ?p ?o } }",
    "in-a-subselect": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in-a-filter": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "in-minus": "SELECT * { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "in-optional": "SELECT * { ?s ?p ?o OPTIONAL { SERVICE SILENT <URL> { ?s ?p ?o } } } LIMIT 1",
    "in-a-graph": "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "in-construct": "CONSTRUCT { ?s ?p ?o } { SERVICE <URL> { ?s ?p ?o } }",
    "in-ask": "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "in-describe": "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "after-a-hundred-in-strings": "SELECT * { VALUES ?x { " + "'SERVICE' " * 100 + "} SERVICE <URL> { ?s ?p ?o } }",
}
