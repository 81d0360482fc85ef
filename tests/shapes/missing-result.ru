# What violates shapes/missing-result.ttl: each section damages valid.ttl and names the shapes that must report it.

## MissingResult
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { missing:baker-2021--recovery--consumer }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <missing/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <missing/Not_A_Key>, ?o) AS ?newObject)
}

## missing-carries-nothing
INSERT DATA { implementation-result:able-2020--fidelity imr:numerator 3 ; imr:denominator 8 }

## missing-about
DELETE WHERE { missing:able-2020--length imr:ofCharacteristic ?any }

## missing-slot -> missing-slot ...
DELETE { missing:baker-2021--recovery--consumer imr:fills ?old }
INSERT { missing:baker-2021--recovery--consumer imr:fills study:baker-2021 }
WHERE { missing:baker-2021--recovery--consumer imr:fills ?old }

## is-evidence-slot -> missing-slot ...
DELETE DATA { slot:baker-2021--recovery--consumer a imr:EvidenceSlot }

## is-implementation-slot -> missing-slot ...
DELETE DATA { slot:able-2020--fidelity a imr:ImplementationSlot }

## MissingKind
INSERT DATA { missing:baker-2021--recovery--consumer a imr:Unknown }

## is-not-measured -> MissingKind
DELETE DATA { missing:baker-2021--recovery--consumer a imr:NotMeasured }

## is-not-reported -> ImplementationStatus MissingKind
DELETE DATA { implementation-result:able-2020--fidelity a imr:NotReported }

## is-unknown -> MissingKind
DELETE DATA { missing:able-2020--length a imr:Unknown }

## is-default-by-note -> MissingKind
DELETE DATA { missing:able-2020--format a imr:DefaultByNote }

## is-not-tabulated -> MissingKind
DELETE DATA { missing:able-2020--coping--consumer a imr:NotTabulated }

## NotTabulated -> NotTabulated ...
INSERT DATA { [] a imr:NotTabulated }

## not-tabulated-table
DELETE WHERE { missing:able-2020--coping--consumer imr:lacksRowIn ?any }
