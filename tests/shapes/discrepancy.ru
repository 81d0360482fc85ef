# What violates shapes/discrepancy.ttl: each section damages valid.ttl and names the shapes that must report it.

## Discrepancy
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { discrepancy:control-group }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <discrepancy/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <discrepancy/Not_A_Key>, ?o) AS ?newObject)
}

## discrepancy-kind
DELETE { discrepancy:control-group imr:hasDiscrepancyKind ?old }
INSERT { discrepancy:control-group imr:hasDiscrepancyKind severity:changes-a-number-or-finding }
WHERE { discrepancy:control-group imr:hasDiscrepancyKind ?old }

## discrepancy-severity
DELETE WHERE { discrepancy:dropout-median imr:hasSeverity ?any }

## discrepancy-explanation
DELETE { discrepancy:control-group imr:explanation ?old }
INSERT { discrepancy:control-group imr:explanation " " }
WHERE { discrepancy:control-group imr:explanation ?old }

## discrepancy-first-side -> discrepancy-first-side side-of
DELETE WHERE { discrepancy:control-group imr:hasFirstSide ?any }

## discrepancy-second-side -> discrepancy-second-side side-of
DELETE { discrepancy:control-group imr:hasSecondSide ?old }
INSERT { discrepancy:control-group imr:hasSecondSide discrepancy-side:control-group--first }
WHERE { discrepancy:control-group imr:hasSecondSide ?old }

## discrepancy-found-by
DELETE { discrepancy:control-group imr:foundBy ?old }
INSERT { discrepancy:control-group imr:foundBy study:able-2020 }
WHERE { discrepancy:control-group imr:foundBy ?old }

## discrepancy-concerns
DELETE WHERE { discrepancy:control-group imr:concerns ?any }

## discrepancy-from
DELETE WHERE { discrepancy:control-group prov:wasDerivedFrom ?any }

## CheckFailure -> CheckFailure ...
INSERT DATA { [] a imr:CheckFailure }

## failure-from
INSERT DATA { discrepancy:dropout-median prov:wasDerivedFrom passage:results-p1-s1 }

## failure-verdicts
INSERT DATA { discrepancy:dropout-median prov:wasDerivedFrom check-result:dropout }

## failure-kind
DELETE { assertion:median imr:kindIfFailed ?old }
INSERT { assertion:median imr:kindIfFailed discrepancy-kind:label }
WHERE { assertion:median imr:kindIfFailed ?old }

## DiscrepancySide
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { discrepancy-side:control-group--first }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <discrepancy-side/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <discrepancy-side/Not_A_Key>, ?o) AS ?newObject)
}

## side-statement
DELETE WHERE { discrepancy-side:control-group--first imr:statement ?any }

## side-place
DELETE { discrepancy-side:dropout-median--second prov:wasDerivedFrom ?old }
INSERT { discrepancy-side:dropout-median--second prov:wasDerivedFrom recomputed:dropout }
WHERE { discrepancy-side:dropout-median--second prov:wasDerivedFrom ?old }

## side-of -> side-of discrepancy-first-side
INSERT DATA { discrepancy:marks--a imr:hasFirstSide discrepancy-side:control-group--first }

## is-column -> side-place
INSERT DATA { discrepancy-side:marks--a--second prov:wasDerivedFrom row:table-2--recovery }

## Topic
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { topic:median }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <topic/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <topic/Not_A_Key>, ?o) AS ?newObject)
}
