import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/defender/clock.ts';
import {
  checkCustody,
  type CustodyCheck,
  type CustodyQuestion,
} from '../../src/evidence/custody/custodyChain.ts';
import type { CustodyEntry, CustodyLine } from '../../src/evidence/custody/custodyLine.ts';
import { appendCustody } from '../../src/evidence/custody/custodyLog.ts';
import { FakeClock } from './fakeClock.ts';
import { TestDisk } from './testDisk.ts';

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function custodyEntry(changes: Partial<CustodyEntry> = {}): CustodyEntry {
  return {
    event: 'verified',
    by: { account: 'anna@contoso.com', osUser: 'anna' },
    with: { extension: 'machine-actions.defender-machine-actions', version: '1.2.3', vscode: '1.105.0' },
    file: 'ws-042_20260102T030405Z_abc.zip',
    sha256: sha256('package'),
    recordSha256: sha256('record'),
    note: '',
    ...changes,
  };
}

/** A download folder with its custody log. */
export class CustodySetup {
  readonly disk = new TestDisk();
  readonly clock = new FakeClock();
  /** Parent of the download folder. */
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async start(): Promise<CustodySetup> {
    const setup = new CustodySetup(await realpath(await mkdtemp(join(tmpdir(), 'custody-'))));
    await setup.disk.files.mkdir(setup.folder);
    return setup;
  }

  get folder(): string {
    return join(this.root, 'packages');
  }

  get path(): string {
    return join(this.folder, 'custody.jsonl');
  }

  append(
    changes: Partial<CustodyEntry> = {},
    { signal, clock = this.clock }: { signal?: AbortSignal; clock?: Clock } = {},
  ): Promise<void> {
    return appendCustody(this.folder, custodyEntry(changes), { files: this.disk.files, clock }, signal);
  }

  async appendNumbered(count: number): Promise<void> {
    for (let number = 1; number <= count; number++) {
      await this.append({ note: `number ${number}` });
    }
  }

  async check(question?: CustodyQuestion): Promise<CustodyCheck> {
    return (await checkCustody(this.folder, this.disk, question)) ?? assert.fail('there is no log');
  }

  read(): Promise<string> {
    return readFile(this.path, 'utf8');
  }

  /** Puts lines in the log's place, each with its newline. */
  write(lines: readonly string[]): Promise<void> {
    return writeFile(this.path, lines.map((line) => `${line}\n`).join(''));
  }

  async lines(): Promise<string[]> {
    return (await this.read()).slice(0, -1).split('\n');
  }

  /** The log's lines without their newlines, after asserting that they are a chain, by other means than the product's. */
  async chain(): Promise<CustodyLine[]> {
    return chainIn(await this.read());
  }

  async close(): Promise<void> {
    assert.equal(this.disk.openFiles, 0, 'files are still open');
    assert.equal(this.clock.nextWakeMs, undefined, 'somebody still sleeps');
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Lines as a log has them, made by other means than the product's. */
export function chainOf(entries: readonly Partial<CustodyEntry>[]): string[] {
  let previous = '0'.repeat(64);
  return entries.map((changes, index) => {
    const { event, by, with: tool, file, sha256: digest, recordSha256, note } = custodyEntry(changes);
    const atUtc = new Date(Date.UTC(2026, 0, 2) + index).toISOString();
    const seq = index + 1;
    const fields = { seq, atUtc, event, by, with: tool, file, sha256: digest, recordSha256, note, previous };
    const line = JSON.stringify(fields);
    previous = sha256(line);
    return line;
  });
}

/** The lines of a log's text, after asserting that they are a chain, by other means than the product's. */
export function chainIn(text: string): CustodyLine[] {
  assert.ok(text.endsWith('\n'));
  let previous = '0'.repeat(64);
  return text
    .slice(0, -1)
    .split('\n')
    .map((written, index) => {
      const line = JSON.parse(written) as CustodyLine;
      assert.deepEqual([line.seq, line.previous], [index + 1, previous]);
      previous = sha256(written);
      return line;
    });
}
