import { parentPort, workerData } from 'node:worker_threads';
import { PackageSession } from './packageSession.ts';
import { asQuestionFault } from './questionFault.ts';
import type { FromThread, ThreadStart, ToThread } from './threadMessages.ts';

// What the thread of `ReaderThread` runs: it opens one package, and answers until it is ended.

const say = (message: FromThread) => parentPort?.postMessage(message);
const asked = new Map<number, AbortController>();
const start = workerData as ThreadStart;
const opening = PackageSession.open(start, {
  signal: new AbortController().signal,
  grown: () => say({ changed: 'overview' }),
});
// Each question says so itself when the package could not be opened.
opening.catch(() => undefined);

parentPort?.on('message', (message: ToThread) => {
  if ('cancel' in message) {
    asked.get(message.cancel)?.abort();
  } else if ('notes' in message) {
    void opening.then(
      (session) => session.setNotes(message.notes),
      () => undefined,
    );
  } else {
    void answer(message);
  }
});

async function answer({ id, question }: Extract<ToThread, { question: unknown }>): Promise<void> {
  const control = new AbortController();
  asked.set(id, control);
  try {
    const session = await opening;
    control.signal.throwIfAborted();
    say({ id, answer: await session.answer(question, control.signal) });
  } catch (error) {
    say({ id, fault: asQuestionFault(error).message, isCancelled: control.signal.aborted });
  } finally {
    asked.delete(id);
  }
}
