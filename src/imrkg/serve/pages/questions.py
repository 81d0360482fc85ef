"""The bundled questions: their list, a form and an answer for each, and the answer in other forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox

from imrkg import engine, grounds, question, results
from imrkg import namespaces as ns
from imrkg.errors import UnknownName
from imrkg.serve.pages import html, links, names, pictures, rows
from imrkg.serve.site import Page, Site

Params = Sequence[tuple[str, str]]

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "md": "text/markdown; charset=utf-8",
}
_SPARQL = "application/sparql-query; charset=utf-8"
# A longer list is typed with suggestions instead of being opened.
_MOST_OPTIONS = 120
# Parameters of the page itself.
_OWN = ("page", "format")


class Option(NamedTuple):
    """A choice: what is sent, what is read, and whether it is chosen."""

    value: str
    text: str
    chosen: bool


class Field(NamedTuple):
    """A field of the form: a parameter, what was given, and its options (none where anything may be typed)."""

    name: str
    label: str
    type: str
    given: list[str]
    options: list[Option]
    default: str

    @property
    def opens(self) -> bool:
        """Return whether all options fit a list that opens."""
        return 0 < len(self.options) <= _MOST_OPTIONS


def listing(site: Site) -> Page:
    """Return the page with all questions by category."""
    groups: dict[str, list[question.Question]] = {}
    for asked in question.all_questions():
        groups.setdefault(asked.category, []).append(asked)
    return html.page(site, "questions", groups=groups, here="questions")


def show(store: ox.Store, site: Site, slug: str, params: Params) -> Page:
    """Return the page of a question with its form and answer, or its answer alone in another form.

    Args:
        store: the graph.
        site: the server.
        slug: the question, with an extension (``findings.csv``) for another form than a page.
        params: what the form holds; an empty value leaves the parameter as it is in the file.
    """
    name, _, form = slug.partition(".")
    wanted = form or dict(params).get("format", "")
    try:
        asked = question.get(name)
    except UnknownName as error:
        return html.error(site, 404, "No such question", error.message, error.hint)
    if wanted and wanted not in (*FORMS, "rq", "html"):
        known = ", ".join((*FORMS, "rq"))
        return html.error(site, 404, "No such form", f"No answer has the form {wanted!r}.", f"There is {known}.")
    given = _given(params)
    try:
        text = question.bind(asked, question.resolve(store, asked, given))
    except UnknownName as error:
        if wanted in ("", "html"):
            shown = _page(store, site, asked, params, None, error=error)
            return shown._replace(message=error.message, hint=error.hint)
        return html.error(site, 400, "This question cannot be asked so", error.message, error.hint)
    if wanted == "rq":
        return Page(text.encode(), 200, _SPARQL)
    answer = results.collect(engine.run(store, text, source=f"{name}.rq"))
    if wanted in FORMS:
        return Page(answer.write(wanted), 200, FORMS[wanted])
    return _page(store, site, asked, params, answer, text=text)


def _given(params: Params) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in params:
        if value.strip() and name not in _OWN:
            found.setdefault(name, []).append(value)
    return found


def _page(
    store: ox.Store,
    site: Site,
    asked: question.Question,
    params: Params,
    answer: results.Result | None,
    text: str = "",
    error: UnknownName | None = None,
) -> Page:
    known, given = names.of(store), _given(params)
    kept = urlencode([(name, value) for name, values in given.items() for value in values])
    number = _number(params)
    shown = rows.table(answer, known, site.base, asked.title, (number - 1) * rows.PER_PAGE + 1) if answer else None
    return html.page(
        site,
        "question",
        400 if error else 200,
        asked=asked,
        fields=[
            _field(store, known, asked, parameter, given.get(parameter.name, [])) for parameter in asked.parameters
        ],
        table=shown,
        answered=answer is not None,
        page=number,
        pages=-(-len(answer) // rows.PER_PAGE) if answer else 0,
        query=kept,
        text=text or asked.text,
        edit=links.editor(site.base, text or asked.text),
        disputes=_disputes(store, site, asked, answer),
        drawn=pictures.of_question(store, asked.slug, given) if answer else [],
        forms=[*FORMS, "rq"],
        error=error,
        here="questions",
    )


def _number(params: Params) -> int:
    value = dict(params).get("page", "1")
    return int(value) if value.isascii() and value.isdigit() and 0 < len(value) < 7 and int(value) > 0 else 1


def _field(
    store: ox.Store, known: names.Names, asked: question.Question, parameter: question.Parameter, given: list[str]
) -> Field:
    default = _default(asked, parameter.name)
    if parameter.type in ("iri", "string", "number"):
        return Field(parameter.name, parameter.label, parameter.type, given, [], default)
    found = question.choices(store, parameter)
    keys = [ns.key(iri) for iri in found]
    meant = set()
    for word in given:
        try:
            terms = question.resolve(store, asked, {parameter.name: word})[parameter.name]
            meant |= {term.value for term in terms}
        except UnknownName:
            continue  # the message stands above the form
    options = [
        Option(key if keys.count(key) == 1 else iri.removeprefix(ns.ID), known(iri), iri in meant)
        for iri, key in zip(found, keys, strict=True)
    ]
    options.sort(key=lambda option: option.text.casefold())
    return Field(parameter.name, parameter.label, "iri", given, options, default)


def _default(asked: question.Question, name: str) -> str:
    """Return what the file of a question has for a parameter; an empty text where it leaves it open."""
    block = re.search(rf"VALUES \?{name} \{{ (\S+) \}}", asked.text)
    return block[1] if block and block[1] != "UNDEF" else ""


def _disputes(
    store: ox.Store, site: Site, asked: question.Question, answer: results.Result | None
) -> list[tuple[str, str, str]]:
    """Return label, link and severity of each disagreement that touches an answer."""
    # The questions of the audit are about disagreements themselves.
    if not answer or asked.category == "Audit":
        return []
    found = grounds.disagreements(store, answer).rows()
    return [
        (str(r["label"]), links.page(site.base, f"{ns.ID}discrepancy/{r['discrepancy']}"), str(r["severity"]))
        for r in found
    ]
