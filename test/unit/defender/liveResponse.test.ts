import assert from 'node:assert/strict';
import { DefenderError } from '../../../src/defender/defenderError.ts';
import { leavesResult, liveResponseCommands, objectOf } from '../../../src/defender/liveResponse.ts';
import { parseMachineAction } from '../../../src/defender/machineAction.ts';
import type { Answer } from '../../../src/defender/transport.ts';
import { json, startSimulator, type Simulator } from '../../simulator/index.ts';
import { testClient } from '../../support/testClient.ts';
import { rejection } from '../../support/rejections.ts';

function read(commands: unknown) {
  return liveResponseCommands(parseMachineAction({ id: 'a', commands }) ?? assert.fail());
}

describe('The commands of a live response', () => {
  it('are read as documented', () => {
    const [command, ...others] = read([
      {
        index: 0,
        startTime: null,
        endTime: null,
        commandStatus: 'Created',
        errors: [],
        command: { type: 'RunScript', params: [{ key: 'ScriptName', value: 'a.ps1' }] },
      },
    ]);
    assert.deepEqual(others, []);
    const params = [{ key: 'ScriptName', value: 'a.ps1' }];
    assert.deepEqual(command, { index: 0, type: 'RunScript', status: 'Created', params, errors: [] });
    assert.equal(objectOf(command), 'a.ps1');
  });

  it('are none where there are none, or something else', () => {
    for (const commands of [undefined, null, [], 'x', 5, { length: 1 }]) {
      assert.deepEqual(read(commands), []);
    }
  });

  it('are read as far as they can be', () => {
    const odd = read([
      null,
      'x',
      { index: '1', commandStatus: 5, errors: 'x', command: { type: null, params: {} } },
      {
        index: -1,
        errors: [null, 'b', 7],
        command: { type: 'GetFile', params: [null, { key: 'path', value: 'p' }] },
      },
      { index: 1.5 },
      { index: 7 },
    ]);
    assert.deepEqual(
      odd.map(({ index }) => index),
      [0, 1, 2, 3, 4, 7],
    );
    assert.deepEqual(odd[3]?.errors, ['b']);
    assert.deepEqual(odd.map(objectOf), ['', '', '', 'p', '', '']);
    assert.deepEqual(odd.map(leavesResult), [false, false, false, true, false, false]);
  });
});

describe('The link to a live response result', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await startSimulator();
  });
  afterEach(() => simulator.close());

  const action = () => simulator.tenant.actions[6]?.id ?? '';

  it('is asked for by the index of the command, and as often as needed', async () => {
    const { client } = testClient(simulator);
    const answers: Answer[] = [];
    for (let count = 0; count < 5; count++) {
      const link = await client.getLiveResponseResultLink(action(), 2, {
        onAnswer: (one) => answers.push(one),
      });
      assert.equal(link.host, new URL(simulator.packageHost).host);
    }
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    );
    const path = `/api/machineactions/${action()}/GetLiveResponseResultDownloadLink(index=2)`;
    assert.deepEqual(new Set(simulator.requests.map((request) => request.path)), new Set([path]));
  });

  for (const [words, value] of [
    ['as it is', 'https://files.example/x?sig=1'],
    ['quoted once more', '"https://files.example/x?sig=1"'],
  ]) {
    it(`is taken ${words}`, async () => {
      simulator.faults.add({ service: 'api', respond: json(200, { value }) });
      const link = await testClient(simulator).client.getLiveResponseResultLink(action(), 2);
      assert.equal(link.reveal().href, 'https://files.example/x?sig=1');
    });
  }

  it('is refused when evidence may not travel over it', async () => {
    simulator.faults.add({ service: 'api', respond: json(200, { value: 'http://files.example/x' }) });
    const error = await rejection(testClient(simulator).client.getLiveResponseResultLink(action(), 2));
    assert.ok(DefenderError.is(error, 'badLink'));
  });

  it('is not there for a command without a result', async () => {
    const error = await rejection(testClient(simulator).client.getLiveResponseResultLink(action(), 9));
    assert.ok(DefenderError.is(error, 'notFound'));
  });
});
