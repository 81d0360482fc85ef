# What violates shapes/evidence.ttl: each section damages valid.ttl and names the shapes that must report it.

## Evidence -> Evidence ...
INSERT DATA { [] a imr:Gap }

## evidence-place
DELETE WHERE { gap:severity prov:wasDerivedFrom ?any }

## is-passage -> evidence-place ...
DELETE { passage:results-p1-s1 a imr:Passage } INSERT { passage:results-p1-s1 a imr:Section } WHERE {}

## is-cell -> evidence-place ...
DELETE DATA { cell:recovery--able-2020 a imr:TableCell }

## is-footnote -> evidence-place ...
DELETE DATA { footnote:table-2-note-a a imr:Footnote }

## is-table -> evidence-place ...
DELETE DATA { table:table-2 a imr:Table }
