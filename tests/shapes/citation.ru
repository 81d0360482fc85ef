# What violates shapes/citation.ttl: each section damages valid.ttl and names the shapes that must report it.

## Citation
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { citation:reference-1 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <citation/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <citation/Not_A_Key>, ?o) AS ?newObject)
}

## citation-reference -> citation-reference ...
DELETE { citation:reference-1 cito:hasCitedEntity ?old }
INSERT { citation:reference-1 cito:hasCitedEntity reference:99 }
WHERE { citation:reference-1 cito:hasCitedEntity ?old }

## citation-review
DELETE WHERE { citation:reference-1 cito:hasCitingEntity ?any }

## citation-function
DELETE WHERE { citation:reference-1 imr:hasCitationFunction ?any }

## citation-for
DELETE WHERE { citation:reference-1 imr:citedFor ?any }
