"""Properties of content negotiation and of reading requests, for headers and parameters made by Hypothesis."""

from __future__ import annotations

from itertools import product
from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from imrkg.serve import negotiation, protocol
from imrkg.serve.negotiation import GRAPHS, SOLUTIONS, Form

FORMS = [SOLUTIONS, GRAPHS]
OFFERED = sorted({t for forms in FORMS for form in forms for t in (form.media_type, *form.others)})
OTHERS = ["image/png", "audio/*", "text/html2", "application/sparql-results", "x/y"]
TOKEN = st.text("abcxyz019-+._!#$%&'*^`|~", min_size=1, max_size=6)
SPACE = st.sampled_from(["", "", " ", "\t", "  "])

# ----------------------------------------------------------------------------------------- Accept headers

qualities = st.one_of(st.just("1"), st.just("0"), st.integers(0, 999).map(lambda n: f"0.{n:03d}"), st.just("1.000"))
quoted = st.text(" ,;=/abq01.\\\"'", max_size=8).map(
    lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
)
parameters = st.lists(
    st.tuples(TOKEN.filter(lambda name: name != "q"), st.one_of(TOKEN, quoted)),
    max_size=2,
)
media_ranges = st.one_of(
    st.sampled_from([*OFFERED, *OTHERS]),
    st.sampled_from(["*/*", "text/*", "application/*", "image/*"]),
)
# media range, parameters, quality (None: not written), and whether it is written in capitals
items = st.lists(st.tuples(media_ranges, parameters, st.none() | qualities, st.booleans()), min_size=1, max_size=8)
Item = tuple[str, list[tuple[str, str]], str | None, bool]


def written(item: Item, space: str) -> str:
    """Return an item of an Accept header as RFC 9110 (12.5.1) writes it."""
    media_range, given_parameters, quality, capitals = item
    text = media_range.upper() if capitals else media_range
    for name, value in given_parameters:
        text += f"{space};{space}{name}={value}"
    if quality is not None:
        text += f"{space};{space}{'Q' if capitals else 'q'}={quality}"
    return text


def wanted(items: list[Item]) -> dict[str, float]:
    """Return the quality of each range; where one comes twice, the higher one."""
    found: dict[str, float] = {}
    for media_range, _, quality, _ in items:
        value = 1.0 if quality is None else float(quality)
        found[media_range] = max(value, found.get(media_range, -1.0))
    return found


def quality_of(media_type: str, said: dict[str, float]) -> float:
    """Return what RFC 9110 gives a media type: the most specific range that covers it decides."""
    for covering in (media_type, media_type.split("/")[0] + "/*", "*/*"):
        if covering in said:
            return said[covering]
    return 0.0


def welcome(form: Form, said: dict[str, float]) -> tuple[float, bool]:
    """Return the quality of a form, and whether the client named it; other names of a type count only if said."""
    pairs = [(quality_of(form.media_type, said), form.media_type in said)]
    pairs += [(said[other], True) for other in form.others if other in said]
    return max(pairs)


@given(items, SPACE, st.sampled_from(FORMS))
@example([("text/csv", [("header", "present")], None, False)], "", SOLUTIONS)
@example([("text/csv", [("x", '",q=0;text/html"')], "0.5", False), ("*/*", [], "0.1", False)], " ", SOLUTIONS)
@example([("*/*", [], None, False), ("text/turtle", [], "0", False)], "", GRAPHS)
@example([("text/*", [], "0", False), ("text/csv", [], "0.001", False)], "", SOLUTIONS)
def test_the_choice_is_the_one_of_rfc_9110(items: list[Item], space: str, forms: tuple[Form, ...]) -> None:
    said = wanted(items)
    header = f"{space},{space}".join(written(item, space) for item in items)
    chosen = negotiation.choose(header, forms)
    ranked = [welcome(form, said) for form in forms]
    best = max(ranked)
    if best[0] == 0:
        assert chosen is None
        return
    assert chosen is not None
    form, media_type = chosen
    # Named counts before covered by a wildcard; among equals the first offered.
    assert form == forms[ranked.index(best)]
    assert media_type in (form.media_type, *form.others)
    assert media_type == form.media_type or said.get(media_type, 0) > 0


@given(items, SPACE)
def test_every_range_is_read_with_its_quality(items: list[Item], space: str) -> None:
    header = ",".join(written(item, space) for item in items)
    assert dict(negotiation.ranges(header)) == wanted(items)


@given(st.text(st.characters(max_codepoint=255), max_size=200), st.sampled_from(FORMS))
@example(";", GRAPHS)
@example('"', GRAPHS)
@example('text/turtle;q="', GRAPHS)
@example("text/turtle;q=.", GRAPHS)
@example("text/turtle;q=1.5,*/*;q=-1", GRAPHS)
def test_garbage_never_raises(header: str, forms: tuple[Form, ...]) -> None:
    chosen = negotiation.choose(header, forms)
    assert chosen is None or chosen[0] in forms


@given(st.text(';,="\\q/* \t', max_size=200), st.sampled_from(FORMS))
def test_punctuation_never_raises(header: str, forms: tuple[Form, ...]) -> None:
    negotiation.choose(header, forms)


@pytest.mark.parametrize("header", [None, "", "  ", ",", "garbage", "text/html;q=2", ";;;"])
def test_a_header_that_says_nothing_is_none(header: str | None) -> None:
    for forms in FORMS:
        assert negotiation.choose(header, forms) == (forms[0], forms[0].media_type)


@pytest.mark.parametrize(
    ("header", "solutions", "graph"),
    [
        # SPARQLWrapper, rdflib's SPARQLStore
        ("application/sparql-results+json,application/json,text/javascript,application/javascript", "json", "jsonld"),
        ("application/sparql-results+xml, application/rdf+xml", "xml", "rdf"),
        # Jena 4
        (
            "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.7,"
            " text/csv;q=0.5, application/json;q=0.2, application/xml;q=0.2, */*;q=0.1",
            "json",
            "jsonld",
        ),
        # Virtuoso's SERVICE
        ("application/sparql-results+xml, text/rdf+n3, application/rdf+xml, application/turtle", "xml", "ttl"),
        # browsers
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", "html", "html"),
        # Java's HttpURLConnection of its own accord
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "html", "html"),
        ("*/*", "json", "ttl"),
        ("text/csv;header=present", "csv", None),
        ("image/png", None, None),
        ("text/*", "csv", "ttl"),
        ("application/n-quads, */*;q=0", None, "nq"),
    ],
)
def test_headers_of_real_clients(header: str, solutions: str | None, graph: str | None) -> None:
    found = [negotiation.choose(header, forms) for forms in FORMS]
    assert [chosen and chosen[0].name for chosen in found] == [solutions, graph]


# --------------------------------------------------------------------------------------- words of format=


@pytest.mark.parametrize("forms", FORMS)
def test_every_word_of_a_form_names_it(forms: tuple[Form, ...]) -> None:
    taken: dict[str, Form] = {}
    for form in forms:
        for word in (form.name, *form.words, form.media_type):
            assert taken.setdefault(word, form) == form, f"{word} stands for two forms"
            for spelling in (word, word.upper(), f" {word} "):
                assert negotiation.named(spelling, forms) == (form, form.media_type)
        for other in form.others:
            found = negotiation.named(other, forms)
            assert found is not None
            assert found[0] == form


@given(st.text(max_size=30), st.sampled_from(FORMS))
def test_other_words_name_nothing(word: str, forms: tuple[Form, ...]) -> None:
    known = {w for form in forms for w in (form.name, *form.words, form.media_type, *form.others)}
    assume(word.strip().lower() not in known)
    assert negotiation.named(word, forms) is None


@pytest.mark.parametrize("forms", FORMS)
def test_a_listing_names_every_form(forms: tuple[Form, ...]) -> None:
    text = negotiation.listing(forms)
    assert all(form.media_type in text and f"format={form.name}" in text for form in forms)


# ------------------------------------------------------------------------------------------- parameters

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
iris = st.lists(texts.filter(bool), max_size=3)
# Names that mean nothing to us; those that do are tested by themselves.
MEANING = {"query", "update", "default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri"}
MEANING |= {"format", "output"}
unknown = st.lists(st.tuples(texts.filter(lambda name: name not in MEANING), texts), max_size=3)


@given(texts, iris, iris, unknown, st.permutations(range(4)), st.booleans())
def test_fields_come_back_as_they_were_written(
    query: str, default: list[str], named: list[str], others: list[tuple[str, str]], order: list[int], form: bool
) -> None:
    groups = [
        [("query", query)],
        [("default-graph-uri", iri) for iri in default],
        [("named-graph-uri", iri) for iri in named],
        others,
    ]
    given_fields = [field for index in order for field in groups[index]]
    expected = protocol.Operation(query, tuple(default), tuple(named))
    data = urlencode(given_fields).encode()
    assert protocol.read("GET", data, "", b"") == expected
    if form:
        assert protocol.read("POST", b"", "application/x-www-form-urlencoded; charset=UTF-8", data) == expected


@given(texts, iris, iris)
def test_a_direct_post_takes_its_dataset_from_the_address(query: str, default: list[str], named: list[str]) -> None:
    address = [("default-graph-uri", iri) for iri in default] + [("named-graph-uri", iri) for iri in named]
    operation = protocol.read("POST", urlencode(address).encode(), "application/sparql-query", query.encode())
    assert operation == protocol.Operation(query, tuple(default), tuple(named))


@given(st.binary(min_size=1, max_size=20))
def test_what_is_not_utf8_is_refused(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        assume(False)
    field = b"query=" + quote_from_bytes(data).encode()
    cases = [("GET", field, "", b""), ("POST", b"", protocol.FORM, field), ("POST", b"", protocol.DIRECT, data)]
    for case in cases:
        with pytest.raises(protocol.HttpError) as error:
            protocol.read(*case)
        assert error.value.status == 400
        assert "UTF-8" in error.value.message


KINDS = [protocol.FORM, protocol.DIRECT, "application/sparql-update", "text/plain", "", "a/b; charset=", ";;", "\x00"]


@given(st.sampled_from(["GET", "HEAD", "POST"]), st.binary(max_size=80), st.sampled_from(KINDS), st.binary(max_size=80))
def test_any_request_is_read_or_refused(method: str, address: bytes, kind: str, body: bytes) -> None:
    try:
        protocol.read(method, address, kind, body)
    except protocol.HttpError as error:
        assert error.status in (400, 403, 415)  # noqa: PT017


@pytest.mark.parametrize(
    ("method", "name"), list(product(["GET", "POST"], ["update", "using-graph-uri", "using-named-graph-uri"]))
)
def test_fields_of_an_update_are_refused(method: str, name: str) -> None:
    data = urlencode([("query", "ASK {}"), (name, "x")]).encode()
    with pytest.raises(protocol.HttpError) as error:
        protocol.read(method, data, protocol.FORM, b"")
    assert error.value.status == 403


@pytest.mark.parametrize(
    ("given_fields", "word"),
    [
        ([("format", "csv")], "csv"),
        ([("output", "csv")], "csv"),
        ([("format", ""), ("output", "tsv")], "tsv"),
        ([("output", "csv"), ("format", "tsv")], "csv"),
        ([("Format", "csv")], ""),
    ],
)
def test_format_and_output_are_the_same(given_fields: list[tuple[str, str]], word: str) -> None:
    fields = [("query", "ASK {}"), *given_fields]
    assert protocol.read("GET", urlencode(fields).encode(), "", b"").form == word


def test_empty_graph_fields_are_passed_over() -> None:
    operation = protocol.read("GET", b"query=ASK%7B%7D&default-graph-uri=&named-graph-uri=", "", b"")
    assert operation == protocol.Operation("ASK{}")


def test_no_more_than_a_thousand_fields() -> None:
    assert protocol.read("GET", b"&".join([b"query=x"] + [b"a=1"] * 999), "", b"").query == "x"
    with pytest.raises(protocol.HttpError) as error:
        protocol.read("GET", b"&".join([b"query=x"] + [b"a=1"] * 1000), "", b"")
    assert error.value.status == 400
