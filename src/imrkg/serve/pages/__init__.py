"""The pages of the site, each a function of the graph, the server and a path."""

from __future__ import annotations

from imrkg.serve.pages.html import error
from imrkg.serve.pages.router import render, result
from imrkg.serve.pages.things import hint

__all__ = ["error", "hint", "render", "result"]
