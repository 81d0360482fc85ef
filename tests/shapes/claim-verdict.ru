# What violates shapes/claim-verdict.ttl: each section damages valid.ttl and names the shapes that must report it.

## ClaimVerdict
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { claim-verdict:dropout }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <claim-verdict/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <claim-verdict/Not_A_Key>, ?o) AS ?newObject)
}

## verdict-claim -> verdict-claim claim-has-verdict ...
DELETE WHERE { claim-verdict:aim imr:ofClaim ?any }

## verdict-from
INSERT DATA { claim-verdict:recovery prov:wasDerivedFrom study:able-2020 }

## VerdictOnItsClaim
DELETE DATA { claim-verdict:dropout prov:wasDerivedFrom claim:dropout }

## not-from-its-claim -> VerdictOnItsClaim
DELETE DATA { claim-verdict:aim prov:wasDerivedFrom claim:aim } ; INSERT DATA {
  claim-verdict:aim prov:wasDerivedFrom claim:median }

## VerdictFollows
DELETE { claim-verdict:recovery imr:hasVerdict ?old }
INSERT { claim-verdict:recovery imr:hasVerdict verdict:confirmed }
WHERE { claim-verdict:recovery imr:hasVerdict ?old }

## confirmed-throughout -> VerdictFollows
DELETE DATA { claim-verdict:dropout prov:wasDerivedFrom check-result:dropout }

## verdict-confirmed -> VerdictFollows
DELETE { claim-verdict:dropout imr:hasVerdict ?old }
INSERT { claim-verdict:dropout imr:hasVerdict verdict:contradicted }
WHERE { claim-verdict:dropout imr:hasVerdict ?old }

## results-confirmed -> VerdictFollows
INSERT DATA { claim-verdict:dropout prov:wasDerivedFrom check-result:median }

## confirmed-in-part -> VerdictFollows
DELETE DATA { claim-verdict:recovery prov:wasDerivedFrom check-result:recovery--studies }

## verdict-partly -> VerdictFollows
DELETE { claim-verdict:recovery imr:hasVerdict ?old }
INSERT { claim-verdict:recovery imr:hasVerdict verdict:contradicted }
WHERE { claim-verdict:recovery imr:hasVerdict ?old }

## results-mixed -> VerdictFollows
DELETE { claim-verdict:median imr:hasVerdict ?old }
INSERT { claim-verdict:median imr:hasVerdict verdict:partly }
WHERE { claim-verdict:median imr:hasVerdict ?old }

## is-in-its-favor -> VerdictFollows
DELETE DATA { claim-verdict:recovery prov:wasDerivedFrom check-result:recovery--able }

## contradicted-throughout -> VerdictFollows
INSERT DATA { claim-verdict:median prov:wasDerivedFrom check-result:dropout }

## verdict-contradicted -> VerdictFollows
DELETE { claim-verdict:median imr:hasVerdict ?old }
INSERT { claim-verdict:median imr:hasVerdict verdict:confirmed }
WHERE { claim-verdict:median imr:hasVerdict ?old }

## results-contradicted -> VerdictFollows
DELETE DATA { claim-verdict:median prov:wasDerivedFrom check-result:median }
