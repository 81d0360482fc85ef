# What violates shapes/reference.ttl: each section damages valid.ttl and names the shapes that must report it.

## Reference
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { reference:2 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <reference/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <reference/Not_A_Key>, ?o) AS ?newObject)
}

## reference-number
DELETE { reference:2 imr:number ?old }
INSERT { reference:2 imr:number 0 }
WHERE { reference:2 imr:number ?old }

## reference-number-once
DELETE { reference:2 imr:number ?old }
INSERT { reference:2 imr:number 1 }
WHERE { reference:2 imr:number ?old }

## reference-number-printed
DELETE { reference:2 imr:number ?old }
INSERT { reference:2 imr:number 49 }
WHERE { reference:2 imr:number ?old }

## reference-role
DELETE WHERE { reference:2 imr:hasReferenceRole ?any }

## reference-citation
DELETE WHERE { reference:2 dcterms:bibliographicCitation ?any }

## reference-publication
DELETE { reference:1 imr:hasPublication ?old }
INSERT { reference:1 imr:hasPublication reference:2 }
WHERE { reference:1 imr:hasPublication ?old }

## reference-same-as
DELETE { reference:2 imr:possiblySameAs ?old }
INSERT { reference:2 imr:possiblySameAs study:able-2020 }
WHERE { reference:2 imr:possiblySameAs ?old }

## reference-cited
DELETE WHERE { citation:reference-2 ?property ?value }

## is-reference -> reference-same-as ...
DELETE DATA { reference:1 a imr:Reference }

## is-publication -> reference-same-as ...
INSERT DATA { reference:2 imr:possiblySameAs publication:example-2014 } ; DELETE DATA { publication:example-2014 a
  imr:Publication }

## reference-justification
DELETE WHERE { reference:2 imr:possiblySameBecause ?any }
