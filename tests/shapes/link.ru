# What violates shapes/link.ttl: each section damages valid.ttl and names the shapes that must report it.

## Link
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { link:recovery }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <link/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <link/Not_A_Key>, ?o) AS ?newObject)
}

## link-subject
DELETE WHERE { link:recovery imr:linkSubject ?any }

## link-relation
DELETE { link:recovery imr:linkRelation ?old }
INSERT { link:recovery imr:linkRelation owl:sameAs }
WHERE { link:recovery imr:linkRelation ?old }

## link-target
DELETE { link:recovery imr:linkTarget ?old }
INSERT { link:recovery imr:linkTarget "EXAMPLE_1" }
WHERE { link:recovery imr:linkTarget ?old }

## link-justification
DELETE WHERE { link:recovery imr:justification ?any }

## link-seen-at
DELETE WHERE { link:recovery imr:seenAt ?any }

## link-confidence
DELETE { link:recovery imr:confidence ?old }
INSERT { link:recovery imr:confidence "likely" }
WHERE { link:recovery imr:confidence ?old }

## LinkCaution
DELETE { link:coping imr:confidence ?old }
INSERT { link:coping imr:confidence "inferred" }
WHERE { link:coping imr:confidence ?old }

## not-exact -> LinkCaution
DELETE { link:recovery imr:linkRelation ?old ; imr:confidence ?sure } INSERT { link:recovery imr:linkRelation
  skos:exactMatch ; imr:confidence "inferred" } WHERE { link:recovery imr:linkRelation ?old ; imr:confidence ?sure }

## is-exact -> LinkCaution link-relation
DELETE DATA { link:recovery imr:confidence "verified" } ; INSERT DATA { link:recovery imr:confidence "inferred" ;
  imr:linkRelation skos:exactMatch }

## verified -> LinkCaution link-confidence
DELETE WHERE { link:coping imr:confidence ?any }
