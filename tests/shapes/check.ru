# What violates shapes/check.ttl: each section damages valid.ttl and names the shapes that must report it.

## Check
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { check:marks }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <check/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <check/Not_A_Key>, ?o) AS ?newObject)
}

## check-description
DELETE { check:marks dcterms:description ?old }
INSERT { check:marks dcterms:description "Findet Zeichen."@de }
WHERE { check:marks dcterms:description ?old }

## check-file
DELETE { check:marks imr:queryFile ?old }
INSERT { check:marks imr:queryFile "checks/62-marks.rq" }
WHERE { check:marks imr:queryFile ?old }

## check-file-name
DELETE { check:marks imr:queryFile ?old }
INSERT { check:marks imr:queryFile "queries/checks/62-signs.rq" }
WHERE { check:marks imr:queryFile ?old }

## CheckRun
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { check-run:marks }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <check-run/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <check-run/Not_A_Key>, ?o) AS ?newObject)
}

## run-check
DELETE WHERE { check-run:marks prov:used ?any }
