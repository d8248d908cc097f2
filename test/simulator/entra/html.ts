const style = `
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #eef1f5;
    font: 15px/1.5 "Segoe UI", system-ui, sans-serif; color: #1b1b1b; }
  main { width: 22rem; padding: 2.2rem 2.4rem; background: #fff; box-shadow: 0 2px 10px rgb(0 0 0 / 18%); }
  h1 { margin: 0 0 .3rem; font-size: 1.35rem; font-weight: 600; }
  p { margin: .3rem 0 1.2rem; color: #4a4a4a; }
  form { margin: 0 0 .6rem; }
  button { width: 100%; padding: .6rem .8rem; border: 1px solid #c4c9d1; background: #fff; font: inherit;
    text-align: left; cursor: pointer; }
  button:hover, button:focus { border-color: #0f6cbd; background: #f3f8fd; }
  button.primary { background: #0f6cbd; border-color: #0f6cbd; color: #fff; text-align: center; }
  button.quiet { border-color: transparent; color: #4a4a4a; text-align: center; }
  input[type=text] { box-sizing: border-box; width: 100%; margin-bottom: .8rem; padding: .55rem; font: inherit;
    letter-spacing: .1em; border: 1px solid #8a8f98; }
  small { color: #6a6f78; }`;

/** A page in the look of a sign-in page, with the title as its heading. */
export function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>${style}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
${content}
</main></body>
</html>`;
}

export interface Form {
  readonly method: 'get' | 'post';
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly button: string;
  readonly look?: 'primary' | 'quiet';
  readonly id?: string;
}

/** A form of hidden fields that one button sends. */
export function buttonForm({ method, action, fields, button, look, id }: Form): string {
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const idAttribute = id === undefined ? '' : ` id="${escapeHtml(id)}"`;
  const lookAttribute = look === undefined ? '' : ` class="${look}"`;
  return `<form method="${method}" action="${escapeHtml(action)}"${idAttribute}>${hidden.join('')}<button type="submit"${lookAttribute}>${escapeHtml(button)}</button></form>`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
