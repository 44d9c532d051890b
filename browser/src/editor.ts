/** The query editor: CodeMirror in the place of the form's text field, which stays the field that is sent. */

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { forceLinting, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { EditorState, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  hoverTooltip,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { StyleModule } from "style-mod";
import { described, type Sources, termSource, type Thing, thingSource } from "./completions.ts";
import { diagnostic, nameMarks, type Problem, problemMark } from "./marks.ts";
import { phrase } from "./phrase.ts";
import { declareKnown, offsetOf, tokensOf } from "./query-text.ts";
import type { Vocabulary } from "./vocabulary.ts";

const MOST_MILLISECONDS = 5000; // that a completion, or a query that is to be sent, waits for the server
const NONE: Vocabulary = { prefixes: {}, terms: [] };

/**
 * Gives CodeMirror's styles to the page as a constructed style sheet, which our content policy allows: style-mod would
 * write them into a `<style>` element, which it forbids. The view mounts all its modules each time.
 */
function adoptStyles(): void {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  StyleModule.mount = (_root, modules) => {
    sheet.replaceSync([modules].flat().map((module) => module.getRules()).join("\n"));
  };
}

/** Reads JSON from our own server; what cannot be read gives `otherwise`: the editor works without completions. */
async function readJson<T>(address: string, otherwise: T): Promise<T> {
  try {
    const response = await fetch(address, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(MOST_MILLISECONDS),
    });
    return response.ok ? ((await response.json()) as T) : otherwise;
  } catch {
    return otherwise;
  }
}

/** The sources of completions: the vocabulary is read once, when it is first needed. */
function sourcesOf(form: HTMLFormElement): Sources {
  const { completions: vocabularyAt = "", things: thingsAt = "" } = form.dataset;
  let vocabulary: Promise<Vocabulary> | undefined;
  return {
    vocabulary: () => (vocabulary ??= readJson(vocabularyAt, NONE)),
    things: async (words) => {
      const found = await readJson<{ things: Thing[] }>(`${thingsAt}?q=${encodeURIComponent(words)}`, { things: [] });
      return found.things;
    },
  };
}

function problemOf(area: HTMLTextAreaElement): Problem | undefined {
  const { line, column, detail } = area.dataset;
  return line ? { query: area.defaultValue, line: Number(line), column: Number(column), detail: detail ?? "" } : undefined;
}

/** Shows the definition of the term under the pointer. */
function definitions(sources: Sources): Extension {
  return hoverTooltip(async (view, at) => {
    const token = tokensOf(view.state.doc.toString()).find(({ from, to, kind }) => kind === "name" && from <= at && at <= to);
    const term = token && (await sources.vocabulary()).terms.find(({ name }) => name === token.text);
    return term ? { pos: token.from, end: token.to, above: true, create: () => ({ dom: described(term) }) } : null;
  });
}

function extensions(form: HTMLFormElement, area: HTMLTextAreaElement, sources: Sources): Extension[] {
  const problem = problemOf(area);
  const run = (): boolean => {
    form.requestSubmit();
    return true;
  };
  return [
    EditorState.phrases.of(JSON.parse(form.dataset.words ?? "{}") as Record<string, string>),
    // Tab is bound to nothing: it leaves the editor.
    Prec.highest(keymap.of([{ key: "Mod-Enter", run }])),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightSpecialChars(),
    highlightActiveLine(),
    EditorView.lineWrapping,
    StreamLanguage.define(sparql),
    syntaxHighlighting(classHighlighter),
    // As many as fit without scrolling: the list turns its pages by itself.
    autocompletion({ override: [termSource(sources), thingSource(sources)], icons: false, maxRenderedOptions: 10, optionClass: ({ type }) => `is-${type ?? ""}` }),
    definitions(sources),
    linter(async (view) => {
      const text = view.state.doc.toString();
      const marks = [...problemMark(text, problem), ...nameMarks(text, await sources.vocabulary())];
      return marks.map((mark) => diagnostic(view, mark));
    }),
    EditorView.contentAttributes.of({
      tabindex: "0", // what scrolls is reached by the keyboard, and programs that check this look here
      "aria-labelledby": "query-label",
      "aria-describedby": "query-help",
    }),
    EditorView.editorAttributes.of({ dir: "ltr" }), // SPARQL is read from left to right in every language
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) area.value = state.doc.toString();
    }),
  ];
}

/** Puts the editor in the place of the text field of a form. */
function start(form: HTMLFormElement, area: HTMLTextAreaElement): void {
  const sources = sourcesOf(form);
  const at = area.dataset.line
    ? offsetOf(area.value, Number(area.dataset.line), Number(area.dataset.column))
    : 0;
  const state = EditorState.create({
    doc: area.value.trimEnd() + "\n",
    selection: { anchor: Math.min(at, area.value.trimEnd().length) },
    extensions: extensions(form, area, sources),
  });
  adoptStyles();
  const view = new EditorView({ state });
  area.before(view.dom);
  area.hidden = true;
  form.querySelector(`label[for="${area.id}"]`)?.addEventListener("click", () => {
    view.focus();
  });
  for (const help of document.querySelectorAll<HTMLElement>(".with-editor")) help.hidden = false;
  if (area.dataset.line) {
    view.focus();
    forceLinting(view);
  }
  form.addEventListener("submit", (event) => {
    // The prefixes that are missing are declared before the query is sent; until they are known it is held back.
    if (form.dataset.ready) {
      delete form.dataset.ready;
      return;
    }
    event.preventDefault();
    void sources.vocabulary().then(({ prefixes }) => {
      const text = view.state.doc.toString();
      const declared = declareKnown(text, new Map(Object.entries(prefixes)));
      if (declared !== text) view.dispatch({ changes: { from: 0, to: text.length, insert: declared } });
      form.dataset.ready = "yes";
      form.requestSubmit();
    });
  });
}

/** Says how long the answer took: from the request to the first byte of the page, the network included. */
function showTime(form: HTMLFormElement): void {
  const place = document.getElementById("took");
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (!place || !entry) return;
  const seconds = ((entry.responseStart - entry.requestStart) / 1000).toLocaleString(document.documentElement.lang, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  place.textContent = phrase(form)("Answered in $1 seconds.", seconds);
  place.hidden = false;
}

const form = document.querySelector<HTMLFormElement>("form.editor");
const area = form?.querySelector<HTMLTextAreaElement>("textarea");
if (form && area) {
  start(form, area);
  showTime(form);
}
