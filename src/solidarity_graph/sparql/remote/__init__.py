"""SPARQL endpoints on other servers."""
