# What violates shapes/check-result.ttl: each section damages valid.ttl and names the shapes that must report it.

## CheckResult
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { check-result:median }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <check-result/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <check-result/Not_A_Key>, ?o) AS ?newObject)
}

## result-assertion -> result-assertion ...
DELETE WHERE { check-result:median imr:ofAssertion ?any }

## result-check -> result-check ...
DELETE { check-result:median imr:byCheck ?old }
INSERT { check-result:median imr:byCheck study:able-2020 }
WHERE { check-result:median imr:byCheck ?old }

## result-check-agrees -> result-check-agrees result-run-agrees FailedCheckResult
DELETE { check-result:median imr:byCheck ?old }
INSERT { check-result:median imr:byCheck check:marks }
WHERE { check-result:median imr:byCheck ?old }

## has-verdict -> has-verdict ...
DELETE WHERE { check-result:median imr:hasVerdict ?any }

## verdict-reason
INSERT DATA { claim-verdict:aim imr:hasReason verdict-reason:nothing-tabulated }

## VerdictWithReason
DELETE WHERE { claim-verdict:aim imr:hasReason ?any }

## decided -> VerdictWithReason
INSERT DATA { check-result:dropout imr:hasReason verdict-reason:nothing-tabulated }

## decided-verdict -> VerdictWithReason ...
DELETE { check-result:dropout imr:hasVerdict ?old }
INSERT { check-result:dropout imr:hasVerdict verdict:not-checkable }
WHERE { check-result:dropout imr:hasVerdict ?old }

## no-reason -> VerdictWithReason
INSERT DATA { claim-verdict:dropout imr:hasReason verdict-reason:nothing-tabulated }

## undecided -> VerdictWithReason ...
DELETE { claim-verdict:recovery imr:hasVerdict ?old } INSERT { claim-verdict:recovery imr:hasVerdict verdict:not-checkable }
WHERE { claim-verdict:recovery imr:hasVerdict ?old }

## undecided-verdict -> VerdictFollows VerdictWithReason
DELETE { claim-verdict:aim imr:hasVerdict ?old }
INSERT { claim-verdict:aim imr:hasVerdict verdict:partly }
WHERE { claim-verdict:aim imr:hasVerdict ?old }

## some-reason -> VerdictWithReason ...
DELETE { check-result:recovery--able imr:hasVerdict ?old } INSERT { check-result:recovery--able imr:hasVerdict verdict:not-checkable }
WHERE { check-result:recovery--able imr:hasVerdict ?old }

## result-reason -> result-reason ...
DELETE { check-result:dropout imr:hasVerdict ?old }
INSERT { check-result:dropout imr:hasVerdict verdict:not-checkable ; imr:hasReason verdict-reason:not-assessed }
WHERE { check-result:dropout imr:hasVerdict ?old }

## result-stated
DELETE WHERE { check-result:median imr:stated ?any }

## result-recomputed
DELETE { check-result:median imr:recomputed ?old }
INSERT { check-result:median imr:recomputed "" }
WHERE { check-result:median imr:recomputed ?old }

## result-recomputed-number
DELETE { check-result:median imr:recomputedNumber ?old }
INSERT { check-result:median imr:recomputedNumber "0.3" }
WHERE { check-result:median imr:recomputedNumber ?old }

## result-explanation
INSERT DATA { check-result:median imr:explanation "Another explanation." }

## result-from
DELETE DATA { check-result:median prov:wasDerivedFrom recomputed:dropout }

## ResultOnItsAssertion
DELETE { check-result:dropout prov:wasDerivedFrom ?old }
INSERT { check-result:dropout prov:wasDerivedFrom implementation-result:able-2020--dropout , implementation-result:baker-2021--dropout }
WHERE { check-result:dropout prov:wasDerivedFrom ?old }

## not-from-its-assertion -> ResultOnItsAssertion
DELETE DATA { check-result:recovery--able prov:wasDerivedFrom assertion:recovery--able } ; INSERT DATA {
  check-result:recovery--able prov:wasDerivedFrom assertion:dropout }

## result-run -> result-run ...
DELETE WHERE { check-result:median prov:wasGeneratedBy ?any }

## result-run-agrees
DELETE { check-result:median prov:wasGeneratedBy ?old }
INSERT { check-result:median prov:wasGeneratedBy check-run:marks }
WHERE { check-result:median prov:wasGeneratedBy ?old }

## FailedNamed
DELETE DATA { check-result:median a imr:FailedCheckResult }

## not-failed -> FailedNamed ...
DELETE { check-result:dropout imr:hasVerdict ?old }
INSERT { check-result:dropout imr:hasVerdict verdict:partly }
WHERE { check-result:dropout imr:hasVerdict ?old }

## is-failed -> FailedNamed
DELETE DATA { check-result:recovery--studies a imr:FailedCheckResult }

## FailedCheckResult
DELETE { assertion:median imr:topic ?old }
INSERT { assertion:median imr:topic "another" }
WHERE { assertion:median imr:topic ?old }

## failed-verdict -> failed-verdict ...
INSERT DATA { check-result:dropout a imr:FailedCheckResult }

## at-odds-with
INSERT DATA { implementation-result:able-2020--dropout imr:atOddsWith cell:recovery--able-2020 }
