import assert from 'node:assert/strict';
import { toQueryString } from '../../../src/defender/listQuery.ts';
import { filterOf, isFiltering, noFilter, readFilter, toListQuery } from '../../../src/views/listFilter.ts';

const now = Date.UTC(2026, 0, 31);
const device = { name: 'ws-042', connection: 'Contoso', machineIds: ['aa', 'bb'] };

describe('The filter of the list', () => {
  it('is none at first, and the list reaches back as far as the setting says', () => {
    assert.equal(isFiltering(readFilter(undefined)), false);
    const filter = new URLSearchParams(toQueryString(toListQuery(noFilter, 30, now))).get('$filter');
    assert.equal(filter, 'creationDateTimeUtc ge 2026-01-01T00:00:00.000Z');
  });

  it('asks the service for all of its criteria together', () => {
    const filter = {
      types: ['Isolate', 'Unisolate'],
      statuses: ['Failed'],
      device,
      requestor: "o'neil@contoso.com",
      days: 1,
    };
    const query = new URLSearchParams(toQueryString(toListQuery(filter, 30, now)));
    assert.deepEqual(query.get('$filter')?.split(' and '), [
      "status eq 'Failed'",
      "(machineId eq 'aa' or machineId eq 'bb')",
      "(type eq 'Isolate' or type eq 'Unisolate')",
      "requestor eq 'o''neil@contoso.com'",
      'creationDateTimeUtc ge 2026-01-30T00:00:00.000Z',
    ]);
  });

  it('has a device only where the device was looked for', () => {
    const filter = { ...noFilter, statuses: ['Failed'], device };
    assert.equal(filterOf(filter, { name: 'Contoso' }), filter);
    for (const other of [{ name: 'Fabrikam' }, undefined]) {
      const elsewhere = filterOf(filter, other);
      assert.deepEqual([elsewhere.device, elsewhere.statuses], [undefined, ['Failed']]);
    }
  });

  const criteria = { types: ['Isolate'], statuses: ['Failed'], device, requestor: 'anna', days: 7 };
  for (const [name, value] of Object.entries(criteria)) {
    it(`is there with ${name} alone, and is read as it was kept`, () => {
      const filter = readFilter(JSON.parse(JSON.stringify({ ...noFilter, [name]: value })));
      assert.equal(isFiltering(filter), true);
      assert.deepEqual((filter as unknown as Record<string, unknown>)[name], value);
    });
  }

  const strange: unknown[] = [
    null,
    7,
    'Failed',
    [],
    { types: 'Isolate', statuses: [7, null, ''], device: 'ws-042', requestor: ' ', days: '7' },
    { device: { name: 'ws-042', connection: 'Contoso', machineIds: [] }, days: 0 },
    { device: { name: 'ws-042', machineIds: ['aa'] } },
    { device: { machineIds: ['aa'] }, days: -1 },
  ];
  for (const value of strange) {
    it(`is none when what was kept is ${JSON.stringify(value)}`, () => {
      assert.equal(isFiltering(readFilter(value)), false);
    });
  }
});
