"""Where the bundled files are: beside the source in a checkout, inside the package in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
FOLDERS = ("ontology", "data", "shapes", "queries")


def root() -> Path:
    """Return the folder that holds ``ontology/``, ``data/``, ``shapes/`` and ``queries/``."""
    bundle = _PACKAGE / "bundle"
    return bundle if bundle.is_dir() else _PACKAGE.parent.parent


def path(*parts: str) -> Path:
    """Return the path of a bundled file or folder, for example ``path("data", "imrkg.trig")``."""
    return root().joinpath(*parts)


def sheets() -> Path:
    """Return the folder of the extraction sheets."""
    return path("data", "sheets")


def dataset() -> Path:
    """Return the built graphs, without the ontology (TriG)."""
    return path("data", "imrkg.trig")


def merged() -> Path:
    """Return the built graphs merged with the ontology (Turtle)."""
    return path("data", "imrkg.ttl")


def ontology() -> Path:
    """Return the ontology (Turtle)."""
    return path("ontology", "imr.ttl")


def questions() -> Path:
    """Return the folder of the bundled questions (one ``.rq`` file each)."""
    return path("queries", "questions")


def shapes() -> Path:
    """Return the folder of the SHACL shapes (one ``.ttl`` file for each class)."""
    return path("shapes")
