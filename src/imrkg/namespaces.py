"""IRIs: prefixes, named graphs, and the way between a key and an IRI."""

from __future__ import annotations

BASE = "https://w3id.org/imrkg/"
IMR = BASE + "ontology/"
ID = BASE + "id/"
COLUMN = BASE + "column/"
SHEET = BASE + "sheet/"

ONTOLOGY_GRAPH = BASE + "ontology"
GRAPHS = {name: f"{BASE}graph/{name}" for name in ("source", "evidence", "derived", "links")}
SHEETS_GRAPH = BASE + "graph/sheets"

# The kinds of things, each a prefix of its own in the built files: shorter, and easier to read.
KINDS = (
    "arm",
    "assertion",
    "benchmark",
    "cell",
    "check",
    "check-result",
    "check-run",
    "citation",
    "claim",
    "claim-verdict",
    "column",
    "component",
    "criterion",
    "delivery",
    "discrepancy",
    "discrepancy-side",
    "evidence-line",
    "factor",
    "factor-statement",
    "finding",
    "footnote",
    "gap",
    "implementation-result",
    "instrument",
    "link",
    "manuscript",
    "missing",
    "modification",
    "passage",
    "program",
    "publication",
    "recomputed",
    "reference",
    "review",
    "review-fact",
    "row",
    "scheme",
    "section",
    "selector",
    "slot",
    "study",
    "symbol",
    "table",
)
PREFIXES = {
    "imr": IMR,
    "bibo": "http://purl.org/ontology/bibo/",
    "cito": "http://purl.org/spar/cito/",
    "csvw": "http://www.w3.org/ns/csvw#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "obo": "http://purl.obolibrary.org/obo/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

FILE_PREFIXES = PREFIXES | {kind: f"{ID}{kind}/" for kind in KINDS}


def expand(name: str) -> str:
    """Return the IRI for a prefixed name (``imr:Study``); an absolute IRI comes back as it is.

    Raises:
        KeyError: the prefix is not one of :data:`PREFIXES`.
    """
    if "://" in name:
        return name
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def key(iri: str) -> str:
    """Return the key of an IRI of ours: what follows its last slash."""
    return iri.rsplit("/", 1)[-1]


def shorten(iri: str) -> str:
    """Return a name for people: ``study/levitt-2009``, ``imr:Study`` or the IRI itself."""
    if iri.startswith(ID):
        return iri[len(ID) :]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
