// Runs queries with Comunica: node comunica.mjs < [{"sources": [...], "query": "..."}], prints what each one gives.
// package.json gives all of Comunica one rdf-data-factory: with the two that version 4.5 installs, languages get lost.
// A row is an object of terms, a triple a list of three; a term is [value, language, datatype].
import { text } from "node:stream/consumers";
import { QueryEngine } from "@comunica/query-sparql";

const term = (node) => [node.value, node.language ?? "", node.datatype?.value ?? ""];
const shapes = {
  bindings: async (rows) => (await rows.toArray()).map((row) => Object.fromEntries([...row].map(([k, v]) => [k.value, term(v)]))),
  quads: async (quads) => (await quads.toArray()).map((q) => [q.subject, q.predicate, q.object].map(term)),
  boolean: async (answer) => answer,
};

const engine = new QueryEngine();
const given = [];
for (const { sources, query } of JSON.parse(await text(process.stdin))) {
  try {
    const answer = await engine.query(query, { sources });
    given.push({ type: answer.resultType, answer: await shapes[answer.resultType](await answer.execute()) });
  } catch (error) {
    given.push({ type: "error", answer: String(error.message ?? error) });
  }
}
process.stdout.write(JSON.stringify(given));
