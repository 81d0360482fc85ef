# What violates shapes/passage.ttl: each section damages valid.ttl and names the shapes that must report it.

## Passage
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { passage:results-p1-s1 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <passage/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <passage/Not_A_Key>, ?o) AS ?newObject)
}

## passage-section
DELETE { passage:results-p1-s1 dcterms:isPartOf ?old }
INSERT { passage:results-p1-s1 dcterms:isPartOf table:table-2 }
WHERE { passage:results-p1-s1 dcterms:isPartOf ?old }

## passage-paragraph
DELETE { passage:results-p1-s1 imr:paragraph ?old }
INSERT { passage:results-p1-s1 imr:paragraph 0 }
WHERE { passage:results-p1-s1 imr:paragraph ?old }

## passage-sentence
DELETE WHERE { passage:results-p1-s1 imr:sentence ?any }

## source-manuscript
DELETE WHERE { passage:results-p1-s1 oa:hasSource ?any }

## text-selector
INSERT DATA { passage:results-p1-s1 oa:hasSelector selector:table-2-note-a }

## is-text-selector -> text-selector
DELETE DATA { selector:results-p1-s1 a oa:TextPositionSelector } ; INSERT DATA { selector:results-p1-s1 a
  oa:Selector }

## TextPositionSelector
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { selector:results-p1-s1 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <selector/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <selector/Not_A_Key>, ?o) AS ?newObject)
}

## selector-start
DELETE { selector:results-p1-s1 oa:start ?old }
INSERT { selector:results-p1-s1 oa:start 10 }
WHERE { selector:results-p1-s1 oa:start ?old }

## selector-end -> selector-end ...
DELETE { selector:results-p1-s1 oa:end ?old }
INSERT { selector:results-p1-s1 oa:end "10" }
WHERE { selector:results-p1-s1 oa:end ?old }

## selector-digest
DELETE { selector:results-p1-s1 imr:sha256 ?old }
INSERT { selector:results-p1-s1 imr:sha256 "1111" }
WHERE { selector:results-p1-s1 imr:sha256 ?old }
