# What violates shapes/derived.ttl: each section damages valid.ttl and names the shapes that must report it.

## RecomputedValue
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { recomputed:dropout }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <recomputed/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <recomputed/Not_A_Key>, ?o) AS ?newObject)
}

## recomputed-outcome
DELETE WHERE { recomputed:dropout imr:ofOutcome ?any }

## recomputed-studies
DELETE { recomputed:dropout imr:numberOfStudies ?old }
INSERT { recomputed:dropout imr:numberOfStudies 1 }
WHERE { recomputed:dropout imr:numberOfStudies ?old }

## recomputed-from
INSERT DATA { recomputed:dropout prov:wasDerivedFrom passage:results-p1-s1 }

## BetweenStudyConflict
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { discrepancy:recovery }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <discrepancy/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <discrepancy/Not_A_Key>, ?o) AS ?newObject)
}

## conflict-sides
INSERT DATA { discrepancy:recovery imr:hasSide study:able-2020 ; prov:wasDerivedFrom study:able-2020 }

## conflict-from
INSERT DATA { discrepancy:recovery imr:hasSide finding:baker-2021--coping--consumer--high-fidelity-sites }
