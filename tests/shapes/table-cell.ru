# What violates shapes/table-cell.ttl: each section damages valid.ttl and names the shapes that must report it.

## TableCell
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { cell:recovery--able-2020 }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <cell/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <cell/Not_A_Key>, ?o) AS ?newObject)
}

## cell-row
INSERT DATA { cell:recovery--able-2020 imr:inRow row:table-2--consumer }

## cell-column
INSERT DATA { cell:recovery--able-2020 imr:inColumn column:table-2--baker-2021 }

## cell-row-table
DELETE { cell:recovery--able-2020 imr:inRow ?old }
INSERT { cell:recovery--able-2020 imr:inRow row:table-3--able-2020 }
WHERE { cell:recovery--able-2020 imr:inRow ?old }

## cell-column-table
DELETE { cell:recovery--able-2020 imr:inColumn ?old }
INSERT { cell:recovery--able-2020 imr:inColumn column:table-3--dropout }
WHERE { cell:recovery--able-2020 imr:inColumn ?old }

## cell-blank -> cell-blank TableCellBlankOrPrinted
DELETE { cell:recovery--able-2020 imr:isBlank ?old }
INSERT { cell:recovery--able-2020 imr:isBlank "no" }
WHERE { cell:recovery--able-2020 imr:isBlank ?old }

## cell-printed
INSERT DATA { cell:recovery--able-2020 imr:printed "NS" }

## cell-marks
INSERT DATA { cell:recovery--able-2020 imr:unresolvedMark "*" }

## cell-fragment
DELETE DATA { cell:recovery--able-2020 oa:hasSelector selector:recovery--able-2020--csv }

## TableCellBlankOrPrinted
INSERT DATA { cell:recovery--baker-2021 imr:printed "Y" }

## blank-cell -> TableCellBlankOrPrinted
DELETE { cell:recovery--baker-2021 imr:isBlank ?old }
INSERT { cell:recovery--baker-2021 imr:isBlank false }
WHERE { cell:recovery--baker-2021 imr:isBlank ?old }

## blank-true -> TableCellBlankOrPrinted
DELETE { cell:recovery--baker-2021 imr:isBlank ?old }
INSERT { cell:recovery--baker-2021 imr:isBlank false }
WHERE { cell:recovery--baker-2021 imr:isBlank ?old }

## nothing-printed -> TableCellBlankOrPrinted
INSERT DATA { cell:recovery--baker-2021 imr:text "Y" }

## printed-cell -> TableCellBlankOrPrinted
DELETE { cell:recovery--able-2020 imr:isBlank ?old }
INSERT { cell:recovery--able-2020 imr:isBlank true }
WHERE { cell:recovery--able-2020 imr:isBlank ?old }

## blank-false -> TableCellBlankOrPrinted
DELETE { cell:recovery--able-2020 imr:isBlank ?old }
INSERT { cell:recovery--able-2020 imr:isBlank true }
WHERE { cell:recovery--able-2020 imr:isBlank ?old }

## something-printed -> TableCellBlankOrPrinted
DELETE WHERE { cell:recovery--able-2020 imr:printed ?any }

## is-fragment-selector -> cell-fragment
DELETE DATA { selector:recovery--able-2020--csv a oa:FragmentSelector } ; INSERT DATA {
  selector:recovery--able-2020--csv a oa:Selector }

## FragmentSelector
DELETE { ?s ?p ?o } INSERT { ?newSubject ?p ?newObject }
WHERE {
  VALUES ?old { selector:recovery--able-2020--csv }
  ?s ?p ?o . FILTER (?s = ?old || ?o = ?old)
  BIND (IF(?s = ?old, <selector/Not_A_Key>, ?s) AS ?newSubject)
  BIND (IF(?o = ?old, <selector/Not_A_Key>, ?o) AS ?newObject)
}

## fragment-standard
DELETE { selector:recovery--able-2020--csv dcterms:conformsTo ?old }
INSERT { selector:recovery--able-2020--csv dcterms:conformsTo <http://www.w3.org/TR/media-frags/> }
WHERE { selector:recovery--able-2020--csv dcterms:conformsTo ?old }

## fragment-cell
DELETE { selector:recovery--able-2020--csv rdf:value ?old }
INSERT { selector:recovery--able-2020--csv rdf:value "row=3" }
WHERE { selector:recovery--able-2020--csv rdf:value ?old }
