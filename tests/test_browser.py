"""A person with Chromium uses the website: with and without JavaScript, with the keyboard, and on a phone.

Nothing on a page may come from another host, break the policy of the page, or be out of reach for assistive technology.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import serving
from support import require

from imrkg import namespaces as ns

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "src" / "imrkg" / "serve" / "static"
AXE = HERE / "clients" / "node_modules" / "axe-core" / "axe.min.js"
# The browser itself is to stay silent, so that every request seen is one of a page.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
Sheets = dict[str, list[dict[str, str]]]

PREFIXES = f"PREFIX imr: <{ns.IMR}>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
PEOPLE = f"""{PREFIXES}SELECT ?label ?n
WHERE {{ ?study a imr:Study ; rdfs:label ?label ; imr:numberOfParticipants ?n }}
ORDER BY ?label"""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving.running() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        require(False, "Playwright is not installed: pip install playwright")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    require(program, "no Chromium; on Debian: apt-get install chromium")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=list(QUIET))
        yield started
        started.close()


@contextmanager
def visiting(browser: Browser, site: str, **options: Any) -> Iterator[Page]:
    """Give a page whose every request and message is watched; what is amiss fails the test on leaving."""
    context: BrowserContext = browser.new_context(**options)
    foreign: list[str] = []
    messages: list[str] = []
    host = urlsplit(site).netloc

    def watch(address: str) -> None:
        if urlsplit(address).scheme not in ("data", "blob", "about") and urlsplit(address).netloc != host:
            foreign.append(address)

    context.on("request", lambda request: watch(request.url))
    context.on("console", lambda said: messages.append(said.text) if said.type in ("error", "warning") else None)
    context.on("weberror", lambda error: messages.append(str(error.error)))
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("request", lambda request: watch(request.url))
    page.on("websocket", lambda socket: foreign.append(socket.url))
    try:
        yield page
    finally:
        context.close()
    assert not foreign, f"asked of other hosts: {foreign}"
    assert not messages, f"the browser complains: {messages}"


def table(page: Page) -> list[list[str]]:
    """Return the text of each cell of the answer on a question's page."""
    rows: list[list[str]] = page.eval_on_selector_all(
        "#rows-table tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    )
    return rows


def column(page: Page, name: str) -> list[str]:
    heads = [text.strip().lower() for text in page.locator("#rows-table thead th").all_inner_texts()]
    return [row[heads.index(name)] for row in table(page)]


@pytest.fixture(scope="module")
def outcomes(rows: Sheets) -> dict[str, Counter[tuple[str, str]]]:
    """Outcome and result of each finding, by its study, as a person reads them: labels from the sheets."""
    label = {(r["scheme"], r["key"]): r["label"] for r in rows["concepts"]}
    found: dict[str, Counter[tuple[str, str]]] = {r["key"]: Counter() for r in rows["studies"]}
    for r in rows["findings"]:
        if r["result"]:  # the others are for a question of their own
            found[r["study"]][label["outcome", r["outcome"]], label["result", r["result"]]] += 1
    assert found["fardig-2011"]
    assert found["levitt-2009"]
    return found


def shown(page: Page) -> Counter[tuple[str, str]]:
    return Counter(zip(column(page, "outcome"), column(page, "result"), strict=True))


# ------------------------------------------------------------------------------------------- questions


def _follow(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Questions").click()
    page.locator("main a[href$='/questions/findings']").first.click()
    page.wait_for_url("**/questions/findings")


def test_a_person_follows_a_question_and_changes_it_with_the_keyboard(
    browser: Browser, site: str, outcomes: dict[str, Counter[tuple[str, str]]]
) -> None:
    with visiting(browser, site) as page:
        _follow(page, site)
        assert page.locator("#rows").inner_text() == f"{sum(map(Counter.total, outcomes.values()))} rows"
        page.get_by_label("Study", exact=True).focus()
        page.keyboard.type("Levitt", delay=20)
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type === 'submit'"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/questions/findings?*")
        assert parse_qs(urlsplit(page.url).query)["study"] == ["levitt-2009"]
        assert shown(page) == outcomes["levitt-2009"]
        assert set(column(page, "study")) == {"Levitt et al., 2009"}
        # An answer is found again under its address, and its downloads are of the same rows.
        download = page.get_by_role("link", name=".csv").get_attribute("href")
        assert parse_qs(urlsplit(download or "").query)["study"] == ["levitt-2009"]


def test_all_of_it_works_without_javascript(
    browser: Browser, site: str, outcomes: dict[str, Counter[tuple[str, str]]]
) -> None:
    with visiting(browser, site, java_script_enabled=False) as page:
        _follow(page, site)
        page.get_by_label("Study", exact=True).select_option("fardig-2011")
        page.get_by_role("button", name="Ask").click()
        page.wait_for_url("**/questions/findings?*")
        study = page.locator("#rows-table tbody tr").first.get_by_role("link", name="Färdig et al., 2011", exact=True)
        assert study.get_attribute("href") == "/page/id/study/fardig-2011"
        cells = [page.locator("#rows-table thead th").all_inner_texts()]
        assert len(cells[0]) > 4
        assert page.locator("#rows-table tbody tr").count() == outcomes["fardig-2011"].total()
        study.click()
        assert "Färdig et al., 2011" in page.get_by_role("heading", level=1).inner_text()
        # The query editor is a form there, and its answer a page.
        page.goto(f"{site}/editor")
        page.get_by_label("Query", exact=True).fill(PEOPLE)
        page.get_by_role("button", name="Run").click()
        assert page.locator("table tbody tr", has_text="Färdig et al., 2011").locator("td").inner_text() == "41"


def test_a_table_is_sorted_in_the_browser(browser: Browser, site: str, rows: Sheets) -> None:
    with visiting(browser, site) as page:
        page.goto(f"{site}/questions/findings?study=fardig-2011")
        before = column(page, "outcome")
        page.locator("#rows-table thead").get_by_role("button", name="outcome").click()
        once = column(page, "outcome")
        page.locator("#rows-table thead").get_by_role("button", name="outcome").click()
        assert once == sorted(before, key=str.lower)
        assert column(page, "outcome") == sorted(before, key=str.lower, reverse=True)


def test_on_a_laptop_the_places_of_a_wide_answer_are_in_view(browser: Browser, site: str) -> None:
    with visiting(browser, site, viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{site}/questions/findings")
        width = page.evaluate("document.querySelector('#rows-table').offsetWidth")
        assert width > 1280, "a table that fits shows nothing here"
        boxes = [page.locator(f"#rows-table {at}").first.bounding_box() for at in ("th.place", "td.place a")]
        assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 1280 for box in boxes)
        # The header is one row, and the button stands where the fields begin.
        tops = page.eval_on_selector_all("header a, header input", "all => all.map(e => e.getBoundingClientRect())")
        assert max(box["top"] for box in tops) < min(box["bottom"] for box in tops)
        lefts = page.eval_on_selector_all(".ask label, .ask [type=submit]", "all => all.map(e => e.offsetLeft)")
        assert lefts[-1] == min(lefts)


def test_places_beyond_the_first_open_where_they_stand(browser: Browser, site: str) -> None:
    with visiting(browser, site, java_script_enabled=False) as page:
        page.goto(f"{site}/questions/discrepancies")
        cell = page.locator("#rows-table td.place", has=page.locator("details")).first
        assert cell.locator("a").nth(1).is_hidden()
        cell.locator("summary").click()
        assert cell.locator("a").nth(1).is_visible()


# ---------------------------------------------------------------------------------------- query editor


@pytest.fixture
def editor(site: str) -> str:
    """The address of the query editor; the test is skipped where it was not built."""
    require((STATIC / "editor" / "yasgui.min.js").is_file(), "the query editor was not built: scripts/editor")
    return f"{site}/editor"


@pytest.fixture(scope="module")
def people(rows: Sheets) -> set[tuple[str, str]]:
    return {(r["label"], r["participants"]) for r in rows["studies"] if r["participants"]}


def _result(page: Page) -> list[list[str]]:
    page.locator(".yasr table.dataTable tbody tr").first.wait_for()
    rows: list[list[str]] = page.eval_on_selector_all(
        ".yasr table.dataTable tbody tr",
        "rows => rows.map(row => [...row.cells].slice(1).map(cell => cell.innerText.trim()))",
    )
    return rows


@pytest.mark.parametrize("mark", ["?", "#"])
def test_the_editor_takes_a_query_from_its_address_and_shows_the_rows(
    browser: Browser, site: str, editor: str, people: set[tuple[str, str]], mark: str
) -> None:
    with visiting(browser, site) as page:
        page.goto(f"{editor}{mark}query={quote(PEOPLE)}")
        assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()").strip() == PEOPLE
        assert page.locator("#query-form").is_hidden()
        page.get_by_role("button", name="Run query").click()
        found = {(label, n) for label, n in _result(page)}
        integer = "^^xsd:integer"
        assert found == {(f'"{label}"@en', f'"{n}"{integer}') for label, n in people}
        assert page.locator(".yasr_response_chip[role=status]").inner_text().startswith(f"{len(people)} results")
        # Nothing is kept in the browser.
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert page.context.cookies() == []


def test_a_query_is_written_and_run_with_the_keyboard_alone(
    browser: Browser, site: str, editor: str, people: set[tuple[str, str]]
) -> None:
    with visiting(browser, site) as page:
        page.goto(editor)
        page.get_by_role("textbox", name="Query", exact=True).focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(
            f"{PREFIXES}SELECT (SUM(?n) AS ?sum) WHERE {{ ?s a imr:Study ; imr:numberOfParticipants ?n }}"
        )
        page.keyboard.press("Control+Enter")
        total = sum(int(n) for _, n in people)
        assert _result(page) == [[f'"{total}"^^xsd:integer']]
        # Tab leaves the editor: nobody is caught in it.
        page.keyboard.press("Tab")
        assert not page.evaluate("document.activeElement.closest('.CodeMirror-code, .CodeMirror > div > textarea')")
        assert page.evaluate("document.activeElement.tagName") != "TEXTAREA"


def test_a_thing_in_the_answer_leads_to_its_page_here(browser: Browser, site: str, editor: str) -> None:
    query = f'{PREFIXES}SELECT ?study WHERE {{ ?study rdfs:label "Färdig et al., 2011"@en ; a imr:Study }}'
    with visiting(browser, site) as page:
        page.goto(f"{editor}#query={quote(query)}")
        page.get_by_role("button", name="Run query").click()
        with page.context.expect_page() as opened:
            page.locator(".yasr a.iri").click()
        assert opened.value.url == f"{site}/page/id/study/fardig-2011"
        assert "Färdig et al., 2011" in opened.value.get_by_role("heading", level=1).inner_text()


def test_the_editor_shows_where_a_query_is_wrong(browser: Browser, site: str, editor: str) -> None:
    query = "SELECT *\nWHERE { ?s ?p }"
    context = browser.new_context()  # not watched: the browser itself says that the server refused
    page = context.new_page()
    page.goto(f"{editor}#query={quote(query)}")
    page.get_by_role("button", name="Run query").click()
    said = page.locator(".yasr .errorResult pre").inner_text()
    marks = page.locator(".yasqe .parseErrorIcon").count()
    context.close()
    assert "query:2:" in said
    assert marks == 1


def test_markup_in_an_answer_is_text(browser: Browser, site: str, editor: str) -> None:
    bad = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    query = f'SELECT ?bad WHERE {{ BIND ("{bad}" AS ?bad) }}'
    # Not watched for messages: the editor cleans markup in a document that shows nothing and runs nothing, and
    # Chromium tells of the policy there all the same.
    context = browser.new_context()
    ran: list[str] = []
    page = context.new_page()
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: ran.append(request.url) if request.resource_type == "image" else None)
    page.goto(f"{editor}#query={quote(query)}", wait_until="networkidle")
    ran.clear()  # the icon of the site
    page.get_by_role("button", name="Run query").click()
    assert _result(page) == [[bad]]
    assert page.locator(".yasr_results img, .yasr_results script").count() == 0
    context.close()
    assert ran == []


def test_completions_come_from_here(browser: Browser, site: str, editor: str, rows: Sheets) -> None:
    with visiting(browser, site) as page:
        page.goto(f"{editor}#query={quote('SELECT * WHERE { ?study a <https://w3id.org/imrkg/ontology/Stud')}")
        page.get_by_role("textbox", name="Query", exact=True).focus()
        page.keyboard.press("Control+End")
        page.keyboard.press("Control+Space")
        hint = page.locator(".CodeMirror-hints li").first
        hint.wait_for()
        assert f"{ns.IMR}Study" in " ".join(page.locator(".CodeMirror-hints li").all_inner_texts())
        assert page.evaluate("Object.keys(Yasgui.Yasqe.Autocompleters).sort()") == [
            "own-class",
            "own-prefixes",
            "own-property",
            "variables",
        ]


def test_a_plain_form_stands_in_where_the_editor_was_not_built(
    browser: Browser, tmp_path: Path, people: set[tuple[str, str]]
) -> None:
    from running import copy_of_project

    source = copy_of_project(tmp_path)
    shutil.rmtree(source / "imrkg" / "serve" / "static" / "editor", ignore_errors=True)
    with serving.running(source=source) as site, visiting(browser, site) as page:
        page.goto(f"{site}/editor?query={quote(PEOPLE)}")
        assert page.locator(".CodeMirror").count() == 0
        assert page.get_by_label("Query", exact=True).input_value().strip() == PEOPLE
        page.get_by_role("button", name="Run").click()
        body = page.eval_on_selector_all(
            "table tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
        )
        assert {(label, n) for label, n in body} == people


# --------------------------------------------------------------------------- all pages: access, width, hosts

PAGES = {
    "home": "/",
    "questions": "/questions",
    "question": "/questions/implementation-summary",
    "question with form": "/questions/findings?study=fardig-2011",
    "study": "/page/id/study/fardig-2011",
    "matrix": "/matrix",
    "audit": "/audit",
    "gaps": "/gaps",
    "pictures": "/pictures",
    "search": "/search?q=levitt",
    "editor": "/editor",
    "answer": f"/sparql?format=html&query={quote(PEOPLE)}",
    "publication": "/page/id/publication/mueser-2002-psychiatric-services",
    "not found": "/page/id/study/nobody",
}


def _open(page: Page, site: str, name: str) -> None:
    answer = page.goto(site + PAGES[name])
    assert answer is not None
    assert answer.status == (404 if name == "not found" else 200)
    assert page.get_by_role("heading", level=1).count() == 1
    if name == "editor" and page.locator(".yasqe").count():
        page.get_by_role("button", name="Run query").click()
        _result(page)


@contextmanager
def _visiting(browser: Browser, site: str, name: str) -> Iterator[Page]:
    """Visit a page; the browser's own remark that a page was not found is no complaint where this was to be."""
    if name != "not found":
        with visiting(browser, site) as page:
            yield page
        return
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_within_reach_of_everybody_and_fits_on_a_phone(browser: Browser, site: str, name: str) -> None:
    require(AXE.is_file(), "axe-core is not installed: npm ci --prefix tests/clients")
    with _visiting(browser, site, name) as page:
        _open(page, site, name)
        script = AXE.read_text(encoding="utf-8")
        found = page.evaluate(f"{script}\n;axe.run(document, {{ resultTypes: ['violations'] }})")
        assert found["passes"], "axe looked at nothing"
        told = [
            {"rule": v["id"], "help": v["help"], "at": [n["target"] for n in v["nodes"][:3]]}
            for v in found["violations"]
        ]
        assert not told, json.dumps(told, indent=1)
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
