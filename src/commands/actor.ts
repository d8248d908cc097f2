import { userInfo } from 'node:os';
import type { Actor } from '../evidence/custody/custodyEvents.ts';
import type { Services } from './services.ts';

/** @param account the signed-in account or app, empty where nobody is signed in */
export function actorOf({ tool, caseNote }: Services, account: string): Actor {
  return { acquiredBy: { account, osUser: osUser() }, acquiredWith: tool, caseNote: caseNote.value };
}

/** In a container a user may have a number and no name. */
export function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? process.env['USERNAME'] ?? `uid ${process.getuid?.() ?? '?'}`;
  }
}
