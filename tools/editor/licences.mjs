// Prints the licence of every package that the bundle is made of: node licences.mjs node_modules
// A package without a file of its own gets the line of its package.json, which is all that it says.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

function packages(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .flatMap(({ name }) => {
      const inner = join(folder, name);
      const here = existsSync(join(inner, "package.json")) ? [inner] : [];
      const below = name.startsWith("@") ? inner : join(inner, "node_modules");
      return existsSync(below) ? [...here, ...packages(below)] : here;
    });
}

function entry(folder) {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const author = typeof about.author === "string" ? about.author : about.author?.name;
  const head = [`${about.name} ${about.version}`, about.license, author, about.homepage].filter(Boolean).join(" - ");
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name)).sort();
  return [head, ...files.map((name) => readFileSync(join(folder, name), "utf8").trim())].join("\n\n");
}

const line = "\n\n" + "-".repeat(80) + "\n\n";
const title =
  "The query editor (yasgui.min.js, yasgui.min.css) is made of these packages; a few colours at the end are our own.";
process.stdout.write([title, ...packages(process.argv[2]).sort().map(entry)].join(line) + "\n");
