"""Errors that a user can do something about: what, where, and what to do.

Each class has a heading of its own in ``docs/errors.md`` (a test sees to that).
"""

from __future__ import annotations

from collections.abc import Sequence


class ImrkgError(Exception):
    """Something could not be run; the command line prints it and exits with 2.

    Args:
        message: what went wrong and where.
        hint: what to do about it.
    """

    anchor = "errors"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class UnknownName(ImrkgError):
    """A question, parameter, value, format, engine or thing that does not exist."""

    anchor = "unknown-name"


class BadSyntax(ImrkgError):
    """A query or an RDF file that does not parse."""

    anchor = "bad-syntax"


class MissingFile(ImrkgError):
    """A file that is not there or cannot be read."""

    anchor = "missing-file"


class BadSheet(ImrkgError):
    """One or more defects of the sheets; all of them at once.

    Args:
        problems: one line for each defect, with file, row, column and remedy.
    """

    anchor = "bad-sheet"

    def __init__(self, problems: Sequence[str]) -> None:
        count = len(problems)
        noun = "problem" if count == 1 else "problems"
        super().__init__(f"{count} {noun} in the sheets:\n" + "\n".join(problems))
        self.problems = list(problems)


class Refused(ImrkgError):
    """A query that would reach the network or change the data."""

    anchor = "refused"


class TimedOut(ImrkgError):
    """A query that ran longer than its limit."""

    anchor = "timed-out"


class NotReached(ImrkgError):
    """An endpoint that a query calls by SERVICE, and that does not answer."""

    anchor = "not-reached"


class MissingEngine(ImrkgError):
    """An optional engine that is not installed; never replaced in silence."""

    anchor = "missing-engine"


class NothingToCheck(ImrkgError):
    """A validation or a check that would look at nothing."""

    anchor = "nothing-to-check"


class NothingToDraw(ImrkgError):
    """A picture for which the graph has no data; an empty picture would look like a finding."""

    anchor = "nothing-to-draw"


class BadNumbers(ImrkgError):
    """Numbers that no synthesis can use: more events than people, a spread below zero, lists of two lengths."""

    anchor = "bad-numbers"


class BadBuild(ImrkgError):
    """A mapping that made something that may not be in a built graph."""

    anchor = "bad-build"


def nearest(word: str, known: Sequence[str], what: str, most: int = 40) -> str:
    """Return a hint that names what exists, the nearest first.

    Args:
        word: what the user typed.
        known: everything that would have been accepted.
        what: plural noun for `known`, for the sentence.
        most: how many may be listed in full; of more only the nearest, or ten.
    """
    from difflib import get_close_matches  # here, because only an error needs it

    close = get_close_matches(word, known, n=5, cutoff=0.5)
    contained = [k for k in known if word and word in k and k not in close][:5]
    near = [*close, *contained]
    rest = [k for k in sorted(known) if k not in near]
    if near:
        hint = f"Did you mean: {', '.join(near)}?"
        return hint if len(rest) > most or not rest else f"{hint} Other {what}: {', '.join(rest)}."
    if len(rest) > most:
        return f"There are {len(rest)} {what}, for example: {', '.join(rest[:10])}."
    return f"Existing {what}: {', '.join(rest)}." if rest else f"There are no {what}."
