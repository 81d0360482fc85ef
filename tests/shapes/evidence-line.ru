# What violates shapes/evidence-line.ttl: each section damages valid.ttl and names the shapes that must report it.

## EvidenceLine
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { evidence-line:recovery--supports--able-2020 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <evidence-line/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <evidence-line/Not_A_Key>, ?o) AS ?newObject)
}

## line-direction
DELETE WHERE { evidence-line:recovery--supports--able-2020 imr:hasEvidenceDirection ?any }

## line-finding
DELETE WHERE { evidence-line:recovery--supports--able-2020 imr:hasEvidence ?any }

## line-claim
DELETE DATA { claim:recovery imr:hasEvidenceLine evidence-line:recovery--supports--able-2020 }

## line-derived-from
DELETE DATA { evidence-line:recovery--supports--able-2020 prov:wasDerivedFrom claim:recovery }

## is-claim -> line-derived-from ...
DELETE DATA { claim:recovery a imr:Claim }
