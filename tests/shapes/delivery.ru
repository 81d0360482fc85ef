# What violates shapes/delivery.ttl: each section damages valid.ttl and names the shapes that must report it.

## Delivery
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { delivery:able-2020 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <delivery/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <delivery/Not_A_Key>, ?o) AS ?newObject)
}

## delivery-program
DELETE WHERE { delivery:able-2020 imr:ofProgram ?any }

## delivery-arm
DELETE { delivery:able-2020 imr:inArm ?old }
INSERT { delivery:able-2020 imr:inArm study:able-2020 }
WHERE { delivery:able-2020 imr:inArm ?old }

## delivery-setting
DELETE { delivery:able-2020 imr:hasSetting ?old }
INSERT { delivery:able-2020 imr:hasSetting provider:clinician }
WHERE { delivery:able-2020 imr:hasSetting ?old }

## delivery-format
DELETE { delivery:able-2020 imr:hasFormat ?old }
INSERT { delivery:able-2020 imr:hasFormat setting:act-team }
WHERE { delivery:able-2020 imr:hasFormat ?old }

## delivery-format-given
DELETE WHERE { delivery:able-2020 imr:hasFormat ?format }

## delivery-format-source
DELETE WHERE { delivery:able-2020 imr:formatReadFrom ?any }

## delivery-format-count
DELETE { delivery:able-2020 imr:numberOfFormats ?old }
INSERT { delivery:able-2020 imr:numberOfFormats 3 }
WHERE { delivery:able-2020 imr:numberOfFormats ?old }

## delivery-length-minimum
DELETE { delivery:able-2020 imr:lengthMonthsMinimum ?old }
INSERT { delivery:able-2020 imr:lengthMonthsMinimum 10.0 }
WHERE { delivery:able-2020 imr:lengthMonthsMinimum ?old }

## delivery-length-maximum
DELETE { delivery:able-2020 imr:lengthMonthsMaximum ?old }
INSERT { delivery:able-2020 imr:lengthMonthsMaximum 9 }
WHERE { delivery:able-2020 imr:lengthMonthsMaximum ?old }

## delivery-sessions
DELETE { delivery:able-2020 imr:numberOfSessions ?old }
INSERT { delivery:able-2020 imr:numberOfSessions 41 }
WHERE { delivery:able-2020 imr:numberOfSessions ?old }

## delivery-provider
DELETE { delivery:able-2020 imr:hasProvider ?old }
INSERT { delivery:able-2020 imr:hasProvider rater:clinician }
WHERE { delivery:able-2020 imr:hasProvider ?old }

## delivery-provider-count
DELETE { delivery:able-2020 imr:numberOfProviders ?old }
INSERT { delivery:able-2020 imr:numberOfProviders "4 clinicians" }
WHERE { delivery:able-2020 imr:numberOfProviders ?old }

## delivery-training
DELETE { delivery:able-2020 imr:trainingAmount ?old }
INSERT { delivery:able-2020 imr:trainingAmount 2 }
WHERE { delivery:able-2020 imr:trainingAmount ?old }

## delivery-training-unit
DELETE WHERE { delivery:able-2020 imr:trainingUnit ?any }
