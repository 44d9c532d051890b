import assert from "node:assert/strict";
import { test } from "node:test";
import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { termSource, thingSource, wordAt } from "../src/completions.ts";
import type { Vocabulary } from "../src/vocabulary.ts";

const VOCABULARY: Vocabulary = {
  prefixes: { sg: "https://example.org/ontology#", skos: "https://example.org/skos#" },
  terms: [{ name: "sg:Event", kind: "class", label: "event", definition: "What happens." }],
};

async function labels(text: string, explicit = false): Promise<string[]> {
  const context = new CompletionContext(EditorState.create({ doc: text }), text.length, explicit);
  const ada = { iri: "https://example.org/id/person/p1", name: "Ada Example", kind: "person" };
  const found = [
    await termSource({ vocabulary: () => Promise.resolve(VOCABULARY) })(context),
    await thingSource({ things: () => Promise.resolve([ada]) })(context),
  ];
  return found.flatMap((result) => result?.options ?? []).map(({ label }) => label);
}

test("nothing is completed in strings, comments and IRIs, finished or not", () => {
  for (const text of ['ASK { ?s ?p "sg', "ASK # sg", "ASK { <http://example.org/sg", "ASK { <a>", "'x'@en"]) {
    assert.equal(wordAt(text), undefined, text);
  }
});

test("a word knows the token before it, over comments and lines", () => {
  assert.deepEqual(wordAt("?x a # kind\n  Eve"), { from: 14, text: "Eve", before: "a", kind: "word" });
});

test("a name is completed with its prefix", () => {
  assert.deepEqual(wordAt("?x a sg:"), { from: 5, text: "sg:", before: "a", kind: "name" });
});

test("a variable is completed by those of the whole query", async () => {
  assert.deepEqual(await labels("SELECT ?place { ?picket ?p"), ["?place", "?picket"]);
});

test("a word finds terms, keywords, prefixes and things", async () => {
  assert.deepEqual(await labels("ASK { ?x a eve"), ["sg:Event", "Ada Example"]);
  assert.deepEqual(await labels("SEL"), ["SELECT", "Ada Example"]);
  assert.deepEqual(await labels("sk"), ["skos:", "Ada Example"]);
});

test("the server is asked for things from two letters on, and not for prefixed names", async () => {
  assert.deepEqual(await labels("e"), ["sg:Event", "EXISTS"]);
  assert.deepEqual(await labels("ASK { ?x a sg:Ev"), ["sg:Event"]);
});

test("without a word, terms are offered only on demand", async () => {
  assert.deepEqual(await labels("ASK { ?x a "), []);
  assert.deepEqual(await labels("ASK { ?x a ", true), ["sg:Event"]);
});

test("the kind of a thing is shown in the words of the page", async () => {
  const state = EditorState.create({ doc: "Ada", extensions: EditorState.phrases.of({ person: "чалавек" }) });
  const things = ["person", "place"].map((kind) => ({ iri: "https://example.org/id/x", name: "Ada", kind }));
  const found = await thingSource({ things: () => Promise.resolve(things) })(new CompletionContext(state, 3, false));
  assert.deepEqual(found?.options.map(({ detail }) => detail), ["чалавек", "place"]);
});
