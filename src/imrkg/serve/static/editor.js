// Puts the query editor (Yasgui's two halves: Yasqe to write, Yasr to read) in the place of the plain form.
// It asks the endpoint of this site and nobody else, and keeps nothing in the browser.
"use strict";

(() => {
  const host = document.getElementById("yasgui");
  const form = document.getElementById("query-form");
  const Yasgui = window.Yasgui;
  if (!host || !form || !Yasgui) return; // the plain form does
  const { Yasqe, Yasr } = Yasgui;
  const NAMESPACE = "https://w3id.org/imrkg/";
  const endpoint = new URL(host.dataset.endpoint, location.href).href;
  const prefixes = JSON.parse(host.dataset.prefixes || "{}");

  // The policy of the site forbids <style> elements, and the table writes one into the head for its movable columns.
  // The same rules as a constructed style sheet are allowed. A comment takes the element's place, because the table
  // takes the head's last child away again after a column was moved.
  const adopted = new Set();
  const append = document.head.appendChild;
  document.head.appendChild = function (node) {
    if (!(node instanceof HTMLStyleElement)) return append.call(this, node);
    const text = node.textContent;
    if (text.includes(".grip-") && !adopted.has(text)) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets.push(sheet);
      adopted.add(text);
    }
    return append.call(this, document.createComment("style"));
  };

  // Completions come from here alone, once they are asked for. Those for classes and properties that Yasqe brings
  // ask another host.
  const asked = new Map();
  async function ask(pattern) {
    const body = new URLSearchParams({ query: `SELECT DISTINCT ?term WHERE { ${pattern} }` });
    const headers = { Accept: "application/sparql-results+json" };
    const response = await fetch(endpoint, { method: "POST", headers, body });
    if (!response.ok) return [];
    return (await response.json()).results.bindings.map((row) => row.term.value).sort();
  }
  async function terms(pattern, token) {
    if (!asked.has(pattern)) asked.set(pattern, ask(pattern));
    const start = token?.autocompletionString ?? "";
    return (await asked.get(pattern)).filter((iri) => iri.startsWith(start)).slice(0, 100);
  }
  const declared = Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort();
  const completers = {
    prefixes: { bulk: true, get: () => declared },
    property: { bulk: false, get: (editor, token) => terms("?thing ?term ?value", token) },
    class: { bulk: false, get: (editor, token) => terms("?thing a ?term", token) },
  };
  for (const [name, changes] of Object.entries(completers)) {
    Yasqe.forkAutocompleter(name, { name: `own-${name}`, persistenceId: null, ...changes }, false);
    delete Yasqe.Autocompleters[name];
  }
  // Lists are merged with the defaults, so the defaults themselves have to be ours.
  Yasqe.defaults.autocompleters = ["variables", ...Object.keys(completers).map((name) => `own-${name}`)];

  const linked = () => new URLSearchParams(location.hash.slice(1)).get("query");
  form.hidden = true;
  host.hidden = false;
  host.classList.add("yasgui");
  const writing = host.appendChild(document.createElement("div"));
  const reading = host.appendChild(document.createElement("div"));

  const yasqe = new Yasqe(writing, {
    value: linked() ?? form.elements.query.value,
    requestConfig: {
      endpoint,
      method: "POST",
      acceptHeaderSelect: "application/sparql-results+json",
      acceptHeaderGraph: "text/turtle",
    },
    persistenceId: null,
    autofocus: false,
    screenReaderLabel: "Query",
    // Whoever uses the keyboard alone has to get out of the editor again.
    extraKeys: { Tab: false, "Shift-Tab": false },
    createShareableLink: (editor) =>
      `${location.origin}${location.pathname}#${new URLSearchParams({ query: editor.getValue() })}`,
    consumeShareLink: (editor) => {
      const query = linked();
      if (query !== null) editor.setValue(query);
    },
  });
  const yasr = new Yasr(reading, {
    persistenceId: null,
    prefixes: () => ({ ...prefixes, ...yasqe.getPrefixesFromQuery() }),
    getDownloadFileName: () => "answer",
  });
  yasqe.on("queryResponse", (editor, response, duration) => yasr.setResponse(response, duration));

  // Names for what has none, and pages of this site for its things.
  const name = (selector, label) => host.querySelector(selector)?.setAttribute("aria-label", label);
  reading.querySelector(".yasr_response_chip")?.setAttribute("role", "status");
  name(".yasr_external_ref_btn", "Help for the table");
  yasr.on("drawn", () => {
    name(".tableSizer", "Page size");
    const corner = reading.querySelector("th:first-child .dt-column-title");
    if (corner && !corner.textContent) corner.textContent = "#";
  });
  const named = () => name(".yasqe_sharePopup input", "Link to this query");
  writing.addEventListener("click", () => requestAnimationFrame(named), true); // the button stops its own clicks
  reading.addEventListener("click", (event) => {
    const link = event.target.closest("a.iri");
    if (!link?.href.startsWith(NAMESPACE)) return;
    link.href = endpoint.replace(/sparql$/, "page/") + link.href.slice(NAMESPACE.length);
  });
})();
