import assert from 'node:assert/strict';
import type { FromWindow } from '../../../src/packages/reading/messages.ts';
import { Host } from '../../../src/window/host.ts';

function setUp() {
  const posted: FromWindow[] = [];
  const heard: unknown[] = [];
  const host = new Host((message) => posted.push(message), {
    changed: (what) => heard.push(what),
    open: (wish) => heard.push(wish),
  });
  return { host, posted, heard };
}

const never = () => assert.fail('It was not to be called.');

const view = {
  kind: 'view',
  artifact: 'a',
  wish: { filters: {}, text: '', hidesCollector: false, onlyTagged: false },
} as const;

describe("The window's side of the talk with the host", () => {
  it('gives each answer to its question, in whatever order they come', () => {
    const { host, posted } = setUp();
    const got: unknown[] = [];
    host.ask(view, (answer) => got.push(['first', answer]), never);
    host.ask(view, (answer) => got.push(['second', answer]), never);
    assert.deepEqual(posted, [
      { id: 1, question: view },
      { id: 2, question: view },
    ]);
    host.receive({ id: 2, answer: { view: 8, rowCount: 3 } });
    host.receive({ id: 1, answer: { view: 7, rowCount: 4, place: 1 } });
    assert.deepEqual(got, [
      ['second', { view: 8, rowCount: 3 }],
      ['first', { view: 7, rowCount: 4, place: 1 }],
    ]);
  });

  it('takes a question back, and drops an answer that comes nevertheless', () => {
    const { host, posted } = setUp();
    const cancel = host.ask(view, never, never);
    cancel();
    cancel();
    host.receive({ id: 1, answer: { view: 1, rowCount: 1 } });
    host.receive({ id: 1, fault: 'late' });
    assert.deepEqual(posted.slice(1), [{ cancel: 1 }]);
  });

  it('drops a second answer to a question', () => {
    const { host } = setUp();
    let count = 0;
    host.ask(view, () => count++, never);
    host.receive({ id: 1, answer: { view: 1, rowCount: 1 } });
    host.receive({ id: 1, answer: { view: 1, rowCount: 2 } });
    assert.equal(count, 1);
  });

  const unfit: unknown[] = [
    undefined,
    null,
    {},
    [],
    'text',
    { view: '1', rowCount: 1 },
    { view: 1 },
    { view: 1, rowCount: -1 },
    { view: 1, rowCount: 1.5 },
    { view: 1, rowCount: Number.NaN },
    { view: 1, rowCount: 1, place: 'x' },
  ];
  for (const answer of unfit) {
    it(`fails on the answer ${JSON.stringify(answer)} instead of using it`, () => {
      const { host } = setUp();
      let faults = 0;
      host.ask(view, never, () => faults++);
      host.receive({ id: 1, answer });
      assert.equal(faults, 1);
    });
  }

  it('looks into rows, columns and details as well', () => {
    const { host } = setUp();
    const row = { row: 1, cells: ['a'], isCollector: false, isDamaged: false, tag: '', comment: '' };
    const rows = { kind: 'rows' as const, artifact: 'a', view: 1, from: 0, count: 1, columns: ['x'] };
    let faults = 0;
    const bad = [
      { ...row, cells: [1] },
      { ...row, row: '1' },
      { ...row, tag: null },
      { ...row, isDamaged: 1 },
      null,
    ];
    for (const [at, each] of bad.entries()) {
      host.ask(rows, never, () => faults++);
      host.receive({ id: at + 1, answer: { rows: [row, each] } });
    }
    host.ask({ kind: 'columns', artifact: 'a' }, never, () => faults++);
    host.receive({
      id: 6,
      answer: { columns: [{ id: 'a', title: 'A', kind: 'html', isShown: true }], rowCount: 1 },
    });
    host.ask({ kind: 'details', artifact: 'a', row: 1 }, never, () => faults++);
    host.receive({
      id: 7,
      answer: { fields: [{ title: 'A', value: 'v', original: 1 }], source: '', related: [] },
    });
    assert.equal(faults, 7);
  });

  it('ignores what is no message of the host', () => {
    const { host, heard } = setUp();
    const strange: unknown[] = [
      undefined,
      7,
      'changed',
      [],
      { id: 99, answer: {} },
      { id: '1', answer: {} },
      { changed: 'everything' },
      { open: 'services' },
      { open: { artifact: 1 } },
      { open: { artifact: 'a', row: -1 } },
      { type: 'webpackOk' },
    ];
    for (const message of strange) {
      host.receive(message);
    }
    assert.deepEqual(heard, []);
    host.receive({ changed: 'tags' });
    host.receive({ open: { artifact: 'a', row: 5 } });
    assert.deepEqual(heard, ['tags', { artifact: 'a', row: 5 }]);
  });
});
