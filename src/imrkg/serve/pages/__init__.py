"""The pages of the site, each a function of the graph, the server and a path."""

from __future__ import annotations

from imrkg.serve.pages.html import error
from imrkg.serve.pages.router import render, result

__all__ = ["error", "render", "result"]
