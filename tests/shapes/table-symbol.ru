# What violates shapes/table-symbol.ttl: each section damages valid.ttl and names the shapes that must report it.

## TableSymbol
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { symbol:table-2-blank }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <symbol/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <symbol/Not_A_Key>, ?o) AS ?newObject)
}

## symbol-sign
DELETE WHERE { symbol:table-2-y imr:symbol ?any }

## symbol-column
DELETE { symbol:table-2-y imr:inColumn ?old }
INSERT { symbol:table-2-y imr:inColumn row:table-2--recovery }
WHERE { symbol:table-2-y imr:inColumn ?old }

## symbol-missing
DELETE { symbol:table-2-blank imr:standsForMissing ?old }
INSERT { symbol:table-2-blank imr:standsForMissing stance:neutral }
WHERE { symbol:table-2-blank imr:standsForMissing ?old }

## symbol-result
DELETE { symbol:table-2-y imr:standsForResult ?old }
INSERT { symbol:table-2-y imr:standsForResult stance:neutral }
WHERE { symbol:table-2-y imr:standsForResult ?old }

## symbol-meaning
INSERT DATA { symbol:table-2-y imr:standsForMissing missing:not-measured }
