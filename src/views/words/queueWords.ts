import { l10n } from 'vscode';
import type { PaceReason } from '../../defender/linkPace.ts';
import type { AcquisitionProgress } from '../../evidence/acquisitionTypes.ts';
import { percent, size } from './sizeWords.ts';
import { clockTime, duration } from './timeWords.ts';

/** What goes on with one package, in few words. */
export function phaseWords(progress: AcquisitionProgress | undefined): string {
  switch (progress?.phase) {
    case undefined:
      return l10n.t('waits for its turn');
    case 'asking':
      return l10n.t('asking Defender');
    case 'waiting':
      return l10n.t('link in {0}', duration(Math.max(0, progress.untilMs - Date.now())));
    case 'transferring':
      return progress.totalBytes === undefined
        ? size(progress.bytes)
        : percent(progress.bytes, progress.totalBytes);
    case 'broken':
      return l10n.t('the connection broke, going on at {0}', clockTime(progress.untilMs));
    case 'checking':
      return l10n.t('verifying {0}', percent(progress.bytes, progress.totalBytes));
  }
}

/** How far a queue of packages is. Devices are in words that may be shown as they are. */
export interface QueueState {
  settled: number;
  total: number;
  running: { device: string; progress: AcquisitionProgress | undefined }[];
  waiting: number;
}

/** `3 of 12 packages`, `ws-042 45%`, `8 wait for a link: 2 a minute`: the most important first. */
export function queueWords({ settled, total, running, waiting }: QueueState): string[] {
  const active = running
    .filter(({ progress }) => progress?.phase !== 'waiting')
    .map(({ device, progress }) => `${device} ${phaseWords(progress)}`);
  const reason = running.map(({ progress }) => (progress?.phase === 'waiting' ? progress.reason : undefined));
  const waits = waiting + running.length - active.length;
  return [
    total === 1 ? l10n.t('1 package') : l10n.t('{0} of {1} packages', settled, total),
    ...active,
    ...(waits > 0 ? [waitWords(waits, reason.find(Boolean))] : []),
  ];
}

function waitWords(count: number, reason: PaceReason | undefined): string {
  const waits = count === 1 ? l10n.t('1 waits') : l10n.t('{0} wait', count);
  switch (reason) {
    case undefined:
      return waits;
    case 'minute':
      return l10n.t('{0} for a link: 2 a minute', waits);
    case 'hour':
      return l10n.t('{0} for a link: 120 an hour', waits);
    case 'throttled':
      return l10n.t('{0}: Defender asked for a pause', waits);
  }
}
