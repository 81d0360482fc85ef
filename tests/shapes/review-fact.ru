# What violates shapes/review-fact.ttl: each section damages valid.ttl and names the shapes that must report it.

## ReviewFact
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { review-fact:studies-found }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <review-fact/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <review-fact/Not_A_Key>, ?o) AS ?newObject)
}

## review-fact-kind
DELETE WHERE { review-fact:studies-found imr:hasReviewFactKind ?any }
