import assert from 'node:assert/strict';
import { hostileNames } from '../../simulator/tenant/devices.ts';
import { Tenant } from '../../simulator/tenant/tenant.ts';

const now = Date.UTC(2026, 5, 1, 12);
const day = 86_400_000;

describe('Simulated tenant', () => {
  const { actions, devices } = new Tenant(250, now);

  it('is the same on every start, moved along with the clock', () => {
    const later = new Tenant(250, now + 3 * day).actions;
    const withoutTimes = (list: typeof actions): string =>
      JSON.stringify(list, (key, value: unknown) => (/TimeUtc$|^(start|end)Time$/.test(key) ? null : value));
    assert.equal(withoutTimes(later), withoutTimes(actions));
    for (const [row, action] of actions.entries()) {
      const moved =
        Date.parse(later[row]?.creationDateTimeUtc ?? '') - Date.parse(action.creationDateTimeUtc);
      assert.equal(moved, 3 * day);
    }
  });

  it('has actions of every type and state, most of them of the last 30 days', () => {
    assert.deepEqual([...new Set(actions.map(({ type }) => type))].toSorted(), [
      'CollectInvestigationPackage',
      'ContainDevice',
      'Isolate',
      'LiveResponse',
      'Offboard',
      'RestrictCodeExecution',
      'RunAntiVirusScan',
      'StopAndQuarantineFile',
      'Unisolate',
      'UnrestrictCodeExecution',
    ]);
    const states = [
      'Pending',
      'InProgress',
      'Succeeded',
      'Failed',
      'TimeOut',
      'Cancelled',
      'PartiallySucceeded',
    ];
    assert.deepEqual(new Set(actions.map(({ status }) => status)), new Set(states));
    const recent = actions.filter((action) => now - Date.parse(action.creationDateTimeUtc) < 30 * day);
    assert.ok(recent.length > 200 && recent.length < 250);
  });

  it('writes an action with the twenty keys of the wire, and a few with fewer or other ones', () => {
    const usual =
      'id,type,title,requestor,requestorComment,status,machineId,computerDnsName,creationDateTimeUtc,' +
      'lastUpdateDateTimeUtc,cancellationRequestor,cancellationComment,cancellationDateTimeUtc,errorHResult,' +
      'scope,externalId,requestSource,relatedFileInfo,commands,troubleshootInfo';
    const shapes = actions.map((action) => Object.keys(action).join(','));
    assert.ok(shapes.filter((shape) => shape === usual).length > 240);
    assert.ok(shapes.includes(usual.replace('lastUpdateDateTimeUtc', 'lastUpdateTimeUtc')));
    assert.ok(shapes.some((shape) => !shape.includes('errorHResult')));
    assert.ok(actions.every((action) => /\.\d{7}Z$/.test(action.creationDateTimeUtc)));
  });

  it('keeps hostile device names away from the newest rows', () => {
    const rows = actions.map(({ computerDnsName }) => hostileNames.includes(computerDnsName));
    assert.ok(rows.indexOf(true) >= 20);
    assert.ok(rows.filter(Boolean).length <= 12);
    assert.ok(hostileNames.every((name) => devices.some(({ computerDnsName }) => computerDnsName === name)));
  });
});
