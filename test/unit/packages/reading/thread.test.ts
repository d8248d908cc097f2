import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { ReaderThread } from '../../../../src/packages/reading/readerThread.ts';
import type { FromThread } from '../../../../src/packages/reading/threadMessages.ts';
import { everything, generatedMembers, packed, ReadingStage } from '../../../support/readingStage.ts';

const program = new URL('../../../../src/packages/reading/readerProgram.ts', import.meta.url);

describe('The thread that reads a package', () => {
  let stage: ReadingStage;
  let thread: ReaderThread;
  let changed: PromiseWithResolvers<undefined>;

  before(async () => {
    stage = await ReadingStage.start();
    await writeFile(stage.path, await packed([...generatedMembers(), { path: 'many.csv', content: many() }]));
  });
  beforeEach(() => {
    changed = Promise.withResolvers();
    thread = new ReaderThread(program, stage.startOf(), () => changed.resolve(undefined));
  });
  afterEach(() => thread.dispose());
  after(() => stage.end());

  it('answers, and says when it knows more', async () => {
    const { verdict } = await thread.ask({ kind: 'overview' });
    assert.match(verdict, /^Complete: /);
    await changed.promise;
    const { artifacts } = await thread.ask({ kind: 'overview' });
    assert.ok(artifacts.some(({ title }) => title.startsWith('MPLog')));
  });

  it('says in words what is wrong with a question', async () => {
    await assert.rejects(thread.ask({ kind: 'columns', artifact: 'nothing' }), {
      name: 'ReadingFault',
      message: 'There is no artifact nothing in the package.',
    });
    const none = new ReaderThread(program, { ...stage.startOf(), path: `${stage.path}.not` });
    await assert.rejects(none.ask({ kind: 'overview' }), { name: 'ReadingFault' });
    await assert.rejects(none.ask({ kind: 'fingerprint' }), { name: 'ReadingFault' });
    await none.dispose();
  });

  it('lets go of what is cancelled, and answers the next question soon', async () => {
    await thread.ask({ kind: 'columns', artifact: 'file/many.csv' });
    const control = new AbortController();
    const wish = { ...everything, sorting: { column: 'column0', isDescending: true } };
    const asked = thread.ask({ kind: 'view', artifact: 'file/many.csv', wish }, control.signal);
    await thread.ask({ kind: 'columns', artifact: 'services' });
    control.abort();
    await assert.rejects(asked, { name: 'AbortError' });
    const { view } = await thread.ask({ kind: 'view', artifact: 'services', wish: everything });
    assert.equal(view, 1);
  });

  it('ends the work that is cancelled', async () => {
    const worker = new Worker(program, { workerData: stage.startOf() });
    try {
      const wish = { ...everything, sorting: { column: 'column0', isDescending: true } };
      worker.postMessage({ id: 1, question: { kind: 'view', artifact: 'file/many.csv', wish } });
      worker.postMessage({ id: 2, question: { kind: 'columns', artifact: 'file/many.csv' } });
      const said: FromThread[] = [];
      const isOver = Promise.withResolvers<undefined>();
      worker.on('message', (message: FromThread) => {
        said.push(message);
        if ('id' in message && message.id === 2) {
          worker.postMessage({ cancel: 1 });
        } else if ('id' in message) {
          isOver.resolve(undefined);
        }
      });
      await isOver.promise;
      assert.deepEqual(
        said.map((message) => 'isCancelled' in message && message.isCancelled),
        [false, true],
      );
    } finally {
      await worker.terminate();
    }
  });

  it('takes notes', async () => {
    thread.setNotes({ services: { 3: { tag: 'odd', comment: '' } } });
    const wish = { ...everything, onlyTagged: true };
    assert.equal((await thread.ask({ kind: 'view', artifact: 'services', wish })).rowCount, 1);
  });

  it('leaves nothing unanswered when it is ended', async () => {
    await thread.ask({ kind: 'overview' });
    const wish = { ...everything, text: 'nothing like it' };
    const asked = [1, 2, 3].map(() => thread.ask({ kind: 'view', artifact: 'file/many.csv', wish }));
    const settled = Promise.allSettled(asked);
    await thread.dispose();
    assert.deepEqual(
      (await settled).map((each) => each.status === 'rejected' && (each.reason as Error).name),
      ['ThreadEnded', 'ThreadEnded', 'ThreadEnded'],
    );
    assert.equal(thread.hasEnded, true);
    await assert.rejects(thread.ask({ kind: 'overview' }), { name: 'ThreadEnded' });
  });

  it('leaves nothing unanswered when it breaks', async () => {
    const broken = new ReaderThread(
      new URL('data:text/javascript,throw new Error("broken")'),
      stage.startOf(),
    );
    await assert.rejects(broken.ask({ kind: 'overview' }), {
      name: 'ThreadEnded',
      cause: new Error('broken'),
    });
    assert.equal(broken.hasEnded, true);
    await broken.dispose();
  });
});

function many(): string {
  return ['number', ...Array.from({ length: 200_000 }, (_, at) => String((at * 7919) % 200_003))].join('\n');
}
