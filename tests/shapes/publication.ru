# What violates shapes/publication.ttl: each section damages valid.ttl and names the shapes that must report it.

## Publication
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { publication:example-2014 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <publication/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <publication/Not_A_Key>, ?o) AS ?newObject)
}

## publication-title
DELETE WHERE { publication:example-2014 dcterms:title ?any }

## publication-year
DELETE { publication:example-2014 imr:yearOfPublication ?old }
INSERT { publication:example-2014 imr:yearOfPublication 14 }
WHERE { publication:example-2014 imr:yearOfPublication ?old }

## publication-doi
DELETE { publication:example-2014 imr:doi ?old }
INSERT { publication:example-2014 imr:doi "https://doi.org/10.1234/example" }
WHERE { publication:example-2014 imr:doi ?old }

## publication-pmid
DELETE { publication:example-2014 imr:pmid ?old }
INSERT { publication:example-2014 imr:pmid "PMID 12345678" }
WHERE { publication:example-2014 imr:pmid ?old }

## publication-pmcid
DELETE { publication:example-2014 imr:pmcid ?old }
INSERT { publication:example-2014 imr:pmcid "1234567" }
WHERE { publication:example-2014 imr:pmcid ?old }

## publication-confidence
DELETE { publication:example-2014 imr:confidence ?old }
INSERT { publication:example-2014 imr:confidence "sure" }
WHERE { publication:example-2014 imr:confidence ?old }

## publication-identifier
DELETE WHERE { publication:example-2014 imr:doi ?doi ; imr:pmid ?pmid ; imr:pmcid ?pmcid ; rdfs:seeAlso ?page }
