"""A request to the endpoint, read by the rules of the SPARQL 1.1 Protocol (section 2.1, query operations)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"
_UPDATE_PARAMETERS = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})
# More fields than any dataset needs; parse_qsl refuses what goes beyond.
_MOST_FIELDS = 1000
# Longer than any name of a format.
_LONGEST_WORD = 200


class HttpError(Exception):
    """A request that is answered by an error.

    Args:
        status: HTTP status.
        message: what was wrong with the request.
        hint: what to do about it.
        headers: further headers of the answer, for example ``Allow``.
    """

    def __init__(self, status: int, message: str, hint: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.hint = hint
        self.headers = dict(headers or {})


class Operation(NamedTuple):
    """A query operation.

    Attributes:
        query: the SPARQL text; None asks for the service description.
        default_graphs: IRIs of ``default-graph-uri``, in the order given.
        named_graphs: IRIs of ``named-graph-uri``.
        form: value of ``format`` or ``output``, empty without one.
    """

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    form: str = ""


def fields(data: bytes, where: str) -> list[tuple[str, str]]:
    """Return the name and value pairs of a query string or form.

    Raises:
        HttpError: 400, it is not UTF-8, or holds too many fields.
    """
    try:
        return parse_qsl(data.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise HttpError(400, f"The {where} is not UTF-8.", "Encode it as UTF-8, then percent-encode it.") from None
    except ValueError:
        raise HttpError(400, f"The {where} has more than {_MOST_FIELDS} fields.", "Send fewer.") from None


def read(method: str, query_string: bytes, content_type: str, body: bytes) -> Operation:
    """Return the operation that a GET, HEAD or POST asks for.

    Raises:
        HttpError: 400 for a request that the protocol does not allow, 403 for an update, 415 for a body of
            another media type or character set.
    """
    given = fields(query_string, "query string")
    if method == "POST":
        media_type = _media_type(content_type)
        if media_type == FORM:
            given += fields(body, "form")
        elif media_type == DIRECT:
            if any(name == "query" for name, _ in given):
                raise HttpError(400, "There is a query in the body and one in the address.", "Send one of them.")
            given.append(("query", _text(body)))
        elif media_type == _UPDATE:
            raise updates_refused()
        else:
            raise HttpError(
                415,
                f"A body of the type {media_type or '(none)'} is not read here.",
                f"Send the query as {DIRECT}, or as the field query of {FORM}.",
                {"Accept-Post": f"{DIRECT}, {FORM}"},
            )
    return _operation(method, given)


def _operation(method: str, given: list[tuple[str, str]]) -> Operation:
    if any(name in _UPDATE_PARAMETERS for name, _ in given):
        raise updates_refused()
    queries = [value for name, value in given if name == "query"]
    if len(queries) > 1:
        raise HttpError(400, f"There are {len(queries)} queries in one request.", "Send one query at a time.")
    if method == "POST" and not queries:
        raise HttpError(400, "The request has no query.", "Put it into the field query.")
    return Operation(
        queries[0] if queries else None,
        # Forms send fields that were left empty, too.
        tuple(value for name, value in given if name == "default-graph-uri" and value),
        tuple(value for name, value in given if name == "named-graph-uri" and value),
        form_word(given),
    )


def form_word(given: Iterable[tuple[str, str]]) -> str:
    """Return the value of ``format`` or ``output`` among the fields of a request, empty without one."""
    return next((value[:_LONGEST_WORD] for name, value in given if name in ("format", "output") and value), "")


def updates_refused() -> HttpError:
    """Return the error for every attempt to change the data."""
    return HttpError(403, "Updates are refused: the graph is read-only.", "Send a SELECT, ASK, CONSTRUCT or DESCRIBE.")


def _media_type(content_type: str) -> str:
    """Return the type of a body in lower case, without parameters."""
    media_type, *parameters = (part.strip() for part in content_type.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in ("utf-8", "utf8", "us-ascii"):
            raise HttpError(415, f"The character set {charset} is not read here.", "Send UTF-8.")
    return media_type.lower()


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HttpError(
            400, f"The query is not UTF-8: byte {error.start + 1} of the body.", "Encode it as UTF-8."
        ) from None
