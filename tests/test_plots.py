"""The pictures: their words counted again from the sheets, their bytes, their colors, and that nothing overlaps."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from math import sqrt
from pathlib import Path

import pyoxigraph as ox
import pytest
from running import SOURCE, environment

from imrkg import build, plots, question, resources, store
from imrkg import namespaces as ns
from imrkg.errors import ImrkgError, NothingToDraw, UnknownName
from imrkg.plots import canvas, palette

pytest.importorskip("matplotlib")

Sheet = list[dict[str, str]]
Sheets = dict[str, Sheet]
SVG = "{http://www.w3.org/2000/svg}"
NAMES = plots.names()
DOCS = (SOURCE.parent / "docs" / "pictures.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module", autouse=True)
def pooled_once() -> Iterator[None]:
    """Keep each pool of rates: it takes seconds, and no test looks at how it is made."""
    from imrkg import synthesis

    real, kept = synthesis.rates, {}

    def rates(graph: ox.Store, outcome: str) -> synthesis.RatePool:
        key = (id(graph), outcome)
        if key not in kept:
            kept[key] = (graph, real(graph, outcome))  # with the graph, so that its id stays its own
        return kept[key][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synthesis, "rates", rates)
        yield


@pytest.fixture(scope="module")
def drawn(graph: ox.Store) -> dict[str, plots.Picture]:
    return {name: plots.draw(graph, name) for name in NAMES}


@pytest.fixture(scope="module")
def files(drawn: dict[str, plots.Picture]) -> dict[tuple[str, str], bytes]:
    return {(name, form): plots.render(picture, form) for name, picture in drawn.items() for form in plots.FORMS}


def words(svg: bytes) -> str:
    """Return the text of an SVG without its white space: a label may stand in several lines."""
    root = ElementTree.fromstring(svg)
    return "".join("".join(node.itertext()) for node in root.iter(f"{SVG}text")).replace(" ", "")


def items(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(";") if item.strip()]


# ------------------------------------------------------------------------------------ names, words


def test_every_picture_has_its_chapter_in_the_documentation() -> None:
    assert re.findall(r"^## (.*)$", DOCS, re.MULTILINE)[: len(NAMES)] == NAMES
    for name in NAMES:
        chapter = DOCS.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
        assert f"imrkg plot {name} " in chapter
        assert "Alt text" in chapter


def test_quoted_alt_texts_are_those_of_the_pictures(drawn: dict[str, plots.Picture]) -> None:
    quotes = 0
    for name in NAMES:
        chapter = DOCS.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
        for quote in re.findall(r"(?:^> .*\n)+", chapter, re.MULTILINE):
            quotes += 1
            said = " ".join(line.removeprefix("> ").strip() for line in quote.splitlines())
            assert drawn[name].alt.startswith(said)
    assert quotes >= len(NAMES) - 1


@pytest.mark.parametrize("name", NAMES)
def test_the_caption_names_its_questions_and_stands_in_the_picture(
    name: str, drawn: dict[str, plots.Picture], files: dict[tuple[str, str], bytes]
) -> None:
    picture = drawn[name]
    slugs = re.findall(r"imrkg ask ([a-z0-9-]+)", picture.caption)
    assert slugs
    for slug in slugs:
        assert question.get(slug).slug == slug
    chapter = DOCS.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
    assert set(slugs) <= set(re.findall(r"`([a-z0-9-]+)`", chapter))
    assert picture.caption.replace(" ", "") in words(files[name, "svg"])
    assert picture.title.replace(" ", "") in words(files[name, "svg"])


@pytest.mark.parametrize("name", NAMES)
def test_the_alt_text_is_made_of_sentences(name: str, drawn: dict[str, plots.Picture]) -> None:
    alt = drawn[name].alt
    assert alt[0].isupper()
    assert alt.endswith(".")
    assert len(alt) > 150
    assert not re.search(r"None|\bnan\b|Decimal|\bimr:|  |https?:|\.\.", alt)


def test_no_study_and_no_program_is_named_in_the_code(rows: Sheets) -> None:
    known = {word for r in rows["studies"] for word in re.findall(r"[a-zäöü]{4,}", r["key"].lower())}
    known |= {r["key"] for r in rows["programs"]} - {"imr"} | {"färdig"}
    usual = {"study", "staff", "training", "survey", "adaptation", "trainee", "qualitative"}
    for file in (SOURCE / "imrkg" / "plots").glob("*.py"):
        found = set(re.findall(r"[a-zäöü]+", file.read_text(encoding="utf-8").lower()))
        assert not found & (known - usual), file.name


# ----------------------------------------------------------------- counted again from the sheets


def by_key(sheet: Sheet) -> dict[str, dict[str, str]]:
    return {r["key"]: r for r in sheet}


def told_beside_the_table(rows: Sheets) -> list[dict[str, str]]:
    """Return findings between arms or over time, of the whole sample, that no row of Table 2 has a place for."""
    studies = {r["study"] for r in rows["table-columns"] if r["study"]}
    lines = {(r["outcome"], r["rater"]) for r in rows["table-rows"] if r["table"] == "table-2"}
    return [
        r
        for r in rows["findings"]
        if r["study"] in studies and (r["outcome"], r["rater"]) not in lines
        and r["result"] and not r["contests"] and not r["condition"] and not r["arm_role"]
    ]  # fmt: skip


def printed(rows: Sheets) -> Iterator[tuple[str, str, str, str]]:
    """Yield study, outcome, rater and text of each cell of Table 2."""
    lines, heads = by_key(rows["table-rows"]), by_key(rows["table-columns"])
    for r in rows["cells"]:
        line, head = lines[r["row"]], heads[r["column"]]
        if r["table"] == "table-2" and line["outcome"] and head["study"]:
            yield head["study"], line["outcome"], line["rater"], r["text"]


def test_matrix_counts(drawn: dict[str, plots.Picture], rows: Sheets) -> None:
    cells = Counter(text for *_, text in printed(rows))
    beside = Counter(r["result"] for r in told_beside_the_table(rows))
    lines = {(o, r) for _, o, r, _ in printed(rows)}
    contested = {(r["outcome"], r["rater"]) for r in rows["findings"] if r["contests"]}
    outside = {(r["outcome"], r["rater"]) for r in told_beside_the_table(rows)} | contested - lines
    studies = len({s for s, *_ in printed(rows)})
    alt = drawn["evidence-matrix"].alt
    assert f"A matrix of {len(lines) + len(outside)} outcomes" in alt
    assert f"by {studies} studies" in alt
    assert f"Of {studies * (len(lines) + len(outside))} cells {cells['Y'] + beside['significant']} are sig" in alt
    assert f"{cells['NS'] + beside['not-significant']} are not significant, {cells['NS/Y']} is mixed" in alt
    assert f"{cells['']} are not measured" in alt
    assert f"{studies * len(outside) - beside.total()} are not tabulated" in alt


def test_matrix_sentences(drawn: dict[str, plots.Picture], rows: Sheets) -> None:
    labels = {r["key"]: r["label"] for r in rows["studies"]}
    outcomes = {r["key"]: r["label"] for r in rows["concepts"] if r["scheme"] == "outcome"}
    raters = {r["key"]: r["label"] for r in rows["concepts"] if r["scheme"] == "rater"}
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for study, outcome, rater, text in printed(rows):
        found[outcome, rater][text].append(labels[study])
    alt = drawn["evidence-matrix"].alt
    for (outcome, rater), cells in found.items():
        label = outcomes[outcome]
        head = f"{label[0].upper()}{label[1:]}, {raters[rater]}: "
        sentence = alt.split(head, 1)[1].split(". ")[0]
        for text, word in (("Y", "significant in "), ("NS", "not significant in "), ("NS/Y", "mixed in ")):
            if cells[text]:
                assert f"{word}{'; '.join(cells[text])}".removesuffix(".") in f"{head}{sentence}".replace("..", ".")


def test_fidelity_counts(drawn: dict[str, plots.Picture], rows: Sheets) -> None:
    alt = drawn["fidelity"].alt
    records = [r for r in rows["implementation-results"] if r["outcome"] == "fidelity"]
    scored = {r["study"] for r in records if r["unit"] == "scale-points"}
    assert f"for {len(scored)} studies" in alt
    means = [float(r["value"]) for r in records if r["metric"] == "mean-fidelity" and r["value"]]
    for value, level in ((3, "moderate"), (4, "successful")):
        above = sum(mean > value for mean in means)
        assert re.search(rf"A line at {value} marks {level} fidelity, [^:]*: {above} of {len(means)} means", alt)
    silent = [r for r in records if r["status"] == "not-reported"]
    assert f"{len(silent)} studies did not report fidelity" in alt
    for record in records:
        if record["unit"] == "scale-points":
            assert record["value_as_printed"] in alt


def test_factor_counts(drawn: dict[str, plots.Picture], rows: Sheets) -> None:
    alt = drawn["cfir-map"].alt
    domain = {r["key"]: r["domain"] for r in rows["factors"]}
    labels = {(r["scheme"], r["key"]): r["label"] for r in rows["concepts"]}
    factors: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    numbers: dict[str, set[int]] = defaultdict(set)
    for r in rows["factor-statements"]:
        factors[domain[r["factor"]]][r["polarity"]].add(r["factor"])
        numbers[domain[r["factor"]]] |= {int(n) for n in items(r["references"])}
    together = len(set.union(*numbers.values()))
    assert f"with {len({r['factor'] for r in rows['factor-statements']})} factors and {together} references" in alt
    for key, ways in factors.items():
        label = labels["cfir-domain", key]
        sentence = alt.split(f"{label[0].upper()}{label[1:]}: ", 1)[1].split(".")[0]
        said = dict(re.findall(r"([a-z]+) (\d+)", sentence.split(";")[0]))
        assert said == {way: str(len(own)) for way, own in ways.items()}
        assert f"{len(numbers[key])} references: {', '.join(map(str, sorted(numbers[key])))}" in sentence


def test_flow_counts(drawn: dict[str, plots.Picture], files: dict[tuple[str, str], bytes], rows: Sheets) -> None:
    facts = {r["key"]: r["value"] for r in rows["review-facts"]}
    alt, text = drawn["prisma-flow"].alt, words(files["prisma-flow", "svg"])
    for key in ("database-hits", "citation-hits", "included-total", "included-outcome-studies"):
        assert re.search(rf": {facts[key]} (references|publications|studies)\.", alt)
        assert re.search(rf"{facts[key]}(references|publications|studies)", text)
    assert int(facts["included-outcome-studies"]) + int(facts["included-implementation-studies"]) == 26
    assert text.count("notreported") == 5
    assert "260" not in alt + text, "37 and 223 may not be added: their overlap is not reported"
    assert f"The text states {facts['included-outcome-studies']}, the table lists" in alt


def test_adaptation_counts(drawn: dict[str, plots.Picture], rows: Sheets) -> None:
    alt = drawn["adaptation-comparison"].alt
    made = Counter(r["program"] for r in rows["modifications"])
    kinds = {(r["what"], r["label"]) for r in rows["modifications"]}
    labels = {r["key"]: r["label"] for r in rows["programs"]}
    assert f"{len(kinds)} kinds of change by {len(made)} adaptations of IMR, with {made.total()} stated" in alt
    for program, number in made.items():
        assert f"{labels[program]}, {number} change" in alt


def test_harvest_counts(drawn: dict[str, plots.Picture], rows: Sheets) -> None:
    """In Table 2 a Y has a direction and an NS none; what only the text tells is added by hand."""
    designs = {r["key"]: r["design"] for r in rows["studies"]}
    labels = {r["key"]: r["label"] for r in rows["concepts"] if r["scheme"] == "design"}
    cells = Counter((designs[s], text) for s, _, _, text in printed(rows))
    for r in told_beside_the_table(rows):
        assert r["result"] == "not-significant"
        cells[designs[r["study"]], "NS"] += 1
    alt = drawn["harvest-plot"].alt
    for design in {d for d, _ in cells}:
        favors, unknown = cells[design, "Y"], cells[design, "NS"] + cells[design, "NS/Y"]
        label = labels[design][0].upper() + labels[design][1:]
        said = f"{label}, {favors + unknown} results: {favors} in favor, {unknown} not known and 0 against."
        assert said in alt
    contested = [r for r in rows["findings"] if r["contests"] and r["basis"] == "text"]
    assert f"{len(contested)} more findings of the text" in alt


@pytest.mark.parametrize("outcome", ["dropout", "completion"])
def test_forest_rates(outcome: str, drawn: dict[str, plots.Picture], rows: Sheets) -> None:
    """Every rate of the sheet is drawn or left out, and each interval is Wilson's, by the closed form."""
    alt = drawn[f"forest-{outcome}"].alt
    assert drawn["forest"].alt == drawn["forest-dropout"].alt
    labels = {r["key"]: r["label"] for r in rows["studies"]}
    printed_rates = {
        labels[r["study"]]: float(r["value"])
        for r in rows["implementation-results"]
        if r["metric"] == f"{outcome}-rate" and r["value"] and not r["subsample"]
    }
    left_out = alt.split("left out: ", 1)[1]
    found = re.findall(
        r"([^.]*?(?:et al\.,)[^:]*): (\d+)% of( about)? (\d+) people, 95% interval (\d+)% to (\d+)%", alt
    )
    assert found
    rates = []
    for label, rate, _, people, low, high in found:
        n, z = int(people), 1.959963984540054
        p = next(value for key, value in printed_rates.items() if label.strip().endswith(key))
        rates.append(p)
        assert round(100 * p) == int(rate)
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        assert (int(low), int(high)) == (round(100 * (middle - half)), round(100 * (middle + half)))
    assert rates == sorted(rates)
    for label in printed_rates:
        assert (label in left_out) != any(one[0].strip().endswith(label) for one in found)


def test_claim_counts(drawn: dict[str, plots.Picture], rows: Sheets) -> None:
    alt = drawn["claim-audit"].alt
    assert f"Bars of {len(rows['claims'])} claims: " in alt
    first = alt.split(". ")[0].split(": ")[1]
    assert sum(int(number) for number in re.findall(r"\d+", first)) == len(rows["claims"])
    kinds = Counter(r["kind"] for r in rows["claims"])
    for kind, number in kinds.items():
        assert f"{kind.replace('-', ' ')} {number} (" in alt


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("evidence-matrix", lambda rows: {r["study"] for r in rows["table-columns"] if r["study"]}),
        ("harvest-plot", lambda rows: {r["study"] for r in rows["table-columns"] if r["study"]}),
        ("fidelity", lambda rows: {r["study"] for r in rows["implementation-results"] if r["outcome"] == "fidelity"}),
        (
            "forest-dropout",
            lambda rows: {r["study"] for r in rows["implementation-results"] if r["outcome"] == "dropout"},
        ),
        (
            "forest-completion",
            lambda rows: {r["study"] for r in rows["implementation-results"] if r["outcome"] == "completion"},
        ),
    ],
)
def test_every_study_is_named(
    name: str, sheet: Callable[[Sheets], set[str]], files: dict[tuple[str, str], bytes], rows: Sheets
) -> None:
    labels = {r["key"]: r["label"] for r in rows["studies"]}
    studies = sheet(rows)
    assert len(studies) > 6
    # A name on its side, or in a list with no-break spaces, is the same name.
    text = words(files[name, "svg"]).replace("\u00a0", "")
    assert [labels[study] for study in studies if labels[study].replace(" ", "") not in text] == []


# ----------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("name", NAMES)
def test_svg(name: str, drawn: dict[str, plots.Picture], files: dict[tuple[str, str], bytes]) -> None:
    root = ElementTree.fromstring(files[name, "svg"])
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    by_id = {node.get("id"): node for node in root.iter() if node.get("id")}
    labels = [by_id[i] for i in str(root.get("aria-labelledby")).split()]
    assert [node.tag for node in labels] == [f"{SVG}title", f"{SVG}desc"]
    assert [node.text for node in labels] == [drawn[name].title, drawn[name].alt]
    assert root.get("width") == str(root.get("width")).removesuffix("pt")
    assert set(by_id) == {f"{name}-title", f"{name}-description"}, "ids that other pictures of a page may have, too"
    assert not re.search(rb"\b20[0-9]{2}-[01][0-9]-[0-3][0-9]", files[name, "svg"]), "a date"


@pytest.mark.parametrize("name", NAMES)
def test_svg_brings_every_letter_along(name: str, files: dict[tuple[str, str], bytes]) -> None:
    from fontTools.ttLib import TTFont

    text = files[name, "svg"].decode()
    fonts = {}
    for weight, data in re.findall(r"font-weight:(\d+);src:url\(data:font/ttf;base64,([^)]+)\)", text):
        fonts[weight] = set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap())
    root = ElementTree.fromstring(text)
    for node in root.iter(f"{SVG}text"):
        weight = "700" if re.search(r"font(-weight)?: 700\b", str(node.get("style"))) else "400"
        assert {ord(letter) for letter in "".join(node.itertext())} <= fonts[weight]


@pytest.mark.parametrize("name", NAMES)
def test_png(name: str, drawn: dict[str, plots.Picture], files: dict[tuple[str, str], bytes]) -> None:
    from PIL import Image

    data = files[name, "png"]
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        width = float(str(ElementTree.fromstring(files[name, "svg"]).get("width")))
        assert image.width == round(2 * width)
        assert image.info["dpi"] == pytest.approx((192, 192), abs=0.1)
        assert image.info["Description"] == drawn[name].alt
        assert image.info["Title"] == drawn[name].title


@pytest.mark.parametrize("name", NAMES)
def test_pdf(name: str, drawn: dict[str, plots.Picture], files: dict[tuple[str, str], bytes]) -> None:
    data = files[name, "pdf"]
    assert data.startswith(b"%PDF-1.")
    assert data.rstrip().endswith(b"%%EOF")
    plain = re.sub(rb"\\([()\\])", rb"\1", data).replace(b"\\n", b"\n").replace(b"\\r", b"\r")
    for text in (drawn[name].title, drawn[name].alt):
        assert text.encode("ascii", "ignore") in plain or text.encode("utf-16-be") in plain
    assert b"CreationDate" not in data


PRINT_SUMS = """
import hashlib
from imrkg import plots, store
graph = store.bundled()
for name in plots.names():
    if name == "forest":
        continue  # the same picture as forest-dropout
    picture = plots.draw(graph, name)
    print(name, *(hashlib.sha256(plots.render(picture, form)).hexdigest() for form in plots.FORMS))
"""


def test_another_process_writes_the_same_bytes(files: dict[tuple[str, str], bytes], tmp_path: Path) -> None:
    """Whatever the order of sets there, and whatever its user prefers for pictures of their own."""
    wishes = (
        "font.size: 31\nfont.family: serif\nlines.linewidth: 9\nsvg.fonttype: path\npdf.fonttype: 42\nsavefig.dpi: 17\n"
        "savefig.bbox: tight\nfigure.facecolor: red\naxes.linewidth: 8\ntext.hinting: force_autohint\n"
    )
    (tmp_path / "matplotlibrc").write_text(wishes, encoding="utf-8")
    other = environment(PYTHONHASHSEED="4711", MATPLOTLIBRC=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", PRINT_SUMS], env=other, capture_output=True, text=True, check=True)
    wanted = [
        " ".join([name, *(hashlib.sha256(files[name, form]).hexdigest() for form in plots.FORMS)])
        for name in NAMES
        if name != "forest"
    ]
    assert done.stdout.splitlines() == wanted


def test_a_users_settings_are_left_alone(graph: ox.Store) -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    plots.render(plots.draw(graph, "prisma-flow"), "svg")
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("form", plots.FORMS)
def test_saving(form: str, tmp_path: Path, drawn: dict[str, plots.Picture]) -> None:
    picture = drawn["prisma-flow"]
    plots.save(picture, tmp_path / f"flow.{form}")
    plots.save(picture, tmp_path / "flow", form)
    assert (tmp_path / f"flow.{form}").read_bytes() == (tmp_path / "flow").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["flow", f"flow.{form}"]


# ------------------------------------------------------------------------------------- the looks


def overlaps(picture: plots.Picture) -> list[str]:
    """Return texts that lie on one another, or beyond the edge of the sheet."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    with canvas.settings():
        picture.figure.set_dpi(canvas.PIXELS_PER_INCH)
        sheet = FigureCanvasAgg(picture.figure)
        width, height = sheet.get_width_height()
        texts = [t for t in picture.figure.findobj(Text) if isinstance(t, Text) and t.get_text().strip()]
        boxes = [(t.get_text(), t.get_window_extent(sheet.get_renderer())) for t in texts]
    assert len(boxes) > 20
    found = [text for text, box in boxes if box.x0 < 4 or box.y0 < 4 or box.x1 > width - 4 or box.y1 > height - 4]
    for (text, a), (other, b) in combinations(boxes, 2):
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1.5:
            found.append(f"{text} / {other}")
    return found


@pytest.mark.parametrize("width", [None, 480, 600, 760])
@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_cut_or_covered(
    name: str, width: int | None, graph: ox.Store, drawn: dict[str, plots.Picture]
) -> None:
    assert overlaps(plots.draw(graph, name, width=width) if width else drawn[name]) == []


def test_text_on_text_would_be_found(graph: ox.Store) -> None:
    picture = plots.draw(graph, "prisma-flow")
    with canvas.settings():
        picture.figure.text(0.02, 0.99, "A word on the title and beyond the upper edge")
    assert len(overlaps(picture)) >= 1


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_small(name: str, files: dict[tuple[str, str], bytes]) -> None:
    sizes = [
        float(size)
        for size in re.findall(rb"<text style=\"[^\"]*font[a-z -]*: (?:700 )?([\d.]+)px", files[name, "svg"])
    ]
    assert len(sizes) > 20
    # The file's unit is the point: three quarters of a pixel of the screen.
    assert min(sizes) / 0.75 >= 9.4


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(color: str, ground: str) -> float:
    light, dark = sorted((luminance(color), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


MARKS = ("BLUE", "ORANGE", "TEAL", "PURPLE", "RED", "GREY")


def test_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    look = vars(palette)
    for name in MARKS:
        assert contrast(look[name], palette.PAPER) >= 4.5, "letters on a mark, or in its color"
    for name in ("RULE", "FRAME"):
        assert contrast(look[name], palette.PAPER) >= 3
    for ground in (palette.PAPER, palette.SHADE, palette.BLUE_GROUND):
        assert contrast(palette.INK, ground) >= 7
    for ground in (palette.PAPER, palette.SHADE):
        assert contrast(palette.QUIET, ground) >= 4.5
    assert contrast(palette.BLUE, palette.BLUE_GROUND) >= 4.5


@pytest.mark.parametrize("name", NAMES)
def test_no_color_but_those_of_the_palette(name: str, files: dict[tuple[str, str], bytes]) -> None:
    known = {
        value for value in vars(palette).values() if isinstance(value, str) and re.fullmatch("#[0-9a-f]{6}", value)
    }
    used = set(re.findall(r"#[0-9a-f]{6}\b", files[name, "svg"].decode().split("</style>", 1)[1]))
    assert len(used) > 3
    assert used <= known


# Machado, Oliveira and Fernandes (IEEE TVCG 2009;15:1291-1298), severity 1.0, for linear RGB.
BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


def lab(color: str, matrix: Iterable[Iterable[float]] | None) -> tuple[float, float, float]:
    """Return a color as it is seen, in CIE Lab (D65)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    if matrix:
        linear = [min(1.0, max(0.0, sum(m * c for m, c in zip(row, linear, strict=True)))) for row in matrix]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    xyz = [sum(m * c for m, c in zip(row, linear, strict=True)) / w for row, w in zip(to_xyz, white, strict=True)]
    x, y, z = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("kind", [None, *BLINDNESS])
def test_colors_that_stand_for_verdicts_and_results_differ_for_everybody(kind: str | None) -> None:
    assert lab("#ffffff", None) == pytest.approx((100, 0, 0), abs=0.2)
    matrix = BLINDNESS[kind] if kind else None
    for one, other in combinations((palette.BLUE, palette.ORANGE, palette.PAPER), 2):
        a, b = lab(one, matrix), lab(other, matrix)
        assert sqrt(sum((x - y) ** 2 for x, y in zip(a, b, strict=True))) > 30
    a, b = lab(palette.BLUE, matrix), lab(palette.RED, matrix)
    assert sqrt(sum((x - y) ** 2 for x, y in zip(a, b, strict=True))) > 20


# --------------------------------------------------------------------------------- altered sheets


def alter(folder: Path, sheet: str, key: str, **values: str) -> None:
    """Change cells of one row of a sheet."""
    file = folder / f"{sheet}.csv"
    with file.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        columns, content = list(reader.fieldnames or ()), list(reader)
    (row,) = [r for r in content if r["key"] == key]
    row.update(values)
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(content)


@pytest.fixture(scope="module")
def altered(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """The graph of sheets in which one thing is different for each picture."""
    import shutil

    folder = tmp_path_factory.mktemp("altered") / "sheets"
    shutil.copytree(resources.sheets(), folder)
    # Levitt's consumers did report fewer symptoms.
    cell = "table-2--consumer--psychiatric-symptoms--levitt-2009"
    alter(folder, "cells", cell, text="Y", printed="Y")
    found = {"result": "significant", "direction": "favors-imr"}
    alter(folder, "findings", "levitt-2009--psychiatric-symptoms--consumer", **found)
    alter(folder, "implementation-results", "fujita-2010--fidelity", value="3.10", value_as_printed="3.10±.17")
    alter(folder, "implementation-results", "salyers-godfrey-2009--dropout", value="0.41", value_as_printed="41%")
    alter(folder, "implementation-results", "mueser-2006--completion", value="0.53", value_as_printed="53%")
    alter(folder, "factors", "funding", domain="process")
    alter(folder, "review-facts", "database-hits", value="41")
    alter(folder, "modifications", "wsm-no-long-term-goals", label="No long-term goals of any kind")
    alter(folder, "claims", "fidelity-cut-point-not-validated", kind="gap")
    changed = ox.Store()
    changed.extend(build.graphs(folder))
    changed.extend(store.read(resources.ontology(), ns.ONTOLOGY_GRAPH))
    return changed


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("evidence-matrix", "20 are significant, 25 are", "21 are significant, 24 are"),
        ("harvest-plot", "10 in favor, 13 not known", "11 in favor, 12 not known"),
        ("fidelity", "4 of 6 means lie above", "3 of 6 means lie above"),
        ("forest-dropout", "31% of 324 people", "41% of 324 people"),
        ("forest", "31% of 324 people", "41% of 324 people"),
        ("forest-completion", "73% of about 31 people", "53% of"),
        ("cfir-map", "barrier 3, both 1,", "barrier 1, both 2,"),
        ("prisma-flow", "37 references", "41 references"),
        ("adaptation-comparison", "no long-term recovery goals (", "no long-term goals of any kind ("),
        ("claim-audit", "gap 22 (", "gap 23 ("),
    ],
)
def test_altered_sheets_change_the_picture(
    name: str,
    before: str,
    after: str,
    altered: ox.Store,
    drawn: dict[str, plots.Picture],
    files: dict[tuple[str, str], bytes],
) -> None:
    picture = plots.draw(altered, name)
    assert before in drawn[name].alt
    assert before not in picture.alt
    assert after in picture.alt
    body = plots.render(picture, "svg").split(b"</style>", 1)[1]
    assert body != files[name, "svg"].split(b"</style>", 1)[1]
    assert overlaps(picture) == []


# ------------------------------------------------------------------------------------------ errors


@pytest.mark.parametrize("name", NAMES)
def test_nothing_to_draw(name: str) -> None:
    """A graph with the terms of the ontology and no data gives a message, and no empty picture."""
    bare = ox.Store()
    bare.extend(store.read(resources.ontology(), ns.ONTOLOGY_GRAPH))
    with pytest.raises(ImrkgError) as caught:
        plots.draw(bare, name)
    assert caught.value.hint


def test_nothing_to_draw_names_the_question(graph: ox.Store) -> None:
    without = ox.Store()
    without.extend(quad for quad in graph if "factor-statement/" not in str(quad.subject))
    with pytest.raises(NothingToDraw, match=r"cfir-map: there is nothing to draw.*'factors'"):
        plots.draw(without, "cfir-map")


def test_unknown_names(graph: ox.Store, drawn: dict[str, plots.Picture], tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="evidence-matrix"):
        plots.draw(graph, "evidence-matrx")
    with pytest.raises(UnknownName, match="no parameter 'outcom'"):
        plots.draw(graph, "forest", outcom="dropout")
    with pytest.raises(UnknownName, match="no parameter 'outcome'"):
        plots.draw(graph, "fidelity", outcome="dropout")
    with pytest.raises(UnknownName):
        plots.draw(graph, "forest", outcome="employment")
    with pytest.raises(UnknownName, match="no picture format 'gif'"):
        plots.save(drawn["prisma-flow"], tmp_path / "x.gif")
    for width in (0, -5, 479, 2401):
        with pytest.raises(ImrkgError, match="a width of"):
            plots.draw(graph, "prisma-flow", width=width)
    assert not list(tmp_path.iterdir())


def test_forest_of_another_outcome(graph: ox.Store, drawn: dict[str, plots.Picture]) -> None:
    assert plots.parameters("forest") == ("outcome",)
    picture = plots.draw(graph, "forest", outcome="completion")
    assert picture.alt == drawn["forest-completion"].alt


def test_without_matplotlib() -> None:
    """The message names the extra to install; importing the package alone needs no library and stays light."""
    program = (
        "import sys\nsys.modules['matplotlib'] = None\nfrom imrkg import plots, store\n"
        "assert not {'numpy', 'scipy', 'PIL', 'fontTools'} & set(sys.modules)\n"
        "from imrkg.errors import MissingEngine\n"
        "try:\n    plots.draw(store.bundled(), 'prisma-flow')\nexcept MissingEngine as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True
    )
    assert "matplotlib is not installed" in done.stdout
    assert "imrkg[plots]" in done.stdout
