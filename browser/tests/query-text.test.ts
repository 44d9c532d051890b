import assert from "node:assert/strict";
import { test } from "node:test";
import {
  declaredPrefixes,
  declareKnown,
  offsetOf,
  prefixInsertion,
  significant,
  tokensOf,
  undeclaredNames,
  variablesOf,
} from "../src/query-text.ts";

const SG = "https://example.org/ontology#";
const KNOWN = new Map([["sg", SG], ["skos", "https://example.org/skos#"]]);

function insertedIn(text: string): string {
  const { from, insert } = prefixInsertion(text, "sg", SG);
  return text.slice(0, from) + insert + text.slice(from);
}

test("tokens cover the text without a gap, also where it is no SPARQL", () => {
  for (const text of ["SELECT * { ?s sg:date 'x' } # end", '"open\n<http://open >', "π∈<<>>\\ ^^@en", "'''a\n'b''"]) {
    assert.equal(tokensOf(text).map(({ text }) => text).join(""), text);
  }
});

test("names in strings, comments and IRIs are no names", () => {
  assert.deepEqual(undeclaredNames(`ASK { <urn:a:b> ?p "sg:date", """x\nsg:date""" # sg:date\n }`), []);
});

test("a comparison is no IRI", () => {
  const kinds = significant(tokensOf("?a < ?b && ?c > ?d")).map(({ kind, text }) => [kind, text]);
  assert.deepEqual(kinds.slice(0, 3), [["variable", "?a"], ["other", "<"], ["variable", "?b"]]);
});

test("a prefix is declared before a query that has none", () => {
  assert.equal(insertedIn("ASK {}"), `PREFIX sg: <${SG}>\n\nASK {}`);
});

test("a prefix is declared after the last declaration, and after a comment at the top", () => {
  const text = "# About\nBASE <http://example.org/>\nprefix a: <b>\nASK {}";
  assert.equal(insertedIn(text), `# About\nBASE <http://example.org/>\nprefix a: <b>\nPREFIX sg: <${SG}>\nASK {}`);
  assert.equal(insertedIn("# About\nASK {}"), `# About\nPREFIX sg: <${SG}>\n\nASK {}`);
});

test("all known prefixes that are used and missing are declared, each once", () => {
  const text = "SELECT * { ?a sg:date ?b ; skos:prefLabel ?c ; sg:place ?d ; other:name ?e ; _:x ?f }";
  const declared = declareKnown(text, KNOWN);
  assert.deepEqual([...declaredPrefixes(declared)], [...KNOWN]);
  assert.equal(declareKnown(declared, KNOWN), declared);
});

test("the empty prefix is a prefix", () => {
  assert.deepEqual([...declaredPrefixes("PREFIX : <urn:x> ASK { :a :b :c }")], [["", "urn:x"]]);
  assert.deepEqual(undeclaredNames("PREFIX : <urn:x> ASK { :a :b :c }"), []);
});

test("variables are found once, whichever their sign", () => {
  assert.deepEqual(variablesOf("SELECT ?a $b { ?a ?b 'x'@en }"), ["?a", "?b"]);
});

test("lines and columns count from 1, columns in code points, and stay in the text", () => {
  assert.equal(offsetOf("ab\ncd", 2, 2), 4);
  assert.equal(offsetOf("😀b", 1, 2), 2);
  assert.equal(offsetOf("ab\ncd", 1, 99), 2);
  assert.equal(offsetOf("ab", 9, 9), 2);
});

test("a long text of open strings is read in no time", () => {
  const started = performance.now();
  tokensOf('"'.repeat(50_000) + "'''" + "'".repeat(1000) + "\\".repeat(10_000));
  assert.ok(performance.now() - started < 2000);
});
