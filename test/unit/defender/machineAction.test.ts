import assert from 'node:assert/strict';
import {
  createdAt,
  hasPackage,
  isFinished,
  isPackageCollection,
  isUnfinished,
  parseMachineAction,
  parsePage,
  updatedAt,
  type MachineAction,
} from '../../../src/defender/machineAction.ts';

const wire = {
  id: '00000000-0000-4000-8000-000000000001',
  type: 'CollectInvestigationPackage',
  title: null,
  requestor: 'analyst@contoso.com',
  requestorComment: 'case 42',
  status: 'Succeeded',
  machineId: '0123456789abcdef0123456789abcdef01234567',
  computerDnsName: 'ws-042',
  creationDateTimeUtc: '2025-01-02T03:04:05.1234567Z',
  lastUpdateDateTimeUtc: '2025-01-02T03:06:07.7654321Z',
  cancellationRequestor: 'lead@contoso.com',
  cancellationComment: 'Wrong device',
  cancellationDateTimeUtc: '2025-01-02T03:05:00Z',
  errorHResult: -2147467260,
  scope: 'Full',
  relatedFileInfo: null,
  commands: [],
};

function parse(changes: object): MachineAction {
  const action = parseMachineAction({ ...wire, ...changes });
  assert.ok(action);
  return action;
}

describe('A machine action of the wire', () => {
  it('keeps its values, and the whole object beside them', () => {
    const { raw, ...values } = parse({ somethingNew: { nested: [1] } });
    const { title, relatedFileInfo, commands, ...shown } = wire;
    assert.deepEqual(values, shown);
    const left = { title, relatedFileInfo, commands, somethingNew: { nested: [1] } };
    assert.deepEqual(raw, { ...shown, ...left });
  });

  it('needs an id and nothing else', () => {
    const action = parseMachineAction({ id: 'x' });
    const present = Object.entries(action ?? {}).filter(([, value]) => value !== undefined);
    assert.deepEqual(Object.fromEntries(present), { id: 'x', type: '', status: '', raw: { id: 'x' } });
  });

  const texts = ['requestor', 'requestorComment', 'machineId', 'computerDnsName', 'scope'] as const;
  const ofCancellation = ['cancellationRequestor', 'cancellationComment', 'cancellationDateTimeUtc'] as const;
  const notText: unknown[] = [null, 5, true, [], { a: 1 }];
  for (const key of [...texts, ...ofCancellation, 'creationDateTimeUtc', 'lastUpdateDateTimeUtc'] as const) {
    it(`leaves out ${key} when it is null or of another type`, () => {
      for (const value of notText) {
        assert.equal(parse({ [key]: value })[key], undefined, JSON.stringify(value));
      }
    });
  }

  it('has an empty type and state when they are null or of another type', () => {
    for (const value of notText) {
      const { type, status } = parse({ type: value, status: value });
      assert.deepEqual([type, status], ['', '']);
    }
  });

  it('leaves out an errorHResult that is no number', () => {
    for (const value of [null, '0x80004004', {}]) {
      assert.equal(parse({ errorHResult: value }).errorHResult, undefined);
    }
    assert.equal(parse({ errorHResult: 0 }).errorHResult, 0);
  });

  it('reads the update time under both its names, that of the wire first', () => {
    const older = '2025-01-02T03:05:00Z';
    assert.equal(
      parse({ lastUpdateDateTimeUtc: undefined, lastUpdateTimeUtc: older }).lastUpdateDateTimeUtc,
      older,
    );
    assert.equal(
      parse({ lastUpdateDateTimeUtc: null, lastUpdateTimeUtc: older }).lastUpdateDateTimeUtc,
      older,
    );
    assert.equal(parse({ lastUpdateTimeUtc: older }).lastUpdateDateTimeUtc, wire.lastUpdateDateTimeUtc);
  });

  it('is none when it is not an object with an id', () => {
    for (const element of [undefined, null, 5, 'id', true, [], {}, { id: 5 }, { id: null }, { id: '' }]) {
      assert.equal(parseMachineAction(element), undefined, JSON.stringify(element));
    }
  });
});

describe('The times of a machine action', () => {
  it('are read from seven fractional digits', () => {
    const action = parse({});
    assert.equal(createdAt(action), Date.UTC(2025, 0, 2, 3, 4, 5, 123));
    assert.equal(updatedAt(action), Date.UTC(2025, 0, 2, 3, 6, 7, 765));
  });

  it('are UTC, whatever zone this machine is in', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Pacific/Auckland';
    try {
      const action = parse({ creationDateTimeUtc: '2025-01-02T03:04:05.1234567' });
      assert.equal(createdAt(action), Date.UTC(2025, 0, 2, 3, 4, 5, 123));
    } finally {
      process.env['TZ'] = zone ?? '';
    }
  });

  it('are unknown when missing or no time', () => {
    for (const text of [undefined, null, '', 'soon', '2025-13-45T99:00:00Z', 'Z']) {
      assert.equal(createdAt(parse({ creationDateTimeUtc: text })), undefined, String(text));
    }
  });
});

describe('The state of a machine action', () => {
  const states: [status: string, finished: boolean, unfinished: boolean][] = [
    ['Pending', false, true],
    ['InProgress', false, true],
    ['Succeeded', true, false],
    ['Failed', true, false],
    ['TimeOut', true, false],
    ['Cancelled', true, false],
    ['PartiallySucceeded', false, false],
    ['succeeded', false, false],
    ['', false, false],
  ];
  for (const [status, finished, unfinished] of states) {
    it(`tells whether something is still to come: ${status || 'no state'}`, () => {
      const action = parse({ status });
      assert.deepEqual([isFinished(action), isUnfinished(action)], [finished, unfinished]);
    });
  }

  it('promises a package for a collection that succeeded, and for nothing else', () => {
    assert.ok(hasPackage(parse({})));
    assert.ok(!hasPackage(parse({ status: 'InProgress' })));
    assert.ok(!hasPackage(parse({ type: 'LiveResponse' })));
    assert.ok(isPackageCollection(parse({ status: 'Failed' })));
    assert.ok(!isPackageCollection(parse({ type: 'Isolate' })));
  });
});

describe('A page of machine actions', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, row) => ({ id: `id-${row}` }));

  it('counts the elements it could not read, and keeps the others in their order', () => {
    const value = [{ id: 'a' }, null, 'text', { id: 5 }, [], { id: 'b' }];
    const page = parsePage({ value }, { top: 100 });
    assert.deepEqual(
      page?.actions.map(({ id }) => id),
      ['a', 'b'],
    );
    assert.deepEqual([page.received, page.malformed, page.hasMore], [6, 4, false]);
  });

  const link = 'https://host/api/machineactions?$skip=3';
  const sizes: [received: number, top: number | undefined, nextLink: unknown, hasMore: boolean][] = [
    [3, 3, undefined, true],
    [2, 3, undefined, false],
    [4, 3, undefined, true],
    [0, 3, undefined, false],
    [2, 3, link, true],
    [2, 3, 7, false],
    // An empty page with a link to the next would be asked for for ever.
    [0, 3, link, false],
    [100, undefined, undefined, true],
    [99, undefined, undefined, false],
    [0, 0, undefined, false],
  ];
  for (const [received, top, nextLink, hasMore] of sizes) {
    it(`has ${hasMore ? '' : 'no '}more after ${received} of ${top ?? 'the usual'} rows, link ${String(nextLink)}`, () => {
      const body = { value: rows(received), '@odata.nextLink': nextLink };
      assert.equal(parsePage(body, top === undefined ? {} : { top })?.hasMore, hasMore);
    });
  }

  it('is none when the body has no list in it', () => {
    for (const body of [undefined, null, 5, 'text', [], [{ id: 'a' }], {}, { value: null }, { value: {} }]) {
      assert.equal(parsePage(body, {}), undefined, JSON.stringify(body));
    }
  });
});
