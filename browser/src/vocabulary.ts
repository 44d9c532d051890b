/** What can be completed: the terms of the ontology, as the server gives them, and the order in which they are offered. */

export interface Term {
  /** A prefixed name, `sgc:picket`. */
  readonly name: string;
  readonly kind: "class" | "property" | "concept" | "scheme";
  readonly label: string;
  readonly definition: string;
  /** Labels in other languages and other labels. */
  readonly also?: readonly string[];
  /** Of a concept, its scheme; of a property, the scheme that its values are of. */
  readonly scheme?: string;
}

export interface Vocabulary {
  readonly prefixes: Readonly<Record<string, string>>;
  readonly terms: readonly Term[];
}

const FEWEST_INSIDE = 4; // letters that are looked for in the middle of words: fewer are in too many of them

/**
 * How well a term matches what is typed, 0 best; undefined if it does not.
 *
 * @param typed the beginning of a prefixed name, of a part of a name, or of a word of a label in any language.
 */
export function distance(term: Term, typed: string): number | undefined {
  const colon = typed.indexOf(":");
  if (colon >= 0 && !term.name.startsWith(typed.slice(0, colon + 1))) return undefined;
  const wanted = typed.slice(colon + 1).toLowerCase();
  const name = local(term.name).toLowerCase();
  if (name.startsWith(wanted)) return name === wanted ? 0 : 1;
  const labels = [term.label, ...(term.also ?? [])].map((label) => label.toLowerCase());
  if (labels.some((label) => label.startsWith(wanted))) return 2;
  const parts = [...words(local(term.name)), ...labels.flatMap((label) => label.split(/[\s-]+/))];
  if (parts.some((part) => part.startsWith(wanted))) return 3;
  return wanted.length >= FEWEST_INSIDE && name.includes(wanted) ? 4 : undefined;
}

/**
 * The terms that match a word, the best first, at most `most`.
 *
 * @param before the token before the word: a class is likely after `a`, a concept of its scheme after a property.
 */
export function rank(vocabulary: Vocabulary, word: string, before: string, most = 50): Term[] {
  const scheme = vocabulary.terms.find(({ name, kind }) => kind === "property" && name === before)?.scheme;
  const isLikely = (term: Term): boolean =>
    scheme ? term.kind === "concept" && term.scheme === scheme : before === "a" && term.kind === "class";
  const found = vocabulary.terms.flatMap((term) => {
    const far = distance(term, word);
    return far === undefined ? [] : [{ term, far: far - (isLikely(term) ? 10 : 0) }];
  });
  found.sort((one, other) => one.far - other.far || compare(one.term, other.term));
  return found.slice(0, most).map(({ term }) => term);
}

const ORDER = ["class", "property", "concept", "scheme"];

function compare(one: Term, other: Term): number {
  return ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind) || (one.name < other.name ? -1 : 1);
}

/** The terms that can stand for one that does not exist: of the same prefix, with few letters wrong; the nearest first. */
export function nearest(vocabulary: Vocabulary, name: string): string | undefined {
  const prefix = name.slice(0, name.indexOf(":") + 1);
  const near = vocabulary.terms
    .filter((term) => term.name.startsWith(prefix))
    .map((term) => ({ name: term.name, far: edits(term.name.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.far - other.far || edits(one.name, name) - edits(other.name, name))[0];
  return near && near.far <= Math.max(2, (name.length - prefix.length) / 3) ? near.name : undefined;
}

/** Levenshtein's distance between two texts. */
function edits(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const swap = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** The words of a name: `not`, `before` of `notBefore`; `one`, `person`, `picket` of `one-person-picket`. */
function words(name: string): string[] {
  return name.split(/[-_.]|(?<=\p{Ll})(?=\p{Lu})/u).map((word) => word.toLowerCase());
}
