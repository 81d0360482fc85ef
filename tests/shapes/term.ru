# What violates shapes/term.ttl: each section damages valid.ttl and names the shapes that must report it.

## DeclaredClass
INSERT DATA { gap:severity a imr:Oversight }

## foreign -> DeclaredClass ...
DELETE DATA { imr:Gap a owl:Class }

## is-ours -> DeclaredClass
INSERT DATA { gap:severity a <https://w3id.org/imrkg/ontology/made-up> }

## is-class -> DeclaredClass ...
DELETE DATA { imr:Stance a owl:Class }

## DeclaredProperty
INSERT DATA { gap:severity imr:seriousness "high" }

## DeclaredThing -> DeclaredThing ...
INSERT DATA { gap:severity imr:about "program/imr" }

## declared-thing
INSERT DATA { gap:severity imr:about program:unheard-of }

## OntologyTerm
INSERT DATA { imr:seriousness a owl:DatatypeProperty }

## is-documented -> OntologyTerm
DELETE WHERE { imr:statement obo:IAO_0000119 ?source }

## term-label -> OntologyTerm
DELETE WHERE { imr:statement rdfs:label ?label }

## term-definition -> OntologyTerm
DELETE WHERE { imr:Gap obo:IAO_0000115 ?definition }

## term-source -> OntologyTerm
DELETE WHERE { imr:Gap obo:IAO_0000119 ?source }
