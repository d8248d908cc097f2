import type { TokenClaims } from './accessToken.ts';

export type Operation = 'list' | 'package' | 'collect' | 'cancel' | 'liveResponse';

const toAct = [
  'Machine.CollectForensics',
  'Machine.Isolate',
  'Machine.RestrictExecution',
  'Machine.Scan',
  'Machine.Offboard',
  'Machine.StopAndQuarantine',
  'Machine.LiveResponse',
];

/**
 * Any one of these lets a token do it. Microsoft's pages contradict each other for the package link of an app
 * (CollectForensics, then Read.All or ReadWrite.All, then ReadWrite.All alone); the newest two agree on these.
 */
const needed: Record<Operation, Record<TokenClaims['kind'], readonly string[]>> = {
  list: {
    user: ['Machine.Read', 'Machine.ReadWrite'],
    app: ['Machine.Read.All', 'Machine.ReadWrite.All'],
  },
  package: {
    user: ['Machine.CollectForensics'],
    app: ['Machine.Read.All', 'Machine.ReadWrite.All'],
  },
  collect: {
    user: ['Machine.CollectForensics'],
    app: ['Machine.CollectForensics'],
  },
  cancel: {
    user: toAct,
    app: toAct,
  },
  liveResponse: {
    user: ['Machine.LiveResponse'],
    app: ['Machine.Read.All', 'Machine.ReadWrite.All'],
  },
};

export function permissionsFor(operation: Operation, kind: TokenClaims['kind']): readonly string[] {
  return needed[operation][kind];
}
