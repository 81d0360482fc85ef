# What violates shapes/gap.ttl: each section damages valid.ttl and names the shapes that must report it.

## Gap
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { gap:severity }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <gap/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <gap/Not_A_Key>, ?o) AS ?newObject)
}

## gap-kind
DELETE WHERE { gap:severity imr:hasGapKind ?any }

## gap-statement
DELETE WHERE { gap:severity imr:statement ?any }

## gap-about
DELETE WHERE { gap:severity imr:about ?any }
