import assert from 'node:assert/strict';
import { clouds } from '../../../src/defender/clouds.ts';
import { actionCenter, devicePage } from '../../../src/defender/portal.ts';

const tenantId = '11111111-0000-4000-8000-00000000000a';
const device = '0123456789abcdef0123456789abcdef01234567';

describe('The Defender portal', () => {
  const portals = {
    commercial: 'https://security.microsoft.com',
    gcc: 'https://security.microsoft.com',
    gccHigh: 'https://security.microsoft.us',
    dod: 'https://security.apps.mil',
  };
  for (const cloud of ['commercial', 'gcc', 'gccHigh', 'dod'] as const) {
    it(`has a page for a device and one for all actions: ${cloud}`, () => {
      const connection = { ...clouds[cloud], tenantId };
      assert.equal(devicePage(connection, device), `${portals[cloud]}/machines/${device}?tid=${tenantId}`);
      assert.equal(actionCenter(connection), `${portals[cloud]}/action-center/history?tid=${tenantId}`);
    });
  }

  it('is not known for a custom cloud', () => {
    assert.deepEqual([devicePage({ tenantId }, device), actionCenter({ tenantId })], [undefined, undefined]);
  });

  for (const id of [undefined, '', '../settings', 'a/b', 'a?b', 'a b', '\ud800', '$(x)', 'a\u202eb', 'a)']) {
    it(`has no page for what is no id of a device: ${JSON.stringify(id)}`, () => {
      assert.equal(devicePage({ ...clouds.commercial, tenantId }, id), undefined);
    });
  }
});
