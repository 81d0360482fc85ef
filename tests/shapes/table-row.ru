# What violates shapes/table-row.ttl: each section damages valid.ttl and names the shapes that must report it.

## TableRow
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { row:table-2--recovery }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <row/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <row/Not_A_Key>, ?o) AS ?newObject)
}

## in-table
DELETE DATA { row:table-2--consumer dcterms:isPartOf table:table-2 }

## row-position
DELETE WHERE { row:table-2--recovery imr:position ?any }

## row-section
INSERT DATA { row:table-2--recovery imr:inSectionRow column:table-3--dropout }

## row-study
INSERT DATA { row:table-3--able-2020 imr:ofStudy study:baker-2021 }

## row-outcome
DELETE { row:table-2--recovery imr:ofOutcome ?old }
INSERT { row:table-2--recovery imr:ofOutcome rater:consumer }
WHERE { row:table-2--recovery imr:ofOutcome ?old }

## row-rater
DELETE { row:table-2--recovery imr:ofRater ?old }
INSERT { row:table-2--recovery imr:ofRater outcome:recovery }
WHERE { row:table-2--recovery imr:ofRater ?old }
