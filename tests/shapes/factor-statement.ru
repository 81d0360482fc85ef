# What violates shapes/factor-statement.ttl: each section damages valid.ttl and names the shapes that must report it.

## FactorStatement
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { factor-statement:time }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <factor-statement/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <factor-statement/Not_A_Key>, ?o) AS ?newObject)
}

## statement-factor
INSERT DATA { factor-statement:time imr:aboutFactor claim:recovery }

## statement-polarity
DELETE WHERE { factor-statement:time imr:hasPolarity ?any }

## statement-text
DELETE WHERE { factor-statement:time imr:statement ?any }
