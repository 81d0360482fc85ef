"""Existing triple stores: put the graph into one, and ask the bundled questions there."""

from __future__ import annotations

from imrkg.remote.asking import ask
from imrkg.remote.loading import Count, Loaded, Options, load

__all__ = ["Count", "Loaded", "Options", "ask", "load"]
