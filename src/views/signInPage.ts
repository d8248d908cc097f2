/** The page that the browser shows at the end of a sign-in. Loads nothing; light or dark as the browser is. */
export function signInPage(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto 0; padding: 0 1rem; }
  h1 { font-weight: 600; font-size: 1.5rem; }
</style>
<h1>${title}</h1>
<p>${text}</p>
</html>`;
}
