import { l10n, StatusBarAlignment, window, type Command, type Disposable, type StatusBarItem } from 'vscode';
import { plainText } from './words/visibleText.ts';

/** How long a finished download is announced. */
const announcementMs = 60_000;

/** A download as the status bar shows it. */
export interface StatusBarDownload {
  /** What is going on with it, such as `45 % · 3.2 MB/s`. */
  report(text: string): void;
  dispose(): void;
}

interface Announcement {
  text: string;
  tooltip: string;
  command: Command;
  icon: 'pass' | 'warning';
}

/** The extension's one item: what is being downloaded, else what was just finished, else the connection. */
export class StatusBar implements Disposable {
  readonly #item: StatusBarItem;
  readonly #downloads = new Map<symbol, { device: string; text: string }>();
  #queue: readonly string[] | undefined;
  #connection = '';
  #caseNote = '';
  #watched: readonly string[] = [];
  #announcement: Announcement | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#item = window.createStatusBarItem('defenderMachineActions', StatusBarAlignment.Left);
    this.#item.name = l10n.t('Defender Machine Actions');
  }

  /**
   * @param name of the active connection, or undefined when there is none
   * @param caseNote case number or note of the workspace; may be empty
   */
  setConnection(name: string | undefined, caseNote: string): void {
    this.#connection = name ?? '';
    this.#caseNote = caseNote;
    this.#draw();
  }

  /** @param devices whose collections are being watched, in any window */
  setWatched(devices: readonly string[]): void {
    this.#watched = devices;
    this.#draw();
  }

  /**
   * @param words how far the queue of packages is, the most important first, which may be shown as they are; undefined
   * when there is none
   */
  setQueue(words: readonly string[] | undefined): void {
    this.#queue = words;
    this.#draw();
  }

  startDownload(device: string): StatusBarDownload {
    const key = Symbol(device);
    this.#downloads.set(key, { device, text: '' });
    this.#draw();
    return {
      report: (text) => {
        this.#downloads.set(key, { device, text });
        this.#draw();
      },
      dispose: () => {
        this.#downloads.delete(key);
        this.#draw();
      },
    };
  }

  /** @param command what a click does */
  announce(text: string, tooltip: string, command: Command, icon: Announcement['icon'] = 'pass'): void {
    this.#announcement = { text, tooltip, command, icon };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#announcement = undefined;
      this.#draw();
    }, announcementMs);
    this.#draw();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#item.dispose();
  }

  #draw(): void {
    const { text, tooltip, command } = this.#content();
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.command = command;
    if (text) {
      this.#item.show();
    } else {
      this.#item.hide();
    }
  }

  #content(): Pick<StatusBarItem, 'text' | 'tooltip' | 'command'> {
    const downloads = [...this.#downloads.values()].map(
      ({ device, text }) => `${plainText(device)}${text && ` · ${text}`}`,
    );
    if (this.#queue !== undefined) {
      return {
        text: `$(sync~spin) ${this.#queue.slice(0, 2).join(' · ')}`,
        tooltip: [
          l10n.t('Queued packages. Click to see or cancel single ones.'),
          ...this.#queue,
          ...downloads,
        ].join('\n'),
        command: 'defenderMachineActions.showQueue',
      };
    }
    if (downloads.length > 0) {
      return {
        text: `$(sync~spin) ${downloads[0] ?? ''}${downloads.length > 1 ? ` (+${downloads.length - 1})` : ''}`,
        tooltip: [l10n.t('Downloading investigation packages'), ...downloads].join('\n'),
        command: 'notifications.showList',
      };
    }
    if (this.#announcement) {
      const { text, tooltip, command, icon } = this.#announcement;
      return { text: `$(${icon}) ${plainText(text)}`, tooltip, command };
    }
    const watched = this.#watched.map(plainText);
    return {
      text:
        this.#connection &&
        `$(shield) ${plainText(this.#connection)}${watched.length > 0 ? ` $(eye) ${watched.length}` : ''}`,
      tooltip: [
        l10n.t('Connection of Defender Machine Actions. Click to switch.'),
        ...(this.#caseNote ? [l10n.t('Case: {0}', plainText(this.#caseNote))] : []),
        ...(watched.length > 0 ? [l10n.t('Collections that are watched:'), ...watched] : []),
      ].join('\n'),
      command: 'defenderMachineActions.switchConnection',
    };
  }
}
