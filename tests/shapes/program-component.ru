# What violates shapes/program-component.ttl: each section damages valid.ttl and names the shapes that must report it.

## ProgramComponent
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { component:imr-module-1 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <component/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <component/Not_A_Key>, ?o) AS ?newObject)
}

## component-program
DELETE WHERE { component:imr-module-1 imr:ofProgram ?any }

## component-kind
DELETE WHERE { component:imr-module-1 imr:hasComponentKind ?any }

## component-position
DELETE { component:imr-module-1 imr:position ?old }
INSERT { component:imr-module-1 imr:position "first" }
WHERE { component:imr-module-1 imr:position ?old }

## component-stated-count
DELETE { component:imr-module-1 imr:statedCount ?old }
INSERT { component:imr-module-1 imr:statedCount 0 }
WHERE { component:imr-module-1 imr:statedCount ?old }

## CurriculumModule -> CurriculumModule ...
INSERT DATA { [] a imr:CurriculumModule }

## module-position
DELETE WHERE { component:imr-module-1 imr:position ?any }
