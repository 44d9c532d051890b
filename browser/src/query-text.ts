/** The text of a query: its tokens, its prefixes, and where the declaration of a prefix goes. Pure. */

export type Kind = "space" | "comment" | "iri" | "string" | "variable" | "name" | "word" | "other";

export interface Token {
  readonly kind: Kind;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export interface Insertion {
  readonly from: number;
  readonly insert: string;
}

// https://www.w3.org/TR/sparql11-query/#sparqlGrammar, terminals. A string or an IRI that is still being typed, without
// its end, reaches to the end of its line or its word.
const TOKEN = new RegExp(
  [
    /(?<space>\s+)/u,
    /(?<comment>#[^\n\r]*)/u,
    /(?<iri><(?:[^<>"{}|^`\\\s]|\\u[0-9A-Fa-f]{4})*>|<[A-Za-z][\w+.-]*:[^<>"{}|^`\\\s]*)/u,
    /(?<string>"""(?:[^"\\]|\\[^]|"(?!""))*(?:"""|$)|'''(?:[^'\\]|\\[^]|'(?!''))*(?:'''|$)|"(?:[^"\\\n\r]|\\.)*"?|'(?:[^'\\\n\r]|\\.)*'?)/u,
    /(?<variable>[?$][\p{L}\p{N}_]+|@[A-Za-z]+[A-Za-z0-9-]*)/u,
    /(?<name>(?:_|\p{L}[\p{L}\p{N}_.-]*)?:(?:[\p{L}\p{N}_.:-]|%[0-9A-Fa-f]{2}|\\.)*)/u,
    /(?<word>[\p{L}\p{N}_]+)/u,
    /(?<other>[^])/u,
  ]
    .map((part) => part.source)
    .join("|"),
  "gu",
);

/** All tokens of a text, white space and comments included. Never fails: what is no token is of the kind `other`. */
export function tokensOf(text: string): Token[] {
  return Array.from(text.matchAll(TOKEN), (match) => {
    const [kind] = Object.entries(match.groups ?? {}).find(([, found]) => found) ?? ["other"];
    return { kind: kind as Kind, text: match[0], from: match.index, to: match.index + match[0].length };
  });
}

/** The tokens without white space and comments. */
export function significant(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ kind }) => kind !== "space" && kind !== "comment");
}

/** The declarations of the prologue: prefix (without its colon; undefined for BASE), IRI, and where each ends. */
function declarations(tokens: readonly Token[]): { prefix: string | undefined; iri: string; to: number }[] {
  const found = [];
  const rest = significant(tokens);
  for (let at = 0; at < rest.length; ) {
    const keyword = rest[at]?.text.toUpperCase();
    const length = keyword === "PREFIX" ? 3 : keyword === "BASE" ? 2 : 0;
    const [name, iri] = [rest[at + 1], rest[at + length - 1]];
    if (!length || iri?.kind !== "iri" || (length === 3 && !name?.text.endsWith(":"))) break;
    found.push({ prefix: length === 3 ? name?.text.slice(0, -1) : undefined, iri: iri.text.slice(1, -1), to: iri.to });
    at += length;
  }
  return found;
}

/** The IRIs of the declared prefixes. */
export function declaredPrefixes(text: string): Map<string, string> {
  const declared = new Map<string, string>();
  for (const { prefix, iri } of declarations(tokensOf(text))) if (prefix !== undefined) declared.set(prefix, iri);
  return declared;
}

/** The prefix of a prefixed name: `sg` of `sg:Person`. */
export function prefixOf(name: string): string {
  return name.slice(0, name.indexOf(":"));
}

/** The prefixed names that are used and whose prefix is not declared. */
export function undeclaredNames(text: string): Token[] {
  const tokens = significant(tokensOf(text));
  const declared = declaredPrefixes(text);
  return tokens.filter(
    ({ kind, text }, at) =>
      kind === "name" &&
      !text.startsWith("_:") &&
      tokens[at - 1]?.text.toUpperCase() !== "PREFIX" &&
      !declared.has(prefixOf(text)),
  );
}

/** Where the declaration of a prefix is inserted, and as what: after the last one, or before the query. */
export function prefixInsertion(text: string, prefix: string, iri: string): Insertion {
  const tokens = tokensOf(text);
  const last = declarations(tokens).at(-1);
  const line = `PREFIX ${prefix}: <${iri}>`;
  if (last) return { from: last.to, insert: `\n${line}` };
  const start = significant(tokens)[0]?.from ?? text.length;
  return { from: start, insert: `${line}\n\n` };
}

/** The text with a declaration for each prefix that is used, not declared, and known. */
export function declareKnown(text: string, known: ReadonlyMap<string, string>): string {
  for (const prefix of new Set(undeclaredNames(text).map(({ text }) => prefixOf(text)))) {
    const iri = known.get(prefix);
    if (iri === undefined) continue;
    const { from, insert } = prefixInsertion(text, prefix, iri);
    text = text.slice(0, from) + insert + text.slice(from);
  }
  return text;
}

/** The names of the variables of a text, with their question marks, each once. */
export function variablesOf(text: string): string[] {
  const variables = significant(tokensOf(text)).filter(({ kind, text }) => kind === "variable" && !text.startsWith("@"));
  return [...new Set(variables.map(({ text }) => `?${text.slice(1)}`))];
}

/** The offset of a line and column, both from 1; the server counts code points. Never beyond the end of the line. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  const points = Array.from(lines[line - 1] ?? "").slice(0, Math.max(0, column - 1));
  return Math.min(before + points.join("").length, text.length);
}
