"""Reading and writing RDF: every format, whole files or none, and errors with a place."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from running import copy_of_project, imrkg, refused

import imrkg as package
from imrkg import namespaces as ns
from imrkg import resources, store
from imrkg.errors import BadSyntax, MissingFile, UnknownName

EX = "http://example.org/"
TURTLE = f"""@prefix : <{EX}> .
:s :p "plain" , "tagged"@en , 1 , 1.50 , 2.5e0 , true , "two\\nlines \\"quoted\\" \\\\" , <relative> ; a :Thing .
:s :q [ :r _:b ] . _:b :r :s .
"""


def triples(data: bytes | str, form: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.parse(data=data, format=form, publicID=EX)
    return graph


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "x.ttl"
    made.write_text(f"@base <{EX}> .\n" + TURTLE, encoding="utf-8")
    return made


RDFLIB = {"ttl": "turtle", "nt": "nt", "xml": "xml", "trig": "trig", "nq": "nquads", "jsonld": "json-ld"}


@pytest.mark.parametrize("form", store.FORMATS)
def test_every_format_goes_there_and_back(form: str, file: Path, tmp_path: Path) -> None:
    """What is written is what was read: by rdflib, which shares no code with the writer, and by our own reader."""
    quads = store.read(file)
    data = store.canonical(quads, store.FORMATS[form])
    expected = triples(file.read_bytes(), "turtle")
    if form in ("trig", "nq", "jsonld"):
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=data, format=RDFLIB[form])
        found = rdflib.Graph()
        for s, p, o, _ in dataset.quads():
            found.add((s, p, o))
    else:
        found = triples(data, RDFLIB[form])
    assert isomorphic(found, expected)
    again = tmp_path / f"again.{form}"
    again.write_bytes(data)
    assert len(store.read(again)) == len(quads) == 12


def test_canonical_is_the_same_for_any_order(file: Path) -> None:
    """Blank nodes included, whose names differ each time that the file is read."""
    quads, again = store.read(file), store.read(file)
    assert set(quads) != set(again)
    for form in ("ttl", "trig", "nt", "nq", "jsonld"):
        forward = store.canonical(quads, store.FORMATS[form])
        assert store.canonical([*reversed(again), *again], store.FORMATS[form]) == forward


def test_graphs_are_merged_where_a_format_knows_none() -> None:
    s, p = ox.NamedNode(EX + "s"), ox.NamedNode(EX + "p")
    quads = [ox.Quad(s, p, ox.Literal("1"), ox.NamedNode(EX + g)) for g in ("g", "h")]
    assert store.canonical(quads, ox.RdfFormat.N_TRIPLES) == f'<{EX}s> <{EX}p> "1" .\n'.encode()
    assert store.canonical(quads, ox.RdfFormat.N_QUADS).count(b"\n") == 2


def test_blank_nodes_of_two_files_are_two(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text(f"_:same <{EX}in> <{EX}{name}> .")
    found = store.from_files([tmp_path / "a.ttl", tmp_path / "b.ttl"])
    assert len({q.subject for q in found}) == 2


def test_read_into_a_graph_keeps_graphs_of_the_file(tmp_path: Path) -> None:
    made = tmp_path / "x.trig"
    made.write_text(f"<{EX}a> <{EX}p> 1 . GRAPH <{EX}g> {{ <{EX}b> <{EX}p> 2 }}")
    found = {q.subject.value: str(q.graph_name) for q in store.read(made, EX + "target")}
    assert found == {EX + "a": f"<{EX}target>", EX + "b": f"<{EX}g>"}


@pytest.mark.parametrize(("name", "form"), [("x.rdf", "xml"), ("x.owl", "xml"), ("x.turtle", "ttl"), ("X.TTL", "ttl")])
def test_other_extensions(name: str, form: str, file: Path, tmp_path: Path) -> None:
    made = tmp_path / "other" / name
    made.parent.mkdir()
    made.write_bytes(store.canonical(store.read(file), store.FORMATS[form]))
    assert len(store.read(made)) == 12


# --- bad input ------------------------------------------------------------------------------------------------------

DAMAGED = {
    "x.ttl": (b"@prefix : <http://e/> .\n:a :b 1 ;\n  :c oops .\n", 3),
    "x.trig": (b"<http://e/g> {\n <http://e/a> <http://e/b> .\n}", 2),
    "x.nt": (b"<http://e/a> <http://e/b> 1 .\n", 1),
    "x.nq": (b"<http://e/a> <http://e/b> <http://e/c> .\nnonsense\n", 2),
    "x.jsonld": (b'{"@id": ', 1),
    "x.xml": (b"<rdf:RDF>\n", None),
    "latin.ttl": (b'<http://e/a> <http://e/b> "F\xe4rdig" .\n', 1),
    "utf16.ttl": ("<http://e/a> <http://e/b> 1 .".encode("utf-16"), 1),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_file_that_does_not_parse(name: str, tmp_path: Path) -> None:
    data, line = DAMAGED[name]
    made = tmp_path / name
    made.write_bytes(data)
    where = str(made) if line is None else f"{made}:{line}:"
    with pytest.raises(BadSyntax) as caught:
        store.read(made)
    assert str(caught.value).startswith(where)
    hint = "Mend the file there; nothing of it was loaded."
    assert caught.value.hint == hint
    refused(imrkg("query", "ASK {}", "--data", made), where, hint, "docs/errors.md#bad-syntax")
    refused(imrkg("validate", made), where, hint, "docs/errors.md#bad-syntax")


@pytest.mark.parametrize("command", [("query", "ASK {}", "--data"), ("validate",)], ids=["query", "validate"])
def test_a_missing_file(command: tuple[str, ...], tmp_path: Path) -> None:
    refused(imrkg(*command, tmp_path / "no.ttl"), f"{tmp_path / 'no.ttl'}: no such file", "#missing-file")
    refused(imrkg(*command, tmp_path), f"{tmp_path}: Is a directory", "#missing-file")
    good = tmp_path / "good.ttl"
    good.write_text(TURTLE)
    more = command[2:]  # an option that takes one file is repeated
    refused(imrkg(*command, good, *more, tmp_path / "no.ttl"), "no.ttl: no such file")


def test_an_unknown_extension(tmp_path: Path) -> None:
    made = tmp_path / "data.tll"
    made.write_text(TURTLE)
    with pytest.raises(UnknownName) as caught:
        store.read(made)
    assert "Did you mean: ttl?" in caught.value.hint
    refused(imrkg("query", "ASK {}", "--data", made), "the extension .tll says no RDF format", "#unknown-name")


def test_python_interface_takes_a_file_or_several(file: Path) -> None:
    for data in (file, str(file), [file], [str(file), file]):
        answer = package.query(f"SELECT * {{ ?s <{EX}p> 'plain' }}", data)
        assert len(answer) == 1
    with pytest.raises(MissingFile):
        package.query("ASK {}", "nowhere.ttl")


# --- the shipped files ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_project(tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize("name", ["data/imrkg.trig", "ontology/imr.ttl"])
def test_a_shipped_file_that_is_damaged_or_gone(name: str, project: Path) -> None:
    shipped = project.parent / name
    kept = shipped.read_bytes()
    try:
        shipped.write_bytes(kept[:50_000] + b"\n<<<<<<< HEAD\n" + kept[50_000:])
        refused(imrkg("ask", "findings", source=project), f"{shipped}:", "#bad-syntax")
        shipped.unlink()
        refused(imrkg("ask", "findings", source=project), f"{shipped}: no such file", "imrkg build", "#missing-file")
    finally:
        shipped.write_bytes(kept)
    assert imrkg("ask", "findings", source=project).returncode == 0


def test_load_gives_five_graphs_and_their_union(graph: ox.Store) -> None:
    dataset = package.load()
    names = {str(g.identifier) for g in dataset.graphs() if len(g)} - {"urn:x-rdflib:default"}
    assert names == {ns.ONTOLOGY_GRAPH, *ns.GRAPHS.values()}
    assert sum(len(dataset.graph(rdflib.URIRef(name))) for name in names) == len(graph)
    study = rdflib.URIRef(ns.IMR + "Study")
    assert (None, rdflib.RDF.type, study) in dataset  # the default graph is the union
    assert dict(dataset.namespaces())["imr"] == rdflib.URIRef(ns.IMR)


def test_bundled_is_what_the_files_hold(graph: ox.Store) -> None:
    """The second route: rdflib reads the two shipped files."""
    dataset = rdflib.Dataset()
    dataset.parse(resources.dataset(), format="trig")
    ontology = rdflib.Graph().parse(resources.ontology(), format="turtle")
    assert len(list(dataset.quads())) + len(ontology) == len(graph)


# --- writing --------------------------------------------------------------------------------------------------------


def test_write_replaces_and_makes_folders(tmp_path: Path) -> None:
    made = tmp_path / "new" / "folder" / "x.txt"
    store.write(made, b"one")
    store.write(made, b"two")
    assert made.read_bytes() == b"two"
    assert [f.name for f in made.parent.iterdir()] == ["x.txt"]
    assert stat.S_IMODE(made.stat().st_mode) == 0o644


def test_write_follows_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    store.write(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_write_leaves_devices_and_pipes_alone(tmp_path: Path) -> None:
    before = Path(os.devnull).stat()
    store.write(Path(os.devnull), b"gone")
    after = Path(os.devnull).stat()
    assert (after.st_ino, stat.S_ISCHR(after.st_mode)) == (before.st_ino, True)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    store.write(pipe, b"through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").mkdir()
    with pytest.raises(IsADirectoryError):
        store.write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert sorted(f.name for f in tmp_path.iterdir()) == ["a", "b"]
    assert (tmp_path / "a").read_bytes() == b"old"
