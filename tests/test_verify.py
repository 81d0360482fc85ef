"""Checking places against a manuscript: a made-up one, and the real one where there is a copy."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import imrkg, refused

from imrkg import namespaces as ns
from imrkg import places, verify
from imrkg.errors import MissingFile, NothingToCheck

TEXT = "One two.\n\nThe\u00a0cell ﬁts --- here\t-\u2010- end.\n"
NORMAL = "One two. The cell fits - here - end."


def test_normal_form() -> None:
    assert places.normalise(TEXT) == NORMAL


@given(st.text())
def test_normal_form_is_stable(text: str) -> None:
    once = places.normalise(text)
    assert places.normalise(once) == once
    assert once == once.strip()
    assert "  " not in once
    assert "--" not in once


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_digest_is_of_the_characters_between(text: str, start: int, length: int) -> None:
    text = text.encode(errors="ignore").decode()
    expected = hashlib.sha256(text[start : start + length].encode()).hexdigest()
    assert places.digest(text, start, start + length) == expected


def store_with(*spans: tuple[str, int, int, str | None], manuscript: str = "mine", text: str = NORMAL) -> ox.Store:
    """Return a graph with one place in `text` for each (key, start, end, printed text of a cell or None)."""
    whole = hashlib.sha256(text.encode()).hexdigest()
    lines = [f'<{ns.ID}manuscript/{manuscript}> imr:sha256 "{whole}" .']
    for key, start, end, printed in spans:
        digest = hashlib.sha256(text[start:end].encode()).hexdigest()
        lines.append(
            f'<{ns.ID}passage/{key}> oa:hasSelector <{ns.ID}selector/{key}> ; rdfs:label "{key}"@en ;'
            f" oa:hasSource <{ns.ID}manuscript/{manuscript}> ."
            f"<{ns.ID}selector/{key}> a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} ;"
            f' imr:sha256 "{digest}" .'
        )
        if printed is not None:
            lines.append(f'<{ns.ID}passage/{key}> imr:printed "{printed}" .')
    prefixes = "".join(f"@prefix {p}: <{ns.PREFIXES[p]}> .\n" for p in ("oa", "rdfs", "imr"))
    store = ox.Store()
    store.load(input=prefixes + "".join(lines), format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "manuscript.txt"
    made.write_text(TEXT, encoding="utf-8")
    return made


def test_everything_in_its_place(file: Path) -> None:
    check = verify.verify(store_with(("a", 0, 8, None), ("b", 13, 22, "cell fits"), ("c", 13, 22, "cellfits")), file)
    assert (check.places, check.cells, check.wrong) == (3, 2, ())


def test_a_cell_that_says_something_else(file: Path) -> None:
    check = verify.verify(store_with(("a", 0, 8, None), ("b", 13, 22, "cell fats")), file)
    assert check.wrong == ("passage/b (b): the cell says 'cell fats', the manuscript 'cell fits'",)


@pytest.mark.parametrize("change", [("two", "tow"), ("One ", "One more "), ("One", "one"), ("here", "")])
def test_a_changed_manuscript(change: tuple[str, str], file: Path) -> None:
    whole = store_with(("whole", 0, len(NORMAL), None), ("last", len(NORMAL) - 4, len(NORMAL), None))
    assert verify.verify(whole, file).wrong == ()
    file.write_text(TEXT.replace(*change), encoding="utf-8")
    wrong = verify.verify(whole, file).wrong
    assert any(line.startswith("passage/whole (whole): characters 0 to ") for line in wrong)


def test_white_space_and_hyphens_do_not_matter(file: Path) -> None:
    file.write_text(TEXT.replace(" ", "\n \t").replace("-", "\u2011-"), encoding="utf-8")
    assert verify.verify(store_with(("whole", 0, len(NORMAL), None)), file).wrong == ()


def test_only_the_manuscript_at_hand_is_checked(file: Path) -> None:
    """A graph may hold the places of several reviews; a copy of one says nothing of the others."""
    both = store_with(("a", 0, 8, None))
    both.extend(store_with(("b", 2, 9, None), ("c", 3, 5, None), manuscript="other", text="Something else."))
    check = verify.verify(both, file)
    assert (check.places, check.wrong) == (1, ())
    file.write_text("Something else.", encoding="utf-8")
    check = verify.verify(both, file)
    assert (check.places, check.wrong) == (2, ())
    file.write_text("Neither of them.", encoding="utf-8")
    assert len(verify.verify(both, file).wrong) == 3


def test_of_two_manuscripts_only_the_one_at_hand(file: Path) -> None:
    both = store_with(("mine", 0, 8, None), ("other", 0, 7, None))
    known = hashlib.sha256(NORMAL.encode()).hexdigest()
    source = ox.NamedNode(ns.PREFIXES["oa"] + "hasSource")
    for key, digest in (("a", known), ("b", "0" * 64)):
        place = ox.NamedNode(f"{ns.ID}passage/{'mine' if key == 'a' else 'other'}")
        manuscript = ox.NamedNode(f"{ns.ID}manuscript/{key}")
        for quad in list(both.quads_for_pattern(place, source, None)):
            both.remove(quad)
        both.add(ox.Quad(place, source, manuscript))
        both.add(ox.Quad(manuscript, ox.NamedNode(ns.IMR + "sha256"), ox.Literal(digest)))
    assert verify.verify(both, file).places == 1
    # A text that is none of the known ones is held against all places, so that changes show.
    file.write_text("Something else altogether.", encoding="utf-8")
    check = verify.verify(both, file)
    assert (check.places, len(check.wrong)) == (2, 2)


def test_nothing_to_check(file: Path) -> None:
    with pytest.raises(NothingToCheck):
        verify.verify(ox.Store(), file)


def test_bad_files(tmp_path: Path) -> None:
    some = store_with(("a", 0, 8, None))
    for name, data, said in (
        ("latin.txt", "Färdig".encode("latin-1"), "byte 1 is not UTF-8"),
        ("no.txt", None, "No such"),
    ):
        if data is not None:
            (tmp_path / name).write_bytes(data)
        with pytest.raises(MissingFile, match=said):
            verify.verify(some, tmp_path / name)
        refused(imrkg("verify-source", tmp_path / name), name, said, "#missing-file")
    refused(imrkg("verify-source", tmp_path), "Is a directory", "#missing-file")


def test_another_text_confirms_nothing(file: Path, graph: ox.Store) -> None:
    done = imrkg("verify-source", file)
    assert done.returncode == 1
    *lines, summary = done.stdout.splitlines()
    count = sum(1 for _ in graph.quads_for_pattern(None, ox.NamedNode(ns.PREFIXES["oa"] + "start"), None))
    assert len(lines) == count > 400
    assert summary.startswith(f"0 of {count} places are where the graph says")


# --- with a copy of the manuscript ----------------------------------------------------------------------------------


def test_every_place_of_the_graph(graph: ox.Store, manuscript: Path, rows: dict[str, list[dict[str, str]]]) -> None:
    check = verify.verify(graph, manuscript)
    assert check.wrong == ()
    # the second route: rows of the sheets that have a start
    assert check.places == sum(bool(r.get("start")) for records in rows.values() for r in records)
    assert check.cells == sum(bool(r["printed"].strip()) for r in rows["cells"])


def test_places_by_plain_python(manuscript: Path, rows: dict[str, list[dict[str, str]]]) -> None:
    """Without our own code but for the rule: every row's digest, and every printed cell's text."""
    text = places.normalise(manuscript.read_text(encoding="utf-8"))
    review = rows["reviews"][0]
    assert int(review["manuscript_characters"]) == len(text)
    assert review["manuscript_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    for sheet in ("passages", "cells", "footnotes"):
        for r in rows[sheet]:
            span = text[int(r["start"]) : int(r["end"])]
            assert hashlib.sha256(span.encode()).hexdigest() == r["sha256"], r["key"]
            if r.get("printed"):
                assert span.replace(" ", "") == places.normalise(r["printed"]).replace(" ", ""), r["key"]


def test_command_on_the_manuscript_and_on_a_damaged_copy(manuscript: Path, tmp_path: Path) -> None:
    done = imrkg("verify-source", manuscript)
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    damaged = tmp_path / "damaged.txt"
    text = manuscript.read_text(encoding="utf-8")
    assert "Ohio" in text
    damaged.write_text(text.replace("Ohio", "Ohia", 1), encoding="utf-8")
    done = imrkg("verify-source", damaged)
    assert done.returncode == 1
    assert "are not what was read" in done.stdout
    assert len(done.stdout.splitlines()) < 10  # one word of one place, not everything after it
