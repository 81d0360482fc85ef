# What violates shapes/modification.ttl: each section damages valid.ttl and names the shapes that must report it.

## Modification
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { modification:short-imr-time }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <modification/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <modification/Not_A_Key>, ?o) AS ?newObject)
}

## modification-program -> modification-program adaptation-modification
DELETE { modification:short-imr-time imr:modifies ?old }
INSERT { modification:short-imr-time imr:modifies program:other }
WHERE { modification:short-imr-time imr:modifies ?old }

## modification-element
DELETE WHERE { modification:short-imr-time imr:modifiedElement ?any }

## modification-what
INSERT DATA { modification:short-imr-time imr:whatWasModified frame-what:content }

## modification-nature
DELETE WHERE { modification:short-imr-time imr:natureOfModification ?any }

## modification-level
DELETE { modification:short-imr-time imr:contextualLevel ?old }
INSERT { modification:short-imr-time imr:contextualLevel frame-what:contextual }
WHERE { modification:short-imr-time imr:contextualLevel ?old }

## modification-goal
DELETE WHERE { modification:short-imr-time imr:goalOfModification ?any }

## modification-planned
DELETE WHERE { modification:short-imr-time imr:plannedModification ?any }

## ModificationLevelGiven
DELETE WHERE { modification:short-imr-time imr:contextualLevel ?any }

## not-contextual -> ModificationLevelGiven
INSERT DATA { modification:more a imr:Modification ; imr:key "more" ; rdfs:label "more"@en ; imr:modifies
  program:short-imr ; imr:modifiedElement "The setting." ; imr:whatWasModified frame-what:contextual ;
  imr:natureOfModification frame-nature:shortening ; imr:goalOfModification "not-reported" ; imr:plannedModification
  "not-reported" ; prov:wasDerivedFrom passage:results-p1-s1 }

## is-contextual -> ModificationLevelGiven modification-what
DELETE WHERE { modification:short-imr-time imr:whatWasModified frame-what:contextual } ;
INSERT DATA { modification:short-imr-time imr:whatWasModified frame-what:content , frame-what:contextual } ;
DELETE WHERE { modification:short-imr-time imr:contextualLevel ?any }

## a-level -> ModificationLevelGiven
DELETE WHERE { modification:short-imr-time imr:contextualLevel ?any }
