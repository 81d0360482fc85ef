# What violates shapes/arm.ttl: each section damages valid.ttl and names the shapes that must report it.

## Arm
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { arm:baker-2021--imr }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <arm/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <arm/Not_A_Key>, ?o) AS ?newObject)
}

## arm-role
INSERT DATA { arm:able-2020--imr imr:hasArmRole arm-role:comparator }

## arm-condition
DELETE WHERE { arm:able-2020--imr imr:hasArmCondition ?any }

## arm-program
INSERT DATA { arm:able-2020--imr imr:ofProgram program:other }

## arm-of-its-study
INSERT DATA { study:baker-2021 imr:hasArm arm:able-2020--imr }

## ArmClass
DELETE { arm:able-2020--imr imr:hasArmRole ?old }
INSERT { arm:able-2020--imr imr:hasArmRole arm-role:comparator }
WHERE { arm:able-2020--imr imr:hasArmRole ?old }

## is-intervention-arm -> ArmClass
DELETE DATA { arm:baker-2021--imr a imr:InterventionArm }

## role-intervention -> ArmClass
DELETE { arm:baker-2021--imr imr:hasArmRole ?old }
INSERT { arm:baker-2021--imr imr:hasArmRole arm-role:comparator }
WHERE { arm:baker-2021--imr imr:hasArmRole ?old }

## is-comparator-arm-by-role -> ArmClass ...
DELETE DATA { arm:able-2020--tau a imr:ComparatorArm }

## role-comparator -> ArmClass
DELETE { arm:able-2020--tau imr:hasArmRole ?old }
INSERT { arm:able-2020--tau imr:hasArmRole arm-role:intervention }
WHERE { arm:able-2020--tau imr:hasArmRole ?old }

## InterventionArm -> InterventionArm ...
INSERT DATA { [] a imr:InterventionArm }

## intervention-program
DELETE WHERE { arm:able-2020--imr imr:ofProgram ?any }
