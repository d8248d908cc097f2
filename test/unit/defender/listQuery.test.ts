import assert from 'node:assert/strict';
import type { DefenderClient } from '../../../src/defender/client.ts';
import { toQueryString, type ListQuery } from '../../../src/defender/listQuery.ts';
import { startSimulator, type MachineAction, type Simulator } from '../../simulator/index.ts';
import { testClient } from '../../support/testClient.ts';

describe('The query string of the list', () => {
  const decoded = (query: ListQuery) => decodeURIComponent(toQueryString(query));

  const strings: [query: ListQuery, text: string][] = [
    [{}, '?$top=100'],
    [{ top: 3 }, '?$top=3'],
    [{ top: 3, skip: 0 }, '?$top=3'],
    [{ top: 3, skip: 6 }, '?$top=3&$skip=6'],
    [{ type: 'Isolate' }, "?$filter=type eq 'Isolate'&$top=100"],
    [{ type: ['Isolate'] }, "?$filter=type eq 'Isolate'&$top=100"],
    [{ type: [] }, '?$top=100'],
    [
      { type: ['Isolate', 'Unisolate'], status: 'Failed' },
      "?$filter=status eq 'Failed' and (type eq 'Isolate' or type eq 'Unisolate')&$top=100",
    ],
    [{ requestor: "o'brien'" }, "?$filter=requestor eq 'o''brien'''&$top=100"],
    [
      {
        createdFrom: new Date(Date.UTC(2025, 0, 1)),
        createdBefore: new Date(Date.UTC(2025, 0, 2, 3, 4, 5, 6)),
      },
      '?$filter=creationDateTimeUtc ge 2025-01-01T00:00:00.000Z and creationDateTimeUtc lt 2025-01-02T03:04:05.006Z&$top=100',
    ],
  ];
  for (const [query, text] of strings) {
    it(`is ${text}`, () => assert.equal(decoded(query), text));
  }

  it('gives no character of a value a meaning of its own', () => {
    const value = 'a&$top=1#?+%41 "ä✓\n';
    const url = new URL(`/api${toQueryString({ requestor: value })}`, 'https://host');
    assert.equal(url.searchParams.get('$filter'), `requestor eq '${value}'`);
    assert.deepEqual([...url.searchParams.keys()], ['$filter', '$top']);
    assert.equal(url.hash, '');
  });
});

describe('A filtered list of the simulated tenant', () => {
  let simulator: Simulator;
  let client: DefenderClient;

  before(async () => {
    simulator = await startSimulator({ limits: { general: false } });
    simulator.tenant.action(simulator.tenant.actions[3]?.id ?? '').requestor =
      "Kit O'Brien & Söhne + 100% (x)";
    ({ client } = testClient(simulator));
  });

  after(() => simulator.close());

  /** An action somewhere in the list. */
  const some = (row: number): MachineAction => simulator.tenant.actions[row] ?? assert.fail();
  const at = (row: number) => new Date(some(row).creationDateTimeUtc);

  const filters: [what: string, query: () => ListQuery, matches: (action: MachineAction) => boolean][] = [
    ['everything', () => ({}), () => true],
    ['one id', () => ({ id: some(70).id }), ({ id }) => id === some(70).id],
    [
      'several ids',
      () => ({ id: [some(1).id, some(200).id] }),
      ({ id }) => [some(1).id, some(200).id].includes(id),
    ],
    ['a state', () => ({ status: 'Failed' }), ({ status }) => status === 'Failed'],
    [
      'several states',
      () => ({ status: ['Pending', 'InProgress', 'TimeOut'] }),
      ({ status }) => ['Pending', 'InProgress', 'TimeOut'].includes(status),
    ],
    [
      'a state nobody documents',
      () => ({ status: 'PartiallySucceeded' }),
      ({ status }) => status.startsWith('Part'),
    ],
    [
      'a device',
      () => ({ machineId: some(20).machineId }),
      ({ machineId }) => machineId === some(20).machineId,
    ],
    [
      'a type',
      () => ({ type: 'CollectInvestigationPackage' }),
      ({ type }) => type === 'CollectInvestigationPackage',
    ],
    [
      'several types in a state',
      () => ({ type: ['Isolate', 'Unisolate'], status: 'Succeeded' }),
      ({ type, status }) => ['Isolate', 'Unisolate'].includes(type) && status === 'Succeeded',
    ],
    [
      'a person',
      () => ({ requestor: 'ben@contoso.com' }),
      ({ requestor }) => requestor === 'ben@contoso.com',
    ],
    [
      'a person with a quote and other signs',
      () => ({ requestor: "Kit O'Brien & Söhne + 100% (x)" }),
      ({ requestor }) => requestor.startsWith('Kit'),
    ],
    [
      'since a time',
      () => ({ createdFrom: at(40) }),
      (action) => Date.parse(action.creationDateTimeUtc) >= +at(40),
    ],
    [
      'before a time',
      () => ({ createdBefore: at(40) }),
      (action) => Date.parse(action.creationDateTimeUtc) < +at(40),
    ],
    [
      'between two times, of a type',
      () => ({ createdFrom: at(100), createdBefore: at(20), type: 'Isolate' }),
      (action) =>
        action.type === 'Isolate' &&
        Date.parse(action.creationDateTimeUtc) >= +at(100) &&
        Date.parse(action.creationDateTimeUtc) < +at(20),
    ],
    ['nothing that exists', () => ({ requestor: "' or 1 eq 1 or '" }), () => false],
  ];
  for (const [what, query, matches] of filters) {
    it(`has all of it and no more: ${what}`, async () => {
      const { actions, malformed, hasMore } = await client.listMachineActions({ ...query(), top: 1000 });
      const expected = simulator.tenant.actions.filter(matches).map(({ id }) => id);
      assert.deepEqual(
        actions.map(({ id }) => id),
        expected,
      );
      assert.deepEqual([malformed, hasMore], [0, false]);
    });
  }

  it('is sent under the names of the service, once each', async () => {
    await client.listMachineActions({ type: 'Isolate', top: 7, skip: 2 });
    const { path, query } = simulator.requests.at(-1) ?? assert.fail();
    assert.equal(path, '/api/machineactions');
    assert.deepEqual(
      [...query],
      [
        ['$filter', "type eq 'Isolate'"],
        ['$top', '7'],
        ['$skip', '2'],
      ],
    );
  });
});
