import type { BrowserContext, Page, Route } from 'playwright-core';
import type { RunningVsCode } from './server.ts';
import { waitUntil } from './waiting.ts';

/** The pages that VS Code opens beside itself, as `openExternal` does for a sign-in. */
export class Popups {
  readonly #pages: Page[] = [];

  constructor(context: BrowserContext, window: Page) {
    context.on('page', (page) => {
      if (page !== window) {
        this.#pages.push(page);
      }
    });
  }

  /** The oldest page that nobody has asked for yet; waits for one. */
  async waitFor(): Promise<Page> {
    await waitUntil(
      'A page opened by VS Code',
      () => Promise.resolve(this.#pages.length),
      (count) => count > 0,
    );
    const page = this.#pages.shift() as Page;
    await page.waitForLoadState('domcontentloaded');
    return page;
  }

  /** How many pages nobody has asked for. */
  get waiting(): number {
    return this.#pages.length;
  }
}

/**
 * In a browser, VS Code turns `http://127.0.0.1:<port>/` into `/proxy/<port>/` on its own address. Code-server serves
 * that; VS Code's own server does not, so there the page is sent to where it wanted to go.
 */
export async function serveLoopbackPages(context: BrowserContext, vscode: RunningVsCode): Promise<void> {
  if (vscode.kind === 'server') {
    await context.route(`${vscode.url}/proxy/**`, leadBack);
  }
}

async function leadBack(route: Route): Promise<void> {
  const { pathname, search } = new URL(route.request().url());
  const [, port = '', path = '/'] = /^\/proxy\/(\d+)(\/.*)?$/.exec(pathname) ?? [];
  await route.fulfill({ status: 302, headers: { location: `http://127.0.0.1:${port}${path}${search}` } });
}
