# What violates shapes/table-column.ttl: each section damages valid.ttl and names the shapes that must report it.

## TableColumn
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { column:table-3--dropout }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <column/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <column/Not_A_Key>, ?o) AS ?newObject)
}

## column-position
DELETE WHERE { column:table-3--dropout imr:position ?any }

## column-study
INSERT DATA { column:table-3--dropout imr:ofStudy arm:able-2020--imr }

## column-outcome
INSERT DATA { column:table-3--dropout imr:ofOutcome outcome:fidelity }
