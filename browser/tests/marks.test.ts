import assert from "node:assert/strict";
import { test } from "node:test";
import { nameMarks, problemMark } from "../src/marks.ts";
import type { Vocabulary } from "../src/vocabulary.ts";

const SG = "https://example.org/ontology#";
const VOCABULARY: Vocabulary = {
  prefixes: { sg: SG, sgc: "https://example.org/concept/" },
  terms: [{ name: "sg:Event", kind: "class", label: "event", definition: "" }],
};

const marked = (text: string): string[] => nameMarks(text, VOCABULARY).map(({ from, to }) => text.slice(from, to));

test("the word where the query does not parse is marked, until the query is another one", () => {
  const query = "SELECT * WHERE { ?s ?p }\n";
  const problem = { query, line: 1, column: 24, detail: "An object is missing." };
  assert.deepEqual(problemMark(query, problem).map(({ from, to }) => query.slice(from, to)), ["}"]);
  assert.deepEqual(problemMark(query.trimEnd(), problem).length, 1);
  assert.deepEqual(problemMark(`${query} LIMIT 1`, problem), []);
});

test("at the end of the text its last character is marked", () => {
  const problem = { query: "ASK {", line: 1, column: 6, detail: "It is not closed." };
  assert.deepEqual(problemMark("ASK {", problem).map(({ from, to }) => [from, to]), [[4, 5]]);
});

test("a known prefix that is missing is marked with its declaration, an unknown one as an error", () => {
  const marks = nameMarks("ASK { ?x a sg:Event, foo:Bar }", VOCABULARY);
  assert.deepEqual(marks.map(({ severity, fix }) => [severity, fix?.insert]), [
    ["warning", `PREFIX sg: <${SG}>\n\n`],
    ["error", undefined],
  ]);
});

test("a name of ours that does not exist is marked, with the nearest", () => {
  const text = `PREFIX sg: <${SG}> ASK { ?x a sg:Evnet. }`;
  assert.deepEqual(marked(text), ["sg:Evnet"]);
  assert.equal(nameMarks(text, VOCABULARY)[0]?.fix?.insert, "sg:Event");
});

test("a prefix that means something else is not ours", () => {
  assert.deepEqual(marked("PREFIX sg: <urn:singapore:> ASK { ?x a sg:City }"), []);
});
