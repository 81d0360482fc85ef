# What violates shapes/study.ttl: each section damages valid.ttl and names the shapes that must report it.

## Study
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { study:baker-2021 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <study/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <study/Not_A_Key>, ?o) AS ?newObject)
}

## study-references
DELETE WHERE { study:able-2020 imr:reportedIn ?any }

## study-design
INSERT DATA { study:able-2020 imr:hasDesign design:pre-post-study }

## study-included-as
DELETE WHERE { study:able-2020 imr:includedAs ?any }

## study-arm
INSERT DATA { study:baker-2021 imr:hasArm program:imr }

## study-country
DELETE { study:able-2020 imr:inCountry ?old }
INSERT { study:able-2020 imr:inCountry region:indiana }
WHERE { study:able-2020 imr:inCountry ?old }

## study-region
DELETE { study:able-2020 imr:inRegion ?old }
INSERT { study:able-2020 imr:inRegion country:sweden }
WHERE { study:able-2020 imr:inRegion ?old }

## study-follow-up-months
DELETE { study:able-2020 imr:followUpMonths ?old }
INSERT { study:able-2020 imr:followUpMonths 12 }
WHERE { study:able-2020 imr:followUpMonths ?old }

## study-member-of
INSERT DATA { study:able-2020 imr:memberOf study:baker-2021 }

## study-has-member
INSERT DATA { study:able-baker imr:hasMember arm:able-2020--imr }

## study-overlaps
INSERT DATA { study:able-2020 imr:overlapsWith arm:able-2020--imr . arm:able-2020--imr imr:overlapsWith
  study:able-2020 }

## study-overlaps-both-ways
DELETE DATA { study:able-2020 imr:overlapsWith study:baker-2021 }

## study-follow-up-of
INSERT DATA { study:baker-2021 imr:followUpOf study:able-baker }

## StudyCluster -> StudyCluster ...
INSERT DATA { [] a imr:StudyCluster }

## cluster-members
DELETE DATA { study:able-baker imr:hasMember study:baker-2021 }

## ControlledStudy -> ControlledStudy ...
INSERT DATA { [] a imr:RandomizedControlledTrial }

## controlled-comparator
DELETE DATA { study:baker-2021 a imr:PrePostStudy } ; INSERT DATA { study:baker-2021 a
  imr:NonRandomizedControlledStudy }

## PrePostStudy -> PrePostStudy ...
INSERT DATA { [] a imr:PrePostStudy }

## pre-post-no-comparator
INSERT DATA { study:able-2020 a imr:PrePostStudy }
