# What violates shapes/program.ttl: each section damages valid.ttl and names the shapes that must report it.

## Program
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { program:other }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <program/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <program/Not_A_Key>, ?o) AS ?newObject)
}

## program-description
DELETE WHERE { program:other dcterms:description ?any }

## program-adapted-from
DELETE { program:short-imr imr:adaptedFrom ?old }
INSERT { program:short-imr imr:adaptedFrom study:able-2020 }
WHERE { program:short-imr imr:adaptedFrom ?old }

## program-combined-from
DELETE { program:short-imr imr:combinedFrom ?old }
INSERT { program:short-imr imr:combinedFrom study:able-2020 }
WHERE { program:short-imr imr:combinedFrom ?old }

## program-component
INSERT DATA { program:imr imr:hasComponent program:other }

## program-references
DELETE WHERE { program:other imr:reportedIn ?any }

## Adaptation -> Adaptation ...
INSERT DATA { [] a imr:Adaptation }

## adaptation-of
DELETE WHERE { program:short-imr imr:adaptedFrom ?any }

## adaptation-modification
INSERT DATA { program:other a imr:Adaptation ; imr:adaptedFrom program:imr }
