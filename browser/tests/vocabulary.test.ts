import assert from "node:assert/strict";
import { test } from "node:test";
import { distance, nearest, rank, type Term, type Vocabulary } from "../src/vocabulary.ts";

function term(name: string, kind: Term["kind"], label: string, more: Partial<Term> = {}): Term {
  return { name, kind, label, definition: "", ...more };
}

const VOCABULARY: Vocabulary = {
  prefixes: {},
  terms: [
    term("sgc:one-person-picket", "concept", "one-person picket", { scheme: "forms" }),
    term("sgc:picket", "concept", "picket", { scheme: "forms", also: ["пікет"] }),
    term("sgc:place-of-work", "concept", "workplace", { scheme: "roles" }),
    term("sg:place", "property", "place"),
    term("sg:Place", "class", "place"),
    term("sg:actionType", "property", "type of action", { scheme: "forms" }),
    term("sg:notBefore", "property", "first possible day"),
  ],
};

const names = (word: string, before = ""): string[] => rank(VOCABULARY, word, before).map(({ name }) => name);

test("an exact name comes first, then beginnings, then parts", () => {
  assert.deepEqual(names("picket"), ["sgc:picket", "sgc:one-person-picket"]);
});

test("a word of a label, or of a label in another language, finds the term", () => {
  assert.deepEqual(names("possible"), ["sg:notBefore"]);
  assert.deepEqual(names("піке"), ["sgc:picket"]);
  assert.deepEqual(names("before"), ["sg:notBefore"]);
});

test("after `a` classes come first", () => {
  assert.deepEqual(names("place").slice(0, 2), ["sg:Place", "sg:place"]);
  assert.equal(names("", "a")[0], "sg:Place");
});

test("after a property its concepts come first", () => {
  assert.deepEqual(names("p", "sg:actionType").slice(0, 2), ["sgc:picket", "sgc:one-person-picket"]);
});

test("with a prefix only its names fit", () => {
  assert.deepEqual(names("sg:pl"), ["sg:Place", "sg:place"]);
  assert.equal(names("sgc:").length, 3);
  assert.deepEqual(names("foaf:"), []);
});

test("in the middle of a word, four letters are looked for and three are not", () => {
  assert.deepEqual(names("icket"), ["sgc:one-person-picket", "sgc:picket"]);
  assert.deepEqual(names("ket"), []);
});

test("what fits nowhere is not offered", () => {
  assert.equal(distance(term("sg:date", "property", "date"), "xyz"), undefined);
});

test("a misspelt name has a nearest one, and one of another kind has none", () => {
  assert.equal(nearest(VOCABULARY, "sg:Plcae"), "sg:Place");
  assert.equal(nearest(VOCABULARY, "sgc:pickett"), "sgc:picket");
  assert.equal(nearest(VOCABULARY, "sg:zebra"), undefined);
});
