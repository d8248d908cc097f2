/**
 * Characters that take no room, show nothing or turn the direction of writing, and halves of a character: with them one
 * name can be made to read as another. What only colours an emoji may stay behind it.
 */
const hidden =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\ufe0f)\p{Default_Ignorable_Code_Point}|(?<!\p{Extended_Pictographic})\ufe0f/u;
const eachHidden = new RegExp(hidden, 'gu');

const signs = new Map([
  ['\n', '⏎'],
  ['\t', '⇥'],
]);

/** `lines` keeps line ends and tabs as they are, and takes a carriage return before a line end for a part of it. */
export type TextLayout = 'line' | 'lines';

/** Makes a text of unknown origin an element's only content: nothing of it but text, and nothing of it unseen. */
export function showText(target: Element, text: string, layout: TextLayout = 'line'): void {
  if (!hidden.test(text)) {
    target.textContent = text;
    return;
  }
  const parts: (string | Element)[] = [];
  let end = 0;
  const plain = layout === 'lines' ? text.replaceAll('\r\n', '\n') : text;
  for (const { 0: character, index } of plain.matchAll(eachHidden)) {
    if (layout === 'lines' && signs.has(character)) {
      continue;
    }
    parts.push(plain.slice(end, index), mark(character));
    end = index + character.length;
  }
  target.replaceChildren(...parts, plain.slice(end));
}

/** A new element with such a text. */
export function textElement<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text: string,
  className = '',
  layout?: TextLayout,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  showText(made, text, layout);
  return made;
}

/** The same for where only a plain text can be, such as a tooltip. */
export function visibleText(text: string): string {
  return text.replaceAll(eachHidden, signOf);
}

function mark(character: string): Element {
  const sign = document.createElement('span');
  sign.className = 'hidden-character';
  sign.textContent = signOf(character);
  return sign;
}

function signOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return signs.get(character) ?? `⟨U+${code}⟩`;
}
