"""What the server says of itself: the SPARQL service description, VoID, and the OpenAPI description.

What is said stands in ``queries/selfdescription/``, one CONSTRUCT for each part; here they are only run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pyoxigraph as ox

import imrkg
from imrkg import engine, federation, question, resources
from imrkg import namespaces as ns
from imrkg.errors import BadSyntax
from imrkg.serve import linked

_PREFIXES = ns.PREFIXES | {
    "dcat": "http://www.w3.org/ns/dcat#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "spex": "https://purl.expasy.org/sparql-examples/ontology#",
}
_Term = ox.NamedNode | ox.Literal


def service(store: ox.Store, endpoint: str, form: str) -> bytes:
    """Return the SPARQL 1.1 service description of an endpoint, with every bundled question as an example.

    Federated questions whose other side is public are examples, too.

    Args:
        store: the graphs that the endpoint answers from.
        endpoint: URL of the endpoint, the very one that was asked.
        form: a suffix of :data:`imrkg.serve.linked.FORMATS`.

    Raises:
        BadSyntax: `endpoint` is no URL.
    """
    here = _url(endpoint)
    said: set[ox.Quad] = set()
    for asked in _queries("service"):
        for values in _rows({p.name for p in asked.parameters}):
            said |= _construct(store, asked, {"endpoint": here, **values})
    return linked.written(said, form, _PREFIXES)


def void(store: ox.Store, site_url: str, form: str) -> bytes:
    """Return the VoID description of the dataset behind a server, counted from the dataset.

    The shipped graph is called ``https://w3id.org/imrkg/``; other data have no name but the place of
    the description, and get no title, license or maker.

    Args:
        store: the graphs of the server.
        site_url: URL of the home page.
        form: a suffix of :data:`imrkg.serve.linked.FORMATS`.

    Raises:
        BadSyntax: `site_url` is no URL.
    """
    site = _url(site_url.rstrip("/"))
    shipped = store.contains_named_graph(ox.NamedNode(ns.GRAPHS["evidence"]))
    dataset = ox.NamedNode(ns.BASE if shipped else f"{site.value}/.well-known/void#dataset")
    said: set[ox.Quad] = set()
    for asked in _queries("void"):
        values = {"site": site, "dataset": dataset}
        said |= _construct(store, asked, {p.name: values[p.name] for p in asked.parameters})
    return linked.written(said, form, _PREFIXES)


def openapi(base: str = "") -> bytes:
    """Return the OpenAPI 3.1 description of the HTTP interface, as JSON.

    It stands in ``openapi.json`` beside this module; version and server are filled in here.

    Args:
        base: path under which the server stands, without a slash at the end.
    """
    description = json.loads(Path(__file__).with_name("openapi.json").read_bytes())
    description["info"]["version"] = imrkg.__version__
    description["servers"] = [{"url": base or "/"}]
    return json.dumps(description, ensure_ascii=False, indent=2).encode() + b"\n"


@cache
def _queries(folder: str) -> tuple[question.Question, ...]:
    return tuple(
        question.parse(file) for file in sorted(resources.path("queries", "selfdescription", folder).glob("*.rq"))
    )


def _rows(names: set[str]) -> Sequence[dict[str, _Term]]:
    """Return the values that a query of the service is run with, besides the endpoint: one run for each."""
    if "other" in names:
        return [
            {**_example(asked.question), "other": ox.NamedNode(there.url)}
            for asked in federation.all_questions()
            for there in asked.services
            if there.public
        ]
    if "slug" in names:
        return [_example(asked) for asked in question.all_questions()]
    if "prefix" in names:
        return [{"prefix": ox.Literal(name), "namespace": ox.Literal(iri)} for name, iri in ns.PREFIXES.items()]
    return [{}]


def _example(asked: question.Question) -> dict[str, _Term]:
    texts = {
        "slug": asked.slug,
        "title": asked.title,
        "description": asked.description,
        "topic": asked.category,
        "text": asked.text.partition("\n\n")[2].lstrip("\n"),  # the header is in the other fields
    }
    return {name: ox.Literal(text) for name, text in texts.items()}


def _construct(store: ox.Store, asked: question.Question, values: dict[str, _Term]) -> set[ox.Quad]:
    text = question.bind(asked, {name: [term] for name, term in values.items()})
    answer = engine.run(store, text, source=f"{asked.slug}.rq")
    assert isinstance(answer, ox.QueryTriples)
    return {ox.Quad(*triple) for triple in answer}


def _url(text: str) -> ox.NamedNode:
    try:
        node = ox.NamedNode(text)
    except ValueError as error:
        raise BadSyntax(f"{text!r} is no URL: {error}", "Ask under the name that the server is known by.") from None
    if "#" in text:
        raise BadSyntax(f"{text!r}: the URL of a server has no fragment", "Leave out what follows the #.")
    return node
