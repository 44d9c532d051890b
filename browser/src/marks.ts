/** The marks in the editor: where the server says that a query does not parse, and names that do not exist. */

import type { Diagnostic } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import { declaredPrefixes, offsetOf, prefixInsertion, prefixOf, significant, tokensOf, undeclaredNames } from "./query-text.ts";
import { nearest, type Vocabulary } from "./vocabulary.ts";

/** A fault in a text from one offset to another; `fix` is what mends it. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning";
  readonly message: Message;
  readonly fix?: { readonly from: number; readonly to: number; readonly insert: string };
}

/** A sentence of the page with the values of its placeholders; or a sentence as the server gave it. */
export interface Message {
  readonly sentence: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** What the server said of a query that does not parse. Line and column count from 1. */
export interface Problem {
  readonly query: string;
  readonly line: number;
  readonly column: number;
  readonly detail: string;
}

export const SENTENCES = {
  declare: "The prefix $1: is not declared. It is added when you run the query.",
  undeclared: "The prefix $1: is not declared.",
  unknown: "$1 is not in the ontology.",
  near: "$1 is not in the ontology. Did you mean $2?",
  add: "Declare it",
  replace: "Replace it",
} as const;

/** The mark of what the server said, as long as the query is the one that it was said of. */
export function problemMark(text: string, problem: Problem | undefined): Mark[] {
  if (!problem?.line || text.trimEnd() !== problem.query.trimEnd()) return [];
  const at = Math.min(offsetOf(text, problem.line, problem.column), text.trimEnd().length);
  const token = tokensOf(text).find(({ from, to }) => from <= at && at < to);
  // Behind the last token, the last character is marked: an empty range is not seen.
  const [from, to] = token && token.kind !== "space" ? [token.from, token.to] : [Math.max(0, at - 1), at];
  return [{ from, to, severity: "error", message: { sentence: problem.detail } }];
}

/** The marks of prefixes that are not declared, and of names in our namespaces that the ontology does not have. */
export function nameMarks(text: string, vocabulary: Vocabulary): Mark[] {
  return [...undeclaredMarks(text, vocabulary), ...unknownMarks(text, vocabulary)];
}

function undeclaredMarks(text: string, vocabulary: Vocabulary): Mark[] {
  return undeclaredNames(text).map((token) => {
    const prefix = prefixOf(token.text);
    const iri = vocabulary.prefixes[prefix];
    const place = { from: token.from, to: token.from + prefix.length + 1, severity: "warning" } as const;
    const values = { 1: prefix };
    if (iri === undefined) return { ...place, severity: "error", message: { sentence: SENTENCES.undeclared, values } };
    const { from, insert } = prefixInsertion(text, prefix, iri);
    return { ...place, message: { sentence: SENTENCES.declare, values }, fix: { from, to: from, insert } };
  });
}

function unknownMarks(text: string, vocabulary: Vocabulary): Mark[] {
  const known = new Set(vocabulary.terms.map(({ name }) => name));
  const ours = new Set(["sg", "sgc"].filter((prefix) => (declaredPrefixes(text).get(prefix) ?? vocabulary.prefixes[prefix]) === vocabulary.prefixes[prefix]));
  return significant(tokensOf(text))
    .map((token) => ({ ...token, text: token.text.replace(/\.+$/, "") }))
    .filter(({ kind, text }) => kind === "name" && !text.endsWith(":") && ours.has(prefixOf(text)) && !known.has(text))
    .map(({ text: name, from }) => {
      const to = from + name.length;
      const near = nearest(vocabulary, name);
      if (near === undefined) return { from, to, severity: "warning", message: { sentence: SENTENCES.unknown, values: { 1: name } } };
      const message = { sentence: SENTENCES.near, values: { 1: name, 2: near } };
      return { from, to, severity: "warning", message, fix: { from, to, insert: near } };
    });
}

/** The mark for CodeMirror, its sentences in the language of the page. */
export function diagnostic(view: EditorView, mark: Mark): Diagnostic {
  const { from, to, severity, message, fix } = mark;
  const shown = view.state.phrase(message.sentence, ...Object.values(message.values ?? {}));
  if (!fix) return { from, to, severity, message: shown };
  const name = view.state.phrase(fix.from === fix.to ? SENTENCES.add : SENTENCES.replace);
  return { from, to, severity, message: shown, actions: [{ name, apply: (view) => { view.dispatch({ changes: fix }); } }] };
}
