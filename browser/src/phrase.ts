/** The sentences of a script in the language of the page: the element's `data-words` has them by the English sentence. */
export function phrase(element: HTMLElement): (sentence: string, ...values: readonly string[]) => string {
  const words = JSON.parse(element.dataset.words ?? "{}") as Record<string, string>;
  return (sentence, ...values) => filled(words[sentence] ?? sentence, values);
}

/** A sentence with values in the place of `$1`, `$2`. */
export function filled(sentence: string, values: readonly string[]): string {
  return sentence.replace(/\$(\d)/g, (placeholder, number) => values[Number(number) - 1] ?? placeholder);
}
