/** Translations by the English text. */
export type Translations = Readonly<Record<string, string>>;

let translations: Translations = {};

/** Sets what `t` says from now on. @param table none for English */
export function setTranslations(table: Translations | undefined): void {
  translations = table ?? {};
}

/** The text in the reader's language, with the arguments in the places of `{0}`, `{1}` and so on. */
export function t(text: string, ...args: readonly (string | number)[]): string {
  const said = Object.hasOwn(translations, text) ? (translations[text] ?? text) : text;
  return args.length === 0
    ? said
    : said.replaceAll(/\{(\d+)\}/g, (place, at: string) => String(args[Number(at)] ?? place));
}
