import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import type { Row } from './fault.ts';
import { killedBytes, killMoments } from './killMoments.ts';
import { inWindows, type Windows } from './windows.ts';

function momentOf(words: string): number {
  const index = killMoments.findIndex((moment) => moment.words === words);
  assert.ok(index >= 0, words);
  return index;
}

const beforeTheLine = momentOf('between the package and its custody line');

async function busy(windows: Windows): Promise<void> {
  const reached = windows.holdAfter(killedBytes / 2);
  const [first, second] = [windows.open(), windows.open()];
  await first.begin();
  await reached;
  await second.begin();
  assert.equal((await second.ended()).error, 'AcquisitionError: alreadyRunning');
  windows.goOn();
  const { error, log } = await first.ended();
  assert.equal(error, undefined);
  await first.gone();
  assert.deepEqual(windows.asked(), [{ from: 0, status: 200 }]);
  await windows.assertDone(log);
}

async function atOnce(windows: Windows): Promise<void> {
  const both = [windows.open(), windows.open()];
  await Promise.all(both.map((window) => window.begin()));
  const ended = await Promise.all(both.map((window) => window.ended()));
  await Promise.all(both.map((window) => window.gone()));
  for (const { error, wasThere } of ended) {
    assert.ok(error === undefined || error === 'AcquisitionError: alreadyRunning', error);
    assert.ok(error !== undefined || wasThere !== undefined);
  }
  assert.equal(ended.filter(({ wasThere }) => wasThere === false).length, 1);
  assert.equal(windows.setup.linkRequests.length, 1);
  await windows.assertDone(ended.map(({ log }) => log).join('\n'));
}

async function twoPackages(windows: Windows): Promise<void> {
  const actionIds = windows.actionIds.slice(0, 2);
  const both = actionIds.map((actionId) => windows.open({ actionId }));
  await Promise.all(both.map((window) => window.begin()));
  const ended = await Promise.all(both.map((window) => window.ended()));
  await Promise.all(both.map((window) => window.gone()));
  assert.deepEqual(
    ended.map(({ error }) => error),
    [undefined, undefined],
  );
  assert.equal(windows.setup.linkRequests.length, 2);
  await windows.assertDone(ended.map(({ log }) => log).join('\n'), { actionIds });
}

async function lockRemoved(windows: Windows): Promise<void> {
  const reached = windows.holdAfter(killedBytes / 2);
  const [first, second] = [windows.open(), windows.open()];
  await first.begin();
  await reached;
  await rm(`${windows.place().packagePath}.part.lock`);
  await second.begin();
  const there = await second.ended();
  assert.equal(there.error, undefined);
  await second.gone();
  windows.goOn();
  const here = await first.ended();
  await first.gone();
  assert.match(here.error ?? '', /^AcquisitionError: (alreadyRunning|nameTaken|folderGone)$/);
  // The first one may have said again, behind the second, that it is unfinished.
  const third = windows.open();
  await third.begin();
  const after = await third.ended();
  await third.gone();
  assert.equal(after.wasThere, true);
  await windows.assertDone(there.log + here.log + after.log);
}

async function late(windows: Windows): Promise<void> {
  const [first, second] = [windows.open({ moment: beforeTheLine }), windows.open()];
  await first.begin();
  await first.stopped();
  await second.begin();
  const there = await second.ended();
  await second.gone();
  first.goOn();
  const here = await first.ended();
  await first.gone();
  assert.deepEqual([there.error, here.error], ['AcquisitionError: alreadyRunning', undefined]);
  await windows.assertDone(there.log + here.log);
}

const rows: [title: string, promise: string, prove: (windows: Windows) => Promise<void>][] = [
  [
    'Two windows, of which one downloads the package that the other one wants',
    'The second one fails as `alreadyRunning`, and the package arrives in the first.',
    busy,
  ],
  [
    'Two windows that want one package at the same moment',
    'The package arrives in one of them; the other one finds it, or fails as `alreadyRunning`.',
    atOnce,
  ],
  [
    'Two windows that want two packages into one folder at the same moment',
    'Both arrive, with an unbroken custody log and no request too many.',
    twoPackages,
  ],
  [
    'Two windows, of which one downloads, and somebody removes its lock before the other one wants the package, too',
    'The bytes of the two are never mixed: the package arrives in the second, and the first one fails; the next attempt finds it.',
    lockRemoved,
  ],
  [
    'Two windows, of which one finds the package before the other one has written its custody line',
    'The second one fails as `alreadyRunning`, and the first one logs the package, once.',
    late,
  ],
];

export const windowFaults: Row[] = rows.map(([title, promise, prove]) => ({
  title,
  promise,
  prove: () => inWindows(prove),
}));
