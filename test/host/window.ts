import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { Dialog } from './dialog.ts';
import { Editors, textOf } from './editors.ts';
import { Explorer } from './explorer.ts';
import { Menu } from './menu.ts';
import { Notifications } from './notifications.ts';
import type { PageElement } from './pageElement.ts';
import { Popups, serveLoopbackPages } from './popups.ts';
import { QuickInput } from './quickInput.ts';
import type { RunningVsCode } from './server.ts';
import { StatusBar } from './statusBar.ts';
import { View } from './view.ts';
import { escaped, patience, waitUntil } from './waiting.ts';

export interface WindowOptions {
  dark?: boolean;
  /** 1280 by 800 if left out. */
  size?: { width: number; height: number };
  /** 2 makes pictures twice as sharp. */
  deviceScaleFactor?: number;
  /** A folder or `.code-workspace` file other than the one VS Code was started for; none if it is ''. */
  workspace?: string;
  /** An open browser context: its windows share secrets. `VsCodeWindow.context` is one. */
  context?: BrowserContext;
}

/** A window of VS Code, driven as a person would. */
export class VsCodeWindow {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly dialog: Dialog;
  readonly statusBar: StatusBar;
  readonly editors: Editors;
  readonly popups: Popups;
  readonly menu: Menu;
  readonly explorer: Explorer;
  /** What the page has reported as errors, without those that every window of VS Code has. */
  readonly consoleErrors: string[] = [];
  readonly #release: () => Promise<void>;

  constructor(page: Page, release: () => Promise<void>) {
    this.page = page;
    this.context = page.context();
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page, (title) => this.runCommand(title));
    this.dialog = new Dialog(page);
    this.statusBar = new StatusBar(page);
    this.editors = new Editors(page);
    this.popups = new Popups(this.context, page);
    this.menu = new Menu(page);
    this.explorer = new Explorer(page);
    this.#release = release;
    page.setDefaultTimeout(patience);
    page.on('pageerror', (error) => this.consoleErrors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !everyWindowSays.test(message.text())) {
        this.consoleErrors.push(message.text());
      }
    });
  }

  /** Waits until the window can be used and knows its extensions. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: readyWithin });
    const marks = (): Promise<string[]> =>
      this.page.evaluate(() => performance.getEntriesByType('mark').map((mark) => mark.name));
    const isReady = (names: string[]): boolean =>
      ['code/didStartWorkbench', 'code/didLoadExtensions'].every((name) => names.includes(name));
    await waitUntil('The window ready', marks, isReady, readyWithin);
    await this.page.addStyleTag({ content: unmoved });
  }

  /** Loads the window anew: its extension host starts again, and secrets stay as VS Code keeps them. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async close(): Promise<void> {
    await this.#release();
  }

  /** Runs a command from the palette, by the title that stands there, such as `Defender: Sign In`. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await waitUntil(
      'The command palette',
      async () => ((await this.quickInput.isOpen()) ? this.quickInput.value() : ''),
      (value) => value.startsWith('>'),
    );
    await this.quickInput.type(`>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({
      has: this.page.locator('.label-name').filter({ hasText: new RegExp(`^${escaped(title)}$`) }),
    });
    try {
      await row.first().click();
    } catch {
      const offered = (await this.quickInput.items()).map((item) => item.label);
      await this.quickInput.escape();
      throw new Error(`No command "${title}" is offered; there are: ${offered.join(', ') || 'none like it'}`);
    }
  }

  /** The commands that the palette offers whose titles begin like this, such as `Defender: `. */
  async commandsFor(beginning: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.quickInput.type(`>${beginning}`);
    const read = async (): Promise<string> =>
      JSON.stringify((await this.quickInput.allItems()).map((item) => item.label));
    let last = '';
    // The list follows what is typed a little later: it is read until it stays as it is.
    const settled = await waitUntil('The commands', read, (now) => now === last || ((last = now), false));
    await this.quickInput.escape();
    return (JSON.parse(settled) as string[]).filter((title) => title.startsWith(beginning));
  }

  /** Opens a container of the activity bar, unless it is open. */
  async openContainer(title: string): Promise<void> {
    const icon = this.page
      .locator('.activitybar .action-item')
      .filter({ has: this.page.locator(`.action-label[aria-label^="${title}"]`) });
    if ((await icon.getAttribute('aria-expanded')) !== 'true') {
      await icon.click();
    }
    await this.page.locator('.part.sidebar .composite.title', { hasText: title }).waitFor();
  }

  /** The number on a container's icon; empty when there is none. */
  badge(title: string): Promise<string> {
    const badge = this.page.locator(`.activitybar .badge[aria-label^="${title}"]:visible .badge-content`);
    return badge.evaluateAll((all: PageElement[]) => all[0]?.innerText ?? '');
  }

  /** A view of the side bar, by its title. */
  view(title: string): View {
    return new View(this.page, title);
  }

  /** The whole text of an output channel, which this opens. */
  async outputText(channel: string): Promise<string> {
    await this.runCommand('Output: Show Output Channels...');
    await this.quickInput.pick(channel);
    const editor = this.page.locator('.part.panel .monaco-editor').first();
    await editor.waitFor();
    return textOf(this.page, editor);
  }

  /** Takes a picture of the window, as sharp as its `deviceScaleFactor`. */
  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  }
}

const readyWithin = 60_000;

// Before it clicks, Playwright scrolls what is partly hidden into view: here, whole parts of the window by some pixels.
const unmoved =
  '.split-view-container, .split-view-view, .pane, .pane-body' +
  '{ overflow: clip !important; min-width: 0; min-height: 0; }';

// Files that only Microsoft's own build has, a service worker that the plain server does not serve, and a reload.
const everyWindowSays =
  /Failed to load resource|bad HTTP response code|\[Service Worker\]|Long running operations/;

let browser: Promise<Browser> | undefined;

/** Ends the browser, which is one for all windows; until then it keeps the process running. */
export async function closeBrowser(): Promise<void> {
  const last = browser;
  browser = undefined;
  await (await last)?.close();
}

/** Opens a window on a running VS Code and waits until it can be used. */
export async function openWindow(vscode: RunningVsCode, options: WindowOptions = {}): Promise<VsCodeWindow> {
  const context = options.context ?? (await newContext(vscode, options));
  const page = await context.newPage();
  const window = new VsCodeWindow(page, async () => {
    await (options.context === undefined ? context.close() : page.close());
  });
  try {
    await page.goto(vscode.windowUrl(options.workspace));
    await window.ready();
    return window;
  } catch (error) {
    await window.close();
    throw new Error(`The window did not open. VS Code's log:\n${vscode.logs().slice(-4000)}`, {
      cause: error,
    });
  }
}

async function newContext(vscode: RunningVsCode, options: WindowOptions): Promise<BrowserContext> {
  const settings: BrowserContextOptions = {
    viewport: options.size ?? { width: 1280, height: 800 },
    colorScheme: options.dark === true ? 'dark' : 'light',
    deviceScaleFactor: options.deviceScaleFactor ?? 1,
    locale: 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
    // To compress VS Code's 20 MB takes the server longer than to send them as they are.
    extraHTTPHeaders: { 'accept-encoding': 'identity' },
  };
  browser ??= launchBrowser();
  const context = await (await browser).newContext(settings);
  await serveLoopbackPages(context, vscode);
  return context;
}
