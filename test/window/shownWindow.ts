import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { FromWindow, ToWindow } from '../../src/packages/reading/messages.ts';
import { setTranslations } from '../../src/packages/reading/words/translate.ts';
import { packagePage } from '../../src/views/packageEditor/page.ts';
import { launchBrowser } from '../host/browser.ts';
import { repositoryRoot } from '../host/paths.ts';
import { patience, waitUntil } from '../host/waiting.ts';
import type { FakeHost } from './fakeHost.ts';
import { themeScript, type ThemeName } from './themes.ts';

/** What VS Code has ready in a webview before its page's scripts run; and what tests want to know of the page. */
const prepare = `(() => {
  const kept = sessionStorage.getItem('state');
  let state = kept === null ? undefined : JSON.parse(kept);
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => void window.toHost(message),
    getState: () => state,
    setState: (next) => { state = next; sessionStorage.setItem('state', JSON.stringify(next)); },
  });
  const timers = new Set();
  const { setTimeout, clearTimeout } = window;
  window.setTimeout = (run, ms) => {
    const timer = setTimeout(() => { timers.delete(timer); run(); }, ms);
    timers.add(timer);
    return timer;
  };
  window.clearTimeout = (timer) => { timers.delete(timer); clearTimeout(timer); };
  window.hasTimers = () => timers.size > 0;
  window.violations = [];
  window.longTasks = [];
  document.addEventListener('securitypolicyviolation', (event) =>
    window.violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile + ':' + event.lineNumber));
  new PerformanceObserver((list) =>
    window.longTasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)))).observe({ type: 'longtask' });
})()`;

export interface ShownOptions {
  theme?: ThemeName;
  size?: { width: number; height: number };
  /** Translations by the English text. */
  words?: Record<string, string>;
}

/** The window of a package in a browser, with a host that is made up. */
export class ShownWindow {
  readonly page: Page;
  readonly errors: string[] = [];
  readonly #close: () => Promise<void>;

  constructor(page: Page, close: () => Promise<void>) {
    this.page = page;
    this.#close = close;
    page.setDefaultTimeout(patience);
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        this.errors.push(message.text());
      }
    });
  }

  get grid(): Locator {
    return this.page.getByRole('grid');
  }

  get foot(): Locator {
    return this.page.locator('.foot .counts');
  }

  /** A cell by its row's number in the grid, from 1 as people and `aria-rowindex` without the header count. */
  cell(row: number, column: number): Locator {
    return this.page.locator(
      `[role=row][aria-rowindex="${row + 1}"] > [role=gridcell][aria-colindex="${column}"]`,
    );
  }

  header(title: string): Locator {
    return this.page.getByRole('columnheader', { name: title, exact: true });
  }

  /** Opens an artifact of the list, and waits for its rows. */
  async open(title: string | RegExp): Promise<void> {
    await this.page.getByRole('option', { name: title }).click();
    await this.rest();
  }

  /** Waits until nothing is under way. */
  async rest(): Promise<void> {
    const script = `!document.querySelector('[aria-busy=true]') &&
      document.querySelector('.foot .notice')?.textContent === '' &&
      ![...document.querySelectorAll('.row > :first-child')].some((cell) => cell.textContent === '…')`;
    await waitUntil(
      'A window at rest',
      () => this.page.evaluate<boolean>(script),
      (isAtRest) => isAtRest,
    );
    await this.frames();
  }

  /** Waits until all that the page does a moment later has been done: it keeps its state so. */
  async doneLater(): Promise<void> {
    await waitUntil(
      'A window without timers',
      () => this.page.evaluate<boolean>('window.hasTimers()'),
      (hasTimers) => !hasTimers,
    );
  }

  /** Waits until what was asked for has been drawn. */
  async frames(): Promise<void> {
    await this.page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))',
    );
  }

  async scrollTo(top: number): Promise<void> {
    await this.page.evaluate(`document.querySelector('.grid').scrollTop = ${top}`);
    await this.frames();
    await this.rest();
  }

  /** Numbers of the rows that are there, as the grid shows them. */
  async rowNumbers(): Promise<number[]> {
    const texts = await this.page.locator('.row > :first-child').allTextContents();
    return texts.map((text) => Number(text.replace(/\D/g, '')));
  }

  async activeElement(): Promise<{ role: string | null; row: number; column: number; text: string }> {
    return this.page.evaluate(`(() => {
      const active = document.activeElement;
      return {
        role: active.getAttribute('role'),
        row: Number(active.parentElement?.getAttribute('aria-rowindex')) - 1,
        column: Number(active.getAttribute('aria-colindex')),
        text: active.textContent,
      };
    })()`);
  }

  async value<T>(expression: string): Promise<T> {
    return this.page.evaluate<T>(expression);
  }

  /** A message as it comes from outside, of any shape. */
  async post(message: unknown): Promise<void> {
    await this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  }

  async picture(name: string): Promise<void> {
    const folder = process.env.WINDOW_PICTURES;
    if (folder !== undefined && folder !== '') {
      await this.frames();
      await this.page.screenshot({ path: join(folder, `${name}.png`) });
    }
  }

  async dress(theme: ThemeName): Promise<void> {
    await this.page.evaluate(themeScript(theme));
  }

  async close(): Promise<void> {
    await this.#close();
  }
}

/** Serves the window's page with its policy, and opens it as often as it is asked to. */
export class WindowStage {
  readonly #browser: Browser;
  readonly #server: Server;

  constructor(browser: Browser, server: Server) {
    this.#browser = browser;
    this.#server = server;
  }

  static async set(): Promise<WindowStage> {
    const server = createServer((request, response) => {
      void answer(request.url ?? '/').then(({ type, body }) => {
        response.writeHead(body === undefined ? 404 : 200, { 'content-type': type });
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new WindowStage(await launchBrowser(), server);
  }

  async open(host: FakeHost, { theme = 'dark', size, words = {} }: ShownOptions = {}): Promise<ShownWindow> {
    const page = await this.#browser.newPage({ viewport: size ?? { width: 1280, height: 800 } });
    const shown = new ShownWindow(page, () => page.close());
    host.connect((message: ToWindow) => {
      if (!page.isClosed()) {
        // A page that is being left or closed takes no message, and misses none.
        shown.post(message).catch(() => undefined);
      }
    });
    await page.exposeFunction('toHost', (message: FromWindow) => host.receive(message));
    await page.addInitScript(prepare);
    const { port } = this.#server.address() as AddressInfo;
    await page.goto(
      `http://127.0.0.1:${port}/?${new URLSearchParams({ words: JSON.stringify(words) }).toString()}`,
    );
    await shown.dress(theme);
    await page.getByRole('listbox').waitFor();
    return shown;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

async function answer(url: string): Promise<{ type: string; body: Buffer | string | undefined }> {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (pathname === '/') {
    const words = JSON.parse(searchParams.get('words') ?? '{}') as Record<string, string>;
    return { type: 'text/html', body: pageText(words) };
  }
  const types: Record<string, string> = { '/window.js': 'text/javascript', '/window.css': 'text/css' };
  const type = types[pathname];
  return type === undefined
    ? { type: 'text/plain', body: undefined }
    : { type, body: await readFile(join(repositoryRoot, 'dist', pathname)) };
}

function pageText(words: Record<string, string>): string {
  setTranslations(words);
  return packagePage({
    nonce: 'b64Nonce0123456789',
    cspSource: "'self'",
    scriptUri: '/window.js',
    styleUri: '/window.css',
    language: 'en',
    title: 'A package',
  });
}
