# What violates shapes/section.ttl: each section damages valid.ttl and names the shapes that must report it.

## Section
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { section:results-trials }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <section/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <section/Not_A_Key>, ?o) AS ?newObject)
}

## section-position
DELETE WHERE { section:results imr:position ?any }

## section-part
DELETE { section:results imr:part ?old }
INSERT { section:results imr:part "appendix" }
WHERE { section:results imr:part ?old }

## section-whole
INSERT DATA { section:results-trials dcterms:isPartOf section:tables }
