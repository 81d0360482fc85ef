# What violates shapes/benchmark-rate.ttl: each section damages valid.ttl and names the shapes that must report it.

## BenchmarkRate
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { benchmark:dropout-elsewhere }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <benchmark/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <benchmark/Not_A_Key>, ?o) AS ?newObject)
}

## benchmark-field
DELETE WHERE { benchmark:dropout-elsewhere imr:field ?any }

## benchmark-outcome
DELETE WHERE { benchmark:dropout-elsewhere imr:ofOutcome ?any }

## benchmark-number
DELETE WHERE { benchmark:dropout-elsewhere imr:minimum ?minimum ; imr:maximum ?maximum }
