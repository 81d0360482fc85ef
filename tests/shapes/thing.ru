# What violates shapes/thing.ttl: each section damages valid.ttl and names the shapes that must report it.

## Thing -> Thing ...
INSERT DATA { [] a imr:Gap }

## thing-key
DELETE WHERE { gap:severity imr:key ?any }

## thing-label
DELETE { gap:severity rdfs:label ?old }
INSERT { gap:severity rdfs:label "Niemand fragte."@de }
WHERE { gap:severity rdfs:label ?old }

## of-study
DELETE WHERE { delivery:able-2020 imr:ofStudy ?any }

## of-outcome
INSERT DATA { implementation-result:able-2020--dropout--single-sites imr:ofOutcome outcome:fidelity }

## of-rater
DELETE { discrepancy:recovery imr:ofRater ?old }
INSERT { discrepancy:recovery imr:ofRater outcome:coping }
WHERE { discrepancy:recovery imr:ofRater ?old }

## reported-in
INSERT DATA { gap:severity imr:reportedIn publication:example-2014 }

## number-of-participants
DELETE { study:able-2020 imr:numberOfParticipants ?old }
INSERT { study:able-2020 imr:numberOfParticipants "40 people" }
WHERE { study:able-2020 imr:numberOfParticipants ?old }

## number-of-sites
DELETE { delivery:able-2020 imr:numberOfSites ?old }
INSERT { delivery:able-2020 imr:numberOfSites 0 }
WHERE { delivery:able-2020 imr:numberOfSites ?old }

## has-footnote
INSERT DATA { row:table-2--recovery imr:hasFootnote cell:recovery--able-2020 }

## NotItself
DELETE { reference:2 imr:possiblySameAs ?old }
INSERT { reference:2 imr:possiblySameAs reference:2 }
WHERE { reference:2 imr:possiblySameAs ?old }
