"""The server as an ASGI application: it speaks HTTP; what touches the data is done by workers."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from starlette.staticfiles import StaticFiles

from imrkg.serve import linked, negotiation, pages, protocol, selfdescription
from imrkg.serve.answers import Answer, Answers, ClientGone
from imrkg.serve.negotiation import GRAPHS, SOLUTIONS, Form
from imrkg.serve.pool import Overload, Pool
from imrkg.serve.protocol import HttpError
from imrkg.serve.site import BASE_PATH, Site

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_LOG = logging.getLogger("uvicorn.error")
STATIC = Path(__file__).resolve().parent / "static"
_EDITOR = STATIC / "editor" / "yasgui.min.js"
_READING = ("GET", "HEAD", "OPTIONS")
# Paths that are IRIs of things once https://w3id.org/imrkg stands before them.
_THINGS = ("/id/", "/ontology/", "/ontology.", "/graph/")
_QUERYING = ("GET", "HEAD", "POST", "OPTIONS")
# Functions whose value changes from call to call: an answer with one of them is not kept. (The words suffice: a
# comment may stand before the parenthesis.)
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_TAG = re.compile(r'(?:W/)?("[^"]*")|\*')
# Longer than any name of a host; and than the Accept header of any client, which is read for every request.
_LONGEST_HOST = 255
_LONGEST_ACCEPT = 4096
# Sent in pieces, so that a client who does not read makes little wait in memory.
_PIECE = 1 << 18
_BODY_SECONDS = 15.0
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A picture may bring styles of its own; everything else runs and loads nothing.
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}
_EXPOSED = "ETag, Link, Location, Allow, Retry-After, Content-Location"


class Settings(NamedTuple):
    """How a server presents itself.

    Attributes:
        base: path that it stands under, without a slash at the end.
        public_url: address of the site as the world knows it, without a slash at the end; by default it is
            taken from each request.
        version: version of the data.
        shipped: whether it shows the shipped graph.
        cors: whether scripts of other sites may read.
        proxies: addresses of proxies whose X-Forwarded headers are believed.
        longest_query: bytes that the body of a request may have.
        cache: bytes of answers that are kept.
        moment: seconds after which to watch whether a client is still there.
    """

    base: str = ""
    public_url: str = ""
    version: str = ""
    shipped: bool = True
    cors: bool = True
    proxies: frozenset[str] = frozenset({"127.0.0.1", "::1"})
    longest_query: int = 1 << 20
    cache: int = 128 << 20
    moment: float = 0.25


_FORWARDED = {b"x-forwarded-proto": "proto", b"x-forwarded-host": "host", b"x-forwarded-prefix": "prefix"}
_DIRECT = dict.fromkeys(_FORWARDED.values(), "")


class Request:
    """One request: what the handlers need of it, read once."""

    def __init__(self, scope: Scope, receive: Receive, settings: Settings) -> None:
        self.headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            # Fields that come twice are one list (RFC 9110, section 5.3).
            self.headers[name] = self.headers[name] + b", " + value if name in self.headers else value
        self.receive = receive
        self.method: str = scope["method"]
        self.query_string: bytes = scope["query_string"]
        self._scope = scope
        self._settings = settings
        trusted = (scope.get("client") or ("",))[0] in settings.proxies
        self._forwarded = _DIRECT
        if trusted and not _FORWARDED.keys().isdisjoint(self.headers):
            self._forwarded = {
                name: self.headers.get(field, b"").decode("latin-1").partition(",")[0].strip()
                for field, name in _FORWARDED.items()
            }
        prefix = self._forwarded["prefix"].rstrip("/")
        self.base = prefix if prefix and BASE_PATH.fullmatch(prefix) else settings.base
        raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
        path = raw.partition(b"?")[0].decode("latin-1")
        # A proxy may leave the base path in the request, or take it off.
        if self.base and (path == self.base or path.startswith(self.base + "/")):
            path = path[len(self.base) :]
        self.path = path or "/"

    def _header(self, name: str) -> str:
        return self.headers.get(name.encode(), b"").decode("latin-1")

    @property
    def accept(self) -> str | None:
        """The Accept header, or None."""
        value = self.headers.get(b"accept")
        return None if value is None else value[:_LONGEST_ACCEPT].decode("latin-1")

    @property
    def packs(self) -> bool:
        """Whether the client takes gzip."""
        codings = self._header("accept-encoding").lower().replace(" ", "")
        return any(c == "gzip" or (c.startswith("gzip;q=") and c[7:].strip("0.")) for c in codings.split(","))

    @property
    def site_url(self) -> str:
        """Address of the site as the client sees it, without a slash at the end."""
        if self._settings.public_url:
            return self._settings.public_url
        scheme = self._forwarded["proto"] if self._forwarded["proto"] in ("http", "https") else self._scope["scheme"]
        host = self._forwarded["host"] or self._header("host")
        if len(host) > _LONGEST_HOST or not _HOST.fullmatch(host):
            server = self._scope.get("server") or ("localhost", None)
            host = f"{server[0]}:{server[1]}" if server[1] else str(server[0])
        return f"{scheme}://{host}{self.base}"

    def field(self, name: str) -> str:
        """Return a header field as text, empty without one."""
        return self._header(name)

    async def gone(self) -> None:
        """Return when the client has hung up."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def body(self, most: int) -> bytes:
        """Return the body.

        Raises:
            HttpError: 413, 408 or 415.
        """
        if self._header("content-encoding").lower() not in ("", "identity"):
            raise HttpError(415, "A compressed body is not read here.", "Send it as it is.", {"Accept-Encoding": ""})
        content = bytearray()
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                while True:
                    message = await self.receive()
                    if message["type"] == "http.disconnect":
                        raise ClientGone
                    content += message.get("body", b"")
                    if len(content) > most:
                        limit = f"{most >> 10} KiB" if most % (1 << 20) else f"{most >> 20} MiB"
                        text = f"The body is longer than the limit of {limit}."
                        raise HttpError(413, text, "Send a shorter query.")
                    if not message.get("more_body"):
                        return bytes(content)
        except TimeoutError:
            text = f"The body did not arrive within {_BODY_SECONDS:g} s."
            raise HttpError(408, text, "Send it again.", {"Connection": "close"}) from None


class Response(NamedTuple):
    """What goes back: status, header fields, body."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


class Application:
    """The site.

    Args:
        pool: where the work is done.
        settings: how the site presents itself.
    """

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self._pool = pool
        self._settings = settings
        self._answers = Answers(pool, settings.cache, settings.moment)
        self._static = StaticFiles(directory=STATIC)
        self._editor = _EDITOR.is_file()
        self._fixed_of: dict[str, list[tuple[bytes, bytes]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI 3)."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        request = Request(scope, receive, self._settings)
        try:
            if request.path.startswith("/static/") and request.method in ("GET", "HEAD"):
                await self._send_static(request, scope, receive, send)
                return
            try:
                response = await self._respond(request)
            except ClientGone:
                raise
            except HttpError as error:
                response = self._failed(request, error)
            except Overload as error:
                retry = {} if error.retry is None else {"Retry-After": str(error.retry)}
                hint = "Ask for less, or try again later." if error.retry is None else "Try again later."
                response = self._failed(request, HttpError(503, str(error), hint, retry))
            except Exception:
                _LOG.exception("%s %s", request.method, request.path)
                response = self._failed(request, HttpError(500, "The server made a mistake.", "Please report it."))
            await self._send(request, response, send)
        except ClientGone:
            return

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._pool.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._pool.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    # ------------------------------------------------------------------------------------------- routes

    async def _respond(self, request: Request) -> Response:
        path = request.path
        if path in ("/sparql", "/sparql/"):
            return await self._sparql(request)
        if request.method == "OPTIONS":
            return Response(204, {"allow": ", ".join(_READING)})
        if request.method not in ("GET", "HEAD"):
            raise _not_allowed(request.method, _READING)
        if path == "/openapi.json":
            return _static_json(selfdescription.openapi(request.base))
        if path == "/.well-known/void":
            return await self._described(request, "void", f"{request.site_url}/")
        if path.startswith("/download/imrkg."):
            return await self._download(request, path.removeprefix("/download/imrkg."))
        if path == "/":
            return await self._home(request)
        if path.startswith(_THINGS) or path == "/ontology":
            return await self._thing(request, path)
        return await self._page(request)

    async def _sparql(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(204, {"allow": ", ".join(_QUERYING), "accept-post": f"{protocol.DIRECT}, {protocol.FORM}"})
        if request.method not in _QUERYING:
            raise _not_allowed(request.method, _QUERYING)
        body = await request.body(self._settings.longest_query) if request.method == "POST" else b""
        operation = protocol.read(request.method, request.query_string, request.field("content-type"), body)
        if operation.query is None:
            return await self._service(request, operation.form)
        solutions, graph = _both(request.accept, operation.form)
        if solutions is None and graph is None:
            raise _not_acceptable((*SOLUTIONS[:-1], *GRAPHS))
        dataset = None
        if operation.default_graphs or operation.named_graphs:
            dataset = (operation.default_graphs, operation.named_graphs)
        pack = request.packs
        html = "html" in (solutions and solutions[0], graph and graph[0])
        site = self._site(request) if html else ()
        key = ("query", operation.query, dataset, solutions, graph, pack, site)
        job = {
            "kind": "query", "query": operation.query, "dataset": dataset, "solutions": solutions, "graph": graph,
            "pack": pack, "site": tuple(site),
        }  # fmt: skip
        return await self._answered(request, key, job, keep=not _changing(operation.query))

    async def _service(self, request: Request, word: str) -> Response:
        chosen = _chosen(request.accept, word, GRAPHS)
        if chosen is None:
            raise _not_acceptable(GRAPHS)
        if chosen[0] == "html":
            return await self._page(request)
        return await self._described(request, "service", f"{request.site_url}{request.path}", chosen)

    async def _described(
        self, request: Request, kind: str, address: str, chosen: tuple[str, str] | None = None
    ) -> Response:
        """Answer with the service description or the VoID description, which name the address asked."""
        if chosen is None:
            forms = GRAPHS[:-1]
            chosen = _chosen(request.accept, _format_word(request), forms)
            if chosen is None:
                raise _not_acceptable(forms)
        pack = request.packs
        field = "endpoint" if kind == "service" else "url"
        job = {"kind": kind, field: address, "form": chosen[0], "media_type": chosen[1], "pack": pack}
        return await self._answered(request, (kind, address, chosen, pack), job)

    async def _download(self, request: Request, suffix: str) -> Response:
        form = next((f for f in GRAPHS[:-1] if f.name == suffix), None)
        if form is None:
            names = ", ".join(f"imrkg.{f.name}" for f in GRAPHS[:-1])
            raise HttpError(404, f"There is no download imrkg.{suffix}.", f"There is {names}.")
        pack = request.packs
        job = {"kind": "dump", "form": form.name, "media_type": form.media_type, "pack": pack}
        response = await self._answered(request, ("dump", form.name, pack), job)
        response.headers["content-disposition"] = f'attachment; filename="imrkg.{form.name}"'
        return response

    async def _home(self, request: Request) -> Response:
        """Answer for the site, which is the dataset, too: the page, or the way to its description."""
        chosen = _chosen(request.accept, _format_word(request), (GRAPHS[-1], *GRAPHS[:-1]))
        if chosen is None:
            raise _not_acceptable(GRAPHS)
        if chosen[0] == "html":
            return await self._page(request)
        return Response(303, {"location": f"{request.base}/.well-known/void", "vary": "Accept"})

    async def _thing(self, request: Request, path: str) -> Response:
        """Answer for an IRI of ours: see other (303), or the data where the path has a suffix."""
        stem, suffix = linked.split(path)
        iri = linked.iri(stem)
        if iri is None:
            raise HttpError(404, "No IRI has that path.", f"Look for what you need: {request.base}/search")
        if suffix:
            pack = request.packs
            job = {"kind": "data", "iri": iri, "form": suffix, "media_type": linked.FORMATS[suffix], "pack": pack}
            response = await self._answered(request, ("data", iri, suffix, pack), job)
            response.headers["link"] = linked.header(linked.links(iri, request.base, suffix))
            return response
        known = await self._answers.get(("known", iri), {"kind": "known", "iri": iri}, request.gone)
        place = linked.path(iri)
        if known.reply.status != 200:
            # The page is a 404 that names what may have been meant.
            return await self._page(request, f"/page{place}")
        chosen = _chosen(request.accept, _format_word(request), GRAPHS)
        if chosen is None:
            raise _not_acceptable(GRAPHS)
        target = f"/page{place}" if chosen[0] == "html" else f"{place}.{chosen[0]}"
        links = linked.header(linked.links(iri, request.base))
        return Response(303, {"location": request.base + target, "link": links, "vary": "Accept"})

    async def _page(self, request: Request, path: str = "") -> Response:
        """Answer with the page at the path of the request, or at another one."""
        params = protocol.fields(request.query_string, "query string")
        site = self._site(request)
        pack = request.packs
        path = path or ("/editor" if request.path in ("/sparql", "/sparql/") else request.path)
        # A program gets its errors as text.
        html = _error_form(request) == "html"
        key = ("page", site, path, tuple(params), pack, html)
        job = {"kind": "page", "site": tuple(site), "path": path, "params": params, "pack": pack, "html": html}
        return await self._answered(request, key, job)

    def _site(self, request: Request) -> Site:
        return Site(request.base, self._settings.version, self._editor, self._settings.shipped)

    # ------------------------------------------------------------------------------------------ answers

    async def _answered(self, request: Request, key: Any, job: Mapping[str, Any], keep: bool = True) -> Response:
        answer = await self._answers.get(key, job, request.gone, keep)
        reply = answer.reply
        if reply.status >= 400 and not reply.media_type.startswith("text/html"):
            raise HttpError(reply.status, reply.body.decode(), reply.hint)
        if reply.location:
            return Response(reply.status, {"location": reply.location, "vary": "Accept"})
        headers = {"content-type": _with_charset(reply.media_type), "vary": "Accept, Accept-Encoding"}
        if reply.packed:
            headers["content-encoding"] = "gzip"
        if reply.status == 200:
            headers["etag"] = answer.etag
            headers["cache-control"] = "public, max-age=60" if keep else "no-store"
            if keep and b"if-none-match" in request.headers and _matches(request.field("if-none-match"), answer):
                return Response(304, headers)
        return Response(reply.status, headers, reply.body)

    def _failed(self, request: Request, error: HttpError) -> Response:
        headers = {"vary": "Accept", "cache-control": "no-store"}
        headers |= {name.lower(): value for name, value in error.headers.items()}
        name = _error_form(request)
        first, _, rest = error.message.partition("\n")
        if name == "html":
            page = pages.error(self._site(request), error.status, first, rest or error.hint, error.hint if rest else "")
            return Response(error.status, headers | {"content-type": page.media_type}, page.body)
        if name == "json":
            problem = {"title": first, "status": error.status, "detail": "\n".join(filter(None, (rest, error.hint)))}
            body = json.dumps(problem, ensure_ascii=False).encode() + b"\n"
            return Response(error.status, headers | {"content-type": "application/problem+json"}, body)
        text = f"{error.message}\n{error.hint}\n" if error.hint else f"{error.message}\n"
        return Response(error.status, headers | {"content-type": "text/plain; charset=utf-8"}, text.encode())

    # ------------------------------------------------------------------------------------------ sending

    async def _send(self, request: Request, response: Response, send: Send) -> None:
        own = response.headers
        if response.status not in (204, 304):
            own["content-length"] = str(len(response.body))
        if request.method == "OPTIONS" and self._settings.cors:
            own["access-control-allow-methods"] = own.get("allow", "")
            own["access-control-allow-headers"] = (
                request.field("access-control-request-headers") or "Accept, Content-Type, If-None-Match"
            )
            own["access-control-max-age"] = "86400"
        raw = _raw(own) + self._fixed(own.get("content-type", ""))
        await send({"type": "http.response.start", "status": response.status, "headers": raw})
        body = b"" if request.method == "HEAD" else response.body
        if len(body) <= _PIECE:
            await send({"type": "http.response.body", "body": body})
            return
        for start in range(0, len(body), _PIECE):
            more = start + _PIECE < len(body)
            await send({"type": "http.response.body", "body": body[start : start + _PIECE], "more_body": more})

    def _fixed(self, content_type: str) -> list[tuple[bytes, bytes]]:
        """Return the header fields that depend on nothing but the type of the body."""
        found = self._fixed_of.get(content_type)
        if found is None:
            fields = dict(_SECURITY) | {"content-security-policy": _policy(content_type)}
            if self._settings.cors:
                fields["access-control-allow-origin"] = "*"
                fields["access-control-expose-headers"] = _EXPOSED
                # Data may be read from anywhere; a page may not be taken into another one (frame-ancestors).
                fields["cross-origin-resource-policy"] = "cross-origin"
            found = _raw(fields)
            if len(self._fixed_of) < 100:
                self._fixed_of[content_type] = found
        return found

    async def _send_static(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.exceptions import HTTPException

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                given = {k.decode("latin-1"): v.decode("latin-1") for k, v in message["headers"]}
                given.setdefault("cache-control", "public, max-age=3600")
                message["headers"] = _raw(given) + self._fixed(given.get("content-type", ""))
            await send(message)

        inner = dict(scope) | {"path": request.path.removeprefix("/static"), "root_path": ""}
        try:
            await self._static(inner, receive, with_headers)
        except HTTPException as error:
            response = self._failed(request, HttpError(error.status_code, "There is no such file.", "See /."))
            await self._send(request, response, send)


# ------------------------------------------------------------------------------------------------- helpers

_ERROR_FORMS = (
    Form("txt", "text/plain"),
    Form("html", "text/html", ("application/xhtml+xml",)),
    Form("json", "application/problem+json", ("application/json",)),
)


@lru_cache(maxsize=1024)
def _chosen(accept: str | None, word: str, forms: tuple[Form, ...]) -> tuple[str, str] | None:
    """Return name and media type of the form to send; ``format=`` beats the Accept header."""
    found = negotiation.named(word, forms) if word else negotiation.choose(accept, forms)
    return (found[0].name, found[1]) if found else None


@lru_cache(maxsize=1024)
def _both(accept: str | None, word: str) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """Return what to send for solutions and for a graph: the forms themselves would be hashed for each request."""
    return _chosen(accept, word, SOLUTIONS), _chosen(accept, word, GRAPHS)


def _changing(query: str) -> bool:
    """Return whether the answer may change from call to call."""
    # Looking for plain words is ten times as fast as the pattern, which few queries need.
    upper = query.upper()
    return any(word in upper for word in ("NOW", "RAND", "UUID", "BNODE")) and bool(_CHANGING.search(query))


def _error_form(request: Request) -> str:
    """Return the form that errors take for a client: txt, html or json."""
    chosen = negotiation.choose(request.accept, _ERROR_FORMS)
    return chosen[0].name if chosen else "txt"


def _raw(fields: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return header fields as ASGI has them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields.items()]


def _format_word(request: Request) -> str:
    return protocol.form_word(protocol.fields(request.query_string, "query string"))


def _not_allowed(method: str, allowed: tuple[str, ...]) -> HttpError:
    allow = ", ".join(allowed)
    return HttpError(405, f"{method} is not allowed here.", f"Allowed: {allow}.", {"Allow": allow})


def _not_acceptable(forms: tuple[Form, ...]) -> HttpError:
    return HttpError(406, "None of the forms that you accept exists.", f"There is {negotiation.listing(forms)}.")


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") and ";" not in media_type else media_type


def _policy(content_type: str) -> str:
    if content_type.startswith("text/html"):
        return _PAGE_POLICY
    return _PICTURE_POLICY if content_type.startswith("image/svg") else _DATA_POLICY


def _matches(header: str, answer: Answer) -> bool:
    """Return whether If-None-Match names the answer (weak comparison, RFC 9110, section 13.1.2)."""
    return any(match[0] == "*" or match[1] == answer.etag for match in _TAG.finditer(header))


def _static_json(body: bytes) -> Response:
    return Response(200, {"content-type": "application/json", "cache-control": "public, max-age=60"}, body)
