"""The redirect rules for w3id.org: read as text, and run by Apache httpd, for every kind of IRI."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest
import support

from imrkg import namespaces as ns
from imrkg.serve import linked

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "w3id"
RULES = FOLDER / ".htaccess"
SERVER = "https://imrkg.example.org"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB = "application/rdf+xml,text/html;q=0.5,application/xhtml+xml;q=0.5,text/turtle;q=0.9,*/*;q=0.1"
ACCEPTS = [
    "", "*/*", BROWSER, RDFLIB, "text/html", "text/html;q=0.1,text/turtle", "text/turtle;q=0", "text/html,text/turtle",
    "text/turtle, application/ld+json", "application/json", *linked.FORMATS.values(), "Text/Turtle",
]  # fmt: skip


# ------------------------------------------------------------------------------------- the rules as a text


class Condition(NamedTuple):
    """A RewriteCond on the Accept header: a pattern, and whether it must not match."""

    pattern: re.Pattern[str]
    negated: bool


class Rule(NamedTuple):
    """A RewriteRule with the conditions before it."""

    conditions: list[Condition]
    pattern: re.Pattern[str]
    target: str
    flags: list[str]


def rules() -> list[Rule]:
    """Return the rules; a directive that this reader does not know is an error."""
    found: list[Rule] = []
    conditions: list[Condition] = []
    text = re.sub(r"<IfModule mod_headers\.c>.*?</IfModule>", "", RULES.read_text(encoding="utf-8"), flags=re.DOTALL)
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        word, *rest = line.split()
        if word == "RewriteCond":
            match = re.fullmatch(r"RewriteCond %\{HTTP_ACCEPT\} (!?)(\S+) \[NC\]", line)
            assert match, line
            conditions.append(Condition(re.compile(match[2], re.IGNORECASE), bool(match[1])))
        elif word == "RewriteRule":
            pattern, target, flags = rest
            found.append(Rule(conditions, re.compile(pattern), target, flags.strip("[]").split(",")))
            conditions = []
        else:
            assert line in ("Options +FollowSymLinks -MultiViews", "RewriteEngine on"), line
    return found


def redirect(iri: str, accept: str) -> str | None:
    """Return where the rules send a request for `iri`, as mod_rewrite does it in a folder; None for nowhere."""
    path = unquote(str(linked.path(iri))[1:])
    environment: dict[str, str] = {}
    for rule in rules():
        match = rule.pattern.search(path)
        if not match or any(bool(c.pattern.search(accept)) == c.negated for c in rule.conditions):
            continue
        for flag in rule.flags:
            if flag.startswith("E="):
                name, _, value = flag[2:].partition(":")
                environment[name] = value
        if rule.target == "-":
            continue
        assert rule.flags == ["R=303", "L"]
        target = re.sub(r"%\{ENV:(\w+)\}", lambda m: environment.get(m[1], ""), rule.target)
        target = re.sub(r"\$(\d)", lambda m: quote(match[int(m[1])], safe="/:@!$&'()*+,;=~"), target)  # noqa: B023
        return target
    return None


def expected(iri: str, accept: str) -> str:
    """Return where a request should go: what a reader of RFC 9110 would say."""
    path = linked.path(iri)
    kinds = {kind: suffix for suffix, kind in linked.FORMATS.items()}
    if iri == ns.BASE:
        wants_data = any(kind in accept for kind in kinds) and "text/html" not in accept
        return f"{SERVER}/.well-known/void" if wants_data or accept == "Text/Turtle" else f"{SERVER}/"
    if accept.lower() in kinds:
        return f"{SERVER}{path}.{kinds[accept.lower()]}"
    return f"{SERVER}/page{path}" if accept in (BROWSER, "text/html") else f"{SERVER}{path}"


def iris(graph: ox.Store) -> list[str]:
    terms = {term for quad in graph for term in quad if isinstance(term, ox.NamedNode)}
    return sorted(term.value for term in terms if term.value.startswith(ns.BASE))


def of_each_kind(graph: ox.Store) -> list[str]:
    """Return one IRI of each kind, and some that no data have yet."""
    kinds = {re.sub(r"[^/]*$", "", iri): iri for iri in iris(graph)}
    special = [ns.BASE, ns.ONTOLOGY_GRAPH, f"{ns.ONTOLOGY_GRAPH}/0.1.0", *ns.GRAPHS.values()]
    return [
        *special,
        *kinds.values(),
        ns.ID + "study/müller",
        ns.ID + "study/a%20b",
        ns.ID + "scheme/a/b",
        ns.ID + "x/50%25",
    ]


def test_every_iri_of_the_data_is_sent_to_its_own_place(graph: ox.Store) -> None:
    for iri in iris(graph):
        target = redirect(iri, "*/*")
        assert target is not None, iri
        assert linked.iri(target.removeprefix(SERVER)) == iri


@pytest.mark.parametrize("accept", ACCEPTS)
def test_every_kind_of_iri_is_sent_to_page_data_or_its_own_place(graph: ox.Store, accept: str) -> None:
    for iri in of_each_kind(graph):
        target = redirect(iri, accept)
        assert target == expected(iri, accept), iri
        path, suffix = linked.split(target.removeprefix(SERVER))
        if iri == ns.BASE:
            continue
        assert linked.iri(path.removeprefix("/page")) == iri
        assert not (suffix and path.startswith("/page"))


@pytest.mark.parametrize("suffix", linked.FORMATS)
@pytest.mark.parametrize("accept", ["*/*", BROWSER, "text/turtle"])
def test_a_suffix_beats_the_accept_header(graph: ox.Store, suffix: str, accept: str) -> None:
    for iri in of_each_kind(graph):
        if iri != ns.BASE:
            assert redirect(f"{iri}.{suffix}", accept) == f"{SERVER}{linked.path(iri)}.{suffix}"


@pytest.mark.parametrize(
    "rest", ["sparql", "questions", "id", "id/", "id/study", "idx/y/z", "graph/", "download/imrkg.ttl", "ontologyx"]
)
def test_what_is_no_iri_of_ours_is_not_redirected(rest: str) -> None:
    assert redirect(ns.BASE + rest, "*/*") is None


def test_the_server_is_written_once_and_said_to_be_a_placeholder() -> None:
    text = RULES.read_text(encoding="utf-8")
    assert text.count(SERVER) == 1
    assert text.count("http://") + text.count("https://") == 2  # and our own name, in the first line
    assert "placeholder" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_readme_has_what_w3id_asks_for() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.search(r"^## Contact$", text, flags=re.MULTILINE)


# ---------------------------------------------------------------------------------------------- the real one

_SETTINGS = """ServerRoot "{root}"
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{root}/pid"
ErrorLog "{root}/errors"
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule rewrite_module {modules}/mod_rewrite.so
DocumentRoot "{root}/www"
<Directory "{root}/www">
  AllowOverride All
  Options FollowSymLinks
  Require all granted
</Directory>
"""


@pytest.fixture(scope="module")
def httpd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an Apache httpd that has our rules in the folder imrkg, as w3id.org has."""
    program = (
        shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin:/usr/local/sbin") or shutil.which("httpd")
    )
    modules = Path("/usr/lib/apache2/modules")
    support.require(program and modules.is_dir(), "Apache httpd is not installed (Debian: apt-get install apache2-bin)")
    root = tmp_path_factory.mktemp("httpd")
    for folder in (root, *root.parents):
        if folder.stat().st_uid == root.stat().st_uid and folder.name.startswith("pytest-"):
            folder.chmod(0o755)  # started by root, httpd serves as nobody
    (root / "www" / "imrkg").mkdir(parents=True)
    shutil.copy(RULES, root / "www" / "imrkg" / ".htaccess")
    root.chmod(0o755)
    for _ in range(5):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = root / "httpd.conf"
        settings.write_text(_SETTINGS.format(root=root, port=port, modules=modules), encoding="utf-8")
        server = subprocess.Popen([str(program), "-X", "-f", str(settings)], stderr=subprocess.PIPE, text=True)
        if _answers(server, port):
            break
    else:
        pytest.fail(f"httpd did not start: {server.stderr.read() if server.stderr else ''}")
    yield port
    server.terminate()
    server.wait(timeout=20)


def _answers(server: subprocess.Popen[str], port: int) -> bool:
    for _ in range(200):
        if server.poll() is not None:
            return False  # another process took the port
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    server.kill()
    return False


def asked(port: int, path: str, accept: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", f"/imrkg{path}", headers={"Accept": accept} if accept else {})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


@pytest.mark.parametrize("accept", ACCEPTS)
def test_httpd_redirects_as_the_rules_read(httpd: int, graph: ox.Store, accept: str) -> None:
    for iri in of_each_kind(graph):
        response = asked(httpd, str(linked.path(iri)), accept)
        assert response.status == 303, iri
        # httpd writes the hexadecimal digits of escapes in lower case.
        location = re.sub(r"%[0-9a-f]{2}", lambda m: m[0].upper(), str(response.getheader("Location")))
        assert location == expected(iri, accept)


def test_httpd_lets_scripts_follow_and_caches_tell_headers_apart(httpd: int) -> None:
    response = asked(httpd, "/id/study/levitt-2009.ttl", "*/*")
    assert response.getheader("Location") == f"{SERVER}/id/study/levitt-2009.ttl"
    assert response.getheader("Access-Control-Allow-Origin") == "*"
    assert response.getheader("Vary") == "Accept"


@pytest.mark.parametrize(
    "path", ["/sparql", "/id/study", "/id/study/x%3Fy", "/id/study/%2e%2e/%2e%2e/%2e%2e/etc/passwd"]
)
def test_httpd_does_not_redirect_anything_else(httpd: int, path: str) -> None:
    assert asked(httpd, path, "*/*").status in (400, 403, 404)
