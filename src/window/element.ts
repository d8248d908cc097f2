type Child = Node | string | undefined;

/**
 * A new element. A `style` among the attributes would be refused by the page's policy: what is known only at run time is
 * set through the element's own `style`.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export function button(
  text: string,
  hint: string,
  press: () => void,
  className = 'button',
): HTMLButtonElement {
  const made = element('button', { type: 'button', class: className }, text);
  made.title = hint;
  made.addEventListener('click', press);
  return made;
}

/** A button that shows a sign; its words are there to be heard, and to be seen beside the pointer. */
export function signButton(sign: string, words: string, press: () => void): HTMLButtonElement {
  const made = button(sign, words, press, 'quiet');
  made.ariaLabel = words;
  return made;
}

/** A box for words to look for. */
export function wordBox(
  className: string,
  label: string,
  placeholder: string,
  title: string,
): HTMLInputElement {
  return element('input', {
    type: 'text',
    class: className,
    'aria-label': label,
    placeholder,
    title,
    spellcheck: 'false',
    autocomplete: 'off',
  });
}

/** A box to tick, inside its label. */
export function tick(text: string, isTicked: boolean, change: (isTicked: boolean) => void): HTMLLabelElement {
  const box = element('input', { type: 'checkbox' });
  box.checked = isTicked;
  box.addEventListener('change', () => change(box.checked));
  return element('label', { class: 'tick' }, box, text);
}
