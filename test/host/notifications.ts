import type { Locator, Page } from 'playwright-core';
import { moveMouseAway } from './hover.ts';
import type { PageElement } from './pageElement.ts';
import { exactly, waitUntil } from './waiting.ts';

export interface Notification {
  message: string;
  severity: 'error' | 'warning' | 'info';
  buttons: string[];
  /** Whether it shows a progress bar. */
  progress: boolean;
  /** How far the progress is, when that is known. */
  percentage: number | undefined;
}

/**
 * The messages at the lower right: as toasts, and collected in the notification centre. VS Code shows three toasts at
 * most, hides those without a button after a while, and shows none when there were more than three within 800 ms.
 */
export class Notifications {
  readonly #page: Page;
  readonly #runCommand: (title: string) => Promise<void>;

  constructor(page: Page, runCommand: (title: string) => Promise<void>) {
    this.#page = page;
    this.#runCommand = runCommand;
  }

  /** The toasts shown now; while the notification centre is open, what it lists. */
  toasts(): Promise<Notification[]> {
    return read(this.#page.locator(shown));
  }

  /**
   * Waits for a toast whose message matches, and answers with it. When it is not among the toasts, the notification
   * centre is opened to look there, and stays open.
   */
  async waitForToast(message: RegExp): Promise<Notification> {
    const isWanted = (toast: Notification): boolean => message.test(toast.message);
    const isThere = (all: Notification[]): boolean => all.some(isWanted);
    const what = `A toast ${String(message)}`;
    const toasts = await waitUntil(what, () => this.toasts(), isThere, toastWithin).catch(async () => {
      if (!(await this.#isBusy())) {
        await this.#openCentre();
      }
      return waitUntil(what, () => this.toasts(), isThere);
    });
    return toasts.find(isWanted) as Notification;
  }

  /** Waits until no toast matches. */
  async waitUntilGone(message: RegExp): Promise<void> {
    const isGone = (toasts: Notification[]): boolean => !toasts.some((toast) => message.test(toast.message));
    await waitUntil(`No toast ${String(message)}`, () => this.toasts(), isGone);
  }

  /** Clicks a toast's button; also how a progress is cancelled. */
  async clickToast(message: RegExp, button: string): Promise<void> {
    await this.waitForToast(message);
    const buttons = this.#toast(message).locator('.notification-list-item-buttons-container .monaco-button');
    await buttons.filter({ hasText: exactly(button) }).click();
  }

  async dismissToast(message: RegExp): Promise<void> {
    await this.waitForToast(message);
    const toast = this.#toast(message);
    await toast.hover();
    await toast.locator('.codicon-notifications-clear').click();
    await moveMouseAway(this.#page);
    await this.waitUntilGone(message);
  }

  /** All notifications that have not been dismissed, read in the notification centre. */
  async centre(): Promise<Notification[]> {
    await this.#openCentre();
    const notifications = await this.toasts();
    await this.#page.locator('.notifications-center .codicon-notifications-hide').click();
    await moveMouseAway(this.#page);
    await this.#page.locator(centre).waitFor({ state: 'detached' });
    return notifications;
  }

  /** Dismisses all but those that show progress, and closes the notification centre. */
  async clearAll(): Promise<void> {
    await this.#runCommand('Notifications: Clear All Notifications');
    await waitUntil(
      'No toasts',
      () => this.toasts(),
      (toasts) => toasts.every((toast) => toast.progress),
    );
  }

  #toast(message: RegExp): Locator {
    const text = this.#page.locator('.notification-list-item-message').filter({ hasText: message });
    return this.#page.locator(shown).filter({ has: text }).first();
  }

  async #openCentre(): Promise<void> {
    if ((await this.#page.locator(centre).count()) === 0) {
      await moveMouseAway(this.#page);
      await this.#page.locator('[id="status.notifications"]').click();
      await moveMouseAway(this.#page);
      await this.#page.locator(centre).waitFor();
    }
  }

  // A click elsewhere would close an input that is open.
  async #isBusy(): Promise<boolean> {
    return (await this.#page.locator('.quick-input-widget:visible, .monaco-dialog-box').count()) > 0;
  }
}

const centre = '.notifications-center.visible';
const shown = `.notifications-toasts.visible .notification-toast, ${centre} .monaco-list-row`;
const toastWithin = 2_000;

function read(items: Locator): Promise<Notification[]> {
  return items.evaluateAll((all: PageElement[]) =>
    all.map((item) => {
      const icon = item.querySelector('.notification-list-item-icon')?.className ?? '';
      const bar = item.querySelector('.monaco-progress-container');
      const buttons = item.querySelectorAll('.notification-list-item-buttons-container .monaco-button');
      const progress = bar?.className.split(' ').includes('active') ?? false;
      const value = bar?.getAttribute('aria-valuenow') ?? null;
      return {
        message: (item.querySelector('.notification-list-item-message')?.textContent ?? '').trim(),
        severity: icon.includes('codicon-error')
          ? 'error'
          : icon.includes('codicon-warning')
            ? 'warning'
            : 'info',
        buttons: [...buttons].map((button) => (button.textContent ?? '').trim()),
        progress,
        percentage: progress && value !== null ? Number(value) : undefined,
      };
    }),
  );
}
