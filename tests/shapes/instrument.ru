# What violates shapes/instrument.ttl: each section damages valid.ttl and names the shapes that must report it.

## Instrument
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { instrument:recovery-scale }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <instrument/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <instrument/Not_A_Key>, ?o) AS ?newObject)
}

## instrument-measures
INSERT DATA { instrument:recovery-scale imr:measures rater:consumer }

## instrument-measures-given
DELETE WHERE { instrument:recovery-scale imr:measures ?any }

## instrument-rater
INSERT DATA { instrument:recovery-scale imr:hasRater provider:clinician }

## instrument-rater-given
DELETE WHERE { instrument:recovery-scale imr:hasRater ?any }

## instrument-used-by
INSERT DATA { instrument:recovery-scale imr:usedBy reference:1 }
