"""The command line: parse, call, print, exit code; nothing else.

Exit codes: 0 done; 1 it ran and the finding is negative; 2 it could not run.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import imrkg
from imrkg.errors import BadSyntax, ImrkgError, MissingFile, NotReached, UnknownName, nearest

if TYPE_CHECKING:
    from imrkg.results import Result

_RESULT_FORMATS = ("table", "csv", "tsv", "json", "xml", "md")
_RDF_FORMATS = ("trig", "ttl", "nt", "nq", "jsonld", "xml")
_DESCRIPTION = """The review of Illness Management and Recovery (IMR) by McGuire and colleagues (2014)
as a linked-data graph: what the studies measured and found, how IMR was implemented,
where every statement was read, and what nobody measured."""
_EPILOG = """examples:
  imrkg questions                          list the bundled questions
  imrkg ask findings study=levitt-2009     answer one of them
  imrkg ask table-2 --format csv           the same rows as CSV
  imrkg describe satisfaction              everything about a thing
  imrkg query 'SELECT * { ?s a imr:Study }' your own SPARQL (imr: and the like are declared)

exit codes: 0 done; 1 it ran and the finding is negative; 2 it could not run"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        hint = f"See `{self.prog} --help`."
        print(f"imrkg: {message}\n  {hint}", file=sys.stderr)
        raise SystemExit(2)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that has no “…” gets a question mark
    bad = next((a for a in arguments if a.encode(errors="ignore").decode() != a), None)
    if bad is not None:
        print(f"imrkg: {bad!r} is not UTF-8\n  Type it again, or set the locale to UTF-8.", file=sys.stderr)
        return 2
    parser, commands = _parser()
    first = next((a for a in arguments if not a.startswith("-")), None)
    if first is not None and first not in commands:
        print(f"imrkg: there is no command {first!r}\n  {nearest(first, commands, 'commands')}", file=sys.stderr)
        return 2
    options, late = parser.parse_known_args(arguments)
    if late:
        # argparse gives up on `ask SLUG --format csv name=value`: it takes no values after the options.
        if not hasattr(options, "parameters") or any(word.startswith("-") for word in late):
            parser.error(f"unrecognized arguments: {' '.join(late)}")
        options.parameters += late
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader (head, less) has seen enough; what is left in the buffer goes nowhere.
        _discard_output()
        return 0
    except KeyboardInterrupt:
        print("imrkg: interrupted; files are as they were", file=sys.stderr)
    except Exception as error:
        if options.verbose:
            import traceback

            traceback.print_exc()
        else:
            print(f"imrkg: {_explain(error)}", file=sys.stderr)
        _discard_output()
    return 2


def _explain(error: Exception) -> str:
    """Return what to print for an error: what went wrong, where, and what to do."""
    if isinstance(error, ImrkgError):
        return f"{error}\n  More: docs/errors.md#{error.anchor}"
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}\n  Check the path, its permissions and the disk."
    return f"{type(error).__name__}: {error}\n  This is a defect of imrkg: please report it with the output of -v."


def _discard_output() -> None:
    """Send what is still in the buffer of standard output nowhere, so that Python does not try again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> tuple[argparse.ArgumentParser, list[str]]:
    form = argparse.RawDescriptionHelpFormatter
    parser = _Parser(prog="imrkg", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=form)
    parser.add_argument("--version", action="store_true", help="print package, data version and number of triples")
    parser.add_argument("-v", "--verbose", action="store_true", help="show a traceback when something goes wrong")
    parser.set_defaults(run=_overview)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")

    def command(name: str, run: Any, text: str, description: str = "") -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=description or text[0].upper() + text[1:] + ".")
        # SUPPRESS, so that a -v before the command is not reset by the sub-parser.
        sub.add_argument("-v", "--verbose", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        sub.set_defaults(run=run)
        return sub

    def output(sub: argparse.ArgumentParser, formats: Sequence[str], what: str) -> None:
        sub.add_argument("--format", metavar="FORMAT", help=f"{what}: {', '.join(formats)}")
        sub.add_argument(
            "--output", "-o", type=Path, metavar="FILE", help="write to FILE; its extension sets the format"
        )

    def own_data(sub: argparse.ArgumentParser) -> None:
        text = "ask this RDF file, not the shipped graph; repeat it for several"
        sub.add_argument("--data", type=Path, action="append", default=[], metavar="FILE", help=text)

    sub = command("questions", _questions, "list the bundled questions by category")
    sub.add_argument("--format", metavar="FORMAT", help="table, csv, tsv, json, xml or md")
    sub = command("ask", _ask, "answer a bundled question")
    sub.add_argument("slug", help="name of the question; see `imrkg questions`")
    sub.add_argument(
        "parameters", nargs="*", metavar="name=value", help="a key, label or IRI; repeat a name for any of several"
    )
    sub.add_argument(
        "--sparql", action="store_true", help="print the query with its parameters filled in, do not run it"
    )
    sub.add_argument("--endpoint", metavar="URL", help="ask the triple store that answers queries there")
    sub.add_argument(
        "--timeout", type=_seconds, default=60.0, metavar="SECONDS",
        help="with --endpoint: give up after this long (default 60)",
    )  # fmt: skip
    sub.add_argument("--insecure", action="store_true", help="send a password to another machine over plain http")
    own_data(sub)
    output(sub, _RESULT_FORMATS, "form of the answer")
    sub = command(
        "federate",
        _federate,
        "join the graph with somebody else's through their SPARQL endpoint",
        "Answer a federated question: the other side is asked at the address that --service gives, and its rows are\n"
        "joined with the graph here. Without a name, the list of federated questions. See docs/federated.md.",
    )
    sub.add_argument("slug", nargs="?", help="name of the federated question; without one, the list")
    sub.add_argument(
        "parameters", nargs="*", metavar="name=value", help="an IRI, prefix:name or name; repeat it for any of several"
    )
    sub.add_argument(
        "--service", action="append", default=[], metavar="NAME=URL",
        help="where the service NAME answers queries; NAME=public for its public endpoint; repeat it for several",
    )  # fmt: skip
    sub.add_argument("--sparql", action="store_true", help="print the query with all filled in, do not run it")
    sub.add_argument(
        "--timeout", type=_seconds, default=60.0, metavar="SECONDS",
        help="give up when a service, or the join here, takes longer than this (default 60)",
    )  # fmt: skip
    output(sub, _RESULT_FORMATS, "form of the answer")
    sub = command("query", _query, "answer a SPARQL query of your own")
    sub.add_argument("query", help="SPARQL text, a file with it, or - for standard input")
    own_data(sub)
    sub.add_argument(
        "--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="give up after this long (default 60)"
    )
    sub.add_argument("--allow-service", action="store_true", help="let SERVICE clauses reach the network")
    output(sub, (*_RESULT_FORMATS, *_RDF_FORMATS[:-1]), "form of the answer")
    sub = command("describe", _describe, "show everything about a study, outcome, term or other thing")
    sub.add_argument("thing", help="an IRI, kind/key, key or label")
    output(sub, ("text", *_RDF_FORMATS), "form of the description")
    sub = command("validate", _validate, "check the graph, or RDF files of yours, against the shapes")
    sub.add_argument("files", nargs="*", type=Path, metavar="FILE", help="RDF files; the shipped graph by default")
    sub.add_argument(
        "--engine", default="auto", help="pyshacl, shacl or auto (the fast one if it is installed; default)"
    )
    output(sub, ("text", "json", "ttl"), "form of the report")
    sub = command("lint", _lint, "check an ontology against the rules of ROBOT, OOPS! and FOOPS!")
    sub.add_argument("files", nargs="*", type=Path, metavar="FILE", help="RDF files; the shipped ontology by default")
    sub.add_argument(
        "--exceptions", type=Path, metavar="FILE", help="CSV of what is meant to be so: check, entity, detail, reason"
    )
    output(sub, ("text", "json"), "form of the report")
    sub = command("reason", _reason, "check consistency and list what a reasoner infers")
    sub.add_argument("--engine", default="hermit", help="hermit (OWL 2 DL; needs Java) or rl (OWL 2 RL)")
    output(sub, ("text", "json"), "form of the report")
    sub = command("audit", _audit, "recompute the claims of the review and show where it disagrees with itself")
    sub.add_argument("--sheets", type=Path, metavar="FOLDER", help="audit the graph that these sheets give")
    sub.add_argument(
        "--data", type=Path, action="append", default=[], metavar="FILE",
        help="audit this RDF file; repeat it for several; the checks run again over it",
    )  # fmt: skip
    sub.add_argument("--fail-on", metavar="LEVEL", help="exit with 1 if a claim is contradicted, or partly confirmed")
    output(sub, ("text", "csv", "md", "html", "json"), "form of the report")
    sub = command("synthesize", _synthesize, "pool rates, sum up directions of effect, show gaps and networks")
    sub.add_argument(
        "parts", nargs="*", metavar="PART", help="direction, rates, fidelity, gaps or network; all by default"
    )
    sub.add_argument("--graph", type=Path, metavar="FILE", help="write the network (.graphml, .gexf, .json or .csv)")
    output(sub, ("text", "csv", "md", "html", "json"), "form of the tables")
    sub = command("plot", _plot, "draw a picture from the answer of a question")
    sub.add_argument("name", nargs="?", help="name of the picture; without one, the list of pictures")
    sub.add_argument("parameters", nargs="*", metavar="name=value", help="for example outcome=completion")
    sub.add_argument("--width", type=_pixels, metavar="PIXELS", help="width in pixels (default: the picture's own)")
    sub.add_argument("--format", metavar="FORMAT", help="svg, png or pdf")
    sub.add_argument("--output", "-o", type=Path, metavar="FILE", help="write to FILE; its extension sets the format")
    sub = command("report", _report, "write the whole review, recomputed, as one HTML and one Markdown document")
    sub.add_argument(
        "--output",
        "-o",
        type=Path,
        metavar="FOLDER",
        required=True,
        help="where report.html and report.md go; it is made if need be",
    )
    sub = command("serve", _serve, "publish the graph: a SPARQL endpoint, linked data and pages")
    sub.add_argument("--host", default="127.0.0.1", help="address to listen at (default 127.0.0.1: this machine only)")
    sub.add_argument("--port", type=int, default=8000, help="port to listen at; 0 takes a free one (default 8000)")
    own_data(sub)
    sub.add_argument(
        "--graph", action="append", default=[], metavar="IRI=FILE", help="serve FILE as the graph IRI; repeat it"
    )
    sub.add_argument("--base-path", default="", metavar="PATH", help="path that the site stands under, such as /imr")
    sub.add_argument("--public-url", default="", metavar="URL", help="address of the site as the world knows it")
    sub.add_argument(
        "--proxy", action="append", default=[], metavar="ADDRESS",
        help="believe the X-Forwarded headers of this proxy, too (127.0.0.1 and ::1 are believed)",
    )  # fmt: skip
    sub.add_argument("--no-cors", action="store_true", help="do not let scripts of other sites read")
    sub.add_argument("--timeout", type=_seconds, default=10.0, metavar="SECONDS", help="time of a query (default 10)")
    sub.add_argument("--max-rows", type=_positive, default=100_000, metavar="N", help="rows of an answer (100000)")
    sub.add_argument("--max-memory", type=_positive, default=1024, metavar="MIB", help="memory of a query (1024)")
    sub.add_argument("--max-body", type=_positive, default=1024, metavar="KIB", help="length of a request (1024)")
    sub.add_argument("--quick", type=_positive, default=4, metavar="N", help="queries at a time (default 4)")
    sub.add_argument("--long", type=_positive, default=8, metavar="N", help="long queries beside them (default 8)")
    sub.add_argument("--max-waiting", type=_positive, default=512, metavar="N", help="queries that wait (default 512)")
    sub = command(
        "load",
        _load,
        "put the graph into a running triple store",
        "Put the graph, or RDF files of yours, into a running triple store, and count it there. Each graph is\n"
        "replaced as a whole, so it can be run again at any time. Credentials come from the environment:\n"
        "IMRKG_STORE_USER with IMRKG_STORE_PASSWORD, or IMRKG_STORE_TOKEN. Addresses: docs/stores.md.",
    )
    sub.add_argument("url", metavar="URL", help="where the store speaks the Graph Store Protocol or SPARQL Update")
    sub.add_argument("--graph", action="append", default=[], metavar="NAME", help="load this graph only; repeat it")
    sub.add_argument(
        "--data", type=Path, action="append", default=[], metavar="FILE",
        help="load this RDF file, not the shipped graph; repeat it for several",
    )  # fmt: skip
    sub.add_argument("--into", metavar="IRI", help="graph for the triples of --data that are in no graph")
    sub.add_argument("--protocol", default="auto", help="gsp, update or auto (says which it found; default)")
    sub.add_argument("--query-endpoint", metavar="URL", help="where the store answers queries, to count there")
    sub.add_argument(
        "--timeout", type=_seconds, default=300.0, metavar="SECONDS", help="give up after this silence (default 300)"
    )
    sub.add_argument("--retries", type=_count, default=5, metavar="N", help="try again so often (default 5)")
    sub.add_argument("--batch", type=_positive, default=1000, metavar="N", help="triples in an update (default 1000)")
    sub.add_argument("--insecure", action="store_true", help="send a password to another machine over plain http")
    sub = command("build", _build, "make the graphs from the sheets")
    sub.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if the built files are not up to date"
    )
    sub.add_argument("--sheets", type=Path, metavar="FOLDER", help="folder of the sheets (default: the shipped ones)")
    sub.add_argument("--output", "-o", type=Path, metavar="FOLDER", help="where the built files go (default: data/)")
    sub = command("export", _export, "write the whole graph, ontology included, or a view of it for another community")
    sub.add_argument("--view", metavar="NAME", help="a view: data-cube, schema-org, ... (see docs/views.md)")
    sub.add_argument("--thing", default="", metavar="THING", help="confine schema-org or nanopublications to one thing")
    output(sub, (*_RDF_FORMATS, "bib", "json", "zip"), "format (a view has formats of its own)")
    sub = command(
        "diff",
        _diff,
        "show what changed between two versions of the graph or the ontology",
        "Show which terms, findings and other things were added, changed, deprecated, removed or moved to another\n"
        "graph. Exit code 0 also where there are differences, unless --exit-code is given.",
    )
    sub.add_argument("old", metavar="OLD", help="an RDF file, or the word shipped for the shipped graph")
    sub.add_argument("new", metavar="NEW", nargs="?", default="shipped", help="the same (default: shipped)")
    sub.add_argument(
        "--kind", action="append", default=[], help="only this kind of things, for example class or finding; repeat it"
    )
    sub.add_argument("--exit-code", action="store_true", help="exit with 1 if there are differences")
    output(sub, _RESULT_FORMATS, "form of the list")
    sub = command("verify-source", _verify, "check every place of the graph against a copy of the manuscript")
    sub.add_argument("file", type=Path, help="the accepted manuscript as UTF-8 text")
    return parser, list(commands.choices)


def _seconds(word: str) -> float:
    import threading

    value = float(word)
    if not 0 < value <= threading.TIMEOUT_MAX:
        raise argparse.ArgumentTypeError(f"{word!r} is not a number of seconds above 0")
    return value


def _count(word: str) -> int:
    if not word.isdecimal():
        raise argparse.ArgumentTypeError(f"{word!r} is not a whole number")
    return int(word)


def _positive(word: str) -> int:
    value = _count(word)
    if not value:
        raise argparse.ArgumentTypeError("0 is not a number above 0")
    return value


def _pixels(word: str) -> int:
    if not word.isdecimal():
        raise argparse.ArgumentTypeError(f"{word!r} is not a number of pixels")
    return int(word)


def _choose(options: argparse.Namespace, formats: Sequence[str], default: str) -> str:
    """Return the format: --format first, then the extension of --output, then the default."""
    known = {"rdf": "xml", "jsonld": "jsonld", "txt": "table" if "table" in formats else "text", "turtle": "ttl"}
    chosen: str | None = options.format
    file: Path | None = getattr(options, "output", None)
    if chosen is None and file is not None:
        suffix = file.suffix.lstrip(".").lower()
        chosen = suffix if suffix in formats else known.get(suffix, suffix)
        if chosen not in formats:
            raise UnknownName(
                f"{file}: the extension {file.suffix!r} says no format", nearest(chosen, formats, "formats")
            )
    chosen = chosen or default
    if chosen not in formats:
        raise UnknownName(f"no format {chosen!r}", nearest(chosen, formats, "formats"))
    return chosen


def _emit(data: bytes, file: Path | None = None) -> None:
    if file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from imrkg import store

    store.write(file, data)
    print(f"imrkg: wrote {file}", file=sys.stderr)


def _overview(options: argparse.Namespace) -> int:
    from imrkg import engine, resources, results, store

    data = store.bundled()
    if options.version:
        query = "SELECT ?v { <https://w3id.org/imrkg/ontology> <http://www.w3.org/2002/07/owl#versionInfo> ?v }"
        row = results.collect(engine.run(data, query)).rows()[0]
        print(f"imrkg {imrkg.__version__}, data and ontology {row['v']}, {len(data):,} triples")
        return 0
    print(_DESCRIPTION + "\n")
    file = resources.path("queries", "overview.rq")
    answer = results.collect(engine.run(data, file.read_text(encoding="utf-8"), source=str(file)))
    for row in answer.rows():
        print(f"{row['count']:>7}  {row['what']}")
    print(f"{len(data):>7}  triples\n")
    print("Start with `imrkg questions`, then `imrkg ask findings`; `imrkg --help` shows the rest.")
    return 0


def _questions(options: argparse.Namespace) -> int:
    import pyoxigraph as ox

    from imrkg import question, results

    form = _choose(options, _RESULT_FORMATS, "table") if options.format else "list"
    found = question.all_questions()
    if form != "list":
        columns = ("slug", "category", "title", "description", "parameters")
        terms = tuple(
            tuple(
                ox.Literal(v)
                for v in (q.slug, q.category, q.title, q.description, " ".join(p.name for p in q.parameters))
            )
            for q in found
        )
        _emit(results.Result(columns, terms).write(form))
        return 0
    category = ""
    width = max(len(q.slug) for q in found)
    for q in found:
        if q.category != category:
            category = q.category
            print(f"\n{category}")
        names = f"  [{', '.join(p.name for p in q.parameters)}]" if q.parameters else ""
        print(f"  {q.slug:<{width}}  {q.title}{names}")
    print(
        f"\n{len(found)} questions. `imrkg ask SLUG [name=value …]` answers one; names in brackets are its parameters."
    )
    return 0


def _ask(options: argparse.Namespace) -> int:
    from imrkg import engine, question, results, store

    asked = question.get(options.slug)
    form = "sparql" if options.sparql else _choose(options, _RESULT_FORMATS, "table")
    arguments = _arguments(options.parameters, [p.name for p in asked.parameters])
    data = store.from_files(options.data) if options.data else store.bundled()
    text = question.bind(asked, question.resolve(data, asked, arguments))
    if options.sparql:
        _emit(text.encode(), options.output)
        return 0
    if options.endpoint:
        from imrkg import remote

        answer = remote.ask(options.endpoint, asked.slug, arguments, data, options.timeout, options.insecure)
    else:
        answer = results.collect(engine.run(data, text, source=f"{asked.slug}.rq"))
    _emit_rows(answer, form, options.output)
    if asked.category != "Audit":
        from imrkg import grounds

        remark = grounds.note(grounds.disagreements(data, answer))
        if remark:
            print(f"imrkg: {remark}", file=sys.stderr)
    return 0


def _federate(options: argparse.Namespace) -> int:
    from imrkg import engine, federation, store

    if options.slug is None:
        found = federation.all_questions()
        width = max(len(asked.question.slug) for asked in found)
        for asked in found:
            services = " ".join(f"--service {service.name}=URL" for service in asked.services)
            names = ", ".join(p.name for p in asked.question.parameters)
            print(f"{asked.question.slug:<{width}}  {asked.question.title}\n{'':<{width}}  {services}  [{names}]")
        return 0
    form = _choose(options, _RESULT_FORMATS, "table")
    asked = federation.get(options.slug)
    given = {name: urls[-1] for name, urls in _arguments(options.service, [s.name for s in asked.services]).items()}
    words = _arguments(options.parameters, [p.name for p in asked.question.parameters])
    if options.sparql:
        _emit(federation.text(asked, federation.places(asked, given), words).encode(), options.output)
        return 0
    data = store.bundled()
    rows = federation.gather(asked, given, words, options.timeout)
    with engine.time_limit(options.timeout):
        answer = federation.join(data, asked, words, rows)
    _emit_rows(answer.result, form, options.output)
    for remark in (answer.note, answer.result.note):
        if remark:
            print(f"imrkg: {remark}", file=sys.stderr)
    return 1 if answer.note else 0


def _arguments(words: Sequence[str], names: Sequence[str]) -> dict[str, list[str]]:
    """Return the values of `words` of the form name=value, by name."""
    arguments: dict[str, list[str]] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            known = ", ".join(names) or "none"
            raise UnknownName(f"{word!r} is not of the form name=value", f"Parameters: {known}.")
        arguments.setdefault(name, []).append(value)
    return arguments


def _emit_rows(result: Result, form: str, file: Path | None) -> None:
    _emit(result.write(form), file)
    if form == "table" and file is None:
        print(f"{len(result)} {'row' if len(result) == 1 else 'rows'}", file=sys.stderr)


def _query(options: argparse.Namespace) -> int:
    import contextlib

    import pyoxigraph as ox

    from imrkg import describe, engine, results, store
    from imrkg import namespaces as ns

    text, source = _query_text(options.query)
    data = store.from_files(options.data) if options.data else store.bundled()
    doors = contextlib.nullcontext() if options.allow_service else engine.closed_doors()
    with engine.time_limit(options.timeout):
        if not options.allow_service:
            # Before the doors close, because a refusal or a syntax error imports a second parser.
            engine.check(text, source, ns.PREFIXES)
        with doors:
            try:
                answer = engine.run(data, text, source=source, service=options.allow_service, prefixes=ns.PREFIXES)
                held: Any = list(answer) if isinstance(answer, ox.QueryTriples) else results.collect(answer)
            except (OSError, RuntimeError) as error:
                # The data is in memory: what fails here is the endpoint of a SERVICE clause.
                raise NotReached(f"{source}: {error}", "Check the address of the endpoint and the network.") from None
    code = _emit_answer(options, held)
    # A graph that is not empty may be made of names that were not there before.
    if not isinstance(held, list) or not held:
        for remark in describe.remarks(data, text, ns.PREFIXES):
            print(f"imrkg: {remark}", file=sys.stderr)
    return code


def _emit_answer(options: argparse.Namespace, answer: Any) -> int:
    import pyoxigraph as ox

    from imrkg import results, store

    if isinstance(answer, ox.QueryTriples | list):
        form = _choose(options, _RDF_FORMATS, "ttl")
        quads = [ox.Quad(*triple) for triple in answer]
        _emit(store.canonical(quads, store.FORMATS[form]), options.output)
        return 0
    result = answer if isinstance(answer, results.Result) else results.collect(answer)
    _emit_rows(result, _choose(options, _RESULT_FORMATS, "table"), options.output)
    return 0


def _lint(options: argparse.Namespace) -> int:
    from imrkg import lint

    form = _choose(options, lint.FORMATS, "text")
    report = lint.run(options.files, options.exceptions)
    _emit(report.write(form), options.output)
    return 1 if report.defects else 0


def _query_text(word: str) -> tuple[str, str]:
    """Return the query and what to call it: standard input, a file, or the text itself."""
    if "{" in word or "\n" in word:
        return word, "query"
    if not word.strip():
        raise BadSyntax("the query is empty", "Give SPARQL text, an existing file, or - for standard input.")
    source = "standard input" if word == "-" else word
    try:
        data = sys.stdin.buffer.read() if word == "-" else Path(word).read_bytes()
        return data.decode("utf-8-sig"), source
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadSyntax(f"{source}:{line}: byte 0x{data[error.start]:02x} is not UTF-8", "Save it as UTF-8.") from None
    except OSError as error:
        if re.match(r"\s*(?:DESCRIBE|PREFIX|BASE|CLEAR|DROP|CREATE|LOAD|COPY|MOVE|ADD)\s", word, re.IGNORECASE):
            return word, "query"  # the forms that need no braces
        raise MissingFile(
            f"{word}: {error.strerror}", "Give SPARQL text, an existing file, or - for standard input."
        ) from None


def _describe(options: argparse.Namespace) -> int:
    from imrkg import describe, store
    from imrkg import namespaces as ns

    form = _choose(options, ("text", *_RDF_FORMATS), "text")
    data = store.bundled()
    found = describe.find(data, options.thing)
    if form != "text":
        quads = [quad for iri in found for quad in describe.quads(data, iri)]
        _emit(store.canonical(quads, store.FORMATS[form]), options.output)
        return 0
    if len(found) > 1:
        names = ", ".join(ns.shorten(iri) for iri in found)
        print(f"imrkg: {options.thing!r} names {len(found)} things: {names}", file=sys.stderr)
    pages = "\n".join(describe.to_text(describe.describe(data, iri)) for iri in found)
    _emit(pages.encode(), options.output)
    return 0


def _validate(options: argparse.Namespace) -> int:
    from imrkg import validation

    form = _choose(options, ("text", "json", "ttl"), "text")
    report = validation.validate(options.files, engine=options.engine)
    _emit(report.write(form), options.output)
    return 0 if report.conforms else 1


def _reason(options: argparse.Namespace) -> int:
    from imrkg import reason

    form = _choose(options, ("text", "json"), "text")
    print("imrkg: reasoning over ontology and data; this takes up to a minute", file=sys.stderr)
    report = reason.reason(engine=options.engine)
    _emit(report.write(form), options.output)
    return 0 if report.consistent and not report.unsatisfiable else 1


def _audit(options: argparse.Namespace) -> int:
    from imrkg import auditing

    form = _choose(options, auditing.FORMATS, "text")
    level: str | None = options.fail_on
    if level is not None and level not in auditing.FAILURES:
        raise UnknownName(f"no level {level!r}", nearest(level, list(auditing.FAILURES), "levels"))
    if options.sheets and options.data:
        raise BadSyntax("--sheets and --data were both given", "Give one of them.")
    report = auditing.audit(options.sheets, options.data)
    _emit(report.write(form), options.output)
    for claim, reason in report.trouble()[:10]:
        print(f"imrkg: claim {claim} was not checked: {reason}", file=sys.stderr)
    for slip in report.slips()[:10]:
        print(f"imrkg: {slip}", file=sys.stderr)
    return 1 if level is not None and report.fails(level) else 0


def _synthesize(options: argparse.Namespace) -> int:
    from imrkg import network, store, synthesis, tables

    form = _choose(options, tables.FORMATS, "text")
    data = store.bundled()
    if options.graph:
        # Both files are computed before the first is written.
        drawn = network.write(network.analysis(data).graph, options.graph)
    print("imrkg: synthesizing; this takes some seconds", file=sys.stderr)
    report = synthesis.synthesize(data, options.parts).write(form)
    if options.graph:
        store.write(options.graph, drawn)
        print(f"imrkg: wrote {options.graph}", file=sys.stderr)
    _emit(report, options.output)
    return 0


def _plot(options: argparse.Namespace) -> int:
    from imrkg import plots, store

    if options.name is None:
        print("\n".join(plots.names()))
        return 0
    form = _choose(options, plots.FORMS, "svg")
    given = {
        name: values[-1] for name, values in _arguments(options.parameters, plots.parameters(options.name)).items()
    }
    _emit(plots.render(plots.draw(store.bundled(), options.name, width=options.width, **given), form), options.output)
    return 0


def _report(options: argparse.Namespace) -> int:
    import contextlib

    from imrkg import reporting

    def progress(text: str) -> None:
        # Whoever listens may go; the report is written all the same.
        with contextlib.suppress(BrokenPipeError):
            print(f"imrkg: {text}", file=sys.stderr, flush=True)

    for file in reporting.write(options.output, progress):
        print(file)
    return 0


def _serve(options: argparse.Namespace) -> int:
    from imrkg import store
    from imrkg.serve import run

    named = [_named_graph(pair) for pair in options.graph]
    base, public_url = run.base_path(options.base_path), run.public_url(options.public_url)
    connection = run.listen(options.host, options.port)
    with connection:
        data = store.from_files(options.data) if options.data or named else store.bundled()
        for graph, file in named:
            data.extend(store.read(file, graph))
        presentation = {
            "base": base,
            "public_url": public_url,
            "shipped": not (options.data or named),
            "cors": not options.no_cors,
            "proxies": frozenset({"127.0.0.1", "::1", *options.proxy}),
            "longest_query": options.max_body << 10,
        }
        limits = {
            "seconds": options.timeout,
            "rows": options.max_rows,
            "memory": options.max_memory << 20,
            "quick": options.quick,
            "long": options.long,
            "waiting": options.max_waiting,
        }
        site = run.address(connection, base)
        print(f"Serving {len(data)} statements at {site} (SPARQL at {site}sparql); Ctrl-C stops.", flush=True)
        run.serve(data, connection, limits, presentation)
    return 0


def _load(options: argparse.Namespace) -> int:
    from imrkg import remote

    def progress(text: str) -> None:
        print(f"imrkg: {text}", file=sys.stderr, flush=True)

    how = remote.Options(
        options.protocol, options.query_endpoint, options.timeout, options.retries, options.batch, options.insecure
    )
    loaded = remote.load(options.url, options.graph, options.data, options.into, how, progress)
    print(f"{'sent':>8} {'held':>8}  graph, counted {loaded.counted}")
    for count in loaded.counts:
        print(f"{count.sent:>8} {count.held:>8}  {count.graph}{'' if count.held == count.sent else '  DIFFERS'}")
    if not loaded.complete:
        print(
            "imrkg: the store does not hold what was sent\n"
            "  It was written to by others, or it merges or infers triples; docs/stores.md says which store does.",
            file=sys.stderr,
        )
    return 0 if loaded.complete else 1


def _named_graph(pair: str) -> tuple[str, Path]:
    """Return graph IRI and file of IRI=FILE; an IRI may hold an equals sign, so the last one parts them."""
    graph, equals, file = pair.rpartition("=")
    if not equals or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+", graph):
        raise UnknownName(f"--graph {pair}: not of the form IRI=FILE", "For example http://example.org/g=mine.ttl.")
    return graph, Path(file)


def _build(options: argparse.Namespace) -> int:
    from imrkg import build

    if options.check:
        stale = build.stale(options.sheets, options.output)
        if stale:
            print(
                f"imrkg: not up to date: {', '.join(stale)}\n  Run the same command without --check.", file=sys.stderr
            )
            return 1
        print("The built files are what the sheets give.")
        return 0
    for graph, count in build.build(options.sheets, options.output).items():
        print(f"{count:>7}  {graph}")
    return 0


def _export(options: argparse.Namespace) -> int:
    from imrkg import store

    data = store.bundled()
    if options.view:
        return _export_view(options, data)
    if options.thing:
        raise UnknownName("--thing goes with --view", "Name a view, or use `imrkg describe`.")
    form = _choose(options, _RDF_FORMATS, "trig")
    _emit(store.canonical(list(data), store.FORMATS[form]), options.output)
    return 0


def _export_view(options: argparse.Namespace, data: Any) -> int:
    from imrkg import describe, views

    formats = views.formats(options.view)
    if options.thing:
        views.confine(options.view, options.thing)
    if options.view == "ro-crate" and options.output and not options.output.suffix and not options.format:
        views.write_crate(data, options.output)
        print(f"imrkg: wrote {options.output}", file=sys.stderr)
        return 0
    thing = describe.find(data, options.thing)[0] if options.thing else ""
    _emit(views.make(data, options.view, _choose(options, formats, formats[0]), thing), options.output)
    return 0


def _diff(options: argparse.Namespace) -> int:
    from imrkg import versions

    form = _choose(options, _RESULT_FORMATS, "table")
    found = versions.diff(options.old, options.new, options.kind)
    _emit_rows(found, form, options.output)
    return 1 if options.exit_code and len(found) else 0


def _verify(options: argparse.Namespace) -> int:
    from imrkg import store, verify

    check = verify.verify(store.bundled(), options.file)
    for line in check.wrong:
        print(line)
    right = check.places - len(check.wrong)
    print(f"{right} of {check.places} places are where the graph says; {check.cells} printed cells compared as text")
    return 1 if check.wrong else 0
