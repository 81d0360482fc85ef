# What violates shapes/evidence-slot.ttl: each section damages valid.ttl and names the shapes that must report it.

## EvidenceSlot
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { slot:able-2020--recovery--consumer }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <slot/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <slot/Not_A_Key>, ?o) AS ?newObject)
}

## slot-filled -> slot-filled EvidenceSlotFilledOnce missing-about slot-outcome slot-rater slot-study
DELETE DATA { slot:baker-2021--recovery--consumer imr:filledBy missing:baker-2021--recovery--consumer .
  missing:baker-2021--recovery--consumer imr:fills slot:baker-2021--recovery--consumer }

## slot-fills -> slot-fills missing-about
DELETE DATA { missing:baker-2021--recovery--consumer imr:fills slot:baker-2021--recovery--consumer }

## slot-study -> slot-study of-study
INSERT DATA { missing:baker-2021--recovery--consumer imr:ofStudy study:able-2020 }

## slot-outcome
DELETE { missing:baker-2021--recovery--consumer imr:ofOutcome ?old }
INSERT { missing:baker-2021--recovery--consumer imr:ofOutcome outcome:coping }
WHERE { missing:baker-2021--recovery--consumer imr:ofOutcome ?old }

## slot-rater
DELETE { missing:baker-2021--recovery--consumer imr:ofRater ?old }
INSERT { missing:baker-2021--recovery--consumer imr:ofRater rater:clinician }
WHERE { missing:baker-2021--recovery--consumer imr:ofRater ?old }

## slot-main-finding -> slot-main-finding main-finding-fills
INSERT DATA { slot:baker-2021--coping--consumer imr:mainFinding missing:baker-2021--recovery--consumer }

## slot-not-contested -> slot-not-contested ...
INSERT DATA { slot:baker-2021--recovery--consumer imr:filledBy finding:baker-2021--recovery--consumer }

## slot-contested-by
INSERT DATA { slot:able-2020--recovery--consumer imr:contestedBy
  finding:baker-2021--coping--consumer--high-fidelity-sites }

## EvidenceSlotFilledOnce
INSERT DATA { slot:able-2020--recovery--consumer imr:filledBy missing:extra . missing:extra a imr:MissingResult ,
  imr:NotMeasured ; imr:key "extra" ; rdfs:label "extra"@en ; imr:ofStudy study:able-2020 ; imr:ofOutcome
  outcome:recovery ; imr:ofRater rater:consumer ; imr:fills slot:able-2020--recovery--consumer ; prov:wasDerivedFrom
  passage:results-p1-s1 }

## by-findings -> EvidenceSlotFilledOnce ...
DELETE DATA { finding:able-2020--recovery--consumer a imr:Finding }

## by-one-missing -> EvidenceSlotFilledOnce
INSERT DATA { slot:baker-2021--recovery--consumer imr:filledBy missing:extra . missing:extra a imr:MissingResult ,
  imr:Unknown ; imr:key "extra" ; rdfs:label "extra"@en ; imr:ofStudy study:baker-2021 ; imr:ofOutcome
  outcome:recovery ; imr:ofRater rater:consumer ; imr:fills slot:baker-2021--recovery--consumer ;
  prov:wasDerivedFrom passage:results-p1-s1 }

## is-finding -> slot-filled ...
DELETE DATA { finding:able-2020--recovery--consumer a imr:Finding }

## main-finding-fills
INSERT DATA { slot:baker-2021--coping--consumer imr:mainFinding finding:able-2020--recovery--consumer }
