/** What a person does in the browser at the sign-in page, without a browser. */

/** Opens the page and continues as this person; the result is what the redirect address answers. */
export function signInAs(authorizeUrl: string, username: string): Promise<Response> {
  return submit(authorizeUrl, `Continue as ${username}`);
}

export function cancelSignIn(authorizeUrl: string): Promise<Response> {
  return submit(authorizeUrl, 'Cancel');
}

async function submit(authorizeUrl: string, button: string): Promise<Response> {
  const response = await fetch(authorizeUrl);
  const html = await response.text();
  const form = formWith(html, button);
  if (form === undefined) {
    throw new Error(`The sign-in page (${response.status}) has no button "${button}": ${visibleText(html)}`);
  }
  const action = attribute(form, 'action');
  const fields = new URLSearchParams();
  for (const [input] of form.matchAll(/<input [^>]*>/g)) {
    fields.append(attribute(input, 'name'), attribute(input, 'value'));
  }
  return attribute(form, 'method') === 'post'
    ? fetch(action, { method: 'POST', body: fields })
    : fetch(`${action}?${fields.toString()}`);
}

function formWith(html: string, button: string): string | undefined {
  const forms = html.match(/<form [\s\S]*?<\/form>/g) ?? [];
  return forms.find((form) => visibleText(form) === button);
}

function attribute(element: string, name: string): string {
  return unescapeHtml(new RegExp(` ${name}="([^"]*)"`).exec(element)?.[1] ?? '');
}

function visibleText(html: string): string {
  const body = html.replace(/<(style|script|title)[\s\S]*?<\/\1>/g, '').replaceAll(/<[^>]*>/g, ' ');
  return unescapeHtml(body).replaceAll(/\s+/g, ' ').trim();
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
