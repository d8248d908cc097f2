import assert from 'node:assert/strict';
import { DefenderError } from '../../../src/defender/defenderError.ts';
import { NetworkError } from '../../../src/defender/networkError.ts';
import { cancelled, isCancellation } from '../../../src/defender/reasonedError.ts';

describe('A cancellation', () => {
  const canceled = Object.assign(new Error('Canceled'), { name: 'Canceled' });
  const errors: [what: string, error: unknown, is: boolean][] = [
    ['the client’s own', cancelled(), true],
    ['the reason of an aborted signal', AbortSignal.abort().reason, true],
    ['the editor’s', canceled, true],
    ['a time limit', new DOMException('late', 'TimeoutError'), false],
    ['a fault of the network', new NetworkError('interrupted', { host: 'h' }), false],
    ['a refusal', new DefenderError('forbidden', { host: 'h' }), false],
    ['a text', 'AbortError', false],
    ['nothing', undefined, false],
  ];
  for (const [what, error, is] of errors) {
    it(`${is ? 'is' : 'is not'} ${what}`, () => assert.equal(isCancellation(error), is));
  }
});

describe('An error with a reason', () => {
  const cause = new Error('cause');
  const error = new DefenderError('forbidden', { host: 'h', status: 403 }, cause);

  it('names its family, its reason and what caused it', () => {
    assert.ok(error instanceof Error);
    assert.deepEqual([error.name, error.message], ['DefenderError', 'DefenderError: forbidden']);
    assert.deepEqual(
      [error.reason, error.data, error.cause],
      ['forbidden', { host: 'h', status: 403 }, cause],
    );
  });

  it('is told apart by family and reason, not by text', () => {
    assert.ok(DefenderError.is(error, 'forbidden'));
    assert.ok(!DefenderError.is(error, 'notFound'));
    assert.ok(!DefenderError.is(new NetworkError('timeout', { host: 'h' }), 'forbidden'));
    assert.ok(!DefenderError.is({ reason: 'forbidden' }, 'forbidden'));
  });
});
