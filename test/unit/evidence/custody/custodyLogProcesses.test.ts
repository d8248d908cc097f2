import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { systemClock } from '../../../../src/defender/clock.ts';
import { CustodySetup } from '../../../support/custodySetup.ts';
import { SeededRandom } from '../../../support/random.ts';

const program = join(import.meta.dirname, '../../../support/appendingProcess.ts');

describe('A custody log that several processes write', () => {
  let setup: CustodySetup;

  beforeEach(async () => {
    setup = await CustodySetup.start();
  });

  afterEach(() => setup.close());

  /** @param pauseMs between the two parts of a line */
  function start(name: string, count: number, pauseMs = 0) {
    const child = spawn(process.execPath, [program, setup.folder, name, String(count), String(pauseMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const notes: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      notes.push(...text.trimEnd().split('\n'));
    });
    return { child, notes };
  }

  it('is one chain with every line of each, in its order', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `window ${index}`);
    const codes = names.map(async (name) => once(start(name, 25).child, 'close'));
    assert.deepEqual(
      await Promise.all(codes),
      names.map(() => [0, null]),
    );
    const lines = await setup.chain();
    assert.equal(lines.length, 200);
    for (const name of names) {
      const notes = lines.map(({ note }) => note).filter((note) => note.startsWith(`${name} `));
      assert.deepEqual(
        notes,
        Array.from({ length: 25 }, (_, index) => `${name} ${index + 1}`),
      );
    }
    assert.deepEqual(await setup.check(), { lines: 200, entries: [] });
  });

  it('is one chain with every line of one process', async () => {
    const notes = Array.from({ length: 20 }, (_, index) => `number ${index}`);
    await Promise.all(notes.map((note) => setup.append({ note }, { clock: systemClock })));
    assert.equal(new Set((await setup.chain()).map(({ note }) => note)).size, 20);
  });

  it('is one chain after they were killed while they wrote, and keeps what was promised', async () => {
    const random = new SeededRandom(20);
    const promised: string[] = [];
    for (let round = 1; round <= 20; round++) {
      const { child, notes } = start(`round ${round}`, 1000, 5);
      const closed = once(child, 'close');
      const begun = once(child.stdout, 'data');
      await Promise.race([begun, closed]);
      await systemClock.sleep(random.below(40));
      child.kill('SIGKILL');
      assert.deepEqual(await closed, [null, 'SIGKILL']);
      promised.push(...notes);
    }
    await setup.append({ note: 'the last' }, { clock: systemClock });
    const lines = await setup.chain();
    const notes = new Set(lines.map(({ note }) => note.split(';')[0]));
    assert.ok(promised.length >= 20);
    assert.deepEqual(
      promised.filter((note) => !notes.has(note)),
      [],
    );
    const healed = lines.filter(({ note }) => /; a torn line of \d+ bytes was cut off before/.test(note));
    assert.ok(healed.length > 0, 'no line was torn');
    assert.equal((await setup.check()).brokenAt, undefined);
  });
});
