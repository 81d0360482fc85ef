"""Measures imrkg side by side with what it could be compared to, and prints Markdown tables.

Nothing is asserted: a figure is worth what the machine was doing at the time. What is compared
runs in turn (A, B, A, B, …), so that a busy moment falls on all; medians are shown, with the
smallest and greatest value beside them. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import atexit
import csv
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rdflib

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

import pyoxigraph as ox  # noqa: E402

from imrkg import build, engine, question, resources, results, sheets, store, validation  # noqa: E402
from imrkg import namespaces as ns  # noqa: E402

FAST, REFERENCE = "shacl", "pyshacl"
Timed = Callable[[], object]
# What the installed command `imrkg` is.
COMMAND = ("-c", "import sys; from imrkg.cli import main; sys.exit(main())")

# What somebody would write who needs the answer to one question and knows the library.
BARE_OXIGRAPH = """
import sys, pyoxigraph
trig, ontology, query = sys.argv[1:]
store = pyoxigraph.Store()
store.load(path=trig, format=pyoxigraph.RdfFormat.TRIG)
store.load(path=ontology, format=pyoxigraph.RdfFormat.TURTLE)
answer = store.query(open(query, encoding="utf-8").read(), use_default_graph_as_union=True)
sys.stdout.buffer.write(answer.serialize(format=pyoxigraph.QueryResultsFormat.CSV))
"""
BARE_RDFLIB = """
import sys, rdflib
trig, ontology, query = sys.argv[1:]
dataset = rdflib.Dataset(default_union=True)
dataset.parse(trig, format="trig")
dataset.parse(ontology, format="turtle")
answer = dataset.query(open(query, encoding="utf-8").read())
sys.stdout.buffer.write(answer.serialize(format="csv"))
"""


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def in_turn(tasks: Mapping[str, Timed], runs: int, warm: bool = True) -> dict[str, list[float]]:
    """Run each task `runs` times, one after the other in turn, and return the seconds that each took.

    With `warm`, each runs once more before, without a clock: modules get compiled, files come into memory.
    """
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values() if warm else ():
        task()
    for _ in range(runs):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            found[name].append(time.perf_counter() - start)
    return found


@cache
def _environment() -> dict[str, str]:
    # Modules are compiled once, as after an installation, but not into the checkout.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    compiled = tempfile.mkdtemp(prefix="imrkg-bench-")
    atexit.register(shutil.rmtree, compiled, ignore_errors=True)
    return kept | {"PYTHONPATH": str(ROOT / "src"), "PYTHONPYCACHEPREFIX": compiled}


def process(*arguments: str | Path, expect: int = 0) -> Callable[[], bytes]:
    """Return a task that runs this Python with `arguments` as a process."""
    command = [sys.executable, *map(str, arguments)]

    def task() -> bytes:
        done = subprocess.run(command, capture_output=True, env=_environment())
        if done.returncode != expect:
            raise SystemExit(f"{command}: ended with {done.returncode}\n{done.stderr.decode()}")
        return done.stdout

    return task


def milliseconds(values: Sequence[float]) -> str:
    """Return the median with the smallest and greatest value, in milliseconds."""
    low, middle, high = (
        f"{v * 1000:,.1f}" if v < 0.1 else f"{v * 1000:,.0f}" for v in (min(values), median(values), max(values))
    )
    return f"{middle} ({low}–{high})"


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a Markdown table."""
    names = list(header)
    print("| " + " | ".join(names) + " |")
    print("|" + " --- |" * len(names))
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    print(flush=True)


def heading(text: str) -> None:
    """Print a heading."""
    print(f"## {text}\n", flush=True)


def compare(times: dict[str, list[float]], base: str, targets: dict[str, str] | None = None) -> None:
    """Print one row for each task with its ratio to `base`."""
    rows = []
    for name, values in times.items():
        ratio = median(values) / median(times[base])
        rows.append(
            [name, milliseconds(values), "1" if name == base else f"{ratio:.2f}", (targets or {}).get(name, "")]
        )
    table(["what", "median ms (least–most)", f"ratio to {base}", "reach"], rows)


def question_process(runs: int, slug: str) -> None:
    """Measure a question as a process against bare scripts that load the same files and run the same query."""
    heading(f"A question as a process: `imrkg ask {slug}`")
    files = [resources.dataset(), resources.ontology(), resources.questions() / f"{slug}.rq"]
    tasks = {
        "bare pyoxigraph": process("-c", BARE_OXIGRAPH, *files),
        "imrkg ask": process(*COMMAND, "ask", slug, "--format", "csv"),
        "bare rdflib": process("-c", BARE_RDFLIB, *files),
    }
    rows = {name: len(list(csv.reader(task().decode().splitlines()))) for name, task in tasks.items()}
    if len(set(rows.values())) != 1:
        raise SystemExit(f"the three do not give the same number of rows: {rows}")
    times = in_turn(tasks, runs)
    compare(times, "bare pyoxigraph", {"imrkg ask": "at most 1.5"})
    ratio = median(times["bare rdflib"]) / median(times["imrkg ask"])
    print(f"rdflib takes {ratio:.1f} times as long as `imrkg ask` (reach: at least 5).\n")


def help_process(runs: int) -> None:
    """Measure `imrkg --help` against importing click."""
    heading("`imrkg --help`")
    if importlib.util.find_spec("click") is None:
        print("Skipped: click is not installed.\n")
        return
    tasks = {
        "python -c 'import click'": process("-c", "import click"),
        "imrkg --help": process(*COMMAND, "--help"),
        "python -c pass": process("-c", "pass"),
    }
    compare(in_turn(tasks, runs), "python -c 'import click'", {"imrkg --help": "at most 2"})


def found(report: validation.Report) -> set[tuple[object, ...]]:
    """Return the results of a report in a form that can be compared."""
    return {(str(e.focus), e.path, str(e.value), e.severity, e.message, e.shape, e.component) for e in report.results}


def validation_times(runs: int) -> None:
    """Measure the fast SHACL engine against pySHACL, as processes and as engines alone, and compare their reports."""
    heading("Validation of the shipped graph")
    if importlib.util.find_spec(FAST) is None:
        print(f"Skipped: the engine {FAST} is not installed (pip install 'imrkg[fast]').\n")
        return
    data, shapes = store.bundled(), validation.read_shapes(resources.shapes())
    reports = {name: validation.check(data, shapes, name) for name in (FAST, REFERENCE)}
    same = found(reports[FAST]) == found(reports[REFERENCE]) and reports[FAST].checked == reports[REFERENCE].checked
    first = reports[REFERENCE]
    print(
        f"{len(data):,} triples, {first.nodes:,} nodes, {len(first.results)} results. "
        f"The two reports are {'the same' if same else 'NOT THE SAME'}.\n"
    )
    engines = (FAST, REFERENCE)
    as_process = {name: process(*COMMAND, "validate", "--engine", name) for name in engines}
    alone: dict[str, Timed] = {name: partial(validation.ENGINES[name], data, shapes) for name in engines}
    for title, tasks in (("as a process", as_process), ("the engine alone", alone)):
        times = in_turn(tasks, runs, warm=False)
        ratio = median(times[REFERENCE]) / median(times[FAST])
        print(f"### {title}\n")
        table(
            ["engine", "median ms (least–most)", "times faster"],
            [
                [FAST, milliseconds(times[FAST]), f"{ratio:.0f} (reach: at least 30)"],
                [REFERENCE, milliseconds(times[REFERENCE]), ""],
            ],
        )


def _answer_of_rdflib(dataset: rdflib.Dataset, text: str) -> int:
    return len(list(dataset.query(text)))


def questions_in_process(runs: int, most: int) -> None:
    """Measure every bundled question over graphs that are loaded already, on both engines."""
    heading("Questions in process")
    data = store.bundled()
    dataset = store.to_rdflib(data)
    times: dict[str, dict[str, list[float]]] = {}
    differing = []
    for asked in question.all_questions():
        numbers = (_answer(data, asked.text), len(list(dataset.query(asked.text))))
        if len(set(numbers)) > 1:
            differing.append(asked.slug)
        tasks: dict[str, Timed] = {
            "Oxigraph": partial(_answer, data, asked.text),
            "rdflib": partial(_answer_of_rdflib, dataset, asked.text),
        }
        times[asked.slug] = in_turn(tasks, runs, warm=False)
    slowest = sorted(times, key=lambda slug: median(times[slug]["Oxigraph"]), reverse=True)
    both = {name: [median(times[slug][name]) for slug in slowest] for name in ("Oxigraph", "rdflib")}
    print(
        f"{len(times)} questions: half of them take under {median(both['Oxigraph']) * 1000:.1f} ms on Oxigraph "
        f"({median(both['rdflib']) * 1000:.0f} ms on rdflib), all together {sum(both['Oxigraph']):.2f} s "
        f"({sum(both['rdflib']):.1f} s). "
        + (
            f"The numbers of rows differ for: {', '.join(differing)}."
            if differing
            else "The numbers of rows are the same."
        )
        + f" The {most} slowest:\n"
    )
    rows = []
    for slug in slowest[:most]:
        own = times[slug]
        ratio = median(own["rdflib"]) / median(own["Oxigraph"])
        rows.append([f"`{slug}`", milliseconds(own["Oxigraph"]), milliseconds(own["rdflib"]), f"{ratio:.0f}"])
    table(["question", "Oxigraph ms (least–most)", "rdflib ms (least–most)", "ratio"], rows)


# Read once and the same for every copy: the lists, and the review with its manuscript.
SHARED = ("schemes", "concepts", "reviews")


def multiply(source: Path, target: Path, copies: int) -> None:
    """Write the sheets of `source` to `target` with everything in them `copies` times under other keys."""
    described = sheets.schema(source)
    renamed = {s.about_url.removeprefix(ns.ID).partition("/")[0] for s in described if s.name not in SHARED}
    target.mkdir()
    (target / sheets.METADATA).write_bytes((source / sheets.METADATA).read_bytes())
    for sheet in described:
        with (source / sheet.file).open(encoding="utf-8", newline="") as handle:
            records = list(csv.DictReader(handle))
        with (target / sheet.file).open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, [c.name for c in sheet.columns])
            writer.writeheader()
            for copy in range(1 if sheet.name in SHARED else copies):
                for record in records:
                    writer.writerow({c.name: _renamed(c, record[c.name], copy, renamed) for c in sheet.columns})


def _renamed(column: sheets.Column, value: str, copy: int, kinds: set[str]) -> str:
    """Return a cell of the copy: keys of what is copied get its number, all else stays."""
    if copy == 0 or not value:
        return value
    if column.name == "key":
        return f"{value}--copy-{copy}"
    if not column.value_url:
        return value
    kind = column.value_url.removeprefix(ns.ID).partition("/")[0]
    items = [v.strip() for v in (value.split(column.separator) if column.separator else [value])]
    made = [f"{v}--copy-{copy}" if (v.partition("/")[0] if "{+" in kind else kind) in kinds else v for v in items]
    return (column.separator or "").join(made)


def _answer(data: ox.Store, text: str) -> int:
    return len(results.collect(engine.run(data, text)))


def growth(runs: int, scales: Sequence[int], slug: str) -> None:
    """Measure build, one question and validation over data that were copied under other names."""
    heading("How cost grows with the data")
    shapes = validation.read_shapes(resources.shapes())
    fast = importlib.util.find_spec(FAST) is not None
    text = question.get(slug).text
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for scale in scales:
            folder = Path(name) / f"sheets-{scale}"
            multiply(resources.sheets(), folder, scale)
            start = time.perf_counter()
            quads = build.graphs(folder)
            built = time.perf_counter() - start
            data = ox.Store()
            data.extend(quads)
            data.extend(store.read(resources.ontology(), ns.ONTOLOGY_GRAPH))
            tasks: dict[str, Timed] = {"ask": partial(_answer, data, text)}
            if fast:
                tasks["validate"] = partial(validation.ENGINES[FAST], data, shapes)
            times = in_turn(tasks, runs)
            validated = milliseconds(times["validate"]) if fast else "not installed"
            rows.append([f"{scale} ×", f"{len(data):,}", f"{built * 1000:,.0f}", milliseconds(times["ask"]), validated])
    table(["data", "triples", "build ms", f"`{slug}` ms (least–most)", f"validate ({FAST}) ms (least–most)"], rows)


def machine() -> None:
    """Print what was measured with which versions on what."""
    packages = ("pyoxigraph", "rdflib", "pyshacl", FAST, "click")
    versions = []
    for package in packages:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"no {package}")
    print("# Benchmarks\n")
    print(f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} processors;")
    print(f"{', '.join(versions)}.\n")


def main() -> int:
    """Run what was asked for and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=11, help="runs of each fast task (default 11)")
    parser.add_argument("--slow-runs", type=int, default=3, help="runs of tasks that take seconds (default 3)")
    parser.add_argument("--slug", default="findings", help="the question to measure (default findings)")
    parser.add_argument("--most", type=int, default=10, help="how many of the slowest questions to show (default 10)")
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 4, 16], help="sizes of the data (default 1 4 16)")
    sections = ("ask", "help", "validate", "questions", "growth")
    parser.add_argument("--only", nargs="+", choices=sections, default=sections, help="what to measure")
    options = parser.parse_args()
    machine()
    if "ask" in options.only:
        question_process(options.runs, options.slug)
    if "help" in options.only:
        help_process(options.runs)
    if "validate" in options.only:
        validation_times(options.slow_runs)
    if "questions" in options.only:
        questions_in_process(options.slow_runs, options.most)
    if "growth" in options.only:
        growth(options.slow_runs, options.scales, options.slug)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
