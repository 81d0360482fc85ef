# What violates shapes/claim.ttl: each section damages valid.ttl and names the shapes that must report it.

## Claim
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { claim:recovery }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <claim/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <claim/Not_A_Key>, ?o) AS ?newObject)
}

## claim-kind
DELETE WHERE { claim:recovery imr:hasClaimKind ?any }

## claim-role
DELETE WHERE { claim:recovery imr:hasClaimRole ?any }

## claim-statement
DELETE WHERE { claim:recovery imr:statement ?any }

## claim-about
DELETE WHERE { claim:recovery imr:about ?any }

## claim-cites
INSERT DATA { claim:recovery imr:citesReference publication:example-2014 }

## rests-on-communication
INSERT DATA { claim:recovery imr:restsOnCommunication reference:1 }

## claim-stance
INSERT DATA { claim:recovery imr:hasStance polarity:barrier }

## claim-evidence-line
INSERT DATA { claim:recovery imr:hasEvidenceLine finding:able-2020--recovery--consumer }

## part-of-review
DELETE WHERE { claim:recovery dcterms:isPartOf ?any }

## claim-assertion -> claim-assertion ...
INSERT DATA { claim:recovery imr:hasAssertion passage:results-p1-s1 }

## claim-reason
DELETE { claim:aim imr:notCheckableBecause ?old }
INSERT { claim:aim imr:notCheckableBecause verdict-reason:not-assessed }
WHERE { claim:aim imr:notCheckableBecause ?old }

## ClaimChecked
DELETE WHERE { claim:aim imr:notCheckableBecause ?any }

## has-assertion -> ClaimChecked
INSERT DATA { claim:recovery imr:notCheckableBecause verdict-reason:nothing-tabulated }

## has-reason -> ClaimChecked
INSERT DATA { claim:median imr:notCheckableBecause verdict-reason:nothing-tabulated }

## claim-verdict -> claim-verdict VerdictOnItsClaim claim-has-verdict
DELETE { claim-verdict:aim imr:ofClaim ?old } INSERT { claim-verdict:aim imr:ofClaim claim:dropout }
WHERE { claim-verdict:aim imr:ofClaim ?old }

## claim-has-verdict
DELETE WHERE { claim-verdict:aim ?p ?o }
