/** Completion in the editor: variables, keywords, prefixes, terms of the ontology, and the names of things. */

import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  pickedCompletion,
} from "@codemirror/autocomplete";
import type { EditorState } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { declaredPrefixes, prefixInsertion, prefixOf, significant, tokensOf, variablesOf } from "./query-text.ts";
import { rank, type Term, type Vocabulary } from "./vocabulary.ts";

/** A thing of the dataset as the server suggests it. `kind` is an English word, which the page may translate. */
export interface Thing {
  readonly iri: string;
  readonly name: string;
  readonly kind: string;
}

export interface Sources {
  vocabulary(): Promise<Vocabulary>;
  things(words: string): Promise<readonly Thing[]>;
}

const KEYWORDS = (
  "SELECT DISTINCT CONSTRUCT DESCRIBE ASK WHERE FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND AS ORDER BY ASC DESC " +
  "GROUP HAVING LIMIT OFFSET PREFIX BASE FROM NAMED NOT EXISTS IN COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG " +
  "LANGMATCHES DATATYPE BOUND IRI IF COALESCE CONCAT CONTAINS STRSTARTS STRENDS STRLEN SUBSTR LCASE UCASE REGEX " +
  "REPLACE YEAR MONTH DAY ISIRI ISLITERAL"
).split(" ");
const FEWEST_LETTERS = 2; // of a name, before the server is asked for things

/** What is completed at the end of a text: the word there, the token before it, and which completions fit. */
export function wordAt(text: string): { from: number; text: string; before: string; kind: "variable" | "name" | "word" } | undefined {
  const tokens = tokensOf(text);
  const last = tokens.at(-1);
  if (last === undefined || last.kind === "space" || last.text === "{" || last.text === "(") {
    return { from: text.length, text: "", before: beforeLast(text), kind: "word" };
  }
  if (last.text === "?" || last.text === "$") return { from: last.from, text: "?", before: "", kind: "variable" };
  if (last.kind === "variable" && last.text.startsWith("@")) return undefined;
  if (last.kind === "variable" || last.kind === "name" || last.kind === "word") {
    return { from: last.from, text: last.text, before: beforeLast(text.slice(0, last.from)), kind: last.kind };
  }
  return undefined;
}

function beforeLast(text: string): string {
  return significant(tokensOf(text)).at(-1)?.text ?? "";
}

type Source = (context: CompletionContext) => Promise<CompletionResult | null>;

/** The source of variables, keywords, prefixes and terms. */
export function termSource(sources: Pick<Sources, "vocabulary">): Source {
  return async ({ state, pos, explicit }) => {
    const text = state.doc.toString();
    const word = wordAt(text.slice(0, pos));
    if (!word || (word.text === "" && !explicit)) return null;
    if (word.kind === "variable") return result(word.from, variables(text, word.text));
    const vocabulary = await sources.vocabulary();
    const terms = rank(vocabulary, word.text, word.before).map(termCompletion(vocabulary));
    const others = word.kind === "word" ? [...keywords(word.text), ...prefixes(vocabulary, word.text)] : [];
    // Keywords that are typed in capitals are meant as such.
    return result(word.from, /^[A-Z_]+$/.test(word.text) ? [...others, ...terms] : [...terms, ...others]);
  };
}

/** The source of things, which the server finds by words of their names. The terms do not wait for it. */
export function thingSource(sources: Pick<Sources, "things">): Source {
  return async ({ state, pos }) => {
    const word = wordAt(state.doc.sliceString(0, pos));
    if (word?.kind !== "word" || word.text.length < FEWEST_LETTERS) return null;
    return result(word.from, (await sources.things(word.text)).map(thingCompletion(state)));
  };
}

function result(from: number, options: Completion[]): CompletionResult | null {
  return options.length ? { from, options, filter: false } : null;
}

function variables(text: string, typed: string): Completion[] {
  const found = variablesOf(text).filter((name) => name.startsWith(`?${typed.slice(1)}`) && name.length > typed.length);
  return found.map((label) => ({ label, type: "variable" }));
}

function keywords(typed: string): Completion[] {
  const wanted = typed.toUpperCase();
  const found = wanted ? KEYWORDS.filter((word) => word.startsWith(wanted) && word !== wanted) : [];
  return found.map((label) => ({ label, type: "keyword" }));
}

function prefixes(vocabulary: Vocabulary, typed: string): Completion[] {
  const found = Object.entries(vocabulary.prefixes).filter(([prefix]) => prefix.startsWith(typed.toLowerCase()));
  return (typed ? found : []).map(([prefix, iri]) => ({
    label: `${prefix}:`,
    detail: iri,
    type: "namespace",
    apply: applyName(vocabulary, `${prefix}:`),
  }));
}

function termCompletion(vocabulary: Vocabulary): (term: Term) => Completion {
  return (term) => ({
    label: term.name,
    detail: term.label,
    type: term.kind,
    apply: applyName(vocabulary, term.name),
    ...(term.definition ? { info: () => described(term) } : {}),
  });
}

function thingCompletion(state: EditorState): (thing: Thing) => Completion {
  return ({ name, kind, iri }) => ({
    label: name,
    detail: state.phrase(kind),
    type: "thing",
    apply: `<${iri}>`,
    info: () => paragraph(iri),
  });
}

/** The label and the definition of a term, for the tooltip beside it. */
export function described(term: Term): HTMLElement {
  const element = document.createElement("div");
  element.lang = "en"; // as the ontology is
  const label = document.createElement("strong");
  label.textContent = term.label;
  element.append(label, paragraph(term.definition));
  return element;
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

/** Puts a prefixed name in the place of what is typed, and declares its prefix where that is missing. */
function applyName(vocabulary: Vocabulary, name: string) {
  return (view: EditorView, completion: Completion, from: number, to: number): void => {
    const text = view.state.doc.toString();
    const prefix = prefixOf(name);
    const iri = vocabulary.prefixes[prefix];
    const declaration =
      iri !== undefined && !declaredPrefixes(text).has(prefix) ? [prefixInsertion(text, prefix, iri)] : [];
    const shift = declaration.reduce((sum, { insert }) => sum + insert.length, 0);
    view.dispatch({
      changes: [...declaration, { from, to, insert: name }],
      selection: { anchor: from + shift + name.length },
      annotations: pickedCompletion.of(completion),
      userEvent: "input.complete",
      scrollIntoView: true,
    });
  };
}
