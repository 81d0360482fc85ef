# What violates shapes/finding.ttl: each section damages valid.ttl and names the shapes that must report it.

## Finding
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { finding:able-2020--recovery--consumer }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <finding/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <finding/Not_A_Key>, ?o) AS ?newObject)
}

## finding-result
DELETE { finding:able-2020--recovery--consumer imr:hasResult ?old }
INSERT { finding:able-2020--recovery--consumer imr:hasResult stance:neutral }
WHERE { finding:able-2020--recovery--consumer imr:hasResult ?old }

## finding-significance
DELETE { finding:able-2020--recovery--consumer imr:significanceStatement ?old }
INSERT { finding:able-2020--recovery--consumer imr:significanceStatement "p < .05" }
WHERE { finding:able-2020--recovery--consumer imr:significanceStatement ?old }

## finding-direction
DELETE WHERE { finding:able-2020--recovery--consumer imr:hasDirection ?any }

## finding-comparison
INSERT DATA { finding:able-2020--recovery--consumer imr:hasComparison comparison:over-time }

## finding-condition -> finding-condition DeclaredThing declared-thing
DELETE { finding:baker-2021--coping--consumer--high-fidelity-sites imr:underCondition ?old }
INSERT { finding:baker-2021--coping--consumer--high-fidelity-sites imr:underCondition "high-fidelity sites" }
WHERE { finding:baker-2021--coping--consumer--high-fidelity-sites imr:underCondition ?old }

## finding-arm-role
DELETE { finding:baker-2021--coping--consumer--high-fidelity-sites imr:ofArmRole ?old }
INSERT { finding:baker-2021--coping--consumer--high-fidelity-sites imr:ofArmRole arm:baker-2021--imr }
WHERE { finding:baker-2021--coping--consumer--high-fidelity-sites imr:ofArmRole ?old }

## finding-time-point
DELETE WHERE { finding:able-2020--recovery--consumer imr:atTimePoint ?any }

## finding-instrument
INSERT DATA { finding:baker-2021--recovery--consumer imr:usesInstrument study:able-2020 }

## finding-measured-by
DELETE { finding:able-2020--recovery--consumer imr:measuredBy ?old }
INSERT { finding:able-2020--recovery--consumer imr:measuredBy rater:consumer }
WHERE { finding:able-2020--recovery--consumer imr:measuredBy ?old }

## finding-magnitude -> finding-magnitude DeclaredThing declared-thing
DELETE { finding:able-2020--recovery--consumer imr:hasMagnitude ?old }
INSERT { finding:able-2020--recovery--consumer imr:hasMagnitude 0.2 }
WHERE { finding:able-2020--recovery--consumer imr:hasMagnitude ?old }

## finding-subscales
DELETE { finding:able-2020--recovery--consumer imr:subscalesSignificant ?old }
INSERT { finding:able-2020--recovery--consumer imr:subscalesSignificant 9 }
WHERE { finding:able-2020--recovery--consumer imr:subscalesSignificant ?old }

## finding-subscales-total
DELETE { finding:able-2020--recovery--consumer imr:subscalesTotal ?old }
INSERT { finding:able-2020--recovery--consumer imr:subscalesTotal 8.0 }
WHERE { finding:able-2020--recovery--consumer imr:subscalesTotal ?old }

## finding-blinding
DELETE WHERE { finding:able-2020--recovery--consumer imr:hasBlinding ?any }

## finding-basis
INSERT DATA { finding:able-2020--recovery--consumer imr:hasBasis basis:text }

## FindingIsNotMissing -> FindingIsNotMissing ...
INSERT DATA { finding:able-2020--recovery--consumer a imr:NotMeasured }

## is-missing -> FindingIsNotMissing ...
INSERT DATA { finding:baker-2021--recovery--consumer a imr:Unknown ; imr:ofCharacteristic column:table-2--baker-2021 }

## FindingResultGiven
DELETE { finding:baker-2021--recovery--consumer imr:significanceStatement ?old }
INSERT { finding:baker-2021--recovery--consumer imr:significanceStatement "implied" }
WHERE { finding:baker-2021--recovery--consumer imr:significanceStatement ?old }

## a-result -> FindingResultGiven
DELETE WHERE { finding:able-2020--recovery--consumer imr:hasResult ?any }

## significance-not-stated -> FindingResultGiven finding-significance
DELETE WHERE { finding:baker-2021--recovery--consumer imr:significanceStatement ?any }

## FindingFillsSlot -> FindingFillsSlot EvidenceSlotFilledOnce slot-filled slot-outcome slot-rater slot-study
DELETE DATA { finding:baker-2021--coping--consumer--high-fidelity-sites imr:fills slot:baker-2021--coping--consumer
  . slot:baker-2021--coping--consumer imr:filledBy finding:baker-2021--coping--consumer--high-fidelity-sites }

## fills-one-slot -> FindingFillsSlot ...
INSERT DATA { finding:able-2020--recovery--consumer imr:fills slot:able-2020--dropout }

## is-contested -> FindingFillsSlot ...
DELETE DATA { finding:baker-2021--recovery--consumer a imr:ContestedFinding }

## ContestedFinding -> ContestedFinding ...
INSERT DATA { [] a imr:ContestedFinding }

## contested-fills-nothing -> contested-fills-nothing FindingFillsSlot slot-fills
INSERT DATA { finding:baker-2021--recovery--consumer imr:fills slot:baker-2021--recovery--consumer }

## contested-contests
INSERT DATA { finding:baker-2021--recovery--consumer imr:contests passage:results-p1-s1 }

## contested-conflict
DELETE WHERE { finding:baker-2021--recovery--consumer imr:conflict ?any }

## FindingComparator -> FindingComparator FindingArm
DELETE { finding:baker-2021--coping--consumer--high-fidelity-sites imr:hasComparison ?old }
INSERT { finding:baker-2021--coping--consumer--high-fidelity-sites imr:hasComparison comparison:between-arms }
WHERE { finding:baker-2021--coping--consumer--high-fidelity-sites imr:hasComparison ?old }

## not-between-arms -> FindingComparator
DELETE { finding:baker-2021--recovery--consumer imr:hasComparison ?old }
INSERT { finding:baker-2021--recovery--consumer imr:hasComparison comparison:between-arms }
WHERE { finding:baker-2021--recovery--consumer imr:hasComparison ?old }

## is-between-arms -> FindingArm FindingComparator finding-comparison
INSERT DATA { finding:baker-2021--coping--consumer--high-fidelity-sites imr:hasComparison comparison:between-arms }

## study-has-comparator -> FindingComparator arm-of-its-study controlled-comparator
DELETE DATA { study:able-2020 imr:hasArm arm:able-2020--tau }

## member-has-comparator -> FindingComparator cluster-members finding-key
DELETE DATA { study:able-baker imr:hasMember study:able-2020 } ;
DELETE { finding:baker-2021--recovery--consumer imr:hasComparison ?old ; imr:ofStudy study:baker-2021 } INSERT {
  finding:baker-2021--recovery--consumer imr:hasComparison comparison:between-arms ; imr:ofStudy study:able-baker }
  WHERE { finding:baker-2021--recovery--consumer imr:hasComparison ?old }

## is-comparator-arm -> FindingComparator controlled-comparator
DELETE { arm:able-2020--tau a imr:ComparatorArm ; imr:hasArmRole ?old } INSERT { arm:able-2020--tau a
  imr:InterventionArm ; imr:hasArmRole arm-role:intervention ; imr:ofProgram program:imr } WHERE {
  arm:able-2020--tau imr:hasArmRole ?old }

## FindingArm
INSERT DATA { finding:able-2020--recovery--consumer imr:ofArmRole arm-role:intervention }

## no-arm-role -> FindingArm FindingComparator
DELETE { finding:baker-2021--coping--consumer--high-fidelity-sites imr:hasComparison ?old }
INSERT { finding:baker-2021--coping--consumer--high-fidelity-sites imr:hasComparison comparison:between-arms }
WHERE { finding:baker-2021--coping--consumer--high-fidelity-sites imr:hasComparison ?old }

## FindingDirection
DELETE { finding:able-2020--recovery--consumer imr:hasDirection ?old }
INSERT { finding:able-2020--recovery--consumer imr:hasDirection direction:no-difference }
WHERE { finding:able-2020--recovery--consumer imr:hasDirection ?old }

## not-significant -> FindingDirection finding-direction
INSERT DATA { finding:baker-2021--recovery--consumer imr:hasResult result:significant ; imr:hasDirection
  direction:no-difference }

## is-significant -> FindingDirection
DELETE { finding:baker-2021--coping--consumer--high-fidelity-sites imr:hasDirection ?old }
INSERT { finding:baker-2021--coping--consumer--high-fidelity-sites imr:hasDirection direction:no-difference }
WHERE { finding:baker-2021--coping--consumer--high-fidelity-sites imr:hasDirection ?old }

## some-direction -> FindingDirection finding-direction
INSERT DATA { finding:able-2020--recovery--consumer imr:hasDirection direction:no-difference }

## is-no-direction -> FindingDirection
DELETE { finding:able-2020--recovery--consumer imr:hasDirection ?old }
INSERT { finding:able-2020--recovery--consumer imr:hasDirection direction:no-difference }
WHERE { finding:able-2020--recovery--consumer imr:hasDirection ?old }

## finding-instrument-rater
DELETE { instrument:recovery-scale imr:hasRater ?old }
INSERT { instrument:recovery-scale imr:hasRater rater:clinician }
WHERE { instrument:recovery-scale imr:hasRater ?old }

## finding-instrument-outcome
DELETE { instrument:recovery-scale imr:measures ?old }
INSERT { instrument:recovery-scale imr:measures outcome:coping }
WHERE { instrument:recovery-scale imr:measures ?old }

## finding-key
DELETE { finding:able-2020--recovery--consumer imr:key ?old }
INSERT { finding:able-2020--recovery--consumer imr:key "able-2020--coping--consumer" }
WHERE { finding:able-2020--recovery--consumer imr:key ?old }
