# What violates shapes/footnote.ttl: each section damages valid.ttl and names the shapes that must report it.

## Footnote
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { footnote:table-2-note-a }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <footnote/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <footnote/Not_A_Key>, ?o) AS ?newObject)
}

## footnote-mark
DELETE WHERE { footnote:table-2-note-a imr:mark ?any }

## footnote-statement
DELETE WHERE { footnote:table-2-note-a imr:statement ?any }
