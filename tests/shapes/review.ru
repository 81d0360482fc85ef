# What violates shapes/review.ttl: each section damages valid.ttl and names the shapes that must report it.

## Review
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { review:example }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <review/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <review/Not_A_Key>, ?o) AS ?newObject)
}

## review-title
DELETE WHERE { review:example dcterms:title ?any }

## review-publication
DELETE WHERE { review:example imr:publishedAs ?any }

## review-cites
INSERT DATA { review:example cito:cites publication:example-2014 }

## Manuscript
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { manuscript:example }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <manuscript/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <manuscript/Not_A_Key>, ?o) AS ?newObject)
}

## manuscript-of
DELETE WHERE { manuscript:example dcterms:isVersionOf ?any }

## manuscript-characters
DELETE { manuscript:example imr:characterCount ?old }
INSERT { manuscript:example imr:characterCount 0 }
WHERE { manuscript:example imr:characterCount ?old }

## manuscript-digest
DELETE { manuscript:example imr:sha256 ?old }
INSERT { manuscript:example imr:sha256 "0123456789ABCDEF" }
WHERE { manuscript:example imr:sha256 ?old }
