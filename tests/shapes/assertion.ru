# What violates shapes/assertion.ttl: each section damages valid.ttl and names the shapes that must report it.

## Assertion
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { assertion:median }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <assertion/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <assertion/Not_A_Key>, ?o) AS ?newObject)
}

## assertion-claim -> assertion-claim ...
INSERT DATA { assertion:median imr:assertedBy publication:example-2014 }

## assertion-claim-agrees -> assertion-claim-agrees ...
DELETE DATA { claim:median imr:hasAssertion assertion:median }

## assertion-check -> assertion-check ...
DELETE { assertion:median imr:checkedBy ?old }
INSERT { assertion:median imr:checkedBy "median" }
WHERE { assertion:median imr:checkedBy ?old }

## assertion-check-exists -> assertion-check-exists ...
DELETE WHERE { check:median ?p ?o }

## assertion-topic -> assertion-topic FailedCheckResult
DELETE { assertion:median imr:topic ?old }
INSERT { assertion:median imr:topic "Dropout, median" }
WHERE { assertion:median imr:topic ?old }

## assertion-kind -> assertion-kind ...
INSERT DATA { assertion:dropout imr:kindIfFailed severity:changes-a-number-or-finding }

## assertion-severity
DELETE WHERE { assertion:median imr:severityIfFailed ?any }

## assertion-one-result -> assertion-one-result ...
INSERT DATA { check-result:another imr:key "another" ; a imr:CheckResult ; imr:ofAssertion assertion:median }

## is-check-result -> assertion-one-result ...
INSERT DATA { criterion:recovery--studies--1 a imr:CheckResult }

## AssertionChecked -> AssertionChecked ...
DELETE WHERE { check-result:dropout ?p ?o }

## not-audited -> AssertionChecked ...
DELETE DATA { check-result:median imr:ofAssertion assertion:median }

## with-result -> AssertionChecked ...
DELETE DATA { check-result:recovery--able a imr:CheckResult }

## assertion-study -> assertion-study StudiesRead
INSERT DATA { assertion:median imr:assertsStudy reference:1 }

## assertion-reference
INSERT DATA { assertion:median imr:assertsReference study:able-2020 }

## assertion-design -> assertion-design DesignRead
INSERT DATA { assertion:median imr:assertsDesign rater:consumer }

## assertion-outcome
INSERT DATA { assertion:median imr:assertsOutcome outcome:fidelity }

## assertion-other-outcome
INSERT DATA { assertion:median imr:assertsOtherOutcome outcome:dropout }

## assertion-rater -> assertion-rater RaterRead
INSERT DATA { assertion:median imr:assertsRater design:pre-post-study }

## assertion-metric
INSERT DATA { assertion:median imr:assertsMetric outcome:dropout }

## assertion-format
INSERT DATA { assertion:median imr:assertsFormat setting:act-team }

## assertion-domain
INSERT DATA { assertion:median imr:assertsDomain factor:time }

## assertion-factor
INSERT DATA { assertion:median imr:assertsFactor cfir-domain:process }

## assertion-result
INSERT DATA { assertion:median imr:assertsResult stance:neutral }

## assertion-quantifier -> assertion-quantifier QuantifierRead
INSERT DATA { assertion:dropout imr:assertsQuantifier "most" }

## assertion-operator
DELETE { assertion:recovery--studies imr:assertsOperator ?old }
INSERT { assertion:recovery--studies imr:assertsOperator ">=" }
WHERE { assertion:recovery--studies imr:assertsOperator ?old }

## assertion-value
DELETE { assertion:dropout imr:assertsValue ?old }
INSERT { assertion:dropout imr:assertsValue 0.45 }
WHERE { assertion:dropout imr:assertsValue ?old }

## assertion-value-maximum -> assertion-value-maximum AssertedProportion
INSERT DATA { assertion:dropout imr:assertsValueMaximum 40 }

## assertion-lower-end -> assertion-lower-end BandAssertion
DELETE WHERE { assertion:dropout imr:assertsValue ?any }

## assertion-precision
DELETE { assertion:median imr:assertsPrecision ?old }
INSERT { assertion:median imr:assertsPrecision 0.0 }
WHERE { assertion:median imr:assertsPrecision ?old }

## assertion-step
DELETE { assertion:median imr:assertsValue ?old }
INSERT { assertion:median imr:assertsValue 0.42 }
WHERE { assertion:median imr:assertsValue ?old }

## assertion-unit
INSERT DATA { assertion:median imr:assertsUnit unit:studies }

## AssertedProportion
DELETE { assertion:median imr:assertsValue ?old }
INSERT { assertion:median imr:assertsValue 40.0 }
WHERE { assertion:median imr:assertsValue ?old }

## asserts-no-proportion -> AssertedProportion
DELETE { assertion:recovery--studies imr:assertsUnit ?old }
INSERT { assertion:recovery--studies imr:assertsUnit unit:proportion }
WHERE { assertion:recovery--studies imr:assertsUnit ?old }

## asserts-from-0-to-1 -> AssertedProportion
DELETE { assertion:dropout imr:assertsValueMaximum ?old }
INSERT { assertion:dropout imr:assertsValueMaximum 40.0 }
WHERE { assertion:dropout imr:assertsValueMaximum ?old }

## assertion-property -> assertion-property DeclaredProperty ...
INSERT DATA { assertion:median imr:assertsProperty imr:numberOfBeds . study:able-2020 imr:numberOfBeds 3 }

## is-declared -> assertion-property
INSERT DATA { assertion:median imr:assertsProperty imr:numberOfBeds }

## assertion-object -> assertion-object DeclaredThing declared-thing
INSERT DATA { assertion:median imr:assertsObject "setting/act-team" }

## assertion-text
INSERT DATA { assertion:median imr:assertsText "" }

## assertion-pattern
DELETE { assertion:recovery--able imr:assertsPattern ?old }
INSERT { assertion:recovery--able imr:assertsPattern "^(Y|NS$" }
WHERE { assertion:recovery--able imr:assertsPattern ?old }

## assertion-term
INSERT DATA { assertion:median imr:assertsTerm "completion" , "dropout" }

## assertion-held-against
INSERT DATA { assertion:median imr:heldAgainst study:able-2020 }

## CountAssertion -> CountAssertion AssertionChecked CountedByCriteria
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:count ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-count -> CountAssertion AssertionChecked CountedByCriteria
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:count ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## count-columns -> CountAssertion AssertionChecked CountedByCriteria
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:count ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## ListLengthAssertion -> ListLengthAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:list-length ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsReference reference:1 .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-list-length -> ListLengthAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:list-length ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsValue 0.25 .
  claim:recovery imr:hasAssertion assertion:new
}

## list-length-columns -> ListLengthAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:list-length ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## StudiesReportingAssertion -> StudiesReportingAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:studies-reporting ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsQuantifier "only" .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-studies-reporting -> StudiesReportingAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:studies-reporting ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsValue 0.25 ; imr:assertsQuantifier "only" .
  claim:recovery imr:hasAssertion assertion:new
}

## studies-reporting-columns -> StudiesReportingAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:studies-reporting ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsQuantifier "only" .
  claim:recovery imr:hasAssertion assertion:new
}

## ReferenceListAssertion -> ReferenceListAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:reference-list ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsReference reference:1 ; imr:assertsQuantifier "any" .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-reference-list -> ReferenceListAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:reference-list ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsQuantifier "any" .
  claim:recovery imr:hasAssertion assertion:new
}

## reference-list-columns -> ReferenceListAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:reference-list ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsQuantifier "any" .
  claim:recovery imr:hasAssertion assertion:new
}

## BandAssertion -> BandAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:band ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25 ; imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-band -> BandAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:band ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsValue 0.25 ; imr:assertsValueMaximum 0.4 ; imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## band-columns -> BandAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:band ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## MedianAssertion -> MedianAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:median ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-median -> MedianAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:median ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsValue 0.25 ; imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## median-columns -> MedianAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:median ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## RangeAssertion -> RangeAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:range ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25 ; imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-range -> RangeAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:range ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsValue 0.25 ; imr:assertsValueMaximum 0.4 ; imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## range-columns -> RangeAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:range ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## RateAssertion -> RateAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rate ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsStudy study:able-2020 ; imr:assertsOutcome outcome:dropout .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-rate -> RateAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rate ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25 .
  claim:recovery imr:hasAssertion assertion:new
}

## rate-columns -> RateAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rate ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## RankAssertion -> RankAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rank ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsStudy study:able-2020 ; imr:assertsOutcome outcome:dropout .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-rank -> RankAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rank ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsOperator "above" .
  claim:recovery imr:hasAssertion assertion:new
}

## rank-columns -> RankAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rank ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## GroupMedianAssertion -> GroupMedianAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:group-median ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsFormat format:group ; imr:assertsOutcome outcome:dropout .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-group-median -> GroupMedianAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:group-median ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsOperator "at-least" .
  claim:recovery imr:hasAssertion assertion:new
}

## group-median-columns -> GroupMedianAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:group-median ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## GroupCompareAssertion -> GroupCompareAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:group-compare ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsFormat format:group ; imr:assertsOutcome outcome:dropout .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-group-compare -> GroupCompareAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:group-compare ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsOperator "above" .
  claim:recovery imr:hasAssertion assertion:new
}

## group-compare-columns -> GroupCompareAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:group-compare ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## SpreadAssertion -> SpreadAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:spread ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsOtherOutcome outcome:fidelity .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-spread -> SpreadAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:spread ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOtherOutcome outcome:fidelity ; imr:assertsOperator "above" .
  claim:recovery imr:hasAssertion assertion:new
}

## spread-columns -> SpreadAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:spread ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## SumAssertion -> SumAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:sum ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:heldAgainst claim:median .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-sum -> SumAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:sum ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsValue 0.25 .
  claim:recovery imr:hasAssertion assertion:new
}

## sum-columns -> SumAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:sum ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## SameValueAssertion -> SameValueAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:same-value ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-same-value -> SameValueAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:same-value ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## same-value-columns -> SameValueAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:same-value ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## ResultAssertion -> ResultAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:result ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-result -> ResultAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:result ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsResult result:significant .
  claim:recovery imr:hasAssertion assertion:new
}

## result-columns -> ResultAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:result ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## MeasuredAssertion -> MeasuredAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:measured ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsQuantifier "none" .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-measured -> MeasuredAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:measured ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsQuantifier "none" .
  claim:recovery imr:hasAssertion assertion:new
}

## measured-columns -> MeasuredAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:measured ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsQuantifier "none" .
  claim:recovery imr:hasAssertion assertion:new
}

## RaterAssertion -> RaterAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rater ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-rater -> RaterAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rater ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsRater rater:consumer .
  claim:recovery imr:hasAssertion assertion:new
}

## rater-columns -> RaterAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rater ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## AttributeAssertion -> AttributeAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:attribute ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsStudy study:able-2020 ; imr:assertsProperty imr:numberOfSites .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-attribute -> AttributeAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:attribute ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsProperty imr:numberOfSites ; imr:assertsValue 2.0 .
  claim:recovery imr:hasAssertion assertion:new
}

## attribute-columns -> AttributeAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:attribute ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## CellTextAssertion -> CellTextAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:cell-text ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:heldAgainst cell:recovery--able-2020 ; imr:assertsQuantifier "none" .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-cell-text -> CellTextAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:cell-text ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsPattern "Y" ; imr:assertsQuantifier "none" .
  claim:recovery imr:hasAssertion assertion:new
}

## cell-text-columns -> CellTextAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:cell-text ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsQuantifier "none" .
  claim:recovery imr:hasAssertion assertion:new
}

## DefinitionAssertion -> DefinitionAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:definition ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsTerm "completion" .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-definition -> DefinitionAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:definition ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsText "all modules" .
  claim:recovery imr:hasAssertion assertion:new
}

## definition-columns -> DefinitionAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:definition ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## AllSitesAssertion -> AllSitesAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:all-sites ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsStudy study:able-2020 ; imr:assertsOutcome outcome:dropout ; imr:assertsOperator "above" .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-all-sites -> AllSitesAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:all-sites ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25 ; imr:assertsOperator "above" .
  claim:recovery imr:hasAssertion assertion:new
}

## all-sites-columns -> AllSitesAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:all-sites ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOperator "above" .
  claim:recovery imr:hasAssertion assertion:new
}

## FactorRankAssertion -> FactorRankAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:factor-rank ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## not-of-factor-rank -> FactorRankAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:factor-rank ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## factor-rank-columns -> FactorRankAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:factor-rank ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-outcome -> StudiesReportingAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:studies-reporting ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsValue 0.25 ; imr:assertsQuantifier "only" .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-other-outcome -> SpreadAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:spread ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsOperator "above" .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-figure -> CountAssertion AssertionChecked CountedByCriteria
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:count ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-upper-end -> BandAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:band ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25 ; imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-reference -> ListLengthAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:list-length ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsValue 0.25 .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-study -> AttributeAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:attribute ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsProperty imr:numberOfSites ; imr:assertsValue 2.0 .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-study-or-reference -> RateAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rate ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25 .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-format -> GroupMedianAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:group-median ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsOperator "at-least" .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-results -> ResultAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:result ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-rater -> RaterAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rater ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-property -> AttributeAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:attribute ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsStudy study:able-2020 ; imr:assertsValue 2.0 .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-one-target -> AttributeAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:attribute ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsStudy study:able-2020 ; imr:assertsProperty imr:numberOfSites ; imr:assertsValue 2.0 ; imr:assertsText "two" .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-figure-or-text -> DefinitionAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:definition ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsTerm "completion" .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-pattern -> CellTextAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:cell-text ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:heldAgainst cell:recovery--able-2020 ; imr:assertsQuantifier "none" .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-term -> DefinitionAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:definition ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsText "all modules" .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-domain-or-factor -> FactorRankAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:factor-rank ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding .
  claim:recovery imr:hasAssertion assertion:new
}

## held-against-cells -> CellTextAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:cell-text ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsPattern "Y" ; imr:assertsQuantifier "none" ; imr:heldAgainst claim:median .
  claim:recovery imr:hasAssertion assertion:new
}

## held-against-claims -> SumAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:sum ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsValue 0.25 ; imr:heldAgainst cell:recovery--able-2020 .
  claim:recovery imr:hasAssertion assertion:new
}

## held-against-other-claims -> SameValueAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:same-value ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOperator "equal" ; imr:heldAgainst claim:median , claim:recovery .
  claim:recovery imr:hasAssertion assertion:new
}

## above-or-below -> RankAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:rank ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsStudy study:able-2020 ; imr:assertsOutcome outcome:dropout ; imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## on-a-side -> GroupMedianAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:group-median ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsFormat format:group ; imr:assertsOutcome outcome:dropout ; imr:assertsOperator "equal" .
  claim:recovery imr:hasAssertion assertion:new
}

## above-or-at-least -> AllSitesAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:all-sites ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsStudy study:able-2020 ; imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25 ; imr:assertsOperator "below" .
  claim:recovery imr:hasAssertion assertion:new
}

## equal-if-any -> MedianAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:median ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25 ; imr:assertsOperator "above" .
  claim:recovery imr:hasAssertion assertion:new
}

## within-if-any -> BandAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:band ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25 ; imr:assertsValueMaximum 0.4 ; imr:assertsOperator "below" .
  claim:recovery imr:hasAssertion assertion:new
}

## all-or-any -> ReferenceListAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:reference-list ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsReference reference:1 ; imr:assertsOutcome outcome:dropout ; imr:assertsQuantifier "none" .
  claim:recovery imr:hasAssertion assertion:new
}

## all-or-only -> StudiesReportingAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:studies-reporting ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25 ; imr:assertsQuantifier "none" .
  claim:recovery imr:hasAssertion assertion:new
}

## all-any-or-none -> CellTextAssertion AssertionChecked
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:cell-text ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:heldAgainst cell:recovery--able-2020 ; imr:assertsPattern "Y" ; imr:assertsQuantifier "only" .
  claim:recovery imr:hasAssertion assertion:new
}

## all-none-or-only -> MeasuredAssertion AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:measured ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsQuantifier "any" .
  claim:recovery imr:hasAssertion assertion:new
}

## WithinAssertion
INSERT DATA { assertion:recovery--able imr:assertsOperator "within" }

## not-within -> WithinAssertion MedianAssertion assertion-operator
INSERT DATA { assertion:median imr:assertsOperator "equal" , "within" }

## OnlyMeasured -> OnlyMeasured AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:measured ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:dropout ; imr:assertsQuantifier "only" .
  claim:recovery imr:hasAssertion assertion:new
}

## not-only -> OnlyMeasured AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:measured ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:recovery ; imr:assertsRater rater:consumer ; imr:assertsQuantifier "only" .
  claim:recovery imr:hasAssertion assertion:new
}

## asserts-study-or-design -> OnlyMeasured AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:measured ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:assertsOutcome outcome:recovery ; imr:assertsReference reference:1 ; imr:assertsQuantifier "only" .
  claim:recovery imr:hasAssertion assertion:new
}

## DesignRead
INSERT DATA { assertion:median imr:assertsDesign design:pre-post-study }

## without-design -> DesignRead
INSERT DATA { assertion:dropout imr:assertsDesign design:pre-post-study }

## of-check-with-design -> DesignRead AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:sum ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:heldAgainst claim:median ; imr:assertsValue 2.0 ; imr:assertsDesign design:pre-post-study .
  claim:recovery imr:hasAssertion assertion:new
}

## RaterRead
INSERT DATA { assertion:median imr:assertsRater rater:consumer }

## without-rater -> RaterRead
INSERT DATA { assertion:dropout imr:assertsRater rater:consumer }

## of-check-with-rater -> RaterRead AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:sum ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:heldAgainst claim:median ; imr:assertsValue 2.0 ; imr:assertsRater rater:consumer .
  claim:recovery imr:hasAssertion assertion:new
}

## MetricRead
INSERT DATA { assertion:recovery--studies imr:assertsMetric metric:dropout-rate }

## without-metric -> MetricRead
INSERT DATA { assertion:recovery--able imr:assertsMetric metric:dropout-rate }

## of-check-with-metric -> MetricRead AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:sum ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:heldAgainst claim:median ; imr:assertsValue 2.0 ; imr:assertsMetric metric:dropout-rate .
  claim:recovery imr:hasAssertion assertion:new
}

## StudiesRead
INSERT DATA { assertion:median imr:assertsStudy study:able-2020 }

## without-studies -> StudiesRead
INSERT DATA { assertion:dropout imr:assertsStudy study:able-2020 }

## of-check-with-studies -> StudiesRead AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:sum ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:heldAgainst claim:median ; imr:assertsValue 2.0 ; imr:assertsStudy study:able-2020 .
  claim:recovery imr:hasAssertion assertion:new
}

## QuantifierRead
INSERT DATA { assertion:median imr:assertsQuantifier "any" }

## without-quantifier -> QuantifierRead
INSERT DATA { assertion:dropout imr:assertsQuantifier "any" }

## of-check-with-quantifier -> QuantifierRead AssertionChecked assertion-check-exists
INSERT DATA {
  assertion:new a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en ; imr:assertedBy claim:recovery ; imr:checkedBy check:sum ;
    imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number ; imr:severityIfFailed severity:changes-a-number-or-finding ;
    imr:heldAgainst claim:median ; imr:assertsValue 2.0 ; imr:assertsQuantifier "any" .
  claim:recovery imr:hasAssertion assertion:new
}
