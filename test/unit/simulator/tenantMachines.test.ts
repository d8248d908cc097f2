import assert from 'node:assert/strict';
import { Tenant } from '../../simulator/tenant/tenant.ts';

const now = Date.UTC(2026, 5, 1, 12);
const day = 86_400_000;

describe('Machines of the simulated tenant', () => {
  const { actions, devices, machines } = new Tenant(250, now);
  const named = (name: string): typeof machines =>
    machines.filter(({ computerDnsName }) => computerDnsName === name);

  it('are the same on every start', () => {
    assert.deepEqual(new Tenant(10, now).machines, machines);
  });

  it('hold every device that an action names, in lower case', () => {
    const ids = new Set(machines.map(({ id }) => id));
    assert.equal(ids.size, machines.length);
    assert.ok(devices.every(({ id }) => ids.has(id)));
    assert.ok(actions.every(({ machineId }) => ids.has(machineId)));
    assert.ok(machines.every(({ computerDnsName }) => computerDnsName === computerDnsName.toLowerCase()));
    assert.ok(machines.every(({ id }) => /^[\da-f]{40}$/.test(id)));
  });

  it('differ in health, risk, onboarding, system, tags and the time they were seen', () => {
    const values = (of: (machine: (typeof machines)[number]) => unknown): number =>
      new Set(machines.map(of)).size;
    assert.equal(
      values((machine) => machine.healthStatus),
      6,
    );
    assert.equal(
      values((machine) => machine.riskScore),
      6,
    );
    assert.equal(
      values((machine) => machine.onboardingStatus),
      4,
    );
    assert.equal(
      values((machine) => machine.osPlatform),
      7,
    );
    assert.ok(values((machine) => machine.machineTags.join()) >= 5);
    const days = machines.map(({ lastSeen }) => Math.floor((now - Date.parse(lastSeen)) / day));
    assert.ok(new Set(days).size > 10 && days.every((age) => age >= 0));
    assert.ok(machines.every(({ ipAddresses }) => ipAddresses.length >= 3));
  });

  it('list a device that was onboarded again once more, under its old id and long unseen', () => {
    assert.deepEqual(
      ['ws-042.contoso.com', 'srv-db-01', 'lap-077', 'mac-design-01', 'ws-115'].map(
        (name) => named(name).length,
      ),
      [2, 2, 3, 2, 1],
    );
    const [current] = devices.filter(({ computerDnsName }) => computerDnsName === 'lap-077');
    const byAge = named('lap-077').toSorted((left, right) => (left.lastSeen < right.lastSeen ? 1 : -1));
    assert.equal(byAge[0]?.id, current?.id);
    assert.deepEqual(
      byAge.map(({ isPotentialDuplication }) => isPotentialDuplication),
      [false, true, true],
    );
  });
});
