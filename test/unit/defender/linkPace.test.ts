import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { SlidingPace, type PaceWait } from '../../../src/defender/linkPace.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const margin = 250;

describe('The pace of link requests', () => {
  let clock: FakeClock;
  let pace: SlidingPace;
  let startMs: number;
  /** What was sent, and when: name and milliseconds since the start. */
  let sent: [name: string, atMs: number][];
  let waits: Map<string, PaceWait[]>;

  beforeEach(() => {
    clock = new FakeClock();
    pace = new SlidingPace(clock);
    startMs = clock.now();
    sent = [];
    waits = new Map();
  });

  function ask(name: string, { takesMs = 0, signal }: { takesMs?: number; signal?: AbortSignal } = {}) {
    waits.set(name, []);
    const send = async () => {
      sent.push([name, clock.now() - startMs]);
      await clock.sleep(takesMs);
      return name;
    };
    return pace.run(send, { signal, onWait: (wait) => waits.get(name)?.push(wait) });
  }

  /** The reasons and ends of the waits that somebody was told, in milliseconds since the start. */
  function told(name: string): [reason: string, untilMs: number][] {
    return (waits.get(name) ?? []).map(({ reason, untilMs }) => [reason, untilMs - startMs]);
  }

  it('lets two through at once, and the third a minute later', async () => {
    const all = ['a', 'b', 'c'].map((name) => ask(name));
    await clock.advance(minute + margin - 1);
    assert.deepEqual(sent, [
      ['a', 0],
      ['b', 0],
    ]);
    await clock.advance(1);
    assert.deepEqual(sent.at(-1), ['c', minute + margin]);
    assert.deepEqual(await Promise.all(all), ['a', 'b', 'c']);
    assert.deepEqual(told('b'), []);
    assert.deepEqual(told('c').at(-1), ['minute', minute + margin]);
  });

  it('counts a request from its end, because nobody knows when the service did', async () => {
    void ask('a', { takesMs: 20 * second });
    void ask('b');
    await clock.advance(30 * second);
    void ask('c');
    void ask('d');
    await clock.advance(2 * minute);
    assert.deepEqual(sent.slice(2), [
      ['c', minute + margin],
      ['d', 20 * second + minute + margin],
    ]);
  });

  it('counts a request that is still under way, however long that takes', async () => {
    void ask('a', { takesMs: 5 * minute });
    void ask('b', { takesMs: 5 * minute });
    void ask('c');
    await clock.advance(6 * minute + margin - 1);
    assert.equal(sent.length, 2);
    await clock.advance(1);
    assert.deepEqual(sent.at(-1), ['c', 6 * minute + margin]);
  });

  it('counts a request that failed', async () => {
    const fault = new Error('fault');
    const failing = () => pace.run(() => Promise.reject(fault));
    await assert.rejects(failing(), fault);
    await assert.rejects(failing(), fault);
    void ask('c');
    await clock.advance(minute);
    assert.equal(sent.length, 0);
    await clock.advance(margin);
    assert.equal(sent.length, 1);
  });

  it('serves in the order of asking, and tells everyone when their own turn comes', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (const name of names) {
      void ask(name);
    }
    await clock.advance(0);
    const turn = (turns: number) => turns * (minute + margin);
    assert.deepEqual(
      names.map((name) => told(name).at(-1)),
      [undefined, undefined, 1, 1, 2, 2, 3].map((turns) => turns && ['minute', turn(turns)]),
    );
    await clock.advance(4 * minute);
    assert.deepEqual(
      sent.map(([name]) => name),
      names,
    );
    assert.deepEqual(
      sent.map(([, atMs]) => atMs),
      [0, 0, turn(1), turn(1), turn(2), turn(2), turn(3)],
    );
  });

  it('tells a wait only when it begins or changes', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      void ask(name);
    }
    await clock.advance(4 * minute);
    assert.deepEqual(told('g'), [['minute', 3 * (minute + margin)]]);
  });

  it('lets the others move up when one who waits gives up, in their order', async () => {
    const abort = new AbortController();
    const reason = new Error('changed my mind');
    void ask('a');
    void ask('b');
    void ask('c');
    const leaving = ask('d', { signal: abort.signal });
    void ask('e');
    void ask('f');
    await clock.advance(second);
    assert.deepEqual(told('e').at(-1), ['minute', 2 * (minute + margin)]);
    abort.abort(reason);
    await assert.rejects(leaving, reason);
    await clock.advance(0);
    assert.deepEqual(told('e').at(-1), ['minute', minute + margin]);
    await clock.advance(3 * minute);
    assert.deepEqual(
      sent.map(([name]) => name),
      ['a', 'b', 'c', 'e', 'f'],
    );
    assert.equal(clock.nextWakeMs, undefined);
    assert.equal(getEventListeners(abort.signal, 'abort').length, 0);
  });

  it('takes no slot for one whose signal is aborted already', async () => {
    const reason = new Error('stopped');
    await assert.rejects(ask('a', { signal: AbortSignal.abort(reason) }), reason);
    void ask('b');
    void ask('c');
    await clock.advance(0);
    assert.equal(sent.length, 2);
  });

  it('holds everybody back after a 429, also those who wait already', async () => {
    void ask('a');
    void ask('b');
    void ask('c');
    await clock.advance(second);
    pace.throttled(5 * minute);
    void ask('d');
    await clock.advance(0);
    const free = second + 5 * minute + margin;
    assert.deepEqual(told('c').at(-1), ['throttled', free]);
    assert.deepEqual(told('d').at(-1), ['throttled', free]);
    await clock.advance(5 * minute);
    assert.equal(sent.length, 2);
    await clock.advance(margin);
    assert.deepEqual(sent.slice(2), [
      ['c', free],
      ['d', free],
    ]);
  });

  it('keeps to the longer of two demands', async () => {
    pace.throttled(3 * minute);
    pace.throttled(second);
    void ask('a');
    await clock.advance(3 * minute);
    assert.equal(sent.length, 0);
    await clock.advance(margin);
    assert.equal(sent.length, 1);
  });

  for (const demandMs of [Infinity, 400 * 24 * hour]) {
    it(`holds nobody back for longer than the service’s longest window, whatever is demanded: ${demandMs}`, async () => {
      pace.throttled(demandMs);
      void ask('a');
      await clock.advance(hour + margin);
      assert.equal(sent.length, 1);
    });
  }
});
