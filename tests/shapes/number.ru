# What violates shapes/number.ttl: each section damages valid.ttl and names the shapes that must report it.

## value
DELETE { claim:recovery imr:value ?old }
INSERT { claim:recovery imr:value 0.2e0 }
WHERE { claim:recovery imr:value ?old }

## minimum
DELETE { recomputed:dropout imr:minimum ?old }
INSERT { recomputed:dropout imr:minimum 0.32 }
WHERE { recomputed:dropout imr:minimum ?old }

## maximum
INSERT DATA { implementation-result:able-2020--dropout--single-sites imr:maximum 0.6 }

## value-maximum
INSERT DATA { claim:recovery imr:valueMaximum 1 }

## lower-bound
DELETE { implementation-result:baker-2021--fidelity imr:lowerBound ?old }
INSERT { implementation-result:baker-2021--fidelity imr:lowerBound 4 }
WHERE { implementation-result:baker-2021--fidelity imr:lowerBound ?old }

## standard-deviation
DELETE { implementation-result:baker-2021--fidelity imr:standardDeviation ?old }
INSERT { implementation-result:baker-2021--fidelity imr:standardDeviation -0.3 }
WHERE { implementation-result:baker-2021--fidelity imr:standardDeviation ?old }

## median
DELETE { recomputed:dropout imr:median ?old }
INSERT { recomputed:dropout imr:median 0.36 }
WHERE { recomputed:dropout imr:median ?old }

## numerator -> numerator value-of-counts
DELETE { implementation-result:able-2020--dropout imr:numerator ?old }
INSERT { implementation-result:able-2020--dropout imr:numerator 21 }
WHERE { implementation-result:able-2020--dropout imr:numerator ?old }

## denominator
DELETE WHERE { implementation-result:able-2020--dropout imr:denominator ?any }

## has-unit
DELETE { claim:recovery imr:hasUnit ?old }
INSERT { claim:recovery imr:hasUnit metric:dropout-rate }
WHERE { claim:recovery imr:hasUnit ?old }

## UnitGiven
DELETE WHERE { claim:recovery imr:hasUnit ?any }

## no-number -> UnitGiven ...
INSERT DATA { gap:severity a imr:BenchmarkRate ; imr:value 3.0 }

## a-unit -> UnitGiven
DELETE WHERE { review-fact:studies-found imr:hasUnit ?any }

## Proportion -> Proportion value-of-counts
DELETE { implementation-result:able-2020--dropout imr:value ?old }
INSERT { implementation-result:able-2020--dropout imr:value 25.0 }
WHERE { implementation-result:able-2020--dropout imr:value ?old }

## not-a-proportion -> Proportion
DELETE { review-fact:studies-found imr:hasUnit ?old }
INSERT { review-fact:studies-found imr:hasUnit unit:proportion }
WHERE { review-fact:studies-found imr:hasUnit ?old }

## is-proportion -> Proportion has-unit
INSERT DATA { implementation-result:baker-2021--fidelity imr:hasUnit unit:proportion }

## from-0-to-1 -> Proportion
DELETE { benchmark:dropout-elsewhere imr:maximum ?old }
INSERT { benchmark:dropout-elsewhere imr:maximum 5.5 }
WHERE { benchmark:dropout-elsewhere imr:maximum ?old }

## ScalePoints
DELETE { implementation-result:baker-2021--fidelity imr:value ?old }
INSERT { implementation-result:baker-2021--fidelity imr:value 5.1 }
WHERE { implementation-result:baker-2021--fidelity imr:value ?old }

## not-scale-points -> ScalePoints
DELETE { claim:recovery imr:hasUnit ?old }
INSERT { claim:recovery imr:hasUnit unit:scale-points }
WHERE { claim:recovery imr:hasUnit ?old }

## is-scale-points -> ScalePoints has-unit
INSERT DATA { implementation-result:able-2020--dropout imr:hasUnit unit:scale-points }

## from-1-to-5 -> ScalePoints
DELETE { implementation-result:baker-2021--fidelity imr:lowerBound ?old }
INSERT { implementation-result:baker-2021--fidelity imr:lowerBound 0.5 }
WHERE { implementation-result:baker-2021--fidelity imr:lowerBound ?old }

## value-of-counts
DELETE { implementation-result:able-2020--dropout imr:numerator ?old }
INSERT { implementation-result:able-2020--dropout imr:numerator 9 }
WHERE { implementation-result:able-2020--dropout imr:numerator ?old }
