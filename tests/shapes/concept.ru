# What violates shapes/concept.ttl: each section damages valid.ttl and names the shapes that must report it.

## Concept
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { polarity:barrier }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <polarity/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <polarity/Not_A_Key>, ?o) AS ?newObject)
}

## concept-label
DELETE WHERE { polarity:barrier skos:prefLabel ?any }

## concept-alt-label
DELETE { outcome:coping skos:altLabel ?old }
INSERT { outcome:coping skos:altLabel "coping"@en }
WHERE { outcome:coping skos:altLabel ?old }

## concept-definition
DELETE { polarity:barrier skos:definition ?old }
INSERT { polarity:barrier skos:definition "Ce qui gêne."@fr }
WHERE { polarity:barrier skos:definition ?old }

## concept-scheme
DELETE WHERE { polarity:barrier skos:inScheme ?any }

## concept-source
DELETE WHERE { polarity:barrier obo:IAO_0000119 ?any }

## concept-broader
INSERT DATA { outcome:coping skos:broader outcome:fidelity . outcome:fidelity skos:narrower outcome:coping }

## concept-narrower
DELETE DATA { outcome:recovery-process skos:narrower outcome:coping }

## ConceptScheme
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { scheme:polarity }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <scheme/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <scheme/Not_A_Key>, ?o) AS ?newObject)
}

## scheme-definition
DELETE WHERE { scheme:polarity skos:definition ?any }

## scheme-top
DELETE WHERE { scheme:polarity skos:hasTopConcept ?any }
