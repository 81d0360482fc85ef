/* What makes pages handier; every page works without it. */
"use strict";

(() => {
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  /** Text of a cell, as a number where it is one. */
  const key = (row, column) => {
    const text = row.cells[column].textContent.trim();
    const number = Number(text);
    return text !== "" && !Number.isNaN(number) ? number : text;
  };

  const compare = (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === ""); // what is empty comes last
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), "en", { numeric: true });
  };

  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows];
        const keys = new Map(rows.map((row) => [row, key(row, column)]));
        rows.sort((a, b) => {
          const empty = (keys.get(a) === "") - (keys.get(b) === "");
          return empty || (down ? -1 : 1) * compare(keys.get(a), keys.get(b));
        });
        table.tBodies[0].append(...rows);
      });
    });
  };

  const filterable = (table, number) => {
    const tools = make("div", { className: "tools" });
    const id = `filter-${number}`;
    const label = make("label", { htmlFor: id, textContent: "Filter the rows shown" });
    const input = make("input", { id, type: "search" });
    const told = make("span", {});
    told.setAttribute("role", "status");
    tools.append(label, input, told);
    table.parentElement.before(tools);
    const rows = [...table.tBodies[0].rows];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !words.every((word) => texts[i].includes(word));
        shown += !row.hidden;
      });
      told.textContent = words.length ? `${shown} of ${rows.length}` : "";
    });
  };

  document.querySelectorAll("table.data").forEach((table, number) => {
    const rows = table.tBodies[0].rows.length;
    if (rows > 1) sortable(table);
    if (rows > 12) filterable(table, number);
  });

  /* A form sends only what was chosen, so that addresses stay short. */
  document.querySelectorAll("form.ask").forEach((form) => {
    form.addEventListener("submit", () => {
      for (const field of form.elements) field.disabled = Boolean(field.name) && field.value === "" && field.name !== "q";
    });
    form.querySelectorAll("select:not([multiple])").forEach((select) => {
      if (select.options.length < 4) return;
      const button = make("button", { type: "button", className: "plain", textContent: "choose several" });
      button.setAttribute("aria-label", `Choose several: ${select.labels[0].textContent}`);
      button.addEventListener("click", () => {
        select.multiple = true;
        select.size = 6;
        button.remove();
        select.focus();
      });
      select.after(button);
    });
  });
  // Coming back by the Back button finds the fields usable.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form.ask [disabled]").forEach((field) => { field.disabled = false; });
  });

  if (navigator.clipboard) {
    document.querySelectorAll("pre.code").forEach((pre) => {
      const tools = make("div", { className: "tools" });
      const button = make("button", { type: "button", className: "plain", textContent: "Copy" });
      const told = make("span", {});
      told.setAttribute("role", "status");
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(pre.textContent);
          told.textContent = "Copied.";
        } catch {
          told.textContent = "The browser did not allow it.";
        }
      });
      tools.append(button, told);
      pre.before(tools);
    });
  }
})();
