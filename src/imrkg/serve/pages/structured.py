"""What search engines read in the head of a page: JSON-LD in the words of schema.org."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox

from imrkg import namespaces as ns
from imrkg import views
from imrkg.serve.pages import names
from imrkg.serve.site import Site

Node = dict[str, Any]
_PUBLICATION = ox.NamedNode(ns.IMR + "hasPublication")
_REPORTED = ox.NamedNode(ns.IMR + "reportedIn")
_REVIEW = ox.NamedNode(ns.IMR + "Review")
_TYPE = ox.NamedNode(ns.PREFIXES["rdf"] + "type")


def thing(store: ox.Store, iri: str) -> Node | None:
    """Return the description of a study, a review or a publication; None for any other thing."""
    kind = names.kind(iri)
    if kind in ("study", "review"):
        return _view(store, iri)
    if kind != "publication":
        return None
    found = [node for teller in _tellers(store, iri) if (node := _inside(_view(store, teller), iri))]
    # A study tells more of its articles than a list of references does.
    return {"@context": "https://schema.org"} | max(found, key=len) if found else None


def dataset(store: ox.Store, site: Site, downloads: dict[str, str]) -> Node | None:
    """Return the description of the shipped graph as a Dataset; None where the graph says nothing of itself.

    Args:
        store: the graph.
        site: the server.
        downloads: path below the base to media type of each file with the whole graph.
    """
    for row in names.ask(store, "dataset").rows():
        files = [
            {"@type": "DataDownload", "contentUrl": site.base + path, "encodingFormat": media_type}
            for path, media_type in downloads.items()
        ]
        return {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "@id": ns.BASE,
            "url": ns.BASE,
            "identifier": ns.BASE,
            "name": str(row["name"]),
            "description": str(row["description"]),
            "version": str(row["version"]),
            "datePublished": str(row["issued"]),
            "dateModified": str(row["modified"]),
            "license": str(row["license"]),
            "creator": {"@type": "Organization", "name": str(row["creator"])},
            "isAccessibleForFree": True,
            "isBasedOn": {"@id": str(row["review_iri"])},
            "distribution": files,
        }
    return None


def _view(store: ox.Store, iri: str) -> Node | None:
    text = views.structured_data(store, iri)
    found: Node | None = None if text is None else json.loads(text)
    return found


def _tellers(store: ox.Store, publication: str) -> list[str]:
    """Return the studies that a publication reports, and the reviews."""
    found = {quad.subject for quad in store.quads_for_pattern(None, _TYPE, _REVIEW)}
    for quad in store.quads_for_pattern(None, _PUBLICATION, ox.NamedNode(publication)):
        found |= {other.subject for other in store.quads_for_pattern(None, _REPORTED, quad.subject)}
    return sorted(node.value for node in found if isinstance(node, ox.NamedNode))


def _inside(node: Any, iri: str) -> Node | None:
    """Return the node that describes `iri` inside a tree of JSON-LD."""
    if isinstance(node, list):
        return next((found for part in node if (found := _inside(part, iri))), None)
    if not isinstance(node, dict):
        return None
    if node.get("@id") == iri and "@type" in node:
        return node
    return _inside(list(node.values()), iri)
