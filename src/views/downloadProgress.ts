import { l10n, type Disposable, type Progress } from 'vscode';
import type { PaceReason } from '../defender/linkPace.ts';
import type { AcquisitionProgress } from '../evidence/acquisitionTypes.ts';
import type { StatusBarDownload } from './statusBar.ts';
import { percent, size } from './words/sizeWords.ts';
import { clockTime, duration } from './words/timeWords.ts';

/** VS Code drops what is reported more often. */
const drawEveryMs = 250;
const rateOverMs = 3000;

/** Shows how an acquisition goes on, in its notification and in the status bar. */
export class DownloadProgress implements Disposable {
  readonly #notification: Progress<{ message: string; increment?: number }>;
  readonly #statusBar: StatusBarDownload;
  /** Counts a wait down; runs only while there is one. */
  #countdown: NodeJS.Timeout | undefined;
  #drawnAt = 0;
  #drawnPercent = 0;
  #samples: { at: number; bytes: number }[] = [];

  constructor(notification: Progress<{ message: string; increment?: number }>, statusBar: StatusBarDownload) {
    this.#notification = notification;
    this.#statusBar = statusBar;
  }

  report(progress: AcquisitionProgress): void {
    clearInterval(this.#countdown);
    switch (progress.phase) {
      case 'asking':
        this.#draw(l10n.t('asking Defender'));
        break;
      case 'waiting':
        this.#countDown(progress);
        break;
      case 'transferring':
        this.#transfer(progress);
        break;
      case 'broken':
        this.#draw(l10n.t('the connection broke, going on at {0}', clockTime(progress.untilMs)));
        break;
      case 'checking':
        this.#draw(l10n.t('verifying {0}', percent(progress.bytes, progress.totalBytes)));
        break;
    }
  }

  dispose(): void {
    clearInterval(this.#countdown);
    this.#statusBar.dispose();
  }

  #countDown(wait: AcquisitionProgress & { phase: 'waiting' }): void {
    const draw = () => {
      const left = duration(Math.max(0, wait.untilMs - Date.now()));
      this.#draw(waitWords(wait.reason, left), l10n.t('link in {0}', left));
    };
    draw();
    this.#countdown = setInterval(draw, 1000);
  }

  #transfer({ bytes, totalBytes }: AcquisitionProgress & { phase: 'transferring' }): void {
    const now = Date.now();
    const isLast = bytes === totalBytes;
    if (now - this.#drawnAt < drawEveryMs && !isLast) {
      return;
    }
    this.#drawnAt = now;
    const perSecond = this.#rate(now, bytes);
    const rate = perSecond > 0 ? l10n.t('{0}/s', size(perSecond)) : '';
    if (totalBytes === undefined) {
      this.#draw(join(size(bytes), rate));
      return;
    }
    const left = perSecond > 0 ? l10n.t('{0} left', duration(((totalBytes - bytes) / perSecond) * 1000)) : '';
    const done = totalBytes > 0 ? (bytes / totalBytes) * 100 : 100;
    this.#draw(
      join(l10n.t('{0} of {1}', size(bytes), size(totalBytes)), rate, isLast ? '' : left),
      join(percent(bytes, totalBytes), rate),
      done - this.#drawnPercent,
    );
    this.#drawnPercent = done;
  }

  /** Bytes a second over the last moments. */
  #rate(now: number, bytes: number): number {
    this.#samples = [...this.#samples.filter(({ at }) => now - at <= rateOverMs), { at: now, bytes }];
    const first = this.#samples[0];
    return first && now > first.at ? ((bytes - first.bytes) / (now - first.at)) * 1000 : 0;
  }

  #draw(message: string, short = message, increment?: number): void {
    this.#notification.report({ message, ...(increment !== undefined && { increment }) });
    this.#statusBar.report(short);
  }
}

function waitWords(reason: PaceReason, left: string): string {
  switch (reason) {
    case 'minute':
      return l10n.t('waiting {0}: Defender gives 2 package links a minute', left);
    case 'hour':
      return l10n.t('waiting {0}: Defender gives 120 package links an hour', left);
    case 'throttled':
      return l10n.t('waiting {0}: Defender asked for a pause', left);
  }
}

function join(...parts: string[]): string {
  return parts.filter(Boolean).join(' · ');
}
