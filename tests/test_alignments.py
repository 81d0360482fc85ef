"""The alignments: valid SSSOM, complete, about terms that exist on both sides, and nothing wrong follows from them."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import support
from mappings import FILE, MATCHES, NONE, iri, matches, negated, real, rows

from imrkg import alignments, engine, reason, resources, sheets, store
from imrkg import namespaces as ns
from imrkg.errors import BadSheet, MissingFile

EXTRACTS = sorted(resources.path("ontology", "extracts").glob("*.ttl"))
OURS = resources.path("ontology", "alignments-ours.tsv")
# The columns that hold an entity: their CURIEs become IRIs when the rows become RDF.
ENTITIES = {"record_id", "subject_id", "predicate_id", "object_id", "object_source", "mapping_justification"}

RDFS, OWL, DCTERMS = ns.PREFIXES["rdfs"], ns.PREFIXES["owl"], ns.PREFIXES["dcterms"]
SUBCLASS, DISJOINT = ox.NamedNode(RDFS + "subClassOf"), ox.NamedNode(OWL + "disjointWith")
LABEL, TYPE = ox.NamedNode(RDFS + "label"), ox.NamedNode(ns.PREFIXES["rdf"] + "type")


# Reading ------------------------------------------------------------------------------------------


@cache
def constructed(*path: str) -> frozenset[ox.Triple]:
    """Return what the query at `path` makes of all rows."""
    work = ox.Store()
    work.extend(alignments.to_quads())
    work.extend(sheets.to_quads(sheets.read(resources.sheets())))
    work.extend(store.read(resources.ontology(), ns.ONTOLOGY_GRAPH))
    file = resources.path(*path)
    answer = engine.run(work, file.read_text(encoding="utf-8"), source=str(file))
    assert isinstance(answer, ox.QueryTriples)
    return frozenset(answer)


@cache
def extract(name: str) -> tuple[ox.Triple, ...]:
    file = resources.path("ontology", "extracts", name)
    return tuple(quad.triple for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE))


@cache
def labels(name: str) -> dict[str, str]:
    """Return IRI to label in one extract."""
    return {t.subject.value: t.object.value for t in extract(name) if t.predicate == LABEL}


def sources(name: str) -> set[str]:
    """Return the vocabularies that an extract is of."""
    return {t.object.value for t in extract(name) if t.predicate.value == DCTERMS + "source"}


@cache
def extract_of() -> dict[str, str]:
    """Return vocabulary to the file with its extract."""
    return {source: file.name for file in EXTRACTS for source in sources(file.name)}


@cache
def terms() -> dict[str, tuple[str, str]]:
    """Return IRI to (label, kind) of every class, property and controlled term of ours."""
    kinds = {"Class": "class", "ObjectProperty": "object property", "DatatypeProperty": "data property"}
    found: dict[str, tuple[str, str]] = {}
    ontology = {quad.triple for quad in ox.parse(path=str(resources.ontology()), format=ox.RdfFormat.TURTLE)}
    named = {t.subject.value: t.object.value for t in ontology if t.predicate == LABEL}
    for t in ontology:
        kind = t.object.value.removeprefix(OWL) if t.predicate == TYPE else ""
        if kind in kinds and t.subject.value.startswith(ns.IMR):
            found[t.subject.value] = (named[t.subject.value], f"owl {kinds[kind]}")
    for row in sheets.read(resources.sheets()):
        if row.sheet.name == "concepts":
            found[row.thing] = (row.values["label"][0], "skos concept")
    return found


# The file -----------------------------------------------------------------------------------------


def _sssom() -> str:
    """Return the command of sssom-py: ``IMRKG_SSSOM``, or one on the path."""
    found = os.environ.get("IMRKG_SSSOM") or shutil.which("sssom")
    support.require(found, "sssom-py is not installed: set IMRKG_SSSOM to its command")
    assert found
    return found


def test_it_is_valid_sssom() -> None:
    done = subprocess.run([_sssom(), "validate", str(FILE)], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr.strip()) == (0, ""), done.stderr


def test_sssom_py_refuses_a_broken_file(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sssom.tsv"
    text = FILE.read_text(encoding="utf-8").replace("semapv:ManualMappingCuration", "nobody:Knows", 1)
    broken.write_text(text, encoding="utf-8")
    done = subprocess.run([_sssom(), "validate", str(broken)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode or "nobody" in done.stderr + done.stdout


def test_every_row_says_who_when_why_and_how_sure() -> None:
    for row in rows():
        assert row["mapping_justification"] == "semapv:ManualMappingCuration", row
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["mapping_date"]), row
        assert 0 < float(row["confidence"]) <= 1, row
        assert all(row[column] for column in ("author_label", "object_source", "object_source_version")), row
    head = FILE.read_text(encoding="utf-8").partition("\nrecord_id")[0]
    assert all(f"#{slot}:" in head for slot in ("mapping_set_id", "mapping_set_version", "license", "curie_map"))
    assert all(line.startswith("#") for line in head.splitlines())


def test_only_skos_matches_and_subclass_axioms() -> None:
    assert {row["predicate_id"] for row in rows()} == MATCHES | {"rdfs:subClassOf"}
    assert {row["predicate_modifier"] for row in rows()} == {"", "Not"}
    assert "sameAs" not in FILE.read_text(encoding="utf-8")


def test_nothing_is_said_twice() -> None:
    assert [key for key, n in Counter(row["record_id"] for row in rows()).items() if n > 1] == []
    same = Counter((r["subject_id"], r["object_id"]) for r in real() if r["predicate_id"] in MATCHES)
    assert [pair for pair, n in same.items() if n > 1] == []
    missing = Counter((r["subject_id"], r["object_source"]) for r in rows() if r["object_id"] == NONE)
    assert [pair for pair, n in missing.items() if n > 1] == []


def test_a_term_has_one_exact_match_in_a_vocabulary() -> None:
    exact = Counter(
        (r["subject_id"], r["object_source"])
        for r in real()
        if r["predicate_id"] == "skos:exactMatch" and not negated(r)
    )
    assert [pair for pair, n in exact.items() if n > 1] == []


def test_what_is_said_not_to_be_found_is_not_matched() -> None:
    matched = {(r["subject_id"], r["object_source"]) for r in real() if not negated(r)}
    assert [r for r in rows() if r["object_id"] == NONE and (r["subject_id"], r["object_source"]) in matched] == []


def test_an_unknown_prefix_is_named_by_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "mine.sssom.tsv"
    file.write_text('#curie_map:\n#  x: "urn:x:"\nrecord_id\tsubject_id\tobject_id\nx:1\tx:a\tx:b\nx:2\tx:a\ty:b\n')
    with pytest.raises(BadSheet) as caught:
        list(alignments.to_quads(file))
    assert "mine.sssom.tsv, line 5, column object_id" in str(caught.value)
    assert "'y:b'" in str(caught.value)
    with pytest.raises(MissingFile):
        list(alignments.to_quads(tmp_path / "none.tsv"))


def test_every_cell_becomes_one_statement() -> None:
    cells = sum(1 for row in rows() for value in row.values() if value)
    kept = [q for q in alignments.to_quads() if q.predicate.value.startswith(ns.COLUMN)]
    assert len(kept) == cells + len(rows())  # each row tells its sheet, too


# Both sides ---------------------------------------------------------------------------------------


def test_every_subject_is_ours_under_its_label() -> None:
    for row in rows():
        assert terms().get(iri(row["subject_id"])) == (row["subject_label"], row["subject_type"]), row


def test_every_object_stands_in_the_extract_under_its_label() -> None:
    for row in real():
        file = extract_of().get(row["object_source"])
        assert file, f"no extract of {row['object_source']}"
        assert labels(file).get(iri(row["object_id"])) == row["object_label"], row


@pytest.mark.parametrize("file", EXTRACTS, ids=lambda file: file.stem)
def test_an_extract_holds_what_is_named_and_what_is_above_it(file: Path) -> None:
    named = {iri(row["object_id"]) for row in real() if extract_of().get(row["object_source"]) == file.name}
    up = {SUBCLASS.value, RDFS + "subPropertyOf", RDFS + "seeAlso", ns.PREFIXES["skos"] + "broader"}
    above: dict[str, set[str]] = defaultdict(set)
    for t in extract(file.name):
        if t.predicate.value in up:
            above[t.subject.value].add(t.object.value)
    wanted, waiting = set(named), list(named)
    while waiting:
        new = above.get(waiting.pop(), set()) - wanted
        wanted |= new
        waiting.extend(new)
    assert wanted == set(labels(file.name))


@pytest.mark.parametrize("file", EXTRACTS, ids=lambda file: file.stem)
def test_an_extract_says_where_it_is_from_and_what_it_may(file: Path) -> None:
    said = {t.predicate.value for t in extract(file.name) if t.subject.value.endswith(f"/extracts/{file.stem}")}
    assert {DCTERMS + name for name in ("title", "source", "rights", "hasVersion")} <= said
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# Extract of ")
    assert all(f"# {part}: " in text for part in ("License", "Version"))
    # Definitions of others are not copied.
    assert not any(property_ in text for property_ in ("IAO_0000115", "rdfs:comment", "skos:definition"))


def test_no_match_stands_in_the_ontology_itself() -> None:
    """Two places would say different things one day."""
    kinds = {ns.expand(match) for match in MATCHES}
    ontology = ox.parse(path=str(resources.ontology()), format=ox.RdfFormat.TURTLE)
    assert [quad for quad in ontology if quad.predicate.value in kinds] == []


# Completeness -------------------------------------------------------------------------------------


def not_sought() -> dict[str, str]:
    """Return IRI of a class, or of a controlled list, to the reason why no counterpart is looked for."""
    lines = [line for line in OURS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {iri(row["term"]): row["reason"] for row in csv.DictReader(lines, delimiter="\t")}


def _list_of(term: str) -> str:
    return f"{ns.ID}scheme/{term.removeprefix(ns.ID).partition('/')[0]}"


def test_every_class_and_controlled_term_is_accounted_for() -> None:
    told = {iri(row["subject_id"]) for row in rows() if not negated(row)}
    ours = set(not_sought())
    wanted = {term for term, (_, kind) in terms().items() if kind in ("owl class", "skos concept")}
    assert sorted(t for t in wanted - told if t not in ours and _list_of(t) not in ours) == []


def test_what_is_ours_by_nature_exists_has_a_reason_and_no_match() -> None:
    lists = {row.thing for row in sheets.read(resources.sheets()) if row.sheet.name == "schemes"}
    told = {iri(row["subject_id"]) for row in rows()}
    for term, why in not_sought().items():
        assert term in lists or (term in terms() and term not in told), term
        assert len(why.split()) > 3, term


# The graph and the bridge -------------------------------------------------------------------------

LINKS = ("queries", "build", "links", "40-alignments.rq")
BRIDGE = ("queries", "bridge", "10-classes.rq")


def test_each_match_becomes_a_link_and_a_statement() -> None:
    made = constructed(*LINKS)
    stated = {(t.subject.value, t.predicate.value, t.object.value) for t in made if t.predicate.value.endswith("Match")}
    wanted = matches()
    assert stated == {(iri(r["subject_id"]), iri(r["predicate_id"]), iri(r["object_id"])) for r in wanted}
    links = {t.subject.value for t in made if t.predicate == TYPE}
    assert links == {iri(row["record_id"]) for row in wanted}
    # One value of each kind for each link: none missing, none doubled.
    parts = Counter((t.subject.value, t.predicate.value) for t in made if t.subject.value in links)
    assert set(parts.values()) == {1}
    assert len(parts) == 10 * len(links)


def test_the_bridge_is_the_subclass_rows_and_nothing_else() -> None:
    stated = {(t.subject.value, t.object.value) for t in constructed(*BRIDGE) if t.predicate == SUBCLASS}
    wanted = {(iri(r["subject_id"]), iri(r["object_id"])) for r in real() if r["predicate_id"] == "rdfs:subClassOf"}
    assert stated == wanted
    assert wanted
    for row in real():
        if row["predicate_id"] == "rdfs:subClassOf":
            assert (row["subject_type"], row["object_type"]) == ("owl class", "owl class"), row


def test_no_axiom_beside_a_weaker_word() -> None:
    """A subclass is the same as, or narrower than, what it is a subclass of, or close to it; never broader."""
    axioms = {(r["subject_id"], r["object_id"]) for r in real() if r["predicate_id"] == "rdfs:subClassOf"}
    against = {"skos:narrowMatch", "skos:relatedMatch"}
    assert [r for r in real() if (r["subject_id"], r["object_id"]) in axioms and r["predicate_id"] in against] == []


def _with(names: tuple[str, ...], *more: ox.Triple) -> list[ox.Triple]:
    """Return our ontology, the extracts of `names`, the bridge to their classes, and `more`."""
    theirs = {t for name in names for t in extract(name)}
    known = {t.subject for t in theirs}
    bridge = {t for t in constructed(*BRIDGE) if t.predicate == SUBCLASS and t.object in known}
    return sorted({*support.ontology(), *theirs, *bridge, *more}, key=str)


def _reached() -> list[tuple[str, ...]]:
    """Each extract that the bridge leads into, alone; the others, into which it does not, all at once."""
    ends = {t.object.value for t in constructed(*BRIDGE) if t.predicate == SUBCLASS}
    alone = [(f.name,) for f in EXTRACTS if ends & {iri(r["object_id"]) for r in real()} & set(labels(f.name))]
    return [*alone, tuple(f.name for f in EXTRACTS if (f.name,) not in alone)]


@pytest.mark.parametrize("names", _reached(), ids=lambda names: names[0] if len(names) == 1 else "others")
def test_the_bridge_to_each_vocabulary_is_consistent(names: tuple[str, ...]) -> None:
    support.require_engine("hermit")
    report = reason.run(_with(names), "hermit")
    assert (report.consistent, report.unsatisfiable) == (True, [])


def test_a_wrong_axiom_would_be_seen() -> None:
    """A line of evidence is no process: SEPIO's upper classes say so, and the bridge carries it over."""
    support.require_engine("hermit")
    process = ox.NamedNode(ns.PREFIXES["obo"] + "BFO_0000003")
    assert process.value in labels("sepio.ttl")
    wrong = ox.Triple(ox.NamedNode(ns.IMR + "EvidenceLine"), SUBCLASS, process)
    assert ns.IMR + "EvidenceLine" in reason.run(_with(("sepio.ttl",), wrong), "hermit").unsatisfiable


# Term requests ------------------------------------------------------------------------------------

REQUESTS = Path(__file__).resolve().parent.parent / "docs" / "term-requests.md"


def test_the_parents_of_requested_terms_exist_under_their_labels() -> None:
    text = REQUESTS.read_text(encoding="utf-8")
    everywhere: dict[str, set[str]] = defaultdict(set)
    for file in EXTRACTS:
        for term, label in labels(file.name).items():
            everywhere[term].add(label)
    parents = re.findall(r"\| ([a-z][\w ]+) \(`(\w+:\w+)`\) \|", text)
    assert len(parents) > 20
    assert [pair for pair in parents if pair[0] not in everywhere.get(iri(pair[1]), set())] == []
    assert [c for c in re.findall(r"`((?:bcio|gmho|obo):\w+)`", text) if iri(c) not in everywhere] == []


def test_a_requested_term_has_a_parent_that_exists_or_is_requested() -> None:
    text = REQUESTS.read_text(encoding="utf-8")
    requested = re.findall(r"^\| ([a-z][^|]+) \| [A-Z][^|]+ \|", text, re.MULTILINE)
    assert [name for name, n in Counter(requested).items() if n > 1] == []
    assert set(re.findall(r"\| \*([^*|]+)\* \|", text)) <= set(requested)
