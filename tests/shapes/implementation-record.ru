# What violates shapes/implementation-record.ttl: each section damages valid.ttl and names the shapes that must report it.

## ImplementationRecord
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { implementation-result:able-2020--dropout--single-sites }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <implementation-result/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <implementation-result/Not_A_Key>, ?o) AS ?newObject)
}

## record-status
INSERT DATA { implementation-result:able-2020--dropout imr:hasReportStatus report-status:not-reported }

## record-metric
DELETE { implementation-result:able-2020--dropout imr:hasMetric ?old }
INSERT { implementation-result:able-2020--dropout imr:hasMetric statistic:rate }
WHERE { implementation-result:able-2020--dropout imr:hasMetric ?old }

## record-statistic
INSERT DATA { implementation-result:able-2020--dropout imr:hasStatistic metric:dropout-rate }

## record-covers
DELETE WHERE { implementation-result:able-2020--dropout imr:covers ?any }

## record-subsample
DELETE { implementation-result:able-2020--dropout--single-sites imr:ofSubsample ?old }
INSERT { implementation-result:able-2020--dropout--single-sites imr:ofSubsample study:baker-2021 }
WHERE { implementation-result:able-2020--dropout--single-sites imr:ofSubsample ?old }

## record-time-point -> record-time-point DeclaredThing declared-thing
DELETE { implementation-result:able-2020--dropout imr:atTimePoint ?old }
INSERT { implementation-result:able-2020--dropout imr:atTimePoint "24 months" }
WHERE { implementation-result:able-2020--dropout imr:atTimePoint ?old }

## ImplementationStatus
DELETE { implementation-result:able-2020--dropout imr:hasReportStatus ?old }
INSERT { implementation-result:able-2020--dropout imr:hasReportStatus report-status:not-reported }
WHERE { implementation-result:able-2020--dropout imr:hasReportStatus ?old }

## is-reported-result -> ImplementationStatus
DELETE DATA { implementation-result:able-2020--dropout--single-sites a imr:ImplementationResult }

## status-reported -> ImplementationStatus record-status
DELETE WHERE { implementation-result:able-2020--dropout--single-sites imr:hasReportStatus ?any }

## is-not-reported-record -> ImplementationStatus
DELETE DATA { implementation-result:able-2020--fidelity a imr:NotReported } ; INSERT DATA {
  implementation-result:able-2020--fidelity a imr:Unknown }

## status-not-reported -> ImplementationStatus
DELETE { implementation-result:able-2020--fidelity imr:hasReportStatus ?old }
INSERT { implementation-result:able-2020--fidelity imr:hasReportStatus report-status:reported }
WHERE { implementation-result:able-2020--fidelity imr:hasReportStatus ?old }

## ImplementationResult -> ImplementationResult ...
INSERT DATA { implementation-result:able-2020--fidelity a imr:ImplementationResult ; imr:hasMetric
  metric:mean-fidelity }

## result-metric
DELETE WHERE { implementation-result:able-2020--dropout imr:hasMetric ?any }

## result-number
DELETE WHERE { implementation-result:able-2020--dropout--single-sites imr:minimum ?minimum ; imr:maximum ?maximum }
