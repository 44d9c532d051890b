"""SPARQL query text: tokens, clauses, limits that are checked before a query runs, and syntax error messages."""
