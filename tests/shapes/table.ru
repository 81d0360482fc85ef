# What violates shapes/table.ttl: each section damages valid.ttl and names the shapes that must report it.

## Table
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { table:table-3 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <table/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <table/Not_A_Key>, ?o) AS ?newObject)
}

## table-position
DELETE WHERE { table:table-3 imr:position ?any }

## table-section
DELETE { table:table-3 dcterms:isPartOf ?old }
INSERT { table:table-3 dcterms:isPartOf review:example }
WHERE { table:table-3 dcterms:isPartOf ?old }

## table-file
DELETE { table:table-3 imr:file ?old }
INSERT { table:table-3 imr:file "table-3.xlsx" }
WHERE { table:table-3 imr:file ?old }
