# What violates shapes/criterion.ttl: each section damages valid.ttl and names the shapes that must report it.

## Criterion
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { criterion:recovery--studies--1 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <criterion/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <criterion/Not_A_Key>, ?o) AS ?newObject)
}

## criterion-assertion
DELETE WHERE { criterion:recovery--studies--1 imr:ofAssertion ?any }

## criterion-of-count
DELETE { criterion:recovery--studies--1 imr:ofAssertion ?old }
INSERT { criterion:recovery--studies--1 imr:ofAssertion assertion:median }
WHERE { criterion:recovery--studies--1 imr:ofAssertion ?old }

## criterion-property
DELETE { criterion:recovery--studies--2 imr:onProperty ?old }
INSERT { criterion:recovery--studies--2 imr:onProperty imr:hasColor }
WHERE { criterion:recovery--studies--2 imr:onProperty ?old }

## criterion-object
INSERT DATA { criterion:recovery--studies--1 imr:requiresObject imr:Finding }

## criterion-text
DELETE { criterion:recovery--studies--3 imr:requiresText ?old }
INSERT { criterion:recovery--studies--3 imr:requiresText "" }
WHERE { criterion:recovery--studies--3 imr:requiresText ?old }

## CriterionObject
DELETE WHERE { criterion:recovery--studies--1 imr:requiresObject ?any }

## requires-object -> CriterionObject
INSERT DATA { criterion:recovery--studies--3 imr:requiresObject design:pre-post-study }

## requires-text -> CriterionObject
DELETE WHERE { criterion:recovery--studies--3 imr:requiresText ?any }

## CountedByCriteria
DELETE WHERE { ?criterion a imr:Criterion ; ?p ?o }

## not-a-count -> CountedByCriteria ...
DELETE { assertion:median imr:checkedBy ?old }
INSERT { assertion:median imr:checkedBy check:count }
WHERE { assertion:median imr:checkedBy ?old }

## is-count -> CountedByCriteria ...
DELETE { assertion:dropout imr:checkedBy ?old }
INSERT { assertion:dropout imr:checkedBy check:count }
WHERE { assertion:dropout imr:checkedBy ?old }

## with-criteria -> CountedByCriteria criterion-property
DELETE WHERE { ?criterion imr:onProperty ?any }
