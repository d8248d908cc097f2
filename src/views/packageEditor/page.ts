import { windowWords } from '../../packages/reading/words/windowWords.ts';

export interface PackagePage {
  /** New for each page: what may run is what bears it. */
  nonce: string;
  /** `webview.cspSource`. */
  cspSource: string;
  /** As the webview can load them, of `dist/window.js` and `dist/window.css`. */
  scriptUri: string;
  styleUri: string;
  /** `env.language`. */
  language: string;
  title: string;
}

/** The page of a package's window. It loads its script and its style sheet, and can reach nothing else. */
export function packagePage({ nonce, cspSource, scriptUri, styleUri, language, title }: PackagePage): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}`;
  return `<!doctype html>
<html lang="${inAttribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${inAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${inAttribute(title)}</title>
<link rel="stylesheet" href="${inAttribute(styleUri)}">
</head>
<body data-words="${inAttribute(JSON.stringify(windowWords()))}">
<script nonce="${inAttribute(nonce)}" src="${inAttribute(scriptUri)}"></script>
</body>
</html>
`;
}

function inAttribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
