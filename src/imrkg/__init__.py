"""imrkg: the review of Illness Management and Recovery by McGuire and colleagues as a graph.

The public interface is small: :func:`load`, :func:`ask`, :func:`federate`, :func:`query`,
:func:`questions`, :func:`validate`, :func:`audit`, :func:`synthesize`, :func:`plot`, :func:`report`,
:func:`diff` and :func:`to_networkx`. Everything else that a user may want to read or change is a CSV, OWL,
SHACL or SPARQL file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imrkg.api import (
        ask,
        audit,
        diff,
        federate,
        load,
        plot,
        query,
        questions,
        report,
        synthesize,
        to_networkx,
        validate,
    )

# No module may be called like one of these functions: `imrkg.questions` and `imrkg.validate` are
# functions, so the modules behind them are `question` and `validation`.
__version__ = "0.1.0"
__all__ = [
    "ask",
    "audit",
    "diff",
    "federate",
    "load",
    "plot",
    "query",
    "questions",
    "report",
    "synthesize",
    "to_networkx",
    "validate",
]


def __getattr__(name: str) -> Any:
    # Lazy, so that `imrkg --help` does not pay for rdflib, pySHACL or networkx.
    if name in __all__:
        from imrkg import api

        return getattr(api, name)
    raise AttributeError(f"module 'imrkg' has no attribute {name!r}")
