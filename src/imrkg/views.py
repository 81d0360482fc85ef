"""The graph in the words of other communities: one folder of ``queries/views/`` for each view.

What a view holds is said by its queries. Here they are run, and what they give is written in the file formats that
its readers expect: schema.org, Cochrane PICO, nanopublications, RDF Data Cube, BibTeX and CSL, RO-Crate.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pyoxigraph as ox

from imrkg import engine, question, resources, results
from imrkg import namespaces as ns
from imrkg import store as stores
from imrkg.errors import MissingEngine, UnknownName, nearest

VIEW = ns.BASE + "view/"
"""What the IRIs of the things that only a view knows begin with."""

PREFIXES = ns.PREFIXES | {
    "attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "code": "http://purl.org/linked-data/sdmx/2009/code#",
    "cube": VIEW + "data-cube#",
    "np": "http://www.nanopub.org/nschema#",
    "npx": "http://purl.org/nanopub/x/",
    "pico": "http://data.cochrane.org/ontologies/pico/",
    "qb": "http://purl.org/linked-data/cube#",
}
"""The prefixes of the views: those of the project, and those of the vocabularies that only a view uses."""

_TRIPLES = ("ttl", "nt", "jsonld", "xml")
_FORMATS = {
    "bibliography": ("bib", "json"),
    "bibliography-unidentified": ("bib", "json"),
    "cochrane-pico": _TRIPLES,
    "data-cube": _TRIPLES,
    "nanopublications": ("trig", "nq", "jsonld"),
    "ro-crate": ("zip", "json"),
    "schema-org": ("jsonld", "ttl", "nt", "xml"),
}
_SCHEMA = PREFIXES["schema"]
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_Rows: TypeAlias = list[dict[str, Any]]


class Crate(NamedTuple):
    """An RO-Crate before it is written.

    Attributes:
        metadata: ``ro-crate-metadata.json``.
        files: the files that it describes, by their path in the crate.
    """

    metadata: bytes
    files: Mapping[str, Path]


def names() -> list[str]:
    """Return the names of all views, sorted."""
    return sorted(_FORMATS)


def formats(name: str) -> tuple[str, ...]:
    """Return the file formats of a view, the usual one first.

    Raises:
        UnknownName: there is no such view.
    """
    if name not in _FORMATS:
        raise UnknownName(f"there is no view {name!r}", nearest(name, names(), "views"))
    return _FORMATS[name]


def make(store: ox.Store, name: str, form: str = "", thing: str = "") -> bytes:
    """Return a view as a file; the same graph gives the same bytes.

    Args:
        store: the graphs, the ontology included.
        name: one of :func:`names`.
        form: one of its :func:`formats`; its usual one if empty.
        thing: IRI of a finding (nanopublications), or of a study or a review (schema-org), to which the view is
            confined.

    Raises:
        UnknownName: there is no such view or format, or the view has nothing on `thing`.
        MissingEngine: ro-crate without the package of that name.
    """
    known = formats(name)
    form = form or known[0]
    if form not in known:
        raise UnknownName(f"the view {name!r} has no format {form!r}", nearest(form, known, "formats"))
    if thing:
        confine(name, thing)
    if name == "ro-crate":
        made = crate(store)
        return made.metadata if form == "json" else _zip(made)
    if name.startswith("bibliography"):
        rows = [row for asked in _queries(name) for row in _select(store, asked)]
        return _bibtex(rows) if form == "bib" else _csl(rows)
    thing = _node(thing).value if thing else ""
    found = quads(store, name, thing)
    if name == "schema-org" and form == "jsonld":
        return _json_ld(found, thing)
    return stores.canonical(found, stores.FORMATS[form], _used(found))


def confine(name: str, thing: str) -> None:
    """Raise UnknownName if a view is made as a whole only, and so cannot be confined to `thing`."""
    if name not in ("nanopublications", "schema-org"):
        raise UnknownName(f"the view {name!r} cannot be confined to {thing}", _subjects(name))


def quads(store: ox.Store, name: str, thing: str = "") -> set[ox.Quad]:
    """Return a view as RDF: what its CONSTRUCT queries make.

    The arguments are those of :func:`make`. Only nanopublications have named graphs.

    Raises:
        UnknownName: there is no such view, it is not RDF, or it has nothing on `thing`.
    """
    if not set(_TRIPLES) & set(formats(name)):
        raise UnknownName(f"the view {name!r} is no RDF", f"It is written as {' or '.join(formats(name))}.")
    if name == "nanopublications":
        found = {quad for finding in _findings(store, thing) for quad in _nanopublication(store, finding)}
    else:
        asked = [query for query in _queries(name) if query.parameters or not thing]
        found = {ox.Quad(*triple) for query in asked for triple in _construct(store, query, thing)}
    if thing and not found:
        raise UnknownName(f"the view {name!r} has nothing on {thing}", _subjects(name))
    return found


def structured_data(store: ox.Store, thing: str) -> str | None:
    """Return the schema.org description of one thing, for a ``<script type="application/ld+json">`` of its page.

    Args:
        store: the graphs.
        thing: IRI of a study or a review.

    Returns:
        JSON-LD that is safe inside HTML, or None where the view knows no such thing.
    """
    try:
        return make(store, "schema-org", "jsonld", thing).decode().replace("<", "\\u003c")
    except UnknownName:
        return None


def _subjects(name: str) -> str:
    of = {"nanopublications": "a finding", "schema-org": "a study or of the review"}.get(name)
    return f"Give the IRI of {of}." if of else "This view is made as a whole only."


# -------------------------------------------------------------------------------------------- running queries


@cache
def _queries(name: str) -> tuple[question.Question, ...]:
    return tuple(question.parse(file) for file in sorted(resources.path("queries", "views", name).glob("*.rq")))


def _construct(store: ox.Store, asked: question.Question, thing: str) -> Iterator[ox.Triple]:
    values = {p.name: [_node(thing)] for p in asked.parameters} if thing else {}
    answer = engine.run(store, question.bind(asked, values), source=f"{asked.slug}.rq")
    assert isinstance(answer, ox.QueryTriples)
    yield from answer


def _select(store: ox.Store, asked: question.Question) -> _Rows:
    return results.collect(engine.run(store, asked.text, source=f"{asked.slug}.rq")).rows()


def _node(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        raise UnknownName(f"{iri!r} is no IRI", f"It begins with {ns.ID}.") from None


def _used(quads: Iterable[ox.Quad]) -> dict[str, str]:
    terms = [term for quad in quads for term in quad]
    iris = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    iris |= {term.datatype.value for term in terms if isinstance(term, ox.Literal)}
    heads = {re.sub("[^/#]*$", "", iri) for iri in iris}
    known = PREFIXES | {kind: f"{ns.ID}{kind}/" for kind in ns.KINDS}
    return {prefix: namespace for prefix, namespace in known.items() if namespace in heads}


# ------------------------------------------------------------------------------------------- nanopublications


def _findings(store: ox.Store, thing: str) -> list[str]:
    if thing:
        return [thing]
    kind = ox.NamedNode(ns.IMR + "Finding")
    subjects = {quad.subject for quad in store.quads_for_pattern(None, _TYPE, kind)}
    return sorted(subject.value for subject in subjects if isinstance(subject, ox.NamedNode))


def _nanopublication(store: ox.Store, finding: str) -> Iterator[ox.Quad]:
    """Yield the four graphs of a finding; each query makes one, and its file is called after it."""
    for asked in _queries("nanopublications"):
        part = asked.slug.partition("-")[2]
        graph = ox.NamedNode(f"{VIEW}nanopublications/{ns.key(finding)}#{part}")
        for triple in _construct(store, asked, finding):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


# -------------------------------------------------------------------------------------------------- schema.org


def _json_ld(quads: Iterable[ox.Quad], thing: str) -> bytes:
    """Return schema.org triples as JSON-LD: a tree below `thing`, or a list of all nodes."""
    nodes: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for quad in quads:
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        nodes.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)

    def written(iri: str, above: tuple[str, ...]) -> dict[str, Any]:
        node: dict[str, Any] = {"@id": iri}
        for predicate, objects in sorted(nodes[iri].items()):
            if predicate == _TYPE.value:
                kinds = sorted(o.value.removeprefix(_SCHEMA) for o in objects)
                node["@type"] = kinds[0] if len(kinds) == 1 else kinds
                continue
            name = predicate.removeprefix(_SCHEMA)
            values = [value(name, o, (*above, iri)) for o in sorted(objects, key=str)]
            node[name] = values[0] if len(values) == 1 else values
        return node

    def value(name: str, term: ox.NamedNode | ox.Literal, above: tuple[str, ...]) -> Any:
        # The context of schema.org reads the text of these two as an address.
        if isinstance(term, ox.Literal) or name in ("url", "sameAs"):
            return term.value
        return written(term.value, above) if thing and term.value in nodes.keys() - {*above} else {"@id": term.value}

    context = {"@context": "https://schema.org"}
    content = context | (written(thing, ()) if thing else {"@graph": [written(iri, ()) for iri in sorted(nodes)]})
    return _json(content)


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


# --------------------------------------------------------------------------------------------------- data cube


def integrity(cube: Iterable[ox.Quad]) -> dict[str, _Rows]:
    """Check an RDF Data Cube against the W3C integrity constraints IC-1 to IC-21.

    The cube is normalised first (section 10 of the recommendation); the constraints are the queries in
    ``queries/views/data-cube/ic/``. IC-0, the consistency of datatypes, is no query; an RDF parser sees to it.

    Args:
        cube: the cube with its structure and code lists, ours or any other.

    Returns:
        The broken constraints: name of the query to the rows that it found.
    """
    held = ox.Store()
    held.extend(ox.Quad(*quad.triple) for quad in cube)
    files = sorted(resources.path("queries", "views", "data-cube", "ic").glob("*.rq"))
    for file in [file for file in files if file.stem.startswith("normalize-")]:
        made = engine.run(held, file.read_text(encoding="utf-8"), source=file.name)
        assert isinstance(made, ox.QueryTriples)
        held.extend([ox.Quad(*triple) for triple in made])
    broken = {}
    for file in [file for file in files if file.stem[:2].isdigit()]:
        answer = engine.run(held, file.read_text(encoding="utf-8"), source=file.name)
        if rows := results.collect(answer).rows():
            broken[file.stem] = rows
    return broken


# ------------------------------------------------------------------------------------------------ bibliography

_NAME = re.compile(r"(.+?) ([A-Z][A-Z-]*)")
_OTHERS = re.compile(r"(?:^| )(?:et al\.|and colleagues)$")
_BIBTEX = ("title", "journal", "year", "volume", "number", "pages", "doi", "pmid", "pmcid", "note")
_CSL = {
    "title": "title",
    "journal": "container-title",
    "volume": "volume",
    "number": "issue",
    "pages": "page",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "note": "note",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _authors(text: str) -> tuple[list[tuple[str, str]], bool]:
    """Return family and given names as printed ("Roe D; Penn DL; et al."), and whether there are others."""
    parts = [part.strip() for part in text.split(";")]
    people = [name for part in parts if (name := _OTHERS.sub("", part))]
    named = [(match[1], match[2]) if (match := _NAME.fullmatch(name)) else (name, "") for name in people]
    return named, any(_OTHERS.search(part) for part in parts)


def _bibtex(rows: Sequence[Mapping[str, Any]]) -> bytes:
    entries = []
    for row in rows:
        fields: dict[str, str] = {}
        if row.get("authors"):
            people, others = _authors(row["authors"])
            listed = [f"{{{_tex(family)}}}, {given}" if given else f"{{{_tex(family)}}}" for family, given in people]
            fields["author"] = "{" + " and ".join([*listed, *(["others"] if others else [])]) + "}"
        for name in _BIBTEX:
            if (value := row.get(name)) not in (None, ""):
                text = str(value) if name in ("doi", "pmid", "pmcid") else _tex(str(value))
                # Double braces keep the capitals of a title; two hyphens are the dash between pages.
                fields[name] = f"{{{{{text}}}}}" if name == "title" else f"{{{text}}}"
        if "pages" in fields:
            fields["pages"] = fields["pages"].replace("-", "--")
        if row.get("month") in _MONTHS:
            fields["month"] = row["month"].lower()
        lines = "".join(f"  {name} = {value},\n" for name, value in sorted(fields.items()))
        entries.append(f"@{row['kind']}{{{row['key']},\n{lines}}}\n")
    return "\n".join(entries).encode()


def _tex(text: str) -> str:
    plain = text.replace("\\", r"\textbackslash ")
    return re.sub(r"[&%$#_{}]", r"\\\g<0>", plain).replace("~", r"\textasciitilde ").replace("^", r"\textasciicircum ")


def _csl(rows: Sequence[Mapping[str, Any]]) -> bytes:
    items = []
    for row in rows:
        item: dict[str, Any] = {"id": row["key"], "type": "article-journal" if row["kind"] == "article" else "article"}
        item |= {theirs: str(row[ours]) for ours, theirs in _CSL.items() if row.get(ours) not in (None, "")}
        if row.get("authors"):
            people, others = _authors(row["authors"])
            listed = [{"family": f, "given": g} if g else {"family": f} for f, g in people]
            item["author"] = [*listed, *([{"literal": "et al."}] if others else [])]
        if row.get("year"):
            month = [_MONTHS.index(row["month"]) + 1] if row.get("month") in _MONTHS else []
            item["issued"] = {"date-parts": [[int(row["year"]), *month]]}
        items.append(item)
    return _json(items)


# ---------------------------------------------------------------------------------------------------- RO-Crate

_KINDS = {
    ".ttl": ("text/turtle", "https://www.w3.org/TR/turtle/", "RDF 1.1 Turtle"),
    ".trig": ("application/trig", "https://www.w3.org/TR/trig/", "RDF 1.1 TriG"),
    ".csv": ("text/csv", "https://www.rfc-editor.org/rfc/rfc4180", "RFC 4180: CSV files"),
    ".tsv": ("text/tab-separated-values", "https://mapping-commons.github.io/sssom/", "SSSOM"),
    ".json": ("application/json", "https://www.w3.org/TR/tabular-metadata/", "Metadata Vocabulary for Tabular Data"),
    ".rq": ("application/sparql-query", "https://www.w3.org/TR/sparql11-query/", "SPARQL 1.1 Query Language"),
}
_BESIDE = {
    "README.md": "text/markdown",
    "CHANGELOG.md": "text/markdown",
    "CITATION.cff": "application/yaml",
    "LICENSE-DATA": "text/plain",
}


def crate(store: ox.Store) -> Crate:
    """Return the release as an RO-Crate 1.1: ontology, data, shapes and queries, each file with format and license.

    Its name, version, day, maker and license come from ``queries/views/ro-crate/``. A checkout adds its README,
    CHANGELOG, CITATION.cff and licenses.

    Raises:
        MissingEngine: the package ``rocrate`` is not installed.
    """
    try:
        from rocrate.model.contextentity import ContextEntity
        from rocrate.rocrate import ROCrate
    except ImportError:
        raise MissingEngine("rocrate is not installed", "Install it: pip install 'imrkg[crate]'.") from None
    (release,) = _select(store, _queries("ro-crate")[0])
    made = ROCrate(version="1.1")

    def entity(iri: str, kind: str, **properties: str) -> dict[str, str]:
        made.add(ContextEntity(made, iri, properties={"@type": kind, **properties}))
        return {"@id": iri}

    terms = str(release["license"])
    license = entity(
        terms, "CreativeWork", name="Creative Commons Attribution 4.0 International", identifier="CC-BY-4.0"
    )
    maker = entity("#contributors", "Organization", name=release["creator"], url=ns.BASE)
    authors = f"By {release['review_authors']}."
    reviewed = entity(release["review"], "ScholarlyArticle", name=release["review_title"], description=authors)
    about = {
        "name": release["title"],
        "description": release["description"],
        "datePublished": str(release["day"]),
        "version": release["version"],
        "identifier": ns.BASE,
        "license": license,
        "author": maker,
        "publisher": maker,
        "isBasedOn": reviewed,
    }
    for name, value in about.items():
        made.root_dataset[name] = value
    files = _files()
    for _, standard, title in _KINDS.values():
        entity(standard, "CreativeWork", name=title)
    for path, file in files.items():
        made.add_file(file, path, properties=_described(path, file) | {"license": license})
    return Crate(_json(made.metadata.generate()), files)


def write_crate(store: ox.Store, folder: Path) -> None:
    """Write the RO-Crate of the release into `folder`; same errors as :func:`crate`."""
    made = crate(store)
    contents = {folder / path: file.read_bytes() for path, file in made.files.items()}
    stores.write_all({folder / "ro-crate-metadata.json": made.metadata} | contents)


def _files() -> dict[str, Path]:
    """Return the files of the release by their path, those of a checkout that are beside the folders included."""
    root = resources.root()
    inside = [
        file for folder in resources.FOLDERS for file in sorted((root / folder).rglob("*")) if file.suffix in _KINDS
    ]
    beside = [root / name for name in _BESIDE if (root / name).is_file()]
    return {file.relative_to(root).as_posix(): file for file in [*beside, *inside]}


def _described(path: str, file: Path) -> dict[str, object]:
    if path in _BESIDE:
        return {"name": path, "encodingFormat": _BESIDE[path]}
    media, standard, _ = _KINDS[file.suffix]
    return {"name": path, "encodingFormat": media, "conformsTo": {"@id": standard}}


def _zip(made: Crate) -> bytes:
    import zipfile

    contents = {"ro-crate-metadata.json": made.metadata} | {
        path: file.read_bytes() for path, file in made.files.items()
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in contents.items():
            # The first day that a ZIP file knows: the day of the making would make other bytes.
            entry = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
