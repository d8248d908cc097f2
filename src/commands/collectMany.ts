import { l10n } from 'vscode';
import type { Connection } from '../auth/connection.ts';
import { RequestPace } from '../collection/requestPace.ts';
import { recentPackage, startCollections, type Start, type Target } from '../collection/startCollections.ts';
import {
  createdAt,
  isPackageCollection,
  isUnfinished,
  type MachineAction,
} from '../defender/machineAction.ts';
import { timeAgo } from '../views/words/timeWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { firstOf, tellSummary } from './bulkSummary.ts';
import { askForComment } from './comment.ts';
import { confirm } from './confirm.ts';
import { logError } from './errorReport.ts';
import { withCancellableProgress } from '../views/progress.ts';
import type { Services } from './services.ts';

/**
 * Collects investigation packages from several devices: with one comment and one question for all, and one summary.
 * @param leftOut what else was asked for, with the reason why nothing comes of it
 * @throws a cancellation
 */
export async function collectMany(
  services: Services,
  connection: Connection,
  targets: readonly Target[],
  leftOut: string[],
): Promise<void> {
  const each = [...new Map(targets.map((target) => [target.machineId, target])).values()];
  let comment = '';
  if (each.length > 0) {
    comment = await askForComment(services, l10n.t('Collect Investigation Packages'));
    await confirmCollections(services, connection, each, comment);
  }
  await startAndTell(services, connection, each, comment, leftOut);
}

async function confirmCollections(
  services: Services,
  connection: Connection,
  targets: readonly Target[],
  comment: string,
): Promise<void> {
  const { name, tenantId } = connection;
  const devices = firstOf(
    targets.map((target) => target.device + recentWords(services, connection, target)),
    '\n',
  );
  await confirm(
    targets.length === 1
      ? l10n.t('Collect an investigation package from {0}?', targets[0]?.device ?? '')
      : l10n.t('Collect investigation packages from {0} devices?', targets.length),
    l10n.t(
      'Connection: {0}\nTenant: {1}\nComment: {2}\n\n{3}',
      plainText(name),
      tenantId,
      plainText(comment),
      devices,
    ),
    l10n.t('Collect'),
  );
}

async function startAndTell(
  services: Services,
  connection: Connection,
  targets: readonly Target[],
  comment: string,
  leftOut: string[],
): Promise<void> {
  const { clock, watched, lists, clients } = services;
  const title = l10n.t('Starting collections on {0} devices', targets.length);
  const starts = await withCancellableProgress(title, (signal, progress) =>
    startCollections(targets, {
      client: clients.for(connection),
      clock,
      pace: new RequestPace(clock),
      comment,
      signal,
      running: runningIn(services, connection),
      onStart: async (start, done) => {
        progress.report({
          message: l10n.t('{0} of {1}', done, targets.length),
          increment: 100 / targets.length,
        });
        if ('action' in start) {
          // It runs all the same, and the list shows it.
          await watched
            .watch(connection, start.action, start.target.device)
            .catch((error: unknown) => logError(services.logger, 'watch', error));
        }
      },
    }),
  );
  void lists.renew(connection);
  const of = (kind: Start['kind']) => starts.filter((start) => start.kind === kind);
  const entries = (kind: Start['kind']) => of(kind).map(entry);
  const failures = starts.filter((start) => start.kind === 'failed');
  tellSummary(services, {
    title: l10n.t('Collections'),
    sections: [
      { words: l10n.t('{0} started', of('started').length), entries: entries('started') },
      { words: l10n.t('{0} followed that ran already', of('followed').length), entries: entries('followed') },
    ],
    failures: failures.map(({ target: { device }, error }) => ({
      device,
      connection: connection.name,
      error,
    })),
    cancelled: entries('cancelled'),
    leftOut,
    retry: () =>
      startAndTell(
        services,
        connection,
        failures.map(({ target }) => target),
        comment,
        [],
      ),
  });
}

/** That the list knows of a package which may be all that is wanted. */
function recentWords(services: Services, connection: Connection, { machineId }: Target): string {
  const now = services.clock.now();
  const recent = recentPackage(collectionsIn(services, connection, machineId), now);
  return recent ? ` (${l10n.t('collected {0}', timeAgo(createdAt(recent) ?? now, now))})` : '';
}

/** What the list knows to run: it need not be asked for. */
function runningIn(
  services: Services,
  connection: Connection,
): (machineId: string) => MachineAction | undefined {
  return (machineId) => collectionsIn(services, connection, machineId).find(isUnfinished);
}

/** The collections of a device that are in the list, newest first. */
function collectionsIn({ lists }: Services, connection: Connection, machineId: string): MachineAction[] {
  const actions = (lists.of(connection)?.rows ?? []).map(({ action }) => action);
  return actions.filter((action) => action.machineId === machineId && isPackageCollection(action));
}

function entry(start: Start): string {
  const { device, machineId } = start.target;
  return [device, machineId, ...('action' in start ? [start.action.id] : [])].join('\n  ');
}
