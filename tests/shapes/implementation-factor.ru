# What violates shapes/implementation-factor.ttl: each section damages valid.ttl and names the shapes that must report it.

## ImplementationFactor
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { factor:time }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <factor/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <factor/Not_A_Key>, ?o) AS ?newObject)
}

## factor-definition
DELETE WHERE { factor:time skos:definition ?any }

## factor-domain
DELETE WHERE { factor:time imr:inDomain ?any }

## factor-construct
DELETE { factor:time imr:inConstruct ?old }
INSERT { factor:time imr:inConstruct cfir-domain:process }
WHERE { factor:time imr:inConstruct ?old }

## factor-construct-given
DELETE WHERE { factor:time imr:inConstruct ?any }

## factor-statement
DELETE WHERE { factor-statement:time ?property ?value }
