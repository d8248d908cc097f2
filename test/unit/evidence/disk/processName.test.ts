import assert from 'node:assert/strict';
import { nodeFiles, type Files } from '../../../../src/evidence/disk/files.ts';
import type * as ProcessName from '../../../../src/evidence/disk/processName.ts';
import { isName, processNames, processOf } from '../../../../src/evidence/disk/processName.ts';
import { deadPid } from '../../../support/ledgerSetup.ts';
import { systemError } from '../../../support/testDisk.ts';

describe('Names of processes', () => {
  /** Another instance of the module knows as little of this one as another process would. */
  async function otherInstance(id: string): Promise<typeof ProcessName> {
    const instance = `../../../../src/evidence/disk/processName.ts?${id}`;
    return (await import(instance)) as typeof ProcessName;
  }

  const filesIn = (space: number): Files => ({
    ...nodeFiles,
    stat: (() => Promise.resolve({ ino: space })) as unknown as Files['stat'],
  });

  it('are given once, and tell whose they are', async () => {
    const names = await processNames(nodeFiles);
    const [first, second] = [names.next(), names.next()];
    assert.notEqual(first, second);
    assert.equal(processOf(first), processOf(second));
    assert.ok(isName(first));
    assert.deepEqual([names.isOwn(first), names.isGone(first)], [true, false]);
  });

  it('tell an earlier process from this one that has its id', async () => {
    const names = await processNames(nodeFiles);
    const { processNames: earlier } = await otherInstance('earlier');
    const name = (await earlier(nodeFiles)).next();
    assert.deepEqual([names.isOwn(name), names.isGone(name)], [false, true]);
  });

  it('tell whether a process of the same place runs, and nothing of those of others', async () => {
    const names = await processNames(nodeFiles);
    const { place } = names;
    assert.equal(names.isGone(`${place}.${deadPid}.feedface.1`), true);
    assert.equal(names.isGone(`${place}.${process.ppid}.feedface.1`), false);
    assert.equal(names.isGone(`00000000.${deadPid}.feedface.1`), false);
    assert.equal(names.isGone(`${place}.${deadPid}.feedface`), false, 'torn');
  });

  const onLinux = process.platform === 'linux' ? it : () => undefined;
  onLinux('tell spaces of process ids apart that share a folder and the host’s name', async () => {
    const places = [];
    for (const space of [1, 2]) {
      const { processNames: contained } = await otherInstance(`space${space}`);
      places.push((await contained(filesIn(space))).place);
    }
    assert.notEqual(places[0], places[1]);
  });

  it('are given where the system says nothing of spaces, and right as soon as it does', async () => {
    const { processNames: contained } = await otherInstance('unknown');
    const silent = { ...nodeFiles, stat: () => Promise.reject(systemError('ENOENT')) };
    assert.ok(isName((await contained(silent)).next()));
    assert.equal((await contained(nodeFiles)).place, (await processNames(nodeFiles)).place);
  });

  it('are of one form', async () => {
    const name = (await processNames(nodeFiles)).next();
    for (const other of ['', 'name', `${name}.1`, ` ${name}`, name.replace(/\d+$/, ''), undefined, 1]) {
      assert.equal(isName(other), false, String(other));
    }
  });
});
