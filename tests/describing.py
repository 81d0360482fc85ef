"""What the W3C's SPARQL 1.1 Service Description defines, for the tests of ours: in the program, and over HTTP."""

from __future__ import annotations

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"

# Domain and range of each property (https://www.w3.org/TR/sparql11-service-description/, section 3.4). A dataset is a
# collection of graphs, and so is a default graph a graph (section 3.3).
PROPERTIES = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "inputFormat": ("Service", "Format"),
    "resultFormat": ("Service", "Format"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
CLASSES = {name for pair in PROPERTIES.values() for name in pair if name} - {"Format"}
# The individuals that the specification (3.2) and the W3C's list of formats define: these need no type.
KNOWN = {
    "Language": {SD + name for name in ("SPARQL10Query", "SPARQL11Query", "SPARQL11Update")},
    "Feature": {
        SD + name
        for name in ("DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery")
    },
    "EntailmentRegime": {"http://www.w3.org/ns/entailment/Simple"},
    "Format": {
        FORMATS + name
        for name in (
            "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
            "Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads",
        )
    },
}  # fmt: skip
