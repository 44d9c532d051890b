"""A release written to a store on another server, by the Graph Store HTTP Protocol or SPARQL Update."""
