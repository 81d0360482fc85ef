# What violates shapes/implementation-slot.ttl: each section damages valid.ttl and names the shapes that must report it.

## ImplementationSlot
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { slot:able-2020--dropout }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <slot/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <slot/Not_A_Key>, ?o) AS ?newObject)
}

## implementation-slot-filled -> implementation-slot-filled ImplementationSlotFilledOnce implementation-slot-outcome implementation-slot-study main-record-fills
DELETE DATA { slot:able-2020--dropout imr:filledBy implementation-result:able-2020--dropout .
  implementation-result:able-2020--dropout imr:fills slot:able-2020--dropout }

## implementation-slot-fills
DELETE DATA { implementation-result:able-2020--dropout imr:fills slot:able-2020--dropout . slot:able-2020--dropout
  imr:mainRecord implementation-result:able-2020--dropout }

## implementation-slot-study
DELETE { implementation-result:able-2020--dropout imr:ofStudy ?old }
INSERT { implementation-result:able-2020--dropout imr:ofStudy study:baker-2021 }
WHERE { implementation-result:able-2020--dropout imr:ofStudy ?old }

## implementation-slot-outcome
DELETE { implementation-result:able-2020--dropout imr:ofOutcome ?old }
INSERT { implementation-result:able-2020--dropout imr:ofOutcome outcome:fidelity }
WHERE { implementation-result:able-2020--dropout imr:ofOutcome ?old }

## main-record -> main-record main-record-fills
INSERT DATA { slot:able-2020--dropout imr:mainRecord finding:able-2020--recovery--consumer }

## main-record-fills -> main-record-fills main-record
INSERT DATA { slot:baker-2021--dropout imr:mainRecord implementation-result:able-2020--dropout--single-sites }

## ImplementationSlotFilledOnce
INSERT DATA { slot:able-2020--dropout imr:filledBy missing:extra . missing:extra a imr:MissingResult ,
  imr:NotTabulated ; imr:lacksRowIn table:table-3 ; imr:key "extra" ; rdfs:label "extra"@en ; imr:ofStudy
  study:able-2020 ; imr:ofOutcome outcome:dropout ; imr:fills slot:able-2020--dropout ; prov:wasDerivedFrom
  table:table-3 }

## by-results -> ImplementationSlotFilledOnce ...
DELETE DATA { implementation-result:baker-2021--fidelity a imr:ImplementationResult }

## is-implementation-result -> implementation-slot-filled ...
DELETE DATA { implementation-result:baker-2021--fidelity a imr:ImplementationResult }
