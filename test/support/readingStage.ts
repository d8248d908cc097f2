import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackageSession } from '../../src/packages/reading/packageSession.ts';
import type { RowWish } from '../../src/packages/reading/messages.ts';
import type {
  AnswerTo,
  NotesOfRows,
  ThreadQuestion,
  ThreadStart,
} from '../../src/packages/reading/threadMessages.ts';
import { eventLogBytes } from '../fixtures/eventLog/eventLogWriter.ts';
import { securityEvents } from '../fixtures/eventLog/securityLog.ts';
import type { Language } from '../simulator/package/hostLocale.ts';
import type { Member } from '../simulator/package/zip.ts';
import { zipOf } from '../simulator/package/zip.ts';
import { windowsPackageMembers } from '../simulator/package/windowsPackage.ts';
import { collectionIn } from './packageTexts.ts';
import { SeededRandom } from './random.ts';

export const collectedAt = new Date(Date.UTC(2026, 0, 20, 15, 55));
const { signal } = new AbortController();

/** All rows in their own order. */
export const everything: RowWish = { filters: {}, text: '', hidesCollector: false, onlyTagged: false };

/** The members of a generated package, whose Security log has events that can be read. */
export function generatedMembers(language: Language = 'english', events = 400): Member[] {
  const log = eventLogBytes({ events: securityEvents(new SeededRandom(7), events) });
  return windowsPackageMembers(collectionIn(language, collectedAt), 500_000).map((member) =>
    member.path.endsWith('.evtx') ? { path: member.path, content: log } : member,
  );
}

export function packed(members: readonly Member[]): Promise<Buffer> {
  return zipOf(members, collectedAt);
}

export interface StageOptions {
  notes?: NotesOfRows;
  words?: Record<string, string>;
  grown?: () => void;
}

/** One package at a time in a folder of its own, and the session that reads it. */
export class ReadingStage {
  readonly path: string;
  readonly #folder: string;
  #session: PackageSession | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'package.zip');
  }

  static async start(): Promise<ReadingStage> {
    return new ReadingStage(await mkdtemp(join(tmpdir(), 'reading-')));
  }

  startOf({ notes = {}, words }: StageOptions = {}): ThreadStart {
    return { path: this.path, notes, words };
  }

  async open(bytes: Uint8Array, options: StageOptions = {}): Promise<PackageSession> {
    await this.#session?.close();
    await writeFile(this.path, bytes);
    const grown = options.grown && { grown: options.grown };
    this.#session = await PackageSession.open(this.startOf(options), { signal, ...grown });
    return this.#session;
  }

  get session(): PackageSession {
    if (!this.#session) {
      throw new Error('no package is open');
    }
    return this.#session;
  }

  ask<Q extends ThreadQuestion>(question: Q, own: AbortSignal = signal): Promise<AnswerTo<Q>> {
    return this.session.answer(question, own);
  }

  /** The cells of a wish's rows as they are shown, in the columns of these ids. */
  async rows(artifact: string, columns: string[], wish: Partial<RowWish> = {}): Promise<string[][]> {
    const { view, rowCount } = await this.ask({ kind: 'view', artifact, wish: { ...everything, ...wish } });
    const found: string[][] = [];
    while (found.length < rowCount) {
      const from = found.length;
      const { rows } = await this.ask({ kind: 'rows', artifact, view, from, count: 1000, columns });
      if (rows.length === 0) {
        break;
      }
      found.push(...rows.map(({ cells }) => cells));
    }
    return found;
  }

  async end(): Promise<void> {
    await this.#session?.close();
    await rm(this.#folder, { recursive: true });
  }
}
