"""The graph on the Web: a SPARQL endpoint, linked data and pages."""
